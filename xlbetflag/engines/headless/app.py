"""Apps and App: open books, the calculation mode, the switches Excel has."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..app_list import AppList
from .book import Books
from .cell_range import Range

if TYPE_CHECKING:
    from .engine import Engine

_numbers = itertools.count(1)


class Apps(AppList["App"]):
    """The apps of this process, the active one first."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: Any = None,
        visible: bool | None = None,
    ) -> App:
        return self.keep(App(self), add_book=bool(add_book))


class App(base_classes.App):
    """One app. Writing does not recalculate: `calculate()` does.

    With `calculation = "automatic"` a read first calculates what was entered since.
    """

    version = "16.0"
    hwnd = None
    path = ""
    startup_path = ""

    def __init__(self, apps: Apps) -> None:
        self._apps = apps
        self._number = next(_numbers)
        self._books = Books(self)
        self._calculation = "manual"
        self._visible = False
        self._screen_updating = True
        self._display_alerts = True
        self._enable_events = True
        self._interactive = True
        self._status_bar: bool | str = False
        self._cut_copy_mode: bool | str | None = False

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def pid(self) -> int:
        """Not a process: a number no other app of this process has."""
        return self._number

    @property
    def api(self) -> App:
        return self

    @property
    def books(self) -> Books:
        return self._books

    @property
    def selection(self) -> Range | None:
        """Of the sheet in front; A1 where nothing was selected, None without a book."""
        if not len(self._books):
            return None
        sheet = self._books.active.sheets.active
        return Range.over(sheet, sheet.selected)

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.raise_to_front(self)

    def quit(self) -> None:
        for book in list(self._books):
            book.close()
        self._apps.discard(self)

    def kill(self) -> None:
        self.quit()

    def calculate(self) -> None:
        """Calculate every open book."""
        for book in self._books:
            book.calculate()

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual", "semiautomatic"):
            raise ValueError(f"{value!r} is no calculation mode")
        self._calculation = value

    @property
    def visible(self) -> bool:
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self._visible = value

    @property
    def screen_updating(self) -> bool:
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self._screen_updating = value

    @property
    def display_alerts(self) -> bool:
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._display_alerts = value

    @property
    def enable_events(self) -> bool:
        return self._enable_events

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        self._enable_events = value

    @property
    def interactive(self) -> bool:
        return self._interactive

    @interactive.setter
    def interactive(self, value: bool) -> None:
        self._interactive = value

    @property
    def status_bar(self) -> bool | str:
        return self._status_bar

    @status_bar.setter
    def status_bar(self, value: bool | str) -> None:
        self._status_bar = value

    @property
    def cut_copy_mode(self) -> bool | str | None:
        return self._cut_copy_mode

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool | str | None) -> None:
        self._cut_copy_mode = value
