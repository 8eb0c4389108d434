"""Excel without Excel: xlwings' Windows side over a fake, and the macros' part in Python."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.hosts.excel.fake_excel import FakeExcel, Workbook
from tests.hosts.excel.pywin32 import installed
from tests.support.conditions import wait_until
from tests.support.sheet import ORDER_KEYS, first_markets, settings_for
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.excel import service
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.build.builder import build as build_workbook
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW

VALUES = Path(__file__).parents[3] / "workbooks" / "trader.xlsx"
ENTRY = "xlbetflag.hosts.excel.entry"


@pytest.fixture(scope="module")
def modules() -> Iterator[SimpleNamespace]:
    """xlwings as on Windows, above a fake Excel."""
    with installed(FakeExcel()) as found:
        yield found


@pytest.fixture
def windows(modules: SimpleNamespace) -> SimpleNamespace:
    """The same, with an Excel that was just started."""
    modules.excel.__init__()
    return modules


class Macros:
    """What the workbook's VBA does: keys queued, one call a tick, the snapshot it keeps."""

    def __init__(self, windows: SimpleNamespace, book: Workbook) -> None:
        self.windows = windows
        self.book = book
        self.sequence = 0
        self.sends_all = True
        self.used: dict[str, None] = {}
        self.queued: dict[str, None] = {}
        self.known: dict[str, Any] = {}

    def call(self, word: str, flags: str = "", keys: tuple[str, ...] = ()) -> Any:
        """One call into Python as Excel makes it; the block as Excel receives it."""
        self.sequence += 1
        rows = [(word, self.sequence, 1, flags), *((key, "", "", "") for key in keys)]
        block = tuple(rows) if len(rows) > 1 else (*rows, ("", "", "", ""))
        com = self.windows.com_server.XLPython()
        answer = com.CallUDF(ENTRY, "ask", [block], self.book, None)
        assert len(answer) >= 2
        assert all(len(row) == 4 for row in answer)
        assert answer[0][0] == self.sequence
        return answer

    def ask(self, word: str, flags: str = "") -> tuple[str, str, str]:
        """State, sentence and token of a command."""
        answer = self.call(word, flags)
        return answer[0][2], answer[0][3], answer[1][0]

    def cell(self, key: str) -> Any:
        self.used[key] = None
        if key not in self.known:
            self.queued[key] = None
            return "NO FEED"
        return self.known[key]

    def tick(self, *, copying: bool = False) -> Any:
        flags = ("COPY" if copying else "") + (" FRESH" if self.sends_all else "")
        keys = tuple({**(self.used if self.sends_all else {}), **self.queued})
        answer = self.call("TICK", flags.strip(), keys)
        self.sends_all = answer[0][2] == "FRESH"
        self.queued.clear()
        self.known.update(taken(answer))
        return answer


def taken(answer: Any) -> dict[str, Any]:
    """As Cells.bas takes an answer over."""
    found: dict[str, Any] = {}
    place = 1
    while place < len(answer):
        key, rows, columns, value = answer[place]
        place += 1
        if key == "":
            continue
        if rows == 0:
            found[key] = value
            continue
        cells = [row[3] for row in answer[place : place + rows * columns]]
        found[key] = [cells[at : at + columns] for at in range(0, len(cells), columns)]
        place += rows * columns
    return found


def key(name: str, *arguments: object) -> str:
    """A call's key as KeyOf makes it."""

    def part(value: object) -> str:
        if value is None:
            return "e"
        return f"t{value}" if isinstance(value, str) else f"n{value}"

    return "\x1f".join([name, *map(part, arguments)])


class Hands:
    """A workbook in the fake Excel as a trader sees and fills it, on a desk."""

    def __init__(self, desk: Desk, windows: SimpleNamespace, book: Workbook) -> None:
        self.desk, self.windows, self.book = desk, windows, book

    def cell(self, table: Any, row: int, column: str) -> tuple[str, int, int]:
        return (
            table.sheet,
            FIRST_TABLE_ROW + 1 + row,
            FIRST_COLUMN + 1 + table.index(column),
        )

    def type(self, place: tuple[str, int, int], value: object) -> None:
        sheet, row, column = place
        self.book._sheets[sheet]._cells[row, column] = value

    def named(self, name: str) -> Any:
        sheet, (row, column, *_) = self.book._areas[name]
        return self.book.value(sheet, row, column)

    def type_named(self, name: str, value: object) -> None:
        sheet, (row, column, *_) = self.book._areas[name]
        self.type((sheet, row, column), value)

    def type_order(self, row: int, *values: object) -> int:
        for column, value in zip(ORDER_KEYS, values, strict=False):
            self.type(self.cell(ORDER_TABLE, row, column), value)
        return self.cell(ORDER_TABLE, row, "market")[1]

    def order(self, row: int) -> dict[str, Any]:
        table = ORDER_TABLE
        return {c.key: self.book.value(*self.cell(table, row, c.key)) for c in table.columns}

    def tick(self) -> None:
        raise NotImplementedError

    def tick_until(self, condition: Callable[[], object]) -> None:
        def tick_and_look() -> object:
            self.tick()
            return condition()

        wait_until(tick_and_look, seconds=20)

    def label(self, market: str, place: int = 0) -> str:
        book = self.desk.feed.book(market, 1).value
        assert book
        return f"{book.selections[place].selection_id} · {book.selections[place].name}"

    def far(self, market: str, place: int = 0, ticks: int = 10) -> float:
        """A back price that nobody takes."""
        book = self.desk.feed.book(market, 1).value
        assert book
        ladder = self.desk.settings.venue_rules.ladder.value
        return ladder.move(book.selections[place].lay[0].price, ticks) / 100


class Trader(Hands):
    """It has macros, which the desk serves."""

    def __init__(self, desk: Desk, windows: SimpleNamespace, book: Workbook) -> None:
        super().__init__(desk, windows, book)
        self.macros = Macros(windows, book)

    def tick(self) -> None:
        self.macros.tick()

    def ready(self, market: str) -> "Trader":
        """Its prices are live in a cell, and the desk is armed."""
        price = key("BF_STATUS", market)
        self.macros.cell(price)
        self.tick_until(lambda: self.macros.cell(price) == "LIVE" and self.armable())
        assert self.macros.ask("ARM")[1].startswith("Armed")
        return self

    def armable(self) -> bool:
        return bool(self.desk.orders.is_reconciled)


@pytest.fixture
def serve(
    server: PracticeServer, windows: SimpleNamespace, tmp_path: Path, fresh_workbook: Path
) -> Iterator[Callable[..., Trader]]:
    """Opens workbooks in the fake Excel on one desk, which is served to the macros."""
    with ExitStack() as stack:
        desk = stack.enter_context(
            Desk(settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite")
        )
        service.current = service.Service(desk)
        stack.callback(setattr, service, "current", None)

        def opened(name: str = "trader.xlsm") -> Trader:
            path = tmp_path / name
            if name == "trader.xlsm":
                shutil.copyfile(fresh_workbook, path)
            else:
                build_workbook(path, file_id="another", environment=Environment.PRACTICE)
            return Trader(desk, windows, windows.excel.open(path))

        yield opened


@pytest.fixture
def trader(serve: Callable[..., Trader], server: PracticeServer) -> Trader:
    return serve().ready(first_markets(server)[0])
