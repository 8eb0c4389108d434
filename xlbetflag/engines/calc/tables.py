"""Tables, on Calc's database ranges. They have no styles, and keep their header row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..addresses import Area
from .cell_range import Range
from .table_parts import TableColumns, TableRows

if TYPE_CHECKING:
    from .book import Book
    from .sheet import Sheet


class Tables(base_classes.Tables):
    """The tables of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Tables:
        return self

    @property
    def parent(self) -> Sheet:
        return self._sheet

    def _names(self) -> list[str]:
        found: list[str] = self._sheet.connection.call("tables.list", self._sheet.reference)
        return found

    def __call__(self, name_or_index: str | int) -> Table:
        names = self._names()
        if isinstance(name_or_index, str):
            for name in names:
                if name.lower() == name_or_index.lower():
                    return Table(self._sheet.book, name)
        elif 1 <= name_or_index <= len(names):
            return Table(self._sheet.book, names[name_or_index - 1])
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(each.lower() == name.lower() for each in self._names())

    def __len__(self) -> int:
        return len(self._names())

    def __iter__(self) -> Iterator[Table]:
        return (Table(self._sheet.book, name) for name in self._names())

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
        """Over an xlwings Range. A style has no effect; without headers a row of them is added.

        Raises ValueError where another table is in the way or has the name.
        """
        cells: Range = source.impl
        made = self._sheet.connection.call(
            "tables.add", cells.sheet.reference, cells.corners, name, has_headers is not False
        )
        return Table(self._sheet.book, made)


class Table(base_classes.Table):
    """One table. Its name is its identity, as in Excel."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name
        self._connection = book.connection

    @property
    def api(self) -> Table:
        return self

    def _facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self._connection.call("table.describe", self._book.uid, self._name)
        return found

    def _part(self, facts: dict[str, Any], top: int, bottom: int) -> Range | None:
        """The rows from `top` to `bottom`; None for no row."""
        if bottom < top:
            return None
        _, left, _, right = facts["corners"]
        sheet = self._book.sheets.of(facts["sheet"])
        return Range.over(sheet, Area(top, left, bottom, right))

    @property
    def parent(self) -> Sheet:
        return self._book.sheets.of(self._facts()["sheet"])

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._connection.call("table.rename", self._book.uid, self._name, value)
        self._name = value

    @property
    def display_name(self) -> str:
        return self._name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def range(self) -> Range:
        facts = self._facts()
        return Range.over(self._book.sheets.of(facts["sheet"]), Area(*facts["corners"]))

    @property
    def data_body_range(self) -> Range | None:
        facts = self._facts()
        top, _, bottom, _ = facts["corners"]
        return self._part(facts, top + facts["headers"], bottom - facts["totals"])

    @property
    def header_row_range(self) -> Range | None:
        facts = self._facts()
        top = facts["corners"][0]
        return self._part(facts, top, top) if facts["headers"] else None

    @property
    def totals_row_range(self) -> Range | None:
        facts = self._facts()
        bottom = facts["corners"][2]
        return self._part(facts, bottom, bottom) if facts["totals"] else None

    @property
    def insert_row_range(self) -> Range | None:
        """The empty row of a table without data, as Excel has it."""
        body = self.data_body_range
        if body is None or body.shape[0] != 1:
            return None
        values = body.raw_value
        row = values[0] if isinstance(values, list) else [values]
        return body if all(value in (None, "") for value in row) else None

    @property
    def show_headers(self) -> bool:
        return bool(self._facts()["headers"])

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        if value != self.show_headers:
            raise NotImplementedError("Calc's tables keep their header row")

    @property
    def show_totals(self) -> bool:
        return bool(self._facts()["totals"])

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self._connection.call("table.show_totals", self._book.uid, self._name, bool(value))

    @property
    def show_autofilter(self) -> bool:
        return bool(self._facts()["autofilter"])

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._connection.send("table.put", self._book.uid, self._name, "AutoFilter", bool(value))

    def resize(self, range: Any) -> None:  # noqa: A002  xlwings' name for it
        """Over an xlwings Range that starts in the same row."""
        corners = range.impl.corners
        if corners[0] != self._facts()["corners"][0]:
            raise ValueError("a table keeps its header row: start in the same row")
        self._connection.call("table.resize", self._book.uid, self._name, corners)

    def sort(self, keys: Sequence[int], ascending: Sequence[bool]) -> None:
        """The rows of data, by columns counted from 1."""
        body = self.data_body_range
        if body is not None:
            body.sort(list(keys), list(ascending), False)

    @property
    def rows(self) -> TableRows:
        return TableRows(self)

    @property
    def columns(self) -> TableColumns:
        return TableColumns(self)

    def insert(self, kind: str, place: int) -> None:
        self._connection.call("table.insert", self._book.uid, self._name, kind, place)

    def remove(self, kind: str, place: int) -> None:
        self._connection.call("table.remove", self._book.uid, self._name, kind, place)
