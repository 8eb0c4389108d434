"""Questions and news for the user; nothing here waits for an answer."""

from __future__ import annotations

import itertools
from typing import Any

from com.sun.star.awt.MessageBoxButtons import BUTTONS_YES_NO, DEFAULT_BUTTON_NO
from com.sun.star.awt.MessageBoxType import QUERYBOX

from . import documents
from .commands import Commands
from .office import OfficeThread, service

BAR = "betflag"
INFORMATION = 0  # com.sun.star.frame.InfobarType.INFO
YES = 2
TITLE = "Betflag"


class Dialogs:
    def __init__(self, context: Any, office: OfficeThread, commands: Commands) -> None:
        self._context = context
        self._office = office
        self._commands = commands
        self._numbers = itertools.count(1)

    def ask(self, document: str, text: str) -> int:
        """Yes or No; the answer is queued as a command."""
        model = documents.by_id(self._context, document)
        number = next(self._numbers)
        self._office.run(lambda: self._ask(model, text, number))
        return number

    def tell(self, document: str, text: str) -> None:
        model = documents.by_id(self._context, document) if document else self._in_front()
        self._office.run(lambda: self.show_bar(model, text))

    def show_bar(self, model: Any, text: str) -> None:
        """A bar above the cells; in the office's thread."""
        controller = model.CurrentController
        if controller.hasInfobar(BAR):
            controller.removeInfobar(BAR)
        if text:
            controller.appendInfobar(BAR, TITLE, text, INFORMATION, (), True)

    def _ask(self, model: Any, text: str, number: int) -> None:
        described = documents.described(model)
        answer = 0
        try:
            parent = model.CurrentController.Frame.ContainerWindow
            box = parent.Toolkit.createMessageBox(
                parent, QUERYBOX, BUTTONS_YES_NO | DEFAULT_BUTTON_NO, TITLE, text
            )
            answer = box.execute()
            box.dispose()
        finally:
            self._commands.add(
                {**described, "command": "ANSWER", "number": number, "yes": answer == YES}
            )

    def _in_front(self) -> Any:
        model = service(self._context, "com.sun.star.frame.Desktop").CurrentComponent
        if model is None:
            raise KeyError("no document is open")
        return model
