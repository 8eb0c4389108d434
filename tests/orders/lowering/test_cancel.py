"""Cancelling: by id, until a read-back shows it."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, OTHER_MARKET, World, hand_places, opened, row
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import CancelOfGone, Source, VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.orders.status import Status

DELETE = "DELETE /offers"


def test_a_working_row_ends_cancelled(world: World) -> None:
    world.orders.place([row("k1"), row("k2", price=360)])
    world.wait_at_rest()
    go = threading.Event()
    world.proxy.on(DELETE, faulty.late(go))
    assert "Cancel asked" in world.orders.cancel(["k1"])["k1"].message
    go.set()
    result = world.wait_for("k1", Status.CANCELLED)
    assert (result.matched, result.remaining, result.message) == (0, 0, "")
    assert world.at_venue[result.offer_id]["remaining"] == 0
    assert world.status("k2") is Status.WORKING


def test_a_part_matched_row_ends_part_cancelled(world: World) -> None:
    world.orders.place([row("k1", price=300, size=30_000)])
    world.wait_for("k1", Status.PART_MATCHED)
    world.orders.cancel(["k1"])
    result = world.wait_for("k1", Status.PART_CANCELLED)
    assert (result.matched, result.remaining) == (20_000, 0)


def test_a_row_that_waits_is_cancelled_without_leaving(world: World) -> None:
    go = threading.Event()
    world.proxy.on("POST /offers", faulty.late(go))
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    wait_until(lambda: world.posts == 1)
    result = world.orders.cancel(["k2"])["k2"]
    assert result.status is Status.CANCELLED
    assert "before it left" in result.message
    go.set()
    world.wait_for("k1", Status.WORKING)
    assert world.posts == 1


def test_a_lost_answer_to_a_cancel_is_asked_again_or_read_back(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on(DELETE, faulty.never_arrived, times=2)
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
    assert 3 <= world.proxy.count(DELETE) <= 10  # until a look has shown it


def test_a_cancel_that_was_done_but_not_answered_is_asked_until_looks_have_proven_it(
    world: World,
) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on(DELETE, faulty.dropped)
    world.orders.cancel(["k1"])
    assert world.wait_for("k1", Status.CANCELLED).message == ""
    looks = world.proxy.count("GET /offers/all")
    wait_until(lambda: world.proxy.count("GET /offers/all") > looks + 1)  # one was on its way
    asked = world.proxy.count(DELETE)
    assert 1 <= asked <= 10  # some looks' time, each pause longer than the one before
    wait_until(lambda: world.proxy.count("GET /offers/all") > looks + 3)
    assert world.proxy.count(DELETE) == asked


@pytest.mark.socket
@pytest.mark.parametrize("answer", CancelOfGone)
def test_a_cancel_ends_well_however_the_venue_answers_of_what_is_gone(
    tmp_path: Path, answer: CancelOfGone
) -> None:
    """One of the two was matched a moment ago; what the answer names proves nothing of it."""
    rules = VenueRules(cancel_of_gone=VenueRule(answer, Source.SETTING, "set"))
    with opened(tmp_path, rules=rules) as world:
        world.orders.place([row("k1"), row("k2", price=360)])
        world.wait_for("k1", Status.WORKING)
        world.wait_for("k2", Status.WORKING)
        look = threading.Event()
        world.proxy.on("GET /offers/all", faulty.late(look), times=2)
        other = world.exchange.house_account("other")
        taken = Bet("1", Side.LAY, 350, 20_200)  # what is offered at 3.10, then k1
        world.exchange.place(other, translate.placement(MARKET, [taken]))
        world.orders.cancel(["k1", "k2"])
        wait_until(lambda: world.proxy.count(DELETE) >= 1)
        look.set()
        assert world.wait_for("k1", Status.MATCHED).matched == 200
        assert world.wait_for("k2", Status.CANCELLED).matched == 0


def test_cancel_all_takes_ours_and_leaves_what_was_placed_by_hand(world: World) -> None:
    (by_hand,) = hand_places(world, [Bet("2", Side.BACK, 500, 200)])
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    world.wait_at_rest()
    assert set(world.orders.cancel_all(MARKET)) == {"k1"}
    world.wait_for("k1", Status.CANCELLED)
    assert world.status("k2") is Status.WORKING
    assert set(world.orders.cancel_all()) == {"k2"}
    world.wait_for("k2", Status.CANCELLED)
    assert world.at_venue[by_hand]["remaining"] == 200


def test_the_venues_own_operation_takes_hand_placed_offers_too(world: World) -> None:
    (by_hand,) = hand_places(world, [Bet("2", Side.BACK, 500, 200)])
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on("DELETE /offers/unmatched", faulty.never_arrived)
    world.orders.cancel_all(MARKET, everything_at_venue=True)
    world.wait_for("k1", Status.CANCELLED)
    wait_until(lambda: world.at_venue[by_hand]["remaining"] == 0)


def test_an_offer_found_late_is_cancelled_by_a_halt(world: World) -> None:
    world.proxy.on("POST /offers", faulty.dropped)
    go = threading.Event()
    world.proxy.on("GET /offers/all", faulty.passed)
    world.proxy.on("GET /offers/all", faulty.late(go))
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.UNKNOWN)
    world.orders.halt()
    go.set()
    result = world.wait_for("k1", Status.CANCELLED)
    assert world.at_venue[result.offer_id]["remaining"] == 0


@pytest.mark.parametrize("how", ["HALT", "CANCEL ALL", "CANCEL"])
def test_whichever_of_several_offers_is_a_lost_rows_none_is_left(world: World, how: str) -> None:
    """The request arrived twice and both answers were lost: two offers for one row, each of which
    may be a hand's. Undecided it stays, and open to nothing."""
    world.proxy.on("POST /offers", twice_unanswered)
    world.orders.place([row("k1")])
    wait_until(lambda: "Undecided" in world.orders.results()["k1"].message)
    assert len(world.at_venue) == 2
    wishes: dict[str, Callable[[], object]] = {
        "HALT": world.orders.halt,
        "CANCEL ALL": world.orders.cancel_all,
        "CANCEL": lambda: world.orders.cancel(["k1"]),
    }
    wishes[how]()
    wait_until(lambda: not any(each["remaining"] for each in world.at_venue.values()))
    assert world.status("k1") in (Status.UNKNOWN, Status.NOT_FOUND)


def test_a_candidate_that_may_be_an_order_which_is_to_stand_is_left_to_it(world: World) -> None:
    """Two equal rows of one request that arrived twice: four offers, two of them are k2's to keep
    as far as anybody knows."""
    world.proxy.on("POST /offers", twice_unanswered)
    world.orders.place([row("k1"), row("k2")], ["k1", "k2"])
    wait_until(lambda: "Undecided" in world.orders.results()["k2"].message)
    standing = row("k3", selection="2 · X")
    world.orders.place([standing])
    world.wait_for("k3", Status.WORKING)
    world.orders.cancel(["k1", "k3"])
    world.wait_for("k3", Status.CANCELLED)
    open_still = [each for each in world.at_venue.values() if each["remaining"]]
    assert len(open_still) == 4
    world.orders.cancel(["k2"])
    wait_until(lambda: not any(each["remaining"] for each in world.at_venue.values()))


def twice_unanswered(connection: socket.socket, forward: faulty.Forward) -> None:
    forward()
    faulty.dropped(connection, forward)


def test_what_the_venue_removed_by_itself_says_so(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.exchange.cancel_unmatched(world.exchange.account("demo"), int(MARKET))
    assert "no cancel of this desk" in world.wait_for("k1", Status.CANCELLED).message


def test_a_cancel_asked_before_a_restart_is_remembered(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    world.orders.cancel(["k1"])
    wait_until(lambda: world.proxy.count(DELETE) > 0)
    world.shut()
    world.exchange.cancel_unmatched(world.exchange.account("demo"), int(MARKET))
    world.open()
    assert world.wait_for("k1", Status.CANCELLED).message == ""


def test_nothing_left_to_cancel_says_so_and_strangers_are_passed_over(world: World) -> None:
    world.orders.place([row("k1", price=290)])
    world.wait_for("k1", Status.MATCHED)
    results = world.orders.cancel(["k1", "stranger"])
    assert set(results) == {"k1"}
    assert "Nothing left" in results["k1"].message
    assert world.proxy.count(DELETE) == 0


def test_a_market_that_closes_lapses_settles_or_voids(world: World) -> None:
    world.orders.place(
        [
            row("k1"),
            row("k2", price=300),
            row("k3", price=290, size=30_000, selection="3 · 2"),
            row("k4", market=OTHER_MARKET),
        ]
    )
    world.wait_at_rest()
    market = world.exchange.market(int(MARKET))
    with world.exchange.lock:
        market.close()
    world.wait_for("k1", Status.LAPSED)
    assert world.status("k2") is Status.MATCHED
    assert "lapsed" in world.wait_for("k3", Status.PART_CANCELLED).message
    world.exchange.settle(int(MARKET), [1])
    world.wait_for("k2", Status.SETTLED)
    world.wait_for("k3", Status.SETTLED)
    with world.exchange.lock:
        world.exchange.market(int(OTHER_MARKET)).void()
    world.wait_for("k4", Status.VOID)


def test_an_offer_cancelled_on_a_live_market_still_waits_for_its_read_back(world: World) -> None:
    with world.exchange.lock:
        world.exchange.market(int(MARKET)).turn_live()
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.orders.cancel(["k1"])
    world.wait_for("k1", Status.CANCELLED)
