"""Buttons of a sheet that were made for Excel's macros: in Calc their label says the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import unohelper
from com.sun.star.awt import XActionListener
from com.sun.star.sheet import XActivationEventListener

from . import log
from .declaration import COMMANDS

BUTTON = "com.sun.star.form.component.CommandButton"


def command_buttons(sheets: Iterable[Any]) -> Iterator[tuple[str, Any, str]]:
    """The push buttons whose label is a command: a key of its own, the control, the command."""
    for sheet in sheets:
        for place, form in enumerate(sheet.DrawPage.Forms):
            for number, control in enumerate(form):
                label = " ".join(str(getattr(control, "Label", "")).upper().split())
                if label in COMMANDS and control.supportsService(BUTTON):
                    yield f"{sheet.Name}/{place}/{number}/{label}", control, COMMANDS[label]


class Buttons(unohelper.Base, XActivationEventListener):  # type: ignore[misc]
    """Hears the buttons of one view. `clicked(command)`."""

    def __init__(self, controller: Any, clicked: Callable[[str], Any]) -> None:
        self._controller = controller
        self._clicked = clicked
        self._listeners: dict[str, _Click] = {}
        self._hear()
        controller.addActivationEventListener(self)

    def _hear(self) -> None:
        """A view has the controls of the sheet in front only, and may make them anew. A listener
        that was there goes first: one click is one command."""
        for key, control, command in command_buttons([self._controller.ActiveSheet]):
            view = self._controller.getControl(control)
            listener = self._listeners.setdefault(key, _Click(self._clicked, command))
            view.removeActionListener(listener)
            view.addActionListener(listener)

    # The names are UNO's.
    def activeSpreadsheetChanged(self, _event: Any) -> None:  # noqa: N802
        try:
            self._hear()
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception("buttons")

    def disposing(self, _event: Any) -> None:
        self._listeners.clear()


class _Click(unohelper.Base, XActionListener):  # type: ignore[misc]
    def __init__(self, clicked: Callable[[str], Any], command: str) -> None:
        self._clicked = clicked
        self._command = command

    def actionPerformed(self, _event: Any) -> None:  # noqa: N802
        try:
            self._clicked(self._command)
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception(self._command)

    def disposing(self, _event: Any) -> None:
        pass
