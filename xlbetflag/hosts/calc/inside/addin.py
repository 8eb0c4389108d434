"""The add-in put together: one for each soffice, made when it is first needed."""

from __future__ import annotations

import threading
import time
from typing import Any

from calc_server import lifetime
from calc_server.office import OfficeThread
from calc_server.server import anywhere

from . import band, connecting, documents, log
from .cells import Cells
from .commands import Commands
from .completion import Completion
from .declaration import FUNCTIONS, VERSION, text
from .dialogs import WARNING, Dialogs
from .functions import Functions, Result, tell
from .office import interpret, language, service, spreadsheets

APPLIED_SECONDS = 1.0  # how long a push waits for the office's thread
WATCH_SECONDS = 0.25
_made: Addin | None = None
_making = threading.Lock()


def of(context: Any) -> Addin:
    global _made
    with _making:
        if _made is None:
            _made = Addin(context)
        return _made


class Addin:
    def __init__(self, context: Any) -> None:
        self._context = context
        self.profile = lifetime.profile_folder(context)
        self.folder = self.profile / "user" / "xlbetflag"
        log.open_file(self.folder)
        self._language = language(context)
        self._office = OfficeThread(context)
        self._applied = threading.Event()
        self._watching: threading.Thread | None = None
        self.cells = Functions.cells = Cells(FUNCTIONS, Result, self._tell_cells)
        self.commands = Commands()
        self._dialogs = Dialogs(context, self._office, self.commands)
        self._completion = Completion(context)
        self._documents = documents.Documents(self.command, self.say)
        lifetime.start(context, self._operations())
        service(context, "com.sun.star.frame.GlobalEventBroadcaster").addDocumentEventListener(
            self._documents
        )

    def command(self, model: Any, command: str) -> None:
        """A command that the user gave, in the office's thread."""
        if command == "CONNECT" and self.cells.desk:
            self.say(model, "connected")
        elif command == "CONNECT":
            self._connect(model)
        elif self.cells.desk:
            self.commands.add(self.cells.desk, {**documents.described(model), "command": command})
        else:
            self.say(model, "not_connected")

    def say(self, model: Any, code: str, **values: str) -> None:
        self._dialogs.show_bar(model, text(code, self._language, **values))

    def _connect(self, model: Any) -> None:
        def failed(line: str) -> None:
            self._office.run(lambda: self.say(model, "desk_failed", line=line))

        try:
            connecting.start(self.folder, self.profile, failed)
        except (connecting.NotInstalled, OSError):
            log.exception("connecting")
            self.say(model, "not_installed")
        else:
            self.say(model, "connecting")

    # What a desk asks.

    def _operations(self) -> dict[str, Any]:
        return {
            "betflag.push": anywhere(self._push),
            "betflag.leave": anywhere(self._leave),
            "betflag.ask": lambda _context, desk, document, text: self._dialogs.ask(
                desk, document, text
            ),
            "betflag.asking": lambda _context: self._dialogs.open,
            "betflag.status": lambda _context, document, text: self._dialogs.tell(document, text),
            "betflag.tell": lambda _context, document, text: self._dialogs.tell(
                document, text, WARNING
            ),
            "betflag.documents": documents.listed,
            "betflag.version": lambda _context: VERSION,
        }

    def _push(
        self, _context: Any, desk: str, sequence: int, changes: list[tuple[str, Any]]
    ) -> dict[str, Any]:
        was = self.cells.desk
        answer: dict[str, Any] = self.cells.push(desk, sequence, changes)
        if not was:
            self._office.run(self._completion.stop)
        self._applied.wait(APPLIED_SECONDS)
        if self._watching is None:
            self._watching = threading.Thread(target=self._watch, name="no-feed", daemon=True)
            self._watching.start()
        return {**answer, "commands": self.commands.take(desk)}

    def _leave(self, _context: Any, desk: str) -> None:
        if desk == self.cells.desk:
            self.cells.leave(desk)
            self._office.run(self._take_back)
            self.commands.take("")  # its clicks are nobody's

    def _tell_cells(self, results: set[Result], judge: Any) -> None:
        if not results and judge is None:
            return
        done = self._office.run(lambda: self._tell(results, judge))
        if judge is None:  # nobody waits for a sweep
            self._applied = done

    def _tell(self, results: set[Result], judge: Any) -> None:
        try:
            tell(results)
            if judge:
                for model in spreadsheets(self._context):
                    interpret(model)
                tell(judge())
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception("telling cells")

    def _watch(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            was = self.cells.desk
            self.cells.watch()
            if was and not self.cells.desk:
                self._office.run(self._take_back)

    def _take_back(self) -> None:
        try:
            for model in spreadsheets(self._context):
                band.take_back(model)
            self._completion.put_back()
        except Exception:  # noqa: BLE001  an exception must not reach the office
            log.exception("taking back")
