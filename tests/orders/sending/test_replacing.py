"""Re-pricing: the cancel confirmed, then the remainder; an unclear cancel places nothing."""

import socket
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, OTHER_MARKET, World, row
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.rows.draft import Row, Wanted
from xlbetflag.orders.sending import replacing
from xlbetflag.orders.status import Status

DELETE = "DELETE /offers"
NOT_TOLD = faulty.refused(200, {"errore": "Non disponibile", "esito": 9})


@pytest.fixture
def working(world: World) -> World:
    """k1 works: 2.00 at 3.50."""
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    return world


def test_an_order_goes_to_another_price_under_a_key_of_its_own(working: World) -> None:
    working.orders.replace("k1", 340)
    working.wait_for("k1", Status.CANCELLED)
    wait_until(lambda: "k1/2" in working.orders.results())
    new = working.wait_for("k1/2", Status.WORKING)
    offers = working.at_venue
    assert offers[new.offer_id]["remaining"] == 200
    assert offers[working.result("k1").offer_id]["remaining"] == 0
    link = working.orders.replacements()["k1"]
    assert (link.key, link.price, link.size) == ("k1/2", 340, 200)
    assert "3.40" in working.result("k1").message
    told = [event.what for event in working.journal.story("k1/2")]
    assert told[0] == "replaced"
    assert "replaced" in [event.what for event in working.journal.story("k1")]
    working.orders.replace("k1/2", 345)
    wait_until(lambda: "k1/3" in working.orders.results())


def test_only_the_confirmed_remainder_is_placed(world: World) -> None:
    world.orders.place([row("k1", price=300, size=30_000)])
    world.wait_for("k1", Status.PART_MATCHED)
    world.orders.replace("k1", 350)
    wait_until(lambda: "k1/2" in world.orders.results())
    new = world.wait_for("k1/2", Status.WORKING)
    assert world.result("k1").status is Status.PART_CANCELLED
    assert (world.result("k1").matched, new.remaining) == (20_000, 10_000)


def test_the_new_order_leaves_only_after_the_cancel_is_read_back(working: World) -> None:
    cancels_before = []

    def counted(connection: socket.socket, forward: faulty.Forward) -> None:
        cancels_before.append(working.proxy.count(DELETE))
        faulty.passed(connection, forward)

    working.proxy.on("POST /offers", counted)
    working.proxy.on(DELETE, faulty.never_arrived, times=3)
    working.orders.replace("k1", 340)
    wait_until(lambda: "k1/2" in working.orders.results())
    working.wait_for("k1/2", Status.WORKING)
    assert cancels_before == [4]


def test_a_cancel_that_is_not_confirmed_in_time_places_nothing(
    working: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "SOON", 0.2)
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    wait_until(lambda: "not confirmed in time" in working.result("k1").message)
    working.proxy.heal()
    working.wait_for("k1", Status.CANCELLED)
    assert "k1/2" not in working.orders.results()
    assert working.posts == 1


def test_an_order_matched_meanwhile_is_not_placed_again(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    house = working.exchange.open_house_account("taker")
    taking = Bet("1", Side.LAY, 350, 20_200)  # what stands before us, and then us
    working.exchange.place(house, translate.placement(MARKET, [taking]))
    working.wait_for("k1", Status.MATCHED)
    wait_until(lambda: "ended otherwise" in working.result("k1").message)
    assert working.posts == 1


def matched_while_cancelled(world: World) -> faulty.Fault:
    """The venue confirms a cancel of what was matched in that very moment."""

    def fault(connection: socket.socket, forward: faulty.Forward) -> None:
        house = world.exchange.open_house_account("taker")
        taking = Bet("1", Side.LAY, 350, 20_200)
        world.exchange.place(house, translate.placement(MARKET, [taking]))
        named = {"esito": 1024, "errore": "", "offerta": [{"id": each} for each in world.at_venue]}
        faulty.answered(200, named)(connection, forward)

    return fault


def without_rows(name: str) -> faulty.Fault:
    def emptied(message: Any) -> Any:
        message[name]["o"] = []
        return message

    return faulty.changed(emptied)


def listed_late(world: World, looks: int) -> None:
    """What was matched in the moment of its cancel is shown nowhere for so many looks."""
    world.proxy.on(DELETE, matched_while_cancelled(world))
    world.proxy.on("GET /offers/all", without_rows("offerte"), times=looks)
    world.proxy.on("GET /offers/open", NOT_TOLD, times=looks)
    world.proxy.on("GET /offers/matches", without_rows("abbinamenti"), times=looks)


def test_matched_in_the_moment_of_its_cancel_is_never_doubled(working: World) -> None:
    listed_late(working, looks=12)
    working.orders.replace("k1", 340)
    wait_until(lambda: "exposure has changed" in working.result("k1").message)
    working.wait_for("k1", Status.MATCHED)
    wait_until(lambda: working.proxy.count("GET /offers/matches") >= 12)
    assert (working.posts, list(working.orders.results())) == (1, ["k1"])


@pytest.mark.parametrize("is_gone", [True, False])
def test_what_is_not_proven_gone_is_not_placed_again(working: World, is_gone: bool) -> None:
    """Gone with an exposure nobody tells; or shown as ended with matches that say otherwise."""
    if is_gone:
        listed_late(working, looks=1_000)
        working.proxy.on("GET /offers/exp", NOT_TOLD, times=1_000)
    else:
        match = {"id": working.result("k1").offer_id, "tipo": 1, "esi": 1, "quo": 350, "imp": 100}

        def more(message: Any) -> Any:
            message["abbinamenti"]["o"] = [match]
            return message

        working.proxy.on("GET /offers/matches", faulty.changed(more), times=1_000)
    working.orders.replace("k1", 340)
    result = working.wait_for("k1", Status.CANCELLED)
    assert "in its place" in result.message
    wait_until(lambda: "Not replaced" in working.result("k1").message)
    assert working.posts == 1


def test_a_remainder_that_preflight_refuses_is_not_placed_and_says_why(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=3)
    working.orders.replace("k1", 340)
    working.limits = msgspec.structs.replace(working.limits, stake_per_bet=100)
    wait_until(lambda: "not placed again" in working.result("k1").message)
    assert working.status("k1") is Status.CANCELLED
    assert working.posts == 1


def test_disarmed_between_cancel_and_order_places_nothing_and_says_so(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    working.orders.disarm()
    working.proxy.heal()
    working.wait_for("k1", Status.CANCELLED)
    wait_until(lambda: "Not placed again" in working.result("k1").message)
    assert "disarmed" in working.result("k1").message
    assert working.posts == 1


def cancel_in_a_row(world: World) -> None:
    wanted = Wanted(command=Command.CANCEL, market_id=MARKET, selection="1 · 1")
    world.orders.place([Row(key="c9", position=9, draft=None, wanted=wanted)])


def disarm_and_arm(world: World) -> None:
    world.orders.disarm()
    world.orders.arm()


def halt_and_arm(world: World) -> None:
    world.orders.halt()
    world.orders.resume()
    world.orders.arm()


@pytest.mark.parametrize(
    "wish",
    [
        lambda world: world.orders.cancel(["k1"]),
        lambda world: world.orders.cancel_all(),
        lambda world: world.orders.cancel_all(MARKET),
        cancel_in_a_row,
        disarm_and_arm,
        halt_and_arm,
    ],
)
def test_a_wish_to_lower_risk_ends_a_replacement_under_way(
    working: World, wish: Callable[[World], object]
) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    wish(working)
    working.proxy.heal()
    working.wait_for("k1", Status.CANCELLED)
    wait_until(lambda: "Not placed again" in working.result("k1").message)
    assert working.posts == 1
    assert all(offer["remaining"] == 0 for offer in working.at_venue.values())


def test_a_cancel_by_the_old_key_takes_back_what_took_its_place(working: World) -> None:
    """A sheet's row goes on under the new key with its next tick: the hand may be quicker."""
    working.orders.replace("k1", 340)
    wait_until(lambda: "k1/2" in working.orders.results())
    working.wait_for("k1/2", Status.WORKING)
    working.orders.replace("k1/2", 345)
    wait_until(lambda: "k1/3" in working.orders.results())
    assert "nothing" not in working.orders.cancel(["k1"])["k1"].message.lower()
    working.wait_for("k1/3", Status.CANCELLED)
    assert all(offer["remaining"] == 0 for offer in working.at_venue.values())


def test_a_cancel_elsewhere_leaves_a_replacement_alone(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=3)
    working.orders.replace("k1", 340)
    working.orders.cancel(["k2"])
    working.orders.cancel_all(OTHER_MARKET)
    wait_until(lambda: "k1/2" in working.orders.results())
    working.wait_for("k1/2", Status.WORKING)


def test_a_restart_goes_on_with_the_cancel_and_places_nothing(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    working.shut()
    working.proxy.heal()
    working.open()
    assert working.orders.replacements() == {}
    working.orders.cancel(["k1"])
    working.wait_for("k1", Status.CANCELLED)
    assert working.posts == 1


def test_links_outlive_a_restart(working: World) -> None:
    working.orders.replace("k1", 340)
    wait_until(lambda: "k1/2" in working.orders.results())
    working.wait_for("k1/2", Status.WORKING)
    working.shut()
    working.open()
    assert working.orders.replacements()["k1"].key == "k1/2"


@pytest.mark.parametrize(
    ("price", "code"),
    [(350, "replace.same_price"), (351, "rule.ladder"), (9_000, "limit.price_distance")],
)
def test_a_price_that_would_be_refused_leaves_the_order_alone(
    working: World, price: int, code: str
) -> None:
    working.limits = msgspec.structs.replace(working.limits, price_distance_ticks=100)
    with pytest.raises(Problem) as refused:
        working.orders.replace("k1", price)
    assert refused.value.code == code
    assert working.status("k1") is Status.WORKING
    assert working.proxy.count(DELETE) == 0


def test_only_what_stands_at_the_venue_is_replaced(working: World) -> None:
    for key in ("stranger", "k2"):
        with pytest.raises(Problem, match=r"replace\.not_open"):
            working.orders.replace(key, 340)
    working.orders.disarm()
    with pytest.raises(Problem, match=r"gate\.disarmed"):
        working.orders.replace("k1", 340)


def test_two_wishes_at_once_are_refused(working: World) -> None:
    working.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    working.orders.replace("k1", 340)
    with pytest.raises(Problem, match=r"replace\.under_way"):
        working.orders.replace("k1", 345)
