"""One workbook open on the desk: the real sheet with its commands, and a trader's fingers on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import xlwings as xw

from tests.safety.books import ROWS
from xlbetflag.desk import Desk
from xlbetflag.market.money import as_float
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.sheet import sheet as hosts_sheet
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.workbook.layout.desk import LIMITS, SETTINGS_BLOCK
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW
from xlbetflag.workbook.live.binding import Binding

TABLE = ORDER_TABLE
KEYS = [column.key for column in TABLE.columns]
MONEY = ("stake_per_bet", "liability_per_market", "stake_per_day", "loss_per_day")


class OpenSheet:
    """`path`: its file. The Board, Watch, Ladder and Summary are left out: they take no part."""

    def __init__(self, desk: Desk, book: xw.Book, path: Path, binding: type[Binding]) -> None:
        self.path = path
        self._desk = desk
        self._book = book
        self._table = book.sheets[TABLE.sheet]
        self._delivery = Delivery(desk.scheduler)
        watching = mock.MagicMock()
        watching.return_value.room = ""
        with mock.patch.multiple(hosts_sheet, Watching=watching, Views=mock.MagicMock()):
            self._binding = binding(book)
            self.sheet = hosts_sheet.Sheet(desk, self._binding, self._calculate, self._delivery)

    def on(self, desk: Desk, binding: type[Binding]) -> "OpenSheet":
        """The same workbook, still open, on a desk that was started again."""
        return OpenSheet(desk, self._book, self.path, binding)

    def _calculate(self) -> None:
        """As cells with prices of every market would."""
        for market_id in self._desk.settings.winners:
            self._delivery.given(market_id, self._desk.feed.book(market_id))

    # --- what a trader does with the whole of it ------------------------------------------------

    def tick(self) -> None:
        self.sheet.tick()

    def command(self, typed: str) -> str:
        return self.sheet.command(typed)

    def save(self) -> None:
        self._book.save(str(self.path))

    def close(self) -> None:
        """Without saving."""
        self._book.close()

    @property
    def file_id(self) -> str:
        """The name of the file, with which the keys of its own rows begin."""
        return self._binding.file_id

    def set_limits(self, limits: Limits) -> None:
        block = self._book.names[SETTINGS_BLOCK].refers_to_range
        by_label = {field.label: name for name, field in LIMITS.items()}
        rows = [list(row) for row in block.value]
        for row in rows:
            if (name := by_label.get(row[0])) is not None:
                value = getattr(limits, name)
                row[1] = as_float(value) if name in MONEY and value is not None else value
        block.value = rows

    # --- what a trader does to its table of orders ----------------------------------------------

    def cell(self, row: int, key: str) -> xw.Range:
        place = FIRST_TABLE_ROW + 1 + row, FIRST_COLUMN + 1 + TABLE.index(key)
        return self._table.range(place)

    def type_in(self, row: int, key: str, values: Sequence[Any]) -> None:
        """Values side by side, from the cell of `key` on."""
        first, last = self.cell(row, key), self.cell(row, KEYS[KEYS.index(key) + len(values) - 1])
        self._table.range(first, last).value = list(values)

    def position(self, row: int) -> int:
        """Its number in the spreadsheet, as commands name it."""
        return FIRST_TABLE_ROW + 1 + row

    def read(self, rows: int = ROWS) -> list[list[Any]]:
        return self._area(rows).options(ndim=2, err_to_str=True).value

    def write(self, values: Sequence[Sequence[Any]], first: int = 0) -> None:
        """As a sort or a paste leaves it: everything, key and status too."""
        self._area(len(values), first).value = [[_typed(each) for each in row] for row in values]

    def _area(self, rows: int, first: int = 0) -> xw.Range:
        last = FIRST_TABLE_ROW + first + rows, FIRST_COLUMN + len(TABLE.columns)
        return self._table.range((FIRST_TABLE_ROW + 1 + first, FIRST_COLUMN + 1), last)


def _typed(value: Any) -> Any:
    """Text stays text, as a paste leaves it."""
    return f"'{value}" if isinstance(value, str) and value else value
