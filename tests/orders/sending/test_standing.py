"""What stands before a POST, read ahead while the one before it is under way."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.views import BOOK, OFFERS, READ_AT, LaidDownView
from xlbetflag.api.errors import Unavailable
from xlbetflag.orders.clocks import Clocks, Stamp
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.sending.look_before import LooksBefore
from xlbetflag.scheduling import THREADS

MARKET = "813016"
BEFORE = Stamp(READ_AT, 0.0)  # whatever is asked for was asked for before


class Client:
    """Counts the reads of my offers; `fails`: so many of them have no answer."""

    def __init__(self) -> None:
        self.reads: list[tuple[str, str]] = []
        self.fails = 0

    def my_offers(self, market_id: str) -> Any:
        self.reads.append((market_id, threading.current_thread().name))
        if self.fails:
            self.fails -= 1
            raise Unavailable("my_offers", "r1", "HTTP 503")
        return OFFERS

    def book(self, market_id: str, depth: int) -> Any:
        return BOOK


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def make(client: Client) -> Iterator[Any]:
    made = []

    def standings(seconds: float) -> LooksBefore:
        ledger: Any = SimpleNamespace(
            now=lambda: READ_AT,
            clocks=Clocks(THREADS),
            linked_offers=lambda market_id: {"BC0001"},
            of_other_markets=lambda market_id, offer_ids, proven: [],
        )
        found = LooksBefore(client, ledger, LaidDownView(), Pace(baseline=seconds), THREADS)  # type: ignore[arg-type]
        made.append(found)
        return found

    yield standings
    for each in made:
        each.close()


def test_what_was_read_ahead_serves_once(client: Client, make: Any) -> None:
    standings = make(60.0)
    standings.look_ahead(MARKET)
    standing = standings.of(MARKET, BEFORE)
    assert standing.baseline.offer_ids == {"BC0001", "BC0002"}
    assert [offer.offer_id for offer in standing.strangers.values()] == ["BC0002"]
    assert [market for market, _ in client.reads] == [MARKET]
    assert client.reads[0][1] != threading.current_thread().name
    standings.of(MARKET, BEFORE)
    assert len(client.reads) == 2


def test_what_is_too_old_or_of_another_market_is_read_again(client: Client, make: Any) -> None:
    standings = make(0.0)
    standings.look_ahead(MARKET)
    standings.of(MARKET, BEFORE)
    assert len(client.reads) == 2
    standings = make(60.0)
    standings.look_ahead("999")
    assert standings.of(MARKET, BEFORE).baseline.market_id == MARKET
    assert [market for market, _ in client.reads[2:]] == ["999", MARKET]


def test_a_read_ahead_that_failed_is_tried_in_earnest_and_told(client: Client, make: Any) -> None:
    standings = make(60.0)
    client.fails = 1
    standings.look_ahead(MARKET)
    assert standings.of(MARKET, BEFORE).baseline.market_id == MARKET
    client.fails = 2
    standings.look_ahead(MARKET)
    with pytest.raises(Unavailable):
        standings.of(MARKET, BEFORE)
    assert len(client.reads) == 4


def test_after_a_post_its_own_offers_stand_too(client: Client, make: Any) -> None:
    standings = make(60.0)
    standings.keep(standings.of(MARKET, BEFORE).with_offers(("BC0009",)))
    standing = standings.of(MARKET, BEFORE)
    assert standing.baseline.offer_ids == {"BC0001", "BC0002", "BC0009"}
    assert standing.baseline.exposure is None
    standings.keep(None)
    standings.of(MARKET, BEFORE)
    assert len(client.reads) == 2


def test_what_was_read_before_it_was_asked_for_does_not_serve(client: Client, make: Any) -> None:
    standings = make(60.0)
    standings.keep(standings.of(MARKET, BEFORE))
    standings.of(MARKET, Clocks(THREADS).stamp())
    assert len(client.reads) == 2
