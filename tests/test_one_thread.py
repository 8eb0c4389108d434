"""The main job in one thread, on its own time: an hour of market in seconds, twice the same."""

import contextlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.sheet import SMALL, TradingSheet
from tests.support.worlds import WIDE, row
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.hosts.headless import HeadlessHost
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
from xlbetflag.workbook.build.builder import build

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
        return dict(here.desk.orders.results()), _offers(here)


def _offers(here: Hall) -> list[dict[str, Any]]:
    account = next(each for each in ledger(here.exchange)["accounts"] if not each["house"])
    offers: list[dict[str, Any]] = account["offers"]
    return offers


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


TICK = 20.0  # seconds between two ticks of the sheet


def through_the_sheet(folder: Path) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """An hour with the workbook on the desk: its statuses tick by tick, the exchange's offers."""
    folder.mkdir()
    path = folder / "trading.xlsx"
    build(path, file_id="testfile", environment=Environment.PRACTICE, **SMALL)
    with hall(folder / "journal.sqlite") as here, HeadlessHost(here.desk, path) as host:
        sheet = TradingSheet(here.desk, host)

        def tick_until(condition: Callable[[], object]) -> None:
            def looks() -> bool:
                host.tick()
                return bool(condition())

            assert here.time.wait_for(looks, 60) or pytest.fail("not within a minute")

        tick_until(lambda: here.desk.feed.menu().value and here.desk.orders.is_reconciled)
        market = str(next(iter(here.exchange.markets)))
        here.desk.feed.book(market)
        tick_until(lambda: here.desk.feed.book(market).value)
        tick_until(lambda: here.desk.feed.balance().value)
        sheet.type_order(
            0, market, sheet.label(market, 0), "BACK", sheet.best(market, 0, "BACK"), 2
        )
        sheet.type_order(1, market, sheet.label(market, 1), "LAY", 3.0, 2)
        sheet.type_order(2, market, sheet.label(market, 2), "BACK", "word", 2)
        host.command("ARM")
        host.command("PLACE")
        shown: list[list[str]] = []
        while here.time.monotonic() < HOUR:
            here.time.sleep(TICK)
            host.tick()
            if here.time.monotonic() > HOUR / 2:
                host.command("CANCEL ALL")
            shown.append(sheet.statuses()[:3])
        return shown, _offers(here)


def test_the_sheet_too_goes_through_an_hour_in_this_thread(tmp_path: Path) -> None:
    before, began = set(threading.enumerate()), time.process_time()
    shown, offers = through_the_sheet(tmp_path / "first")
    took = time.process_time() - began
    print(f"\nan hour and {len(shown)} ticks of the sheet in {took:.1f} s of this CPU")
    assert set(threading.enumerate()) == before
    assert shown[0] == ["MATCHED", "WORKING", "REFUSED"]
    assert shown[-1][1:] == ["CANCELLED", "REFUSED"]
    assert [offer["matched"] for offer in offers] == [200, 0]
    assert offers[1]["status"] in ("CANCELLED", "LAPSED")  # the wire tells them not apart
    assert through_the_sheet(tmp_path / "second") == (shown, offers)
