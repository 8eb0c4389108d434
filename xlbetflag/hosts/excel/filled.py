"""The values-only workbook's live cells: what a formula would show is written as values.

The workbook itself lists which cells show what. Of each table that changed one block is written,
from its first row that changed to the last.
"""

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlwings as xw

from xlbetflag.engines.addresses import column_letters, column_number
from xlbetflag.functions import Cells
from xlbetflag.hosts.excel.formulas import Cell, Formula, parse
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.workbook.build.macros.values_only import FILLED_NAME
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.coupon import CHOICES, LISTED
from xlbetflag.workbook.layout.ladder import CHOICE
from xlbetflag.workbook.layout.sheets import BOARD
from xlbetflag.workbook.live.block import Values, find_name, named, read
from xlbetflag.workbook.live.cells import text_cell

WORKBOOK_PART = "xl/workbook.xml"


class FilledTable(NamedTuple):
    """Cells that are written together: one formula, or one in each row."""

    top: Cell
    height: int
    width: int
    formulas: tuple[Formula, ...]

    @property
    def below(self) -> Cell:
        return self.top._replace(row=self.top.row + self.height)

    def rows(self, first: int, last: int) -> str:
        """The address of these of its rows, counted from 0."""
        left, right = (self.top.column, self.top.column + self.width - 1)
        top, bottom = self.top.row + first, self.top.row + last
        return f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"

    def cells(self) -> Iterator[Cell]:
        for row in range(self.height):
            for column in range(self.width):
                yield Cell(self.top.sheet, self.top.row + row, self.top.column + column)


class Filled:
    """Of one open workbook. Raises Problem where the user moved what it looks at."""

    def __init__(self, book: xw.Book, cells: Cells) -> None:
        self._book = book
        self._cells = cells
        rows = read(named(book, FILLED_NAME))
        self._tables = tuple(_joined([_table(*map(str, row)) for row in rows]))
        ours = {cell for table in self._tables for cell in table.cells()}
        looked_at = {c for table in self._tables for f in table.formulas for c in f.cells}
        self._inputs = looked_at - ours
        self._written: dict[Cell, Values] = {}

    def write(self) -> None:
        """Write the tables that changed, a block each."""
        self._check_places()
        values = self._read_inputs()
        for table in self._tables:
            block = self._block(table, values)
            values.update(zip(table.cells(), (v for row in block for v in row), strict=True))
            self._put(table, block)

    def show_no_feed(self) -> None:
        """What the cells must say when nobody keeps them any more."""
        for table in self._tables:
            block = [[""] * table.width for _ in range(table.height)]
            block[0][0] = str(Health.NO_FEED)
            self._put(table, block)

    def _put(self, table: FilledTable, block: Values) -> None:
        before = self._written.get(table.top, [None] * table.height)
        changed = [row for row, cells in enumerate(block) if cells != before[row]]
        if not changed:
            return
        first, last = changed[0], changed[-1]
        # An address as text and raw values: through the usual ways xlwings asks Excel a hundred
        # things more about each range.
        area = self._book.sheets[table.top.sheet].range(table.rows(first, last))
        area.raw_value = [[_written(value) for value in cells] for cells in block[first : last + 1]]
        self._written[table.top] = block

    def _block(self, table: FilledTable, values: dict[Cell, Any]) -> Values:
        if len(table.formulas) == 1:
            answer = table.formulas[0].value(values.get, self._cells.call)
        else:
            answer = [[_one(each.value(values.get, self._cells.call))] for each in table.formulas]
        rows = answer if isinstance(answer, list) else [[answer]]
        padded = [[*row, *[""] * table.width][: table.width] for row in rows[: table.height]]
        return padded + [[""] * table.width for _ in range(table.height - len(padded))]

    def _read_inputs(self) -> dict[Cell, Any]:
        """In one block a sheet."""
        values: dict[Cell, Any] = {}
        for sheet in sorted({cell.sheet for cell in self._inputs}):
            cells = [cell for cell in self._inputs if cell.sheet == sheet]
            top, left = min(c.row for c in cells), min(c.column for c in cells)
            last = max(c.row for c in cells), max(c.column for c in cells)
            block = read(self._book.sheets[sheet].range((top, left), last))
            values |= {c: block[c.row - top][c.column - left] for c in cells}
        return values

    def _check_places(self) -> None:
        """The markets and the ladder's choice still stand where the formulas look for them."""
        blocks = sum(cell.sheet == BOARD for cell in self._inputs)
        names = [market_blocks.market_name(number) for number in range(1, blocks + 1)]
        known = {
            Cell(area.sheet.name, area.row + row, area.column + column)
            for name in (*names, CHOICE, CHOICES, LISTED)
            if (area := find_name(self._book, name)) is not None
            for row in range(area.shape[0])
            for column in range(area.shape[1])
        }
        for cell in sorted(self._inputs - known):
            raise Problem("excel.moved", sheet=cell.sheet)


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook of Excel's format, of ours or not."""
    try:
        with zipfile.ZipFile(path) as package:
            return WORKBOOK_PART in package.namelist()
    except (OSError, zipfile.BadZipFile):
        return False


def is_values_only(path: Path) -> bool:
    """Whether a file is a workbook of this kind."""
    try:
        with zipfile.ZipFile(path) as package:
            return f'"{FILLED_NAME}"'.encode() in package.read(WORKBOOK_PART)
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _table(sheet: str, area: str, formula: str) -> FilledTable:
    first, _, last = area.replace("$", "").partition(":")
    top, bottom = _cell(sheet, first), _cell(sheet, last or first)
    height, width = bottom.row - top.row + 1, bottom.column - top.column + 1
    return FilledTable(top, height, width, (parse(formula, sheet),))


def _cell(sheet: str, address: str) -> Cell:
    letters = address.rstrip("0123456789")
    return Cell(sheet, int(address[len(letters) :]), column_number(letters))


def _joined(tables: Sequence[FilledTable]) -> Iterator[FilledTable]:
    """Single cells one below the other become one table."""
    waiting: FilledTable | None = None
    for table in tables:
        if waiting and table.height == table.width == 1 and table.top == waiting.below:
            formulas = waiting.formulas + table.formulas
            waiting = waiting._replace(height=waiting.height + 1, formulas=formulas)
            continue
        if waiting:
            yield waiting
        is_single = table.height == table.width == 1
        waiting = table if is_single else None
        if not is_single:
            yield table
    if waiting:
        yield waiting


def _one(value: Any) -> Any:
    """Of a table where there is room for one value, the first."""
    return value[0][0] if isinstance(value, list) else value


def _written(value: Any) -> Any:
    """Text as that very text: what comes from the venue is never a formula."""
    return text_cell(value) or "" if isinstance(value, str) else value
