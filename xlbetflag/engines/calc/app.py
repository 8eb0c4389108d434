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

        Where there is no screen, and with `visible=False`, it runs without windows.
        """
        headless = visible is False or not has_screen()
        office = Office.start(Path(spec) if spec else None, headless=headless)
        try:
            return self.adopt(office, add_book=bool(add_book))
        except BaseException:
            office.stop()
            raise

    def adopt(self, office: Office, *, add_book: bool = False) -> App:
        """An office that runs already, as an app of xlwings."""
        return self.keep(App(self, office), add_book=add_book)


class App(base_classes.App):
    """One office."""

    version = "16.0"  # Excel's: xlwings asks for it to know what to expect
    hwnd = None

    def __init__(self, apps: Apps, office: Office) -> None:
        self._apps = apps
        self.office = office
        self.connection = office.connection
        self._books = Books(self)
        self._visible = not office.headless
        self._screen_updating = True
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
        return self._visible

    @visible.setter
    def visible(self, value: bool) -> None:
        """An office without windows stays so; xlwings asks for a window by itself."""
        if not self.office.headless:
            self.connection.call("app.visible", bool(value))
            self._visible = bool(value)

    @property
    def screen_updating(self) -> bool:
        return self._screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.connection.send("app.screen_updating", bool(value))
        self._screen_updating = bool(value)

    @property
    def display_alerts(self) -> bool:
        return self._display_alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        """Remembered only: nothing done through this engine raises an alert."""
        self._display_alerts = bool(value)

    @property
    def enable_events(self) -> bool:
        return True

    @enable_events.setter
    def enable_events(self, value: bool) -> None:
        if not value:
            raise NotImplementedError("Calc's events cannot be switched off")

    @property
    def interactive(self) -> bool:
        return True

    @interactive.setter
    def interactive(self, value: bool) -> None:
        if not value:
            raise NotImplementedError("Calc always takes input")

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
        """A Basic macro `Library.Module.Name`, or any script by its `vnd.sun.star.script:` URL."""
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
