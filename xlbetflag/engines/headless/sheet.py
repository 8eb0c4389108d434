"""Sheets and Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area
from . import sheet_changes
from .cell_range import Range
from .names import Names
from .store import StoredSheet
from .tables import Tables

if TYPE_CHECKING:
    from .book import Book


class Sheets(base_classes.Sheets):
    """The worksheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._sheets: list[Sheet] = []
        self._refresh()
        self._active = next((s for s in self._sheets if s.visible), self._sheets[0])

    def _refresh(self) -> None:
        """After the store's sheets changed: each keeps its object."""
        known = {id(sheet.stored): sheet for sheet in self._sheets}
        every = self.book.store.sheets
        self._sheets = [known.get(id(each)) or Sheet(self.book, each) for each in every]

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

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Before the active sheet, if nothing else is said, and in front."""
        place = self._place(before or (None if after else self._active), after)
        sheet_changes.add(self.book.store, name, place)
        return self._in_front(place)

    def copy(self, sheet: Sheet, before: Sheet | None, after: Sheet | None) -> Sheet:
        """The copy comes to the front."""
        place = self._place(before, after)
        sheet_changes.copied(self.book.store, sheet.stored, place)
        return self._in_front(place)

    def delete(self, sheet: Sheet) -> None:
        sheet_changes.delete(self.book.store, sheet.stored)
        self._refresh()
        if self._active is sheet:
            self._active = next(s for s in self._sheets if s.visible)

    @staticmethod
    def _place(before: Sheet | None, after: Sheet | None) -> int:
        """Where a sheet shall stand, counted from 0."""
        if before is not None:
            return before.index - 1
        return after.index if after is not None else 0

    def _in_front(self, place: int) -> Sheet:
        self._refresh()
        self._active = self._sheets[place]
        return self._active

    def index(self, sheet: Sheet) -> int:
        return self._sheets.index(sheet) + 1


class Sheet(base_classes.Sheet):
    """One worksheet."""

    def __init__(self, book: Book, stored: StoredSheet) -> None:
        self._book = book
        self.stored = stored
        self.selected = Area(1, 1, 1, 1)

    @property
    def api(self) -> Sheet:
        return self

    @property
    def name(self) -> str:
        return self.stored.name

    @name.setter
    def name(self, value: str) -> None:
        """What refers to the sheet follows, or the change is refused (see `sheet_changes`)."""
        sheet_changes.rename(self._book.store, self.stored, value)

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

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Within its book; without drawings, notes or pivot tables."""
        target = (before or after or self).book
        if target is not self._book:
            raise NotImplementedError("a sheet is copied within its own book")
        self._book.sheets.copy(self, before, after)

    def delete(self) -> None:
        """What refers to it becomes #REF!, or the change is refused (see `sheet_changes`)."""
        self._book.sheets.delete(self)

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
