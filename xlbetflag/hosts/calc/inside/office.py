"""The office around us: its own thread, its desktop, its open spreadsheets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.beans import PropertyValue
from com.sun.star.beans.PropertyState import DIRECT_VALUE

from . import log


def service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)


def spreadsheets(context: Any) -> Iterator[Any]:
    """The models of all open spreadsheets."""
    components = service(context, "com.sun.star.frame.Desktop").Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            yield component


def language(context: Any) -> str:
    """Of the user interface: "it", "en-US"."""
    provider = service(context, "com.sun.star.configuration.ConfigurationProvider")
    node = PropertyValue("nodepath", 0, "/org.openoffice.Setup/L10N", DIRECT_VALUE)
    access = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (node,)
    )
    return str(access.getByName("ooLocale"))


class OfficeThread(unohelper.Base, XCallback):  # type: ignore[misc]
    """Runs functions in the office's own thread, one after the other, also while a dialog is open.

    There a thousand cells are told of a change without a repaint between any two of them.
    """

    def __init__(self, context: Any) -> None:
        self._callback = service(context, "com.sun.star.awt.AsyncCallback")
        self._lock = threading.Lock()
        self._waiting: list[tuple[Callable[[], Any], threading.Event]] = []

    def run(self, function: Callable[[], Any]) -> threading.Event:
        """Queue it; the event is set when it is done."""
        done = threading.Event()
        with self._lock:
            self._waiting.append((function, done))
        self._callback.addCallback(self, None)
        return done

    def notify(self, _data: Any) -> None:
        with self._lock:
            function, done = self._waiting.pop(0)
        try:
            function()
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception("in the office's thread")
        finally:
            done.set()
