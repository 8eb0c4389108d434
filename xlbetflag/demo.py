"""The main job on the practice exchange: prices, orders placed, cancelled, greened up, shown."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from xlbetflag.api.config import Environment
from xlbetflag.cli.screen import Screen
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.host import Host
from xlbetflag.hosts.opening import open_host
from xlbetflag.market.book import Book
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.naming import label
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.status import Status
from xlbetflag.settings import Settings, VenueSettings, data_folder
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.variants import build_values
from xlbetflag.workbook.layout.columns import Table
from xlbetflag.workbook.layout.keys import new_file_id
from xlbetflag.workbook.layout.orders import ORDER_TABLE, YES
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_COLUMN, FIRST_TABLE_ROW, ORDERS
from xlbetflag.workbook.layout.tables import MARKET_TABLE

WATCHED = 3
FILL_OR_KILL = "FOK 3"  # seconds
FAR = 12  # ticks from the best price: deep enough to wait, near enough for the limit
CLICK = "Armed. Click Place in the window's Betflag toolbar, or wait until the demo does it."
PATIENCE = 20.0  # seconds beyond the demo's own for orders to come to rest


class OrderSummary(msgspec.Struct, frozen=True):
    """A row of the order table as the sheet shows it; money in euros."""

    row: int
    status: str
    offer_id: str
    matched: float
    remaining: float
    message: str


class Summary(msgspec.Struct, frozen=True):
    """`cells`: those on the Board that showed a value; `errors`: what did not go as it should."""

    host: str
    ticks: int
    requests: int
    cells: int
    markets: tuple[str, ...]
    orders: tuple[OrderSummary, ...]
    errors: tuple[str, ...]
    workbook: str


class OrderToType(msgspec.Struct, frozen=True):
    """What the demo's trader types into a row, as a trader would type it, and what comes of it."""

    market: str
    selection: str
    side: str
    price: float | str
    stake: float | str
    ends_as: Status
    note: str
    options: str = ""


def run(
    *,
    host: str,
    seconds: float,
    seed: int,
    save: Path | None,
    exchange: str | None,
    console: Console,
) -> Summary:
    """Run the demo for `seconds` and say what the sheet showed at the end."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xlbetflag-demo-")))
        url = exchange or stack.enter_context(_practice(seed))
        path = (save or folder / "demo.xlsx").resolve()
        _build(path, host)
        venue = VenueSettings(base_url=url)
        settings = Settings(venues={Environment.PRACTICE: venue})
        desk = stack.enter_context(Desk(settings, PRACTICE, folder / "journal.sqlite"))
        profile = data_folder() / "calc-demo"  # a LibreOffice beside the user's own
        opened = stack.enter_context(open_host(host, desk, path, calc_profile=profile))
        screen = stack.enter_context(Screen(console))
        trader = Trader(desk, opened, screen, host, seconds)
        return trader.trade(path)


def _build(path: Path, host: str) -> None:
    """With every function's example; for Excel, which knows no function of ours here, values."""
    file_id = new_file_id()
    if host == "excel":
        build_values(path, file_id=file_id, environment=Environment.PRACTICE)
    else:
        build(path, file_id=file_id, environment=Environment.PRACTICE, examples=True)


@contextlib.contextmanager
def _practice(seed: int) -> Iterator[str]:
    from xlbetflag.practice.server import Options, PracticeServer
    from xlbetflag.practice.server import build as build_exchange

    with PracticeServer(build_exchange(Options(seed=seed)), ticks_per_second=1.0) as server:
        yield server.url


class ClosedError(Exception):
    """The user closed the workbook."""


class Trader:
    """Plays the person at the sheet: everything goes through its cells and commands."""

    def __init__(
        self, desk: Desk, host: Host, screen: Screen, host_name: str, seconds: float
    ) -> None:
        self._desk = desk
        self._host = host
        self._screen = screen
        self._host_name = host_name
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._markets: tuple[str, ...] = ()
        self._errors: list[str] = []

    def trade(self, path: Path) -> Summary:
        try:
            self._trade(path)
        except ClosedError:
            self._errors.append("the workbook was closed before the end")
        return self._summary(path)

    def _trade(self, path: Path) -> None:
        self._markets = self._watch()
        orders = self._orders_to_type(self._markets)
        rows = [self._type(place, order) for place, order in enumerate(orders)]
        self._host.sheet.command("ARM")
        self._place()
        working = next(n for n, order in enumerate(orders) if order.ends_as is Status.CANCELLED)
        self._until(lambda: self._statuses()[working] == Status.WORKING, "a WORKING order")
        self._host.sheet.command(f"CANCEL {rows[working]}")
        self._until_all_end(orders)
        green = _green_up(self._markets[0])
        self._type(len(orders), green)
        self._host.sheet.command("PLACE")
        self._until_all_end([*orders, green])
        if not self._host.is_ours:
            self._host.book.sheets[BOARD].activate()
        while time.monotonic() < self._end:
            self._tick()
        self._host.save(path)

    # --- what a trader does -----------------------------------------------------------------

    def _watch(self) -> tuple[str, ...]:
        """Watch the first open markets, and wait until the Board shows their prices."""
        self._until(lambda: self._desk.feed.menu().value, "the menu")
        self._tick()
        markets = []
        for event in self._desk.feed.menu().value or ():
            for market in event.markets:
                self._desk.feed.book(market.market_id)
                markets.append(market.market_id)
        self._until(lambda: len(self._live(markets)) >= WATCHED, "open markets")
        chosen = tuple(self._live(markets)[:WATCHED])
        self._mark(chosen)
        self._until(lambda: len(self._host.view().blocks) == WATCHED, "the Board")
        return chosen

    def _live(self, markets: list[str]) -> list[str]:
        """The markets with prices on both sides of every selection."""
        books = ((market, self._desk.feed.book(market)) for market in markets)
        return [
            market
            for market, reading in books
            if reading.health is Health.LIVE
            and reading.value is not None
            and all(each.back and each.lay for each in reading.value.selections)
        ]

    def _orders_to_type(self, markets: tuple[str, ...]) -> list[OrderToType]:
        ladder = self._desk.settings.venue_rules.ladder.value
        first, second, third = (self._book(market) for market in markets)
        return [
            OrderToType(
                first.market_id,
                _label(first, 0),
                "PUNTA",
                _price(first, 0, Side.BACK, -3, ladder),
                5,
                Status.MATCHED,
                "takes the best price",
            ),
            OrderToType(
                second.market_id,
                _label(second, 0),
                "LAY",
                _price(second, 0, Side.LAY, 3, ladder),
                "2,50",
                Status.MATCHED,
                "takes the best price",
            ),
            OrderToType(
                third.market_id,
                _label(third, 1),
                "BACK",
                _price(third, 1, Side.LAY, FAR, ladder),
                4,
                Status.CANCELLED,
                "waits, then cancelled",
            ),
            OrderToType(
                third.market_id,
                _label(third, 0),
                "BACK",
                _price(third, 0, Side.LAY, FAR, ladder),
                3,
                Status.CANCELLED,
                "waits 3 seconds",
                FILL_OR_KILL,
            ),
            OrderToType(
                first.market_id,
                _label(first, 1),
                "BACK",
                "due e mezzo",
                5,
                Status.REFUSED,
                "a word",
            ),
            OrderToType(
                first.market_id, _label(first, 0), "B", 2.0, 5, Status.REFUSED, "a single letter"
            ),
            OrderToType(
                second.market_id,
                _label(second, 1),
                "BACK",
                _price(second, 1, Side.BACK, 0, ladder),
                5_000,
                Status.REFUSED,
                "over the limit",
            ),
        ]

    def _place(self) -> None:
        """PLACE; in a window, whoever sits before it may click on it first."""
        if not self._host.is_ours:
            self._host.book.sheets[ORDERS].activate()
            self._screen.say(CLICK)
            end = time.monotonic() + self._seconds / 3
            while not any(self._statuses()) and (time.monotonic() < end or self._host.is_asked):
                self._tick()
        if not any(self._statuses()):
            self._host.sheet.command("PLACE")

    def _mark(self, markets: tuple[str, ...]) -> None:
        """Write YES beside the markets, as a trader does on the Markets sheet."""
        table = MARKET_TABLE
        sheet = self._host.book.sheets[table.sheet]
        ids = sheet.range(_cell(table, 0, "market_id"), _cell(table, table.rows - 1, "market_id"))
        for row, market_id in enumerate(ids.value):
            if market_id in markets:
                sheet.range(_cell(table, row, "watch")).value = YES

    def _type(self, row: int, order: OrderToType) -> int:
        """Type an order into a row of the Orders sheet; the row's number in the sheet."""
        table = ORDER_TABLE
        sheet = self._host.book.sheets[table.sheet]
        for key in ("market", "selection", "side", "price", "stake", "options", "note"):
            sheet.range(_cell(table, row, key)).value = getattr(order, key)
        return _cell(table, row, "market")[0]

    # --- the sheet --------------------------------------------------------------------------

    def _book(self, market: str) -> Book:
        book = self._desk.feed.book(market).value
        if book is None:
            raise LookupError(f"market {market} has no book")
        return book

    def _tick(self) -> None:
        self._host.tick()
        if not self._host.is_open:
            raise ClosedError
        self._screen.show(self._host.view(), self._host.sheet.ticks)
        self._host.wait()

    def _until(self, condition: Callable[[], Any], what: str) -> None:
        while not condition():
            if time.monotonic() > self._end + PATIENCE:
                self._errors.append(f"the sheet did not show {what} in time")
                return
            self._tick()

    def _until_all_end(self, orders: list[OrderToType]) -> None:
        ends = [order.ends_as for order in orders]
        self._until(lambda: self._statuses() == ends, "every order in its last state")

    def _statuses(self) -> list[str]:
        return [str(order["status"]) for order in self._host.view().orders]

    def _summary(self, path: Path) -> Summary:
        view = self._host.view()
        status = self._desk.status()
        trouble = (f"feed: {status.feed.trouble}",) if status.feed.trouble else ()
        return Summary(
            host=self._host_name,
            ticks=self._host.sheet.ticks,
            requests=status.requests,
            cells=sum(
                cell not in ("", None)
                for block in view.blocks
                for row in block.rows
                for cell in row
            ),
            markets=self._markets,
            orders=tuple(
                OrderSummary(
                    row=order["row"],
                    status=str(order["status"]),
                    offer_id=str(order["offer_id"]),
                    matched=float(order["matched"] or 0),
                    remaining=float(order["remaining"] or 0),
                    message=str(order["message"]),
                )
                for order in view.orders
            ),
            errors=(*self._errors, *trouble),
            workbook=str(path),
        )


def _cell(table: Table, row: int, key: str) -> tuple[int, int]:
    """Sheet row and column, from 1, of a cell of a table."""
    return FIRST_TABLE_ROW + 1 + row, FIRST_COLUMN + 1 + table.index(key)


def _green_up(market: str) -> OrderToType:
    """The row that levels a market."""
    return OrderToType(market, "", Command.GREEN, "", "", Status.ENDED, "levels the first market")


def _label(book: Book, place: int) -> str:
    return label(book.selections[place])


def _price(book: Book, place: int, side: Side, ticks: int, ladder: Ladder) -> float:
    """So many ticks from the best price that can be taken."""
    best = book.selections[place].best(side)
    if best is None:
        raise LookupError(f"nobody offers a price on {book.selections[place].name}")
    return ladder.move(best.price, ticks) / 100
