"""The apps of an engine, as xlwings lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from xlwings import base_classes


class _App(Protocol):
    @property
    def pid(self) -> int: ...

    @property
    def books(self) -> Any: ...


AppT = TypeVar("AppT", bound=_App)


class AppList(base_classes.Apps, Generic[AppT]):
    """The apps that this process holds, the active one first."""

    def __init__(self) -> None:
        self._apps: list[AppT] = []

    def _listed(self) -> list[AppT]:
        return self._apps

    def keys(self) -> list[int]:
        return [app.pid for app in self._listed()]

    def keep(self, app: AppT, *, add_book: bool) -> AppT:
        """List an app, as the active one."""
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing to clean up: an app that ended is no longer listed."""

    def raise_to_front(self, app: AppT) -> None:
        self._apps.remove(app)
        self._apps.insert(0, app)

    def discard(self, app: AppT) -> None:
        if app in self._apps:
            self._apps.remove(app)

    def __iter__(self) -> Iterator[AppT]:
        return iter(list(self._listed()))

    def __len__(self) -> int:
        return len(self._listed())

    def __getitem__(self, pid: int) -> AppT:
        for app in self._listed():
            if app.pid == pid:
                return app
        raise KeyError(pid)
