"""What leaves is judged as it leaves: whatever no longer holds at its turn is not sent."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from tests.support import faulty
from tests.support.conditions import wait_until, waiting
from tests.support.worlds import MARKET, OTHER_MARKET, World, row
from xlbetflag.api.errors import NotSent
from xlbetflag.market.book import Book
from xlbetflag.market.offer import MarketOffers
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.status import Status

POST = "POST /offers"


class Queue:
    """k1's request is under way and answered when the test says so; what is placed then waits."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._answer = threading.Event()
        world.proxy.on(POST, faulty.late(self._answer))
        world.orders.place([row("k1")])
        wait_until(lambda: world.posts == 1)

    def place(self, *rows: Row) -> None:
        self.world.orders.place(rows)

    def go_on(self) -> None:
        self._answer.set()

    def refused(self, key: str) -> str:
        """Its message, once it was refused at its turn."""
        self.go_on()
        return self.world.wait_for(key, Status.REFUSED).message


@pytest.fixture
def queue(world: World) -> Iterator[Queue]:
    found = Queue(world)
    yield found
    found.go_on()


def other(key: str, **options: Any) -> Row:
    return row(key, market=OTHER_MARKET, **options)


def knows_phases(world: World) -> None:
    """The feed has just seen my offers everywhere, and with them whether a market is live."""

    def offers(market_id: str) -> Reading[MarketOffers]:
        return Reading(world.client.my_offers(market_id), Health.LIVE, 0.1, world.now())

    world.view.offers = offers  # type: ignore[method-assign]


def turns_live(world: World, market_id: str) -> None:
    with world.exchange.lock:
        world.exchange.market(int(market_id)).turn_live()


# --- the market -------------------------------------------------------------------------------


def test_prices_that_grew_old_in_the_queue_refuse_what_was_checked_on_them(queue: Queue) -> None:
    queue.place(other("k2"))
    queue.world.clock.skew = timedelta(seconds=11)
    message = queue.refused("k2")
    assert "11." in message
    assert "limit is 10 s" in message
    assert queue.world.posts == 1


def test_the_age_that_the_sheet_showed_counts_with_the_time_in_the_queue(queue: Queue) -> None:
    old = other("k2")
    assert old.draft is not None
    draft = msgspec.structs.replace(old.draft, shown_age=6.0)
    queue.place(msgspec.structs.replace(old, draft=draft), other("k3", price=360))
    queue.world.clock.skew = timedelta(seconds=5)
    assert "11." in queue.refused("k2")


def test_a_machine_that_slept_sends_nothing_of_before(queue: Queue) -> None:
    queue.place(other("k2"))
    queue.world.clock.skew = timedelta(hours=2)
    assert "72" in queue.refused("k2")


def test_a_clock_set_back_ages_nothing(queue: Queue) -> None:
    queue.place(other("k2"))
    queue.world.clock.skew = timedelta(hours=-2)
    queue.go_on()
    queue.world.wait_for("k2", Status.WORKING)


def test_before_live_is_not_sent_on_a_live_market(queue: Queue) -> None:
    knows_phases(queue.world)
    queue.place(other("k2", options="BEFORE LIVE"))
    queue.world.wait_for("k2", Status.CHECKED)
    turns_live(queue.world, OTHER_MARKET)
    assert "turned live" in queue.refused("k2")


def test_what_was_checked_before_the_start_is_not_sent_after_it(queue: Queue) -> None:
    knows_phases(queue.world)
    queue.place(other("k2"))
    turns_live(queue.world, OTHER_MARKET)
    assert "turned live" in queue.refused("k2")


@pytest.mark.parametrize("options", ["UNTIL {:%H:%M:%S}", "FOK 5"])
def test_what_has_an_end_is_not_sent_after_it(queue: Queue, options: str) -> None:
    end = queue.world.now() + timedelta(seconds=5)
    queue.place(other("k2", options=options.format(end)))
    queue.world.wait_for("k2", Status.CHECKED)
    # Else its own rule ends it: this is about the door.
    queue.world.orders._conditional.step = lambda: None  # type: ignore[method-assign]
    queue.world.clock.skew = timedelta(seconds=6)
    assert "time was over" in queue.refused("k2")


def best_back(world: World, market_id: str, selection: str, price: int) -> None:
    """The feed shows another best price to back at from now on."""
    read = world.view.book

    def book(asked: str, depth: int = 3) -> Reading[Book]:
        found = read(asked)
        if asked != market_id or found.value is None:
            return found
        selections = tuple(
            msgspec.structs.replace(
                each, back=(msgspec.structs.replace(each.back[0], price=price),)
            )
            if each.selection_id == selection
            else each
            for each in found.value.selections
        )
        moved = msgspec.structs.replace(found.value, selections=selections)
        return msgspec.structs.replace(found, value=moved)

    world.view.book = book  # type: ignore[assignment]


def test_a_price_too_far_from_the_newest_book_is_not_sent(queue: Queue) -> None:
    queue.world.limits = msgspec.structs.replace(queue.world.limits, price_distance_ticks=10)
    queue.place(other("k2", price=350), other("k3", selection="2 · X"))
    best_back(queue.world, OTHER_MARKET, "1", 250)
    assert "ticks" in queue.refused("k2")
    queue.world.wait_for("k3", Status.WORKING)


def test_prices_that_cannot_be_read_at_the_door_refuse(world: World) -> None:
    world.view.age = 2.0  # too old to be judged on at the door
    world.proxy.on("GET /offers/market", faulty.status(503), times=100)
    world.orders.place([row("k1")])
    assert "prices could not be read" in world.wait_for("k1", Status.REFUSED).message
    assert world.posts == 0


@pytest.mark.parametrize(("age", "version", "reads"), [(0.9, 1, 0), (1.1, 1, 1), (0.9, 9, 1)])
def test_the_book_is_the_feeds_only_where_that_is_of_this_moment_and_this_version(
    world: World, age: float, version: int, reads: int
) -> None:
    read = world.view.book

    def book(market_id: str, depth: int = 3) -> Reading[Book]:
        found = read(market_id)
        assert found.value is not None
        other = msgspec.structs.replace(found.value, version=version)
        return msgspec.structs.replace(found, value=other)

    world.view.age = age
    world.view.book = book  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    assert world.proxy.count("GET /offers/market") == reads


def test_the_request_names_the_version_of_the_book_it_was_judged_on(world: World) -> None:
    with world.exchange.lock:
        market = world.exchange.market(int(MARKET))
        market.version = 7
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    place = world.client.place

    def moved(request: Any, **options: Any) -> Any:
        assert request.versione_mercato == 7
        market.version = 8  # after the look, before the request arrives
        return place(request, **options)

    world.client.place = moved  # type: ignore[method-assign]
    world.orders.place([row("k2", price=360)])
    message = world.wait_for("k2", Status.REFUSED).message
    assert message.startswith("Refused by the venue (25): Versione 7")


# --- what was confirmed together ----------------------------------------------------------------


DUTCHED = [("k2", "1 · 1"), ("k3", "2 · X"), ("k4", "3 · 2")]


def test_a_row_that_falls_takes_with_it_what_would_be_worse_without_it(queue: Queue) -> None:
    """One of the three wins 1.00 whatever happens; two of them may lose 4.00."""
    queue.place(*(other(key, selection=name) for key, name in DUTCHED))
    queue.world.orders.cancel(["k3"])
    for key in ("k2", "k4"):
        assert "another row of its batch" in queue.refused(key)
    assert queue.world.status("k3") is Status.CANCELLED
    assert queue.world.posts == 1


def test_a_row_that_falls_leaves_alone_what_is_no_worse_without_it(queue: Queue) -> None:
    queue.place(other("k2"), other("k3", price=360), other("k4", selection="2 · X"))
    queue.world.orders.cancel(["k3"])
    queue.go_on()
    for key in ("k2", "k4"):
        queue.world.wait_for(key, Status.WORKING)


def test_a_hedge_whose_bet_was_not_sent_is_not_sent_alone(queue: Queue) -> None:
    """Backs and lays leave in requests of their own: the second knows how the first ended."""
    queue.place(other("k2"), other("k3", side=Side.LAY, price=290))
    queue.world.orders.cancel(["k2"])
    assert "another row of its batch" in queue.refused("k3")


def test_a_hedge_whose_bet_the_venue_refused_is_not_sent_alone(world: World) -> None:
    world.proxy.on(POST, faulty.refused(200, {"errore": "Saldo insufficiente", "esito": 41}))
    world.orders.place([row("k2"), row("k3", side=Side.LAY, price=290)])
    assert "another row of its batch" in world.wait_for("k3", Status.REFUSED).message
    world.wait_for("k2", Status.REFUSED)


def test_a_hedge_whose_bet_has_left_is_sent(world: World) -> None:
    """Of two lays against it one falls: with the other less can be lost than with none."""
    place = world.client.place

    def then_cancelled(request: Any, **options: Any) -> Any:
        placed = place(request, **options)
        world.orders.cancel(["k4"])
        return placed

    world.client.place = then_cancelled  # type: ignore[method-assign]
    bet = row("k2", price=300, size=400)
    lays = [row(key, side=Side.LAY, price=price) for key, price in (("k3", 290), ("k4", 288))]
    world.orders.place([bet, *lays])
    world.wait_for("k2", Status.MATCHED)
    world.wait_for("k4", Status.CANCELLED)
    world.wait_for("k3", Status.WORKING)


# --- the last moment, and what goes wrong around it ---------------------------------------------


def test_a_wish_while_a_connection_or_session_is_waited_for_ends_the_request(world: World) -> None:
    place = world.client.place

    def waiting(request: Any, **options: Any) -> Any:
        world.orders.disarm()
        assert world.orders.arm() is None
        return place(request, **options)

    world.client.place = waiting  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    assert "disarmed" in world.wait_for("k1", Status.REFUSED).message
    assert (world.posts, world.at_venue) == (0, {})


def test_prices_that_grow_old_between_two_tries_end_the_request(world: World) -> None:
    def to_nobody(request: Any, **options: Any) -> Any:
        world.clock.skew += timedelta(seconds=11)
        raise NotSent("place", "r0", "connection refused")

    world.client.place = to_nobody  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    assert "limit is 10 s" in world.wait_for("k1", Status.REFUSED).message


def test_an_error_before_the_request_refuses_its_rows_and_disarms(world: World) -> None:
    def broken(*args: object) -> Any:
        raise RuntimeError("nobody foresaw it")

    world.orders._worker._sender._looks.of = broken  # type: ignore[assignment]
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    assert "RuntimeError" in world.wait_for("k1", Status.REFUSED).message
    world.wait_for("k2", Status.REFUSED)
    assert not world.orders.is_armed
    assert world.posts == 0


def test_a_journal_that_cannot_be_read_before_the_request_keeps_it_back(world: World) -> None:
    def broken(market_id: str) -> Any:
        raise JournalBroken(world.path, "disk I/O error")

    world.journal.linked_offers = broken  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    assert "journal" in world.wait_for("k1", Status.REFUSED).message
    assert world.posts == 0


@pytest.mark.parametrize("error", [JournalBroken(Path("j"), "disk full"), RuntimeError("bug")])
def test_an_answer_that_cannot_be_journaled_keeps_its_ids(world: World, error: Exception) -> None:
    def broken(*args: object) -> Any:
        raise error

    world.journal.finish_send = broken  # type: ignore[assignment]
    world.orders.place([row("k1")])
    wait_until(lambda: world.status("k1") not in (Status.CHECKED, Status.SENDING))
    (offer,) = world.at_venue
    assert world.result("k1").offer_id == offer


def test_an_error_after_the_request_is_looked_for(world: World) -> None:
    def broken(*args: object) -> Any:
        raise RuntimeError("nobody foresaw it")

    world.orders._ledger.finish_send = broken  # type: ignore[assignment]
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.WORKING)
    assert "inferred" in result.message
    assert (world.posts, world.orders.is_armed) == (1, False)


# --- limits that were tightened meanwhile -----------------------------------------------------


@pytest.mark.parametrize(
    ("tighter", "said"),
    [
        ({"stake_per_bet": 199}, "1.99"),
        ({"stake_per_day": 399}, "3.99"),
        ({"liability_per_market": 199}, "1.99"),
        ({"loss_per_day": 399}, "3.99"),
        ({"price_distance_ticks": 3}, "3"),
        ({"price_age_seconds": 0.0}, "0"),
        ({"stake_per_bet": None}, "limit"),
    ],
    ids=str,
)
def test_a_limit_tightened_after_the_check_holds_as_the_row_leaves(
    world: World, queue: Queue, tighter: dict[str, Any], said: str
) -> None:
    """Money that is reserved, as k1's, counts; the row's own does not count twice."""
    queue.place(other("k2"))
    world.limits = msgspec.structs.replace(world.limits, **tighter)
    assert said in queue.refused("k2")
    assert world.posts == 1


@pytest.mark.parametrize(
    "tighter",
    [
        {"stake_per_bet": 200},
        {"stake_per_day": 400},
        {"liability_per_market": 200},
        {"loss_per_day": 400},
        {"rows_per_batch": 1},
    ],
    ids=str,
)
def test_a_limit_that_a_row_keeps_though_it_was_tightened_lets_it_leave(
    world: World, queue: Queue, tighter: dict[str, Any]
) -> None:
    queue.place(other("k2"))
    world.limits = msgspec.structs.replace(world.limits, **tighter)
    queue.go_on()
    world.wait_for("k2", Status.WORKING)


def test_a_limit_that_was_widened_after_the_check_changes_nothing(
    world: World, queue: Queue
) -> None:
    world.limits = msgspec.structs.replace(world.limits, price_age_seconds=5.0)
    queue.place(other("k2"))
    world.limits = msgspec.structs.replace(world.limits, price_age_seconds=600.0)
    world.clock.skew = timedelta(seconds=6)
    assert "5 s" in queue.refused("k2")


def tightened_just_before_it_leaves(world: World) -> None:
    """After the last look, before the first byte."""
    place = world.client.place

    def tightened(request: Any, **options: Any) -> Any:
        world.limits = msgspec.structs.replace(world.limits, stake_per_bet=100)
        return place(request, **options)

    world.client.place = tightened  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    assert "tightened" in world.wait_for("k1", Status.REFUSED).message
    assert world.posts == 0


def test_a_limit_tightened_just_before_the_first_byte_holds(world: World) -> None:
    tightened_just_before_it_leaves(world)


def test_planted_limits_are_those_of_the_check(world: World) -> None:
    of_the_check = patch.object(Tightened, "now", lambda self, by, sheet: by)
    with of_the_check, waiting(3.0), pytest.raises(AssertionError):
        tightened_just_before_it_leaves(world)
