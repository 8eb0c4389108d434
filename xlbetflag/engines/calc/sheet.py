"""Sheets and Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area, split_sheet
from .cell_range import Range
from .charts import Charts
from .names import Names
from .notes import Note
from .shapes import Pictures, Shapes
from .tables import Tables

if TYPE_CHECKING:
    from .book import Book


class Sheets(base_classes.Sheets):
    """The sheets of a book."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.connection = book.connection

    @property
    def api(self) -> Sheets:
        return self

    def _all(self) -> list[list[str]]:
        found: list[list[str]] = self.connection.call("book.sheets", self.book.uid)
        return found

    def of(self, code: str) -> Sheet:
        return Sheet(self.book, code)

    @property
    def active(self) -> Sheet:
        return self.of(self.connection.call("book.active_sheet", self.book.uid))

    def __call__(self, name_or_index: str | int) -> Sheet:
        found = self._all()
        if isinstance(name_or_index, str):
            for code, name in found:
                if name.lower() == name_or_index.lower():
                    return self.of(code)
        elif 1 <= name_or_index <= len(found):
            return self.of(found[name_or_index - 1][0])
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(each.lower() == name.lower() for _, each in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Sheet]:
        return (self.of(code) for code, _ in self._all())

    def add(
        self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None
    ) -> Sheet:
        """Before the active sheet, if nothing else is said, and in front."""
        place = _place(before or (None if after else self.active), after)
        added = self.of(self.connection.call("sheet.add", self.book.uid, name, place))
        added.activate()
        return added


class Sheet(base_classes.Sheet):
    """One sheet, whatever it is called by now. Raises CalcGone once it was deleted."""

    def __init__(self, book: Book, code: str) -> None:
        self._book = book
        self.connection = book.connection
        self.reference = [book.uid, code]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sheet) and other.reference == self.reference

    def __hash__(self) -> int:
        return hash(tuple(self.reference))

    @property
    def api(self) -> Sheet:
        return self

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        return str(self.connection.call("sheet.name", self.reference))

    @name.setter
    def name(self, value: str) -> None:
        self.connection.call("sheet.name", self.reference, value)

    @property
    def index(self) -> int:
        return int(self.connection.call("sheet.place", self.reference)) + 1

    @property
    def names(self) -> Names:
        return Names(self._book, self.reference[1])

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def shapes(self) -> Shapes:
        return Shapes(self)

    @property
    def pictures(self) -> Pictures:
        return Pictures(self)

    @property
    def charts(self) -> Charts:
        return Charts(self)

    @property
    def notes(self) -> list[Note]:
        found = self.connection.call("notes.list", self.reference)
        return [Note(Range(self, row, column, 1, 1)) for row, column in found]

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @property
    def visible(self) -> bool:
        return bool(self.connection.call("sheet.visible", self.reference))

    @visible.setter
    def visible(self, value: bool) -> None:
        self.connection.call("sheet.visible", self.reference, bool(value))

    def activate(self) -> None:
        self.connection.send("sheet.activate", self.reference)

    def select(self) -> None:
        self.activate()

    def delete(self) -> None:
        self.connection.call("sheet.delete", self.reference)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """Into the book of the sheet it shall stand beside; the copy comes to the front."""
        target = (before or after or self).book
        place = _place(before, after)
        code = self.connection.call("sheet.copy", self.reference, target.uid, place)
        target.sheets.of(code).activate()

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        self.connection.send("sheet.move", self.reference, _place(before, after))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        """From A1 text, a name, a table, (row, column), ranges, or (row, column, rows, columns).

        Raises KeyError for unknown text, IndexError off the sheet.
        """
        if isinstance(arg1, tuple) and len(arg1) == 4:
            return Range(self, *arg1)
        if isinstance(arg1, int) and isinstance(arg2, int):
            arg1, arg2 = (arg1, arg2), None
        first = self._corner(arg1)
        if arg2 is None:
            return first
        last = self._corner(arg2)
        if last.sheet != first.sheet:
            raise ValueError("the two ranges are on different sheets")
        a, b = first.area, last.area
        return Range.over(
            first.sheet,
            Area(
                min(a.top, b.top),
                min(a.left, b.left),
                max(a.bottom, b.bottom),
                max(a.right, b.right),
            ),
        )

    def _corner(self, place: Any) -> Range:
        if isinstance(place, Range):
            return place
        if isinstance(place, tuple):
            row, column = place
            return Range(self, row, column, 1, 1)
        home, text = split_sheet(place)
        sheet = self if home is None else self._book.sheets(home)
        try:
            return Range.over(sheet, Area.parse(text))
        except ValueError:
            (_, code), corners = self.connection.call("names.locate", sheet.reference, text)
            return Range.over(self._book.sheets.of(code), Area(*corners))

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, MAX_ROWS, MAX_COLUMNS)

    @property
    def used_range(self) -> Range:
        return Range.over(self, Area(*self.connection.call("sheet.used", self.reference)))

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def clear(self) -> None:
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)


class FreezePanes(base_classes.FreezePanes):
    """What stays in view of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """The rows and columns of a range, counted from A1: `A1:C2`, `1:2` or `A:C`."""
        area = Area.parse(frozen_range)
        rows = 0 if area.rows == MAX_ROWS else area.bottom
        columns = 0 if area.columns == MAX_COLUMNS else area.right
        self._freeze(rows, columns)

    def unfreeze(self) -> None:
        self._freeze(0, 0)

    def _freeze(self, rows: int, columns: int) -> None:
        self._sheet.connection.send("sheet.freeze", self._sheet.reference, rows, columns)


class PageSetup(base_classes.PageSetup):
    """How a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> PageSetup:
        return self

    @property
    def print_area(self) -> str | None:
        found = self._sheet.connection.call("sheet.print_area", self._sheet.reference)
        return None if found is None else Area(*found).address(True, True)

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        corners = self._sheet.range(value).corners if value else None
        self._sheet.connection.call("sheet.print_area", self._sheet.reference, corners)


def _place(before: Sheet | None, after: Sheet | None) -> int:
    """Where a sheet shall stand, counted from 0."""
    if before is not None:
        return before.index - 1
    return after.index if after is not None else 0
