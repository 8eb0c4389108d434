"""A trading workbook on a desk whose exchange is in this process, all in one thread on simulated
time: nothing happens between two lines of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from xlbetflag.api.config import Credentials, Environment
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.local import LocalTransport
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.scheduling import Simulation
from xlbetflag.settings import Settings
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW
from xlbetflag.workbook.layout.tables import MARKET_TABLE

START = datetime(2026, 3, 28, 19, 30, tzinfo=UTC)
KEY, USER, PASSWORD = "practice", "demo", "demo"
# Nothing is read by itself: a test says when.
ASKED_ONLY = Cadence(
    book=3_600.0,
    live_book=3_600.0,
    mine=3_600.0,
    balance=3_600.0,
    menu=3_600.0,
    live_menu=3_600.0,
    commission=3_600.0,
    hands=3_600.0,
    session=3_600.0,
    longest_held=3_600.0,
    longest_live=3_600.0,
    longest_seen=3_600.0,
    longest_other=3_600.0,
    requests_per_second=100_000.0,
    forget_after=1e9,
)


class MarketSheet(NamedTuple):
    time: Simulation
    exchange: Exchange
    desk: Desk
    host: HeadlessHost

    def quiet(self, seconds: float = 1.0) -> None:
        """Time passes, and nothing is read."""
        self.time.sleep(seconds)

    def news(self) -> None:
        """The venue ticks, and everything that is known is read anew."""
        self.exchange.tick()
        self.time.sleep(1.0)
        assert self.desk.feed.refresh()


@contextmanager
def market_sheet(
    folder: Path, blocks: int, *, events: int = 60, path: Path | None = None
) -> Iterator[MarketSheet]:
    """A sheet with so many blocks on its Board, a market in each, as many as there are.

    `path`: the workbook, instead of a fresh one, with no market marked.
    """
    simulation = Simulation(START)
    exchange = Exchange(START, clock=simulation.monotonic)
    exchange.open_account(USER, PASSWORD, 1_000_000)
    Script(exchange, seed=5, count=events)
    desk = Desk(
        Settings(environment=Environment.PRACTICE, feed=ASKED_ONLY),
        Credentials(USER, PASSWORD, KEY),
        folder / "journal.sqlite",
        transport=LocalTransport(exchange, simulation, api_key=KEY),
        scheduler=simulation,
    )
    file = path or folder / "market.xlsx"
    if path is None:
        build(file, file_id="testfile", environment=Environment.PRACTICE, blocks=blocks)
    with desk:
        assert simulation.wait_for(lambda: desk.feed.menu().value is not None, 30)
        assert simulation.wait_for(lambda: desk.orders.is_reconciled, 30)
        with HeadlessHost(desk, file) as host:
            here = MarketSheet(simulation, exchange, desk, host)
            host.tick()
            if path is None:
                _watch(host, blocks)
            for _ in range(3):
                host.tick()
                here.news()
            yield here


def _watch(host: HeadlessHost, blocks: int) -> None:
    left = FIRST_COLUMN + 1 + MARKET_TABLE.index("watch")
    sheet = host.book.sheets[MARKET_TABLE.sheet]
    corner = (FIRST_TABLE_ROW + blocks, left)
    sheet.range((FIRST_TABLE_ROW + 1, left), corner).value = [["YES"]] * blocks
