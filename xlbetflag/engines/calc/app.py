"""Apps and App: running offices, each on a profile of its own."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from ..app_list import AppList
from .book import Books
from .cell_range import Range
from .process import Office

if TYPE_CHECKING:
    from .engine import Engine


class Apps(AppList["App"]):
    """The offices that this process started or attached to, the active one first."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def _listed(self) -> list[App]:
        """Without those that ended by themselves."""
        self._apps = [app for app in self._apps if app.office.connection.is_open]
        return self._apps

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: Any = None,
        visible: bool | None = None,
    ) -> App:
        """Start an office. `spec`: a LibreOffice profile folder; without one, a fresh profile.

        Where there is no screen, and with `visible=False`, it runs without windows, and no book
        is open unless `add_book` asks for one.
        """
        headless = visible is False or not has_screen()
        office = Office.start(Path(spec) if spec else None, headless=headless)
        app = self.adopt(office)
        try:
            if headless and add_book:
                app.books.add()
            elif not headless and not add_book:
                app.books.close_first()
        except BaseException:
            office.stop()
            raise
        return app

    def adopt(self, office: Office) -> App:
        """An office that runs already, as an app of xlwings."""
        return self.keep(App(self, office), add_book=False)


class App(base_classes.App):
    """One office."""

    version = "16.0"  # Excel's: xlwings asks for it to know what to expect
    hwnd = None

    def __init__(self, apps: Apps, office: Office) -> None:
        self._apps = apps
        self.office = office
        self.connection = office.connection
        self._books = Books(self)
        self._display_alerts = True
        self._status_bar: bool | str = False

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def api(self) -> App:
        return self

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def path(self) -> str:
        """The folder of LibreOffice's program."""
        return str(self.connection.call("app.office")["path"])

    @property
    def startup_path(self) -> str:
        raise NotImplementedError("Calc opens no books at its start")

    @property
    def books(self) -> Books:
        return self._books

    def batch(self) -> AbstractContextManager[None]:
        """Queue what is written; done in one round trip at the end, or before the next read."""
        return self.connection.batch()

    @property
    def selection(self) -> Range | None:
        found = self.connection.call("app.selection")
        if found is None:
            return None
        (uid, code), (top, left, bottom, right) = found
        sheet = self._books.of(uid).sheets.of(code)
        return Range(sheet, top, left, bottom - top + 1, right - left + 1)

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.raise_to_front(self)

    def quit(self) -> None:
        self._apps.discard(self)
        self.office.stop()

    def kill(self) -> None:
        self._apps.discard(self)
        self.office.kill()

    @property
    def visible(self) -> bool:
        """Whether a window of it is; never for one that was started without windows."""
        return not self.office.headless and self._switch("visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        """One that was started without windows stays so: xlwings asks for a window by itself."""
        if not self.office.headless:
            self._switch("visible", bool(value))

    def _switch(self, name: str, *wanted: bool) -> bool:
        return bool(self.connection.call("app.switch", name, *wanted))

    @property
    def screen_updating(self) -> bool:
        return self._switch("screen_updating")

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        """False: every book's view waits, also that of a book opened meanwhile."""
        self._switch("screen_updating", bool(value))

    @property
    def display_alerts(self) -> bool:
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        """Remembered only: nothing done through this engine raises an alert."""
        self._display_alerts = bool(value)

    @property
    def enable_events(self) -> bool:
        return self._switch("enable_events")

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        """False: no macro runs in a book that is opened meanwhile. Books that are open keep theirs,
        and Calc's other listeners hear what happens.
        """
        self._switch("enable_events", bool(value))

    @property
    def interactive(self) -> bool:
        return self._switch("interactive")

    @interactive.setter
    def interactive(self, value: bool) -> None:
        """False: windows of books take no input until it is True again, whoever asks for that."""
        self._switch("interactive", bool(value))

    @property
    def calculation(self) -> str:
        return "automatic" if self.connection.call("app.calculation") else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual", "semiautomatic"):
            raise ValueError(f"{value!r} is no calculation mode")
        if value == "semiautomatic":
            raise NotImplementedError("Calc calculates automatically or by hand")
        self.connection.call("app.calculation", value == "automatic")

    def calculate(self) -> None:
        self.connection.send("app.calculate")

    def run(self, macro: str, args: Any) -> Any:
        """A Basic macro of the user's own, `Library.Module.Name`, or any script by its
        `vnd.sun.star.script:` URL; none of a file.
        """
        return self.connection.call("app.run", macro, list(args))

    @property
    def status_bar(self) -> bool | str:
        return self._status_bar

    @status_bar.setter
    def status_bar(self, value: bool | str) -> None:
        self.connection.send("app.status_bar", value if isinstance(value, str) else None)
        self._status_bar = value

    @property
    def cut_copy_mode(self) -> bool:
        return False

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        if value:
            raise NotImplementedError("Calc's clipboard is left to its user")


def has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
