"""Books and Book: opening, saving, closing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .connection import Connection
from .names import Names
from .sheet import Sheets

if TYPE_CHECKING:
    from .app import App

_OPEN_SECONDS = 180.0
_FIRST = "1"  # of the documents of an office


class Books(base_classes.Books):
    """The open spreadsheets of one office."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.connection: Connection = app.connection

    @property
    def api(self) -> Books:
        return self

    def _uids(self) -> list[list[str]]:
        """Oldest first, as Excel counts them."""
        found: list[list[str]] = self.connection.call("app.books")
        return sorted(found, key=lambda each: int(each[0]))

    def of(self, uid: str) -> Book:
        return Book(self, uid)

    @property
    def active(self) -> Book:
        uid = self.connection.call("app.active")
        if uid is None:
            raise LookupError("no book is open")
        return Book(self, uid)

    def __call__(self, name_or_index: str | int) -> Book:
        found = self._uids()
        if isinstance(name_or_index, str):
            for uid, name, _ in found:
                if name.lower() == name_or_index.lower():
                    return Book(self, uid)
        elif 1 <= name_or_index <= len(found):
            return Book(self, found[name_or_index - 1][0])
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(each.lower() == name.lower() for _, each, _ in self._uids())

    def __len__(self) -> int:
        return len(self._uids())

    def __iter__(self) -> Iterator[Book]:
        return (Book(self, uid) for uid, _, _ in self._uids())

    def add(self) -> Book:
        """A new book; it is the active one."""
        return Book(self, self.connection.call("book.add"))

    def close_first(self) -> None:
        """The empty book that an office with windows started with, if nothing else is open."""
        if [(uid, path) for uid, _, path in self._uids()] == [(_FIRST, "")]:
            Book(self, _FIRST).close()

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: Any = None,  # noqa: A002  xlwings' name for it
        password: str | None = None,
        *args: Any,
        **options: Any,
    ) -> Book:
        """From a file of any kind that Calc reads. Excel's other options have no meaning here."""
        uid = self.connection.call(
            "book.open",
            str(Path(fullname).resolve()),
            str(self.app.office.profile),
            bool(read_only),
            bool(update_links),
            password,
            timeout=max(_OPEN_SECONDS, self.connection.timeout),
        )
        return Book(self, uid)


class Book(base_classes.Book):
    """An open spreadsheet. Raises CalcGone once it was closed."""

    def __init__(self, books: Books, uid: str) -> None:
        self._books = books
        self.uid = uid
        self.connection = books.connection

    @property
    def api(self) -> Book:
        return self

    @property
    def app(self) -> App:
        return self._books.app

    @property
    def name(self) -> str:
        return str(self.connection.call("book.describe", self.uid)[1])

    @property
    def fullname(self) -> str:
        _, name, path = self.connection.call("book.describe", self.uid)
        return str(path or name)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.connection.call("book.activate", self.uid)

    def close(self) -> None:
        """Without saving."""
        self.connection.call("book.close", self.uid)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place, or as the kind of file that the ending says: .xlsx, .xlsm, .ods, .csv...

        A new book without a path goes to the working folder, as .xlsx. Raises ValueError for an
        ending that Calc does not write; a password is for .ods only.
        """
        if path is None:
            _, name, known = self.connection.call("book.describe", self.uid)
            target = None if known else str(Path(f"{name}.xlsx").absolute())
        else:
            target = str(Path(path).resolve())
            if not Path(target).suffix:
                target += ".xlsx"
        self.connection.call("book.save", self.uid, target, password, timeout=_OPEN_SECONDS)

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        """Sheets that are hidden are left out."""
        self.connection.call(
            "book.export_pdf", self.uid, str(Path(path).resolve()), quality, timeout=_OPEN_SECONDS
        )

    def json(self) -> Any:
        raise NotImplementedError("a book of this engine is no message")
