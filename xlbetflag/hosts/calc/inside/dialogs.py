"""Questions and news for the user; nothing here waits for an answer."""

from __future__ import annotations

import itertools
from typing import Any

from calc_server.office import OfficeThread
from com.sun.star.awt.MessageBoxButtons import BUTTONS_YES_NO, DEFAULT_BUTTON_NO
from com.sun.star.awt.MessageBoxType import QUERYBOX

from . import documents, log
from .commands import Commands

BAR = "betflag"
INFORMATION, WARNING = 0, 2  # com.sun.star.frame.InfobarType
YES = 2
TITLE = "Betflag"


class Dialogs:
    def __init__(self, context: Any, office: OfficeThread, commands: Commands) -> None:
        self._context = context
        self._office = office
        self._commands = commands
        self._numbers = itertools.count(1)
        self._open: set[int] = set()

    @property
    def open(self) -> list[int]:
        """The questions that nobody has answered yet."""
        return sorted(self._open)

    def ask(self, desk: str, document: str, text: str) -> int:
        """Yes or No; the answer is queued as a command for that desk."""
        model = documents.by_id(self._context, document)
        number = next(self._numbers)
        answer = {**documents.described(model), "command": "ANSWER", "number": number}

        def asks() -> None:
            is_yes = self._ask(model, text)
            self._commands.add(desk, {**answer, "yes": is_yes})
            self._open.discard(number)

        self._open.add(number)
        self._office.run(asks)  # later: it waits for the user
        return number

    def tell(self, document: str, text: str, kind: int = INFORMATION) -> None:
        self.show_bar(documents.by_id(self._context, document), text, kind)

    def show_bar(self, model: Any, text: str, kind: int = INFORMATION) -> None:
        """A bar above the cells."""
        controller = model.CurrentController
        if controller.hasInfobar(BAR):
            controller.removeInfobar(BAR)
        if text:
            controller.appendInfobar(BAR, TITLE, text, kind, (), True)

    @staticmethod
    def _ask(model: Any, text: str) -> bool:
        try:
            parent = model.CurrentController.Frame.ContainerWindow
            box = parent.Toolkit.createMessageBox(
                parent, QUERYBOX, BUTTONS_YES_NO | DEFAULT_BUTTON_NO, TITLE, text
            )
            answer = box.execute()
            box.dispose()
        except Exception:  # noqa: BLE001  no box is a No
            log.exception("asking")
            return False
        return bool(answer == YES)
