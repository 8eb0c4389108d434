"""The main job in one thread, on its own time: an hour of market in seconds, twice the same."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.orders.world import WIDE, row
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.market.book import Book
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.status import Status
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.life.ticker import Ticker
from xlbetflag.practice.local import LocalTransport
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.scheduling import Simulation
from xlbetflag.settings import Settings

START = datetime(2026, 3, 28, 19, 30, tzinfo=UTC)
HOUR = 3_600.0
KEY, USER, PASSWORD = "practice", "demo", "demo"


class Hall(NamedTuple):
    time: Simulation
    exchange: Exchange
    desk: Desk


@contextmanager
def hall(journal: Path) -> Iterator[Hall]:
    simulation = Simulation(START)
    exchange = Exchange(START, clock=simulation.monotonic)
    exchange.open_account(USER, PASSWORD, 1_000_000)
    Script(exchange, seed=5, count=2)
    ticker = Ticker(exchange, 1.0, simulation)
    desk = Desk(
        Settings(environment=Environment.PRACTICE, feed=Cadence(book=2.0, live_book=1.0)),
        Credentials(USER, PASSWORD, KEY),
        journal,
        transport=LocalTransport(exchange, simulation, api_key=KEY, latency=0.02),
        scheduler=simulation,
    )
    ticker.start()
    with desk:
        yield Hall(simulation, exchange, desk)
    ticker.stop()


class Trader:
    """Every ten minutes looks at each market, takes one price and offers another; what still works
    of the last round is cancelled, and half of it re-priced before."""

    def __init__(self, here: Hall) -> None:
        self._here = here
        self._keys = (f"k{number}" for number in itertools.count(1))
        self._low = 120  # hundredths: another price for each, since equal ones ask
        self.placed: dict[str, Status] = {}

    def begin(self) -> None:
        here = self._here
        here.desk.limits = WIDE
        assert here.time.wait_for(lambda: here.desk.orders.is_reconciled, 30)
        assert here.time.wait_for(lambda: here.desk.feed.balance().value is not None, 30)
        assert here.desk.orders.arm() is None

    def round(self) -> None:
        orders = self._here.desk.orders
        working = [key for key, found in orders.results().items() if found.status is Status.WORKING]
        for key in working[::2]:
            with contextlib.suppress(Problem):
                orders.replace(key, 400)
        self._here.time.sleep(20)
        orders.cancel(working)
        rows = [row for market in self._books() for row in self._rows(*market)]
        results = orders.place(rows)
        self.placed |= {key: result.status for key, result in results.items()}

    def _books(self) -> Iterator[tuple[str, Book]]:
        markets = [str(number) for number in self._here.exchange.markets]
        for market in markets:
            self._here.desk.feed.book(market)
            self._here.desk.feed.offers(market)
        self._here.time.sleep(5)
        for market in markets:
            reading = self._here.desk.feed.book(market)
            if reading.health is Health.LIVE and reading.value is not None:
                yield market, reading.value

    def _rows(self, market: str, book: Book) -> Iterator[Row]:
        self._low += 1
        for selection in book.selections[:1]:
            if selection.back and selection.lay:
                for side, price in ((Side.BACK, selection.back[0].price), (Side.LAY, self._low)):
                    key = next(self._keys)
                    name = selection.selection_id
                    yield row(key, market=market, selection=name, side=side, price=price)


def traded(journal: Path) -> tuple[dict[str, RowResult], list[dict[str, Any]]]:
    """An hour that ends with HALT: what the desk says of each order, and the exchange's offers."""
    with hall(journal) as here:
        trader = Trader(here)
        trader.begin()
        while here.time.monotonic() < HOUR:
            trader.round()
            here.time.sleep(575)
        here.desk.orders.halt()
        here.time.sleep(60)
        account = next(each for each in ledger(here.exchange)["accounts"] if not each["house"])
        return dict(here.desk.orders.results()), account["offers"]


def test_an_hour_of_market_takes_seconds_and_no_other_thread_and_is_the_same_again(
    tmp_path: Path,
) -> None:
    before, began = set(threading.enumerate()), time.process_time()
    shown, offers = traded(tmp_path / "first.sqlite")
    took = time.process_time() - began
    counts = Counter(each.status.value for each in shown.values())
    print(f"\nan hour of market in {took:.1f} s of this CPU: {dict(counts)}")
    assert set(threading.enumerate()) == before
    assert counts.keys() >= {"MATCHED", "CANCELLED"}
    known = {each.offer_id: each for each in shown.values() if each.offer_id}
    assert known.keys() == {offer["id"] for offer in offers}
    for offer in offers:
        assert known[offer["id"]].matched == offer["matched"], offer
        assert not offer["remaining"] or offer["status"] == "CANCELLED", offer
    assert traded(tmp_path / "second.sqlite") == (shown, offers)
