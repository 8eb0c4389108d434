"""Names and Name: a workbook's defined names, or one sheet's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from ..addresses import quoted_sheet, split_sheet
from .workbook_part import DefinedName

if TYPE_CHECKING:
    from .book import Book
    from .cell_range import Range


class Names(base_classes.Names):
    """All names of a book, or with `sheet` those of that sheet only."""

    def __init__(self, book: Book, sheet: str | None = None) -> None:
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Names:
        return self

    def _entries(self) -> list[DefinedName]:
        names = self._book.store.names
        return [n for n in names if self._sheet is None or n.scope == self._sheet]

    def _find(self, text: str) -> DefinedName | None:
        found = self._book.store.find_name(text, self._sheet)
        return found if found in self._entries() else None

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, str):
            found = self._find(name_or_index)
            if found is None:
                raise KeyError(name_or_index)
            return Name(self._book, found)
        return Name(self._book, self._entries()[name_or_index - 1])

    def contains(self, name_or_index: str | int) -> bool:
        if isinstance(name_or_index, str):
            return self._find(name_or_index) is not None
        return 1 <= name_or_index <= len(self)

    def __len__(self) -> int:
        return len(self._entries())

    def __iter__(self) -> Iterator[Name]:
        return (Name(self._book, entry) for entry in self._entries())

    def add(self, name: str, refers_to: str) -> Name:
        """`refers_to` with or without `=`; `Sheet1!Name` makes a name of that sheet."""
        scope, bare = split_sheet(name)
        if scope is not None:
            scope = self._book.store.sheet(scope).name
        entry = DefinedName(bare, refers_to.removeprefix("="), scope or self._sheet)
        self._book.store.add_name(entry)
        return Name(self._book, entry)


class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, entry: DefinedName) -> None:
        self._book = book
        self._entry = entry

    @property
    def api(self) -> Name:
        return self

    def delete(self) -> None:
        self._book.store.delete_name(self._entry)

    @property
    def name(self) -> str:
        if self._entry.scope is None:
            return self._entry.name
        return f"{quoted_sheet(self._entry.scope)}!{self._entry.name}"

    @name.setter
    def name(self, value: str) -> None:
        self._entry.name = split_sheet(value)[1]
        self._book.store.add_name(self._entry)

    @property
    def refers_to(self) -> str:
        return f"={self._entry.refers_to}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._entry.refers_to = value.removeprefix("=")
        self._book.store.add_name(self._entry)

    @property
    def refers_to_range(self) -> Range:
        """Raises KeyError for a constant or a formula."""
        home = self._entry.scope or self._book.store.sheets[0].name
        sheet, area = self._book.area(self._entry.refers_to, home)
        return sheet.range((*area.anchor, area.rows, area.columns))
