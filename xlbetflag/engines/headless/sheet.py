"""Sheets and Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area
from .cell_range import Range
from .names import Names
from .store import StoredSheet
from .tables import Tables

if TYPE_CHECKING:
    from .book import Book


class Sheets(base_classes.Sheets):
    """The worksheets of a book, as the file has them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._sheets = [Sheet(book, stored) for stored in book.store.sheets]
        self._active = next((s for s in self._sheets if s.visible), self._sheets[0])

    @property
    def api(self) -> Sheets:
        return self

    @property
    def active(self) -> Sheet:
        return self._active

    def make_active(self, sheet: Sheet) -> None:
        self._active = sheet

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, str):
            lowered = name_or_index.lower()
            for sheet in self._sheets:
                if sheet.name.lower() == lowered:
                    return sheet
        elif 1 <= name_or_index <= len(self._sheets):
            return self._sheets[name_or_index - 1]
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(sheet.name.lower() == name.lower() for sheet in self._sheets)

    def __len__(self) -> int:
        return len(self._sheets)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(list(self._sheets))

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> Sheet:
        raise NotImplementedError("this engine does not add sheets: build them into the file")

    def index(self, sheet: Sheet) -> int:
        return self._sheets.index(sheet) + 1


class Sheet(base_classes.Sheet):
    """One worksheet."""

    def __init__(self, book: Book, stored: StoredSheet) -> None:
        self._book = book
        self.stored = stored

    @property
    def api(self) -> Sheet:
        return self

    @property
    def name(self) -> str:
        return self.stored.name

    @name.setter
    def name(self, value: str) -> None:
        raise NotImplementedError("this engine does not rename sheets")

    @property
    def names(self) -> Names:
        return Names(self._book, self.stored.name)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def book(self) -> Book:
        return self._book

    @property
    def index(self) -> int:
        return self._book.sheets.index(self)

    @property
    def visible(self) -> bool:
        return self.stored.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self._book.store.set_visible(self.stored, bool(value))

    def activate(self) -> None:
        self._book.sheets.make_active(self)

    def select(self) -> None:
        self.activate()

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """From A1 text, a name, a table reference, (row, column), ranges, or
        (row, column, rows, columns). Raises KeyError for unknown text, IndexError off the sheet.
        """
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, *arg1)
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        sheet, first = self._corner(arg1)
        if arg2 is None:
            return Range.over(sheet, first)
        last_sheet, last = self._corner(arg2)
        if last_sheet is not sheet:
            raise ValueError("the two ranges are on different sheets")
        area = Area(
            min(first.top, last.top),
            min(first.left, last.left),
            max(first.bottom, last.bottom),
            max(first.right, last.right),
        )
        return Range.over(sheet, area)

    def _corner(self, place: Any) -> tuple[Sheet, Area]:
        if isinstance(place, Range):
            return place.sheet, place.area
        if isinstance(place, tuple):
            row, column = place
            if not (1 <= row <= MAX_ROWS and 1 <= column <= MAX_COLUMNS):
                raise IndexError(f"row {row}, column {column} is not on a sheet (counted from 1)")
            return self, Area(row, column, row, column)
        return self._book.area(place, self.name)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, MAX_ROWS, MAX_COLUMNS)

    @property
    def used_range(self) -> Range:
        return Range.over(self, self.stored.grid.used())

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def clear_formats(self) -> None:
        self.used_range.clear_formats()

    def clear(self) -> None:
        self.used_range.clear()
