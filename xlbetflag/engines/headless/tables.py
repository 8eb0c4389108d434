"""Tables and Table: where a sheet's tables are, and giving them more or fewer rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .cell_range import Range
from .regions import is_filled
from .structured import Table as StoredTable

if TYPE_CHECKING:
    from .sheet import Sheet


class Tables(base_classes.Tables):
    """The tables of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Tables:
        return self

    def _tables(self) -> list[StoredTable]:
        return self._sheet.stored.tables

    def __call__(self, name_or_index: str | int) -> Table:
        if isinstance(name_or_index, str):
            for table in self._tables():
                if table.name.lower() == name_or_index.lower():
                    return Table(self._sheet, table)
        elif 1 <= name_or_index <= len(self._tables()):
            return Table(self._sheet, self._tables()[name_or_index - 1])
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(table.name.lower() == name.lower() for table in self._tables())

    def __len__(self) -> int:
        return len(self._tables())

    def __iter__(self) -> Iterator[Table]:
        return (Table(self._sheet, table) for table in self._tables())

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool | None = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        """Over an xlwings Range, its first row the headers.

        Raises ValueError where another table is in the way, or the name cannot be.
        """
        if has_headers is False:
            raise NotImplementedError("cells do not move here: give a range with its headers")
        if table_style_name not in (None, "TableStyleMedium2"):
            raise NotImplementedError("a new table has Excel's own style, TableStyleMedium2")
        cells: Range = source.impl
        store = cells.sheet.book.store
        return Table(cells.sheet, store.add_table(cells.sheet.stored, cells.area, name))


class Table(base_classes.Table):
    """One table."""

    def __init__(self, sheet: Sheet, table: StoredTable) -> None:
        self._sheet = sheet
        self._table = table

    @property
    def api(self) -> Table:
        return self

    @property
    def parent(self) -> Sheet:
        return self._sheet

    @property
    def name(self) -> str:
        return self._table.name

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("this engine does not rename tables")

    @property
    def display_name(self) -> str:
        return self._table.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        raise NotImplementedError("this engine does not rename tables")

    @property
    def range(self) -> Range:
        return Range.over(self._sheet, self._table.area)

    @property
    def data_body_range(self) -> Range:
        return Range.over(self._sheet, self._table.body)

    @property
    def header_row_range(self) -> Range | None:
        header = self._table.header
        return Range.over(self._sheet, header) if header else None

    @property
    def totals_row_range(self) -> Range | None:
        totals = self._table.totals
        return Range.over(self._sheet, totals) if totals else None

    @property
    def insert_row_range(self) -> Range | None:
        """The empty row of a table without data, as Excel has it."""
        grid, body = self._sheet.stored.grid, self._table.body
        if body.rows != 1 or any(is_filled(grid, cell) for cell in body.cells()):
            return None
        return self.data_body_range

    @property
    def show_headers(self) -> bool:
        return self._table.header_rows > 0

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        raise NotImplementedError("this engine does not add or remove header rows")

    @property
    def show_totals(self) -> bool:
        return self._table.totals_rows > 0

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        raise NotImplementedError("this engine does not add or remove totals rows")

    def resize(self, range: Any) -> None:  # noqa: A002  xlwings' name for it
        """Another number of rows, the same columns and top left cell. An xlwings Range."""
        self._sheet.book.store.resize_table(self._table, range.impl.area)
