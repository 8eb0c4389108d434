"""Books and Book: opening, calculating, saving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..addresses import Area
from .calculator import Calculator
from .functions import Functions
from .names import Names
from .sheet import Sheet, Sheets
from .store import Store

if TYPE_CHECKING:
    from .app import App


class Books(base_classes.Books):
    """The open books of one app."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._books: list[Book] = []
        self._active: Book | None = None
        self._created = 0

    @property
    def api(self) -> Books:
        return self

    @property
    def active(self) -> Book:
        if self._active is None:
            raise LookupError("no book is open")
        return self._active

    def __call__(self, name_or_index: str | int) -> Book:
        if isinstance(name_or_index, str):
            lowered = name_or_index.lower()
            for book in self._books:
                if book.name.lower() == lowered:
                    return book
        elif 1 <= name_or_index <= len(self._books):
            return self._books[name_or_index - 1]
        raise KeyError(name_or_index)

    def __contains__(self, name: str) -> bool:
        return any(book.name.lower() == name.lower() for book in self._books)

    def __len__(self) -> int:
        return len(self._books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self._books))

    def add(self) -> Book:
        """An empty book of one sheet, without a file."""
        self._created += 1
        return self._keep(Book(self, Store.new(), None, f"Book{self._created}"))

    def open(self, fullname: str, *args: Any, **options: Any) -> Book:
        """A book from its file. Excel's options for opening have no meaning here."""
        path = Path(fullname).resolve()
        return self._keep(Book(self, Store.open(path), path, path.name))

    def make_active(self, book: Book) -> None:
        self._active = book

    def forget(self, book: Book) -> None:
        if book in self._books:
            self._books.remove(book)
        if self._active is book:
            self._active = self._books[-1] if self._books else None

    def _keep(self, book: Book) -> Book:
        self._books.append(book)
        self._active = book
        return book


class Book(base_classes.Book):
    """An open workbook."""

    def __init__(self, books: Books, store: Store, path: Path | None, name: str) -> None:
        self._books = books
        self.store = store
        self._path = path
        self._name = name
        self.functions = Functions(books.app.engine.functions)
        self._calculator = Calculator(store, self.functions)
        self._sheets = Sheets(self)

    @property
    def api(self) -> Book:
        return self

    @property
    def app(self) -> App:
        return self._books.app

    @property
    def name(self) -> str:
        return self._path.name if self._path else self._name

    @property
    def fullname(self) -> str:
        return str(self._path) if self._path else self._name

    @property
    def sheets(self) -> Sheets:
        return self._sheets

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self._books.make_active(self)

    def close(self) -> None:
        self._books.forget(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file, atomically; the book then belongs to that file.

        Values are saved as they are shown: nothing is calculated here. Raises ValueError for an
        ending that does not fit and NotImplementedError for a password.
        """
        if password is not None:
            raise NotImplementedError("this engine does not encrypt")
        if path is not None:
            target = Path(path).absolute()
        elif self._path is not None:
            target = self._path
        else:
            target = Path(f"{self._name}.xlsx").absolute()
        self.store.save(target)
        self._path = target.resolve()

    def calculate(self) -> None:
        """Evaluate every formula."""
        self._calculator.calculate()

    def refresh(self) -> None:
        """Before a read: in automatic mode, calculate what was entered since."""
        if self.app.calculation != "manual" and not self._calculator.is_current:
            self._calculator.calculate()

    def sheet_named(self, name: str) -> Sheet:
        return self._sheets(name)

    def area(self, text: str, sheet: str) -> tuple[Sheet, Area]:
        """Where an address, name or table reference leads. Raises KeyError."""
        home, area = self.store.locate(text, sheet)
        return self.sheet_named(home), area
