"""Names and Name: a book's defined names, or one sheet's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlwings import base_classes

from ..addresses import Area, quoted_sheet, split_sheet

if TYPE_CHECKING:
    from .book import Book
    from .cell_range import Range


class Names(base_classes.Names):
    """All names of a book, or with `scope` (a sheet's code name) those of that sheet only."""

    def __init__(self, book: Book, scope: str | None = None) -> None:
        self._book = book
        self._scope = scope

    @property
    def api(self) -> Names:
        return self

    def _entries(self) -> list[tuple[str | None, str]]:
        found = self._book.connection.call("names.list", self._book.uid)
        return [(s, name) for s, name in found if self._scope is None or s == self._scope]

    def _find(self, text: str) -> tuple[str | None, str] | None:
        """The sheet's own before the book's; `Sheet!Name` is that sheet's only."""
        home, bare = split_sheet(text)
        scope = self._book.sheets(home).reference[1] if home is not None else self._scope
        entries = self._entries()
        like = [entry for entry in entries if entry[1].lower() == bare.lower()]
        if scope is not None:
            return next((entry for entry in like if entry[0] == scope), None)
        return next(iter(sorted(like, key=lambda entry: entry[0] is not None)), None)

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, str):
            found = self._find(name_or_index)
            if found is None:
                raise KeyError(name_or_index)
            return Name(self._book, *found)
        return Name(self._book, *self._entries()[name_or_index - 1])

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name, Name(self._book, scope, name)) for scope, name in self._entries()]

    def contains(self, name_or_index: str | int) -> bool:
        if isinstance(name_or_index, str):
            try:
                return self._find(name_or_index) is not None
            except KeyError:
                return False
        return 1 <= name_or_index <= len(self)

    def __len__(self) -> int:
        return len(self._entries())

    def __iter__(self) -> Iterator[Name]:
        return (Name(self._book, *entry) for entry in self._entries())

    def add(self, name: str, refers_to: str) -> Name:
        """`refers_to` with or without `=`; `Sheet1!Name` makes a name of that sheet."""
        home, bare = split_sheet(name)
        scope = self._scope if home is None else self._book.sheets(home).reference[1]
        formula = f"={refers_to.removeprefix('=')}"
        self._book.connection.call("names.add", self._book.uid, scope, bare, formula)
        return Name(self._book, scope, bare)


class Name(base_classes.Name):
    """One defined name."""

    def __init__(self, book: Book, scope: str | None, name: str) -> None:
        self._book = book
        self._scope = scope
        self._name = name

    @property
    def api(self) -> Name:
        return self

    @property
    def _key(self) -> tuple[str, str | None, str]:
        return self._book.uid, self._scope, self._name

    def delete(self) -> None:
        self._book.connection.call("names.delete", *self._key)

    @property
    def name(self) -> str:
        if self._scope is None:
            return self._name
        return f"{quoted_sheet(self._book.sheets.of(self._scope).name)}!{self._name}"

    @name.setter
    def name(self, value: str) -> None:
        bare = split_sheet(value)[1]
        self._book.connection.call("names.rename", *self._key, bare)
        self._name = bare

    @property
    def refers_to(self) -> str:
        return str(self._book.connection.call("names.refers_to", *self._key))

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        formula = f"={value.removeprefix('=')}"
        self._book.connection.call("names.refers_to", *self._key, formula)

    @property
    def refers_to_range(self) -> Range:
        """Raises KeyError for a constant or a formula."""
        from .cell_range import Range

        (_, code), corners = self._book.connection.call("names.cells", *self._key)
        return Range.over(self._book.sheets.of(code), Area(*corners))
