"""The add-in as LibreOffice sees it: an object with a method for each BF_ function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet import ResultEvent, XVolatileResult

from . import log
from .cells import NO_FEED, Cells, Value
from .declaration import FUNCTIONS, INTERFACE, SERVICE


class Result(unohelper.Base, XVolatileResult):  # type: ignore[misc]
    """One value in however many cells; they hear of a new one."""

    def __init__(self, key: str, value: Value) -> None:
        self.key = key
        self.is_shown = True
        self._heard: list[tuple[Any, Callable[[Any], None]]] = []  # a listener and its method
        self.set(value)

    def set(self, value: Value) -> None:
        """Take a value, without telling anybody yet."""
        if isinstance(value, tuple):
            self._value = uno.Any("[][]any", value)
        elif value is None or isinstance(value, str):
            self._value = value or ""
        else:
            self._value = float(value)

    def tell(self) -> None:
        if self._heard:
            event = ResultEvent(None, self._value)
            for _, modified in list(self._heard):
                modified(event)

    # The names are UNO's.
    def addResultListener(self, listener: Any) -> None:  # noqa: N802
        self._heard.append((listener, listener.modified))
        listener.modified(ResultEvent(None, self._value))

    def removeResultListener(self, listener: Any) -> None:  # noqa: N802
        self._heard = [each for each in self._heard if each[0] != listener]


def tell(results: Iterable[Result]) -> None:
    """To be called in the office's own thread."""
    for result in results:
        result.tell()


class Functions(unohelper.Base, uno.getClass(INTERFACE), XServiceInfo):  # type: ignore[misc]
    """The methods are made from the declaration, below."""

    cells: Cells

    def getImplementationName(self) -> str:  # noqa: N802
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return (SERVICE, "com.sun.star.sheet.AddIn")


def _method(name: str) -> Any:
    def call(self: Functions, *arguments: Any) -> Any:
        try:
            return self.cells.call(name, arguments)
        except Exception:  # noqa: BLE001  nothing raises into a cell
            log.exception(name)
            return NO_FEED

    return call


for _name in FUNCTIONS:
    setattr(Functions, _name, _method(_name))
