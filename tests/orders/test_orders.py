"""The ordinary life of order rows, over a real socket."""

import socket
import threading
from pathlib import Path

import pytest

from tests.support.conditions import wait_until
from tests.support.faulty import Forward, late
from tests.support.worlds import MARKET, OTHER_MARKET, WIDE, World, opened, row
from xlbetflag.api.config import Environment
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.market.rules import Source, VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.status import Status
from xlbetflag.practice.venue.behaviour import Behaviour


def test_a_row_is_checked_at_once_and_works_after_a_read_back(world: World) -> None:
    result = world.orders.place([row("k1")])["k1"]
    assert (result.status, result.message) == (Status.CHECKED, "")
    result = world.wait_for("k1", Status.WORKING)
    offer = world.at_venue[result.offer_id]
    assert (offer["price"], offer["size"], offer["remaining"]) == (350, 200, 200)
    assert (result.matched, result.remaining) == (0, 200)


def test_a_row_waits_for_the_regulator_and_then_works(world: World) -> None:
    world.exchange.behaviour = Behaviour(regulator_delay=600)
    world.orders.place([row("k1", price=290)])  # what could be taken at once
    assert world.wait_for("k1", Status.DELAYED).message.startswith("Taken with reserve: waits for")
    world.orders.place([row("k2", price=360)])  # nor does that keep others from being sent
    world.wait_for("k2", Status.DELAYED)
    world.exchange.tick(601)
    world.wait_for("k1", Status.MATCHED)
    assert world.wait_for("k2", Status.WORKING).message == ""


def test_a_row_taken_whole_is_matched_at_the_price_it_got(world: World) -> None:
    world.orders.place([row("k1", price=290)])
    result = world.wait_for("k1", Status.MATCHED)
    wait_until(lambda: world.result("k1").price_matched == 300)
    assert (result.matched, result.remaining) == (200, 0)


def test_a_row_matched_in_part_shows_both_parts_and_then_the_rest(world: World) -> None:
    world.orders.place([row("k1", price=300, size=30_000)])
    result = world.wait_for("k1", Status.PART_MATCHED)
    assert (result.matched, result.remaining, result.price_matched) == (20_000, 10_000, 300)


def test_one_post_for_each_market_side_and_flag_set(world: World) -> None:
    rows = [
        row("k1"),
        row("k2", price=360),
        row("k3", side=Side.LAY, price=250),
        row("k4", price=370, at_live=True),
        row("k5", price=380, suspended=True),
        row("k6", market=OTHER_MARKET),
    ]
    before = world.journal.transactions
    assert {r.status for r in world.orders.place(rows).values()} == {Status.CHECKED}
    world.wait_at_rest()
    assert world.posts == 5
    answered = before + 1 + 2 * 5
    assert world.journal.transactions >= answered


@pytest.mark.socket
def test_where_a_setting_joins_them_both_sides_leave_in_one_post(tmp_path: Path) -> None:
    together = VenueRule(False, Source.SETTING, "for this test")
    with opened(tmp_path, rules=VenueRules(sides_apart=together)) as world:
        world.orders.place([row("k1", price=360), row("k2", side=Side.LAY, price=250)])
        results = world.wait_at_rest()
    assert world.posts == 1
    assert {r.status for r in results.values()} == {Status.WORKING}


@pytest.mark.socket
def test_a_chunk_never_exceeds_the_venues_maximum(tmp_path: Path) -> None:
    maximum = VenueRule(3, Source.SETTING, "for this test")
    with opened(tmp_path, rules=VenueRules(maximum_instructions=maximum)) as world:
        world.orders.place([row(f"k{n}", price=310 + 5 * n) for n in range(1, 8)])
        results = world.wait_at_rest()
    assert world.posts == 3
    assert {r.status for r in results.values()} == {Status.WORKING}


def test_a_key_the_journal_knows_is_never_sent_again(world: World) -> None:
    world.orders.place([row("k1")])
    offer = world.wait_for("k1", Status.WORKING).offer_id
    for shown in ("", "DRAFT", "WORKING", "REFUSED"):
        again = world.orders.place([row("k1", shown=shown)])["k1"]
        assert (again.status, again.offer_id) == (Status.WORKING, offer)
    changed = world.orders.place([row("k1", price=400)])["k1"]
    assert changed.status is Status.WORKING
    assert "no longer reads as it was sent" in changed.message
    assert world.posts == 1
    assert len(world.at_venue) == 1


@pytest.mark.parametrize("shown", ["WORKING", "UNKNOWN", "REFUSED", "sent", "CHECKED"])
def test_a_status_the_journal_does_not_know_is_never_sent(world: World, shown: str) -> None:
    result = world.orders.place([row("k1", shown=shown)])["k1"]
    assert result.status is Status.REFUSED
    assert shown in result.message
    world.orders.place([row("k2")])
    world.wait_for("k2", Status.WORKING)
    assert len(world.at_venue) == 1


def test_a_refused_row_is_tried_again_only_when_changed_or_cleared(world: World) -> None:
    assert world.orders.place([row("k1", price=351)])["k1"].status is Status.REFUSED
    same = world.orders.place([row("k1", price=351, shown="REFUSED")])["k1"]
    assert same.status is Status.REFUSED
    assert "ladder" in same.message
    assert "change the row or clear its status" in same.message
    assert world.orders.place([row("k1", shown="REFUSED")])["k1"].status is Status.CHECKED
    world.wait_for("k1", Status.WORKING)


def test_equal_keys_in_one_batch_send_neither(world: World) -> None:
    results = world.orders.place([row("k1", position=4), row("k1", price=360, position=9)])
    assert results["k1"].status is Status.REFUSED
    assert "rows 4 and 9" in results["k1"].message
    assert world.orders.place([row("", position=4)])[""].status is Status.REFUSED
    assert world.posts == 0


def test_a_twin_is_refused_until_confirmed(world: World) -> None:
    results = world.orders.place([row("k1"), row("k2")])
    assert results["k1"].status is Status.CHECKED
    assert results["k2"].status is Status.REFUSED
    assert "row 1" in results["k2"].message
    world.wait_for("k1", Status.WORKING)
    assert "already WORKING" in world.orders.place([row("k3")])["k3"].message
    confirmed = world.orders.place([row("k4")], confirmed_twins=["k4"])["k4"]
    assert confirmed.status is Status.CHECKED
    world.wait_for("k4", Status.WORKING)
    assert len(world.at_venue) == 2


# --- the switch -------------------------------------------------------------------------------


def test_every_start_is_disarmed_and_nothing_leaves(world: World) -> None:
    world.shut()
    world.open(arm=False)
    wait_until(lambda: world.orders.is_reconciled)
    assert not world.orders.is_armed
    result = world.orders.place([row("k1")])["k1"]
    assert result.status is Status.DRAFT
    assert "not armed" in result.message
    assert world.orders.arm() is None
    assert world.orders.place([row("k1", shown="DRAFT")])["k1"].status is Status.CHECKED


def test_a_halt_refuses_cancels_and_needs_resume(world: World) -> None:
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    world.wait_at_rest()
    world.orders.halt()
    world.wait_for("k1", Status.CANCELLED)
    world.wait_for("k2", Status.CANCELLED)
    assert "halted" in world.orders.place([row("k3")])["k3"].message
    problem = world.orders.arm()
    assert problem is not None
    assert problem.code == "arm.halted"
    world.orders.resume()
    assert not world.orders.is_armed
    assert world.orders.arm() is None


@pytest.mark.socket
def test_production_is_not_armed_before_it_was_proven(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.environment = Environment.PRODUCTION
    try:
        world.open(arm=False)
        problem = world.orders.arm()
        assert problem is not None
        assert problem.code == "arm.unproven"
        assert not world.orders.is_armed
        world.journal.add_action("proved", "tables", world.now())
        assert world.orders.arm() is None
    finally:
        world.close()


def test_rows_that_wait_when_disarmed_are_refused_and_say_so(world: World) -> None:
    go = threading.Event()
    world.proxy.on("POST /offers", late(go))
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    wait_until(lambda: world.posts == 1)
    world.orders.disarm()
    go.set()
    assert "disarmed" in world.wait_for("k2", Status.REFUSED).message
    world.wait_for("k1", Status.WORKING)
    assert world.posts == 1


# --- limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", Limits.__struct_fields__)
@pytest.mark.parametrize("value", [None, -1, float("nan"), "50"])
def test_a_missing_or_odd_limit_refuses_and_is_named(
    world: World, name: str, value: object
) -> None:
    world.limits = Limits(
        **{**{n: getattr(WIDE, n) for n in Limits.__struct_fields__}, name: value}
    )
    result = world.orders.place([row("k1")])["k1"]
    assert result.status is Status.DRAFT
    assert "is empty or not valid" in result.message
    world.limits = WIDE
    assert world.orders.place([row("k1")])["k1"].status is Status.CHECKED


def test_too_many_rows_keep_the_whole_batch_back(world: World) -> None:
    world.limits = Limits(rows_per_batch=1)
    results = world.orders.place([row("k1"), row("k2", price=360)])
    assert {r.status for r in results.values()} == {Status.DRAFT}
    assert "2 rows" in results["k1"].message
    assert world.posts == 0


def test_old_and_unhealthy_prices_refuse(world: World) -> None:
    world.view.age = 11.0
    assert "11.0 s old" in world.orders.place([row("k1")])["k1"].message
    world.view.age = 0.1
    world.view.health = Health.STALE
    assert "STALE" in world.orders.place([row("k2")])["k2"].message
    world.view.health = None
    world.view.balance_health = Health.STALE
    assert "balance" in world.orders.place([row("k3")])["k3"].message


def test_a_market_suspended_after_the_check_is_not_sent(world: World) -> None:
    def suspended_first(connection: socket.socket, forward: Forward) -> None:
        world.exchange.market(int(MARKET)).suspend()
        connection.sendall(forward())

    world.proxy.on("GET /offers/all", suspended_first)
    world.orders.place([row("k1")])
    assert "had become SUSPENDED" in world.wait_for("k1", Status.REFUSED).message
    assert (world.posts, world.at_venue) == (0, {})
    assert "SUSPENDED, not OPEN" in world.orders.place([row("k2")])["k2"].message


def test_a_market_suspended_while_the_post_is_on_its_way_is_refused(world: World) -> None:
    def suspended_after(connection: socket.socket, forward: Forward) -> None:
        answer = forward()
        world.exchange.market(int(MARKET)).suspend()
        connection.sendall(answer)

    world.proxy.on("GET /offers/all", suspended_after)
    world.orders.place([row("k1")])
    assert "Refused by the venue" in world.wait_for("k1", Status.REFUSED).message
    assert (world.posts, world.at_venue) == (1, {})


@pytest.mark.socket
def test_a_row_beyond_the_funds_is_refused_and_the_rows_before_it_count(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.exchange.account("demo").balance = 500
    try:
        world.open()
        results = world.orders.place([row("k1"), row("k2", price=360), row("k3", price=370)])
        world.wait_for("k2", Status.WORKING)
    finally:
        world.close()
    assert [results[key].status for key in ("k1", "k2")] == [Status.CHECKED] * 2
    assert "needs 2.00 €, and 1.00 € is free" in results["k3"].message


# --- results ----------------------------------------------------------------------------------


def test_changes_give_each_change_once_and_everything_to_a_stranger(world: World) -> None:
    seen, _ = world.orders.changes(0)
    world.orders.place([row("k1"), row("k2", price=351)])
    world.wait_for("k1", Status.WORKING)
    now, changed = world.orders.changes(seen)
    assert set(changed) == {"k1", "k2"}
    assert changed["k2"].status is Status.REFUSED
    assert world.orders.changes(now) == (now, {})
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
    later, changed = world.orders.changes(now)
    assert set(changed) == {"k1"}
    from_another_run = later + 10**9
    assert set(world.orders.changes(from_another_run)[1]) == {"k1", "k2"}


def test_the_numbers_of_a_later_run_are_higher(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    before, _ = world.orders.changes(0)
    world.shut()
    world.open()
    after, changed = world.orders.changes(before)
    assert after > before
    assert "k1" in changed


def test_a_blank_problem_row_and_a_good_one_side_by_side(world: World) -> None:
    bad = Row(
        key="k1",
        position=1,
        draft=None,
        problems=(Problem("number.ambiguous", field="price", value="1.234"),),
    )
    results = world.orders.place([bad, row("k2")])
    assert results["k1"].status is Status.REFUSED
    assert "1.234" in results["k1"].message
    assert results["k2"].status is Status.CHECKED
