"""What a wish to lower risk makes void, and what it leaves alone."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, OTHER_MARKET, World, row
from xlbetflag.api.errors import NotSent
from xlbetflag.orders.lowering.generations import (
    DESK,
    Generations,
    Scope,
    Wish,
    of_key,
    of_market,
    of_selection,
)
from xlbetflag.orders.status import Status

SCOPES: list[Scope] = [
    DESK,
    of_market("1"),
    of_market("2"),
    of_selection("1", "3"),
    of_selection("1", "4"),
    of_key("k"),
    of_key("k/2"),
]
bets = st.tuples(
    st.sampled_from("12"), st.sampled_from("34"), st.lists(st.sampled_from(["k", "k/2"]))
)
steps = st.lists(st.tuples(st.sampled_from(Wish), st.lists(st.sampled_from(SCOPES))) | bets)


@given(steps)
def test_a_stamp_holds_until_a_wish_of_one_of_its_scopes(
    steps: list[tuple[Wish, list[Scope]] | tuple[str, str, list[str]]],
) -> None:
    generations = Generations()
    asked = []
    for step in steps:
        if len(step) == 3:
            market, selection, keys = step
            asked.append((generations.of_bet(generations.number, market, selection, keys), []))
            continue
        wish, scopes = step
        generations.raise_(wish, scopes)
        for stamp, wishes in asked:
            if not set(scopes).isdisjoint(stamp.scopes):
                wishes.append(wish)
    for stamp, wishes in asked:
        assert generations.holds(stamp) is not bool(wishes)
        assert generations.ended_by(stamp) == (wishes[-1] if wishes else None)


def test_nothing_raised_is_nothing_counted() -> None:
    generations = Generations()
    assert generations.raise_(Wish.CANCEL, []) == generations.number == 0
    assert generations.raise_(Wish.HALT, [DESK]) == generations.number == 1


def test_a_wish_that_acts_late_leaves_what_is_younger_than_itself() -> None:
    generations = Generations()
    older = generations.of_bet(generations.number, "1", "3")
    number = generations.count()
    younger = generations.of_bet(generations.number, "1", "3")
    assert generations.holds(older)
    generations.raise_late(Wish.CANCEL, [of_market("1")], number)
    assert (generations.holds(older), generations.holds(younger)) == (False, True)
    generations.raise_(Wish.HALT, [of_market("1")])
    generations.raise_late(Wish.CANCEL, [of_market("1")], number)
    assert generations.ended_by(younger) is Wish.HALT


@pytest.fixture
def queued(world: World) -> World:
    """k1's request is under way and answered late; k2 waits on another market."""
    world.answer = threading.Event()  # type: ignore[attr-defined]
    world.proxy.on("POST /offers", faulty.late(world.answer))  # type: ignore[attr-defined]
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    wait_until(lambda: world.posts == 1)
    return world


def disarm_and_arm(world: World) -> None:
    world.orders.disarm()
    assert world.orders.arm() is None


def halt_and_arm(world: World) -> None:
    world.orders.halt()
    world.orders.resume()
    assert world.orders.arm() is None


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        (disarm_and_arm, Status.REFUSED),
        (halt_and_arm, Status.REFUSED),
        (lambda world: world.orders.cancel(["k2"]), Status.CANCELLED),
        (lambda world: world.orders.cancel_all(OTHER_MARKET), Status.CANCELLED),
        (lambda world: world.orders.cancel_all(), Status.CANCELLED),
    ],
)
def test_what_was_queued_before_a_wish_never_leaves(
    queued: World, wish: Callable[[World], object], status: Status
) -> None:
    wish(queued)
    queued.answer.set()  # type: ignore[attr-defined]
    queued.wait_for("k2", status)
    queued.orders.place([row("k3", market=OTHER_MARKET, price=360)])
    queued.wait_for("k3", Status.WORKING)
    assert queued.posts == 2
    assert queued.result("k2").offer_id == ""


def test_a_wish_of_another_scope_leaves_what_is_queued_alone(queued: World) -> None:
    queued.orders.cancel(["k1"])
    queued.orders.cancel_all(MARKET)
    queued.answer.set()  # type: ignore[attr-defined]
    queued.wait_for("k2", Status.WORKING)


def test_a_wish_between_two_tries_of_a_request_ends_it(world: World) -> None:
    tried = []

    def place(*args: object, **options: object) -> object:
        tried.append(1)
        disarm_and_arm(world)
        raise NotSent("place", "r0", "connection refused")

    world.client.place = place  # type: ignore[method-assign, assignment]
    world.orders.place([row("k1")])
    assert "disarmed" in world.wait_for("k1", Status.REFUSED).message
    assert tried == [1]


def test_a_wish_while_the_journal_is_written_still_comes_before_the_request(world: World) -> None:
    start = world.journal.start_send

    def committing(*args: object) -> int:
        send = start(*args)  # type: ignore[arg-type]
        world.orders._generations.raise_(Wish.CANCEL, [of_key("k2")])
        return send

    world.journal.start_send = committing  # type: ignore[assignment]
    world.orders.place([row("k1"), row("k2", price=360), row("k3", price=370)])
    assert world.wait_for("k2", Status.CANCELLED).offer_id == ""
    for key in ("k1", "k3"):
        world.wait_for(key, Status.WORKING)
    assert sorted(str(offer["price"]) for offer in world.at_venue.values()) == ["350", "370"]
