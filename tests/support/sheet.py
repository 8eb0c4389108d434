"""A whole desk: practice exchange over a real socket, a trading workbook, the headless host."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.conditions import wait_until
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.market.book import Book
from xlbetflag.orders.pace import Pace
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.settings import Settings, VenueSettings
from xlbetflag.workbook.build.builder import build as build_workbook
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW
from xlbetflag.workbook.layout.tables import MARKET_TABLE

QUICK = Cadence(
    book=0.05, live_book=0.05, mine=0.1, hands=0.1, balance=0.2, requests_per_second=500
)
# As the orders' own, but that nobody waits whole seconds for the next read-back.
QUICK_PACE = Pace(watch=0.05, cancel=0.05, patience=0.3, pause=0.05)
SMALL: dict[str, Any] = {"blocks": 2, "order_rows": 20, "market_rows": 60}
ORDER_KEYS = ("market", "selection", "side", "price", "stake", "note")


def settings_for(url: str, cadence: Cadence = QUICK, language: str = "en") -> Settings:
    venues = {Environment.PRACTICE: VenueSettings(base_url=url, read_timeout=1.0)}
    return Settings(venues=venues, feed=cadence, language=language)  # type: ignore[arg-type]


class TradingSheet:
    """The workbook on its desk, with the hands of a trader."""

    def __init__(self, desk: Desk, host: Any) -> None:
        self.desk = desk
        self.host = host

    def tick_until(self, condition: Callable[[], object], *, seconds: float = 10.0) -> None:
        def tick_and_look() -> object:
            self.host.tick()
            return condition()

        wait_until(tick_and_look, seconds=seconds)

    def watch(self, *markets: str) -> None:
        self.tick_until(lambda: self.desk.feed.menu().value)
        self.host.tick()
        table = MARKET_TABLE
        ids = self.host.book.sheets[table.sheet].range(
            self.cell(table, 0, "market_id"), self.cell(table, table.rows - 1, "market_id")
        )
        for row, market_id in enumerate(ids.value):
            if market_id in markets:
                self.cell(table, row, "watch").value = "YES"
        self.tick_until(
            lambda: [block.market_id for block in self.host.view().blocks] == list(markets)
        )

    def type_order(self, row: int, *values: object) -> int:
        """Fill market, selection, side, price, stake and note of a row; its number in the sheet."""
        for key, value in zip(ORDER_KEYS, values, strict=False):
            self.cell(ORDER_TABLE, row, key).value = value
        return self.cell(ORDER_TABLE, row, "market").row

    def far(self, market: str, ticks: int = 10) -> float:
        """A price for a back of the first selection that nobody takes."""
        ladder = self.desk.settings.venue_rules.ladder.value
        return ladder.move(round(self.best(market, 0, "LAY") * 100), ticks) / 100

    def works(self, market: str) -> int:
        """A back of 5.00 far away in the first row, armed, placed and standing; its number."""
        row = self.type_order(0, market, self.label(market, 0), "BACK", self.far(market), 5)
        self.arm()
        self.host.sheet.command("PLACE")
        self.tick_until(lambda: self.statuses() == ["WORKING"])
        return row

    def cell(self, table: Any, row: int, key: str) -> Any:
        sheet = self.host.book.sheets[table.sheet]
        place = (FIRST_TABLE_ROW + 1 + row, FIRST_COLUMN + 1 + table.index(key))
        return sheet.range(place)

    def arm(self) -> None:
        self.tick_until(lambda: self.desk.orders.is_reconciled)
        self.host.sheet.command("ARM")

    def statuses(self) -> list[str]:
        return [str(order["status"]) for order in self.host.view().orders]

    def order(self, row: int) -> dict[str, Any]:
        return self.host.view().orders[row]

    def best(self, market: str, place: int, side: str) -> float:
        selection = self._book(market).selections[place]
        levels = selection.back if side == "BACK" else selection.lay
        return levels[0].price / 100

    def label(self, market: str, place: int) -> str:
        selection = self._book(market).selections[place]
        return f"{selection.selection_id} · {selection.name}"

    def _book(self, market: str) -> Book:
        """As soon as it has been read."""
        wait_until(lambda: self.desk.feed.book(market).value)
        book = self.desk.feed.book(market).value
        assert book is not None
        return book


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    """Scripted markets that stand still: nothing ticks unless a test says so."""
    with PracticeServer(build(Options(seed=3))) as running:
        yield running


@pytest.fixture(scope="session")
def fresh_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "fresh.xlsx"
    build_workbook(path, file_id="testfile", environment=Environment.PRACTICE)
    return path


@pytest.fixture(scope="session")
def small_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sheets, shorter: opened, calculated and read in half the time."""
    path = tmp_path_factory.mktemp("workbook") / "small.xlsx"
    build_workbook(path, file_id="testfile", environment=Environment.PRACTICE, **SMALL)
    return path


@pytest.fixture
def open_sheet(tmp_path: Path, small_workbook: Path) -> Iterator[Callable[..., TradingSheet]]:
    """Opens a workbook on a desk of its own; everything is closed at the end."""
    with ExitStack() as stack:

        def opened(
            settings: Settings,
            *,
            path: Path | None = None,
            journal: str = "journal.sqlite",
        ) -> TradingSheet:
            file = path or tmp_path / "trader.xlsx"
            if not file.exists():
                shutil.copyfile(small_workbook, file)
            desk = stack.enter_context(
                Desk(settings, PRACTICE, tmp_path / journal, pace=QUICK_PACE)
            )
            host = stack.enter_context(HeadlessHost(desk, file))
            return TradingSheet(desk, host)

        yield opened


@pytest.fixture
def sheet(server: PracticeServer, open_sheet: Callable[..., TradingSheet]) -> TradingSheet:
    """A sheet that watches the first market, its prices live."""
    trading = open_sheet(settings_for(server.url))
    trading.watch(first_markets(server)[0])
    trading.tick_until(lambda: trading.host.view().blocks[0].rows[0][15] == "LIVE")
    return trading


def first_markets(server: PracticeServer) -> list[str]:
    return [str(market_id) for market_id in server.exchange.markets]


def offers_of(server: PracticeServer) -> list[dict[str, Any]]:
    """What the exchange itself says this trader placed."""
    accounts = ledger(server.exchange)["accounts"]
    offers: list[dict[str, Any]] = next(
        account["offers"] for account in accounts if account["username"] == "demo"
    )
    return offers
