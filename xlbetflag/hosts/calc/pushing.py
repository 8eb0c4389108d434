"""The BF_ cells of one Calc, kept live: what changed is pushed to it four times a second."""

import contextlib
import json
import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from xlbetflag.engines.calc.connection import Connection
from xlbetflag.engines.calc.errors import CalcError
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.market.reading import Health
from xlbetflag.sheet.delivery import Delivery

PERIOD = 0.25
PATIENCE = 20.0  # seconds for one push: Calc may be loading a large file
log = logging.getLogger(__name__)


class Given(msgspec.Struct, frozen=True):
    """A command of the menu, the toolbar or a button, and the document it was given in.

    `sheet` was in front, its `rows` (first and last) selected. ANSWER is the user's answer to the
    question of that `number`.
    """

    document: str
    command: str
    sheet: str = ""
    rows: tuple[tuple[int, int], ...] = ()
    number: int = 0
    yes: bool = False


HURRY = Given("", "")  # no command: ends a wait for one


class Pushing:
    """Runs in a thread and on a connection of its own: neither ticks nor dialogs hold it up.

    `cells` answer from `drafted`; what has arrived is noted in `delivered`. `commands`: as the user
    gave them, in order, but for those that `at_once` does, from whatever window. `name`: what the
    add-in knows this desk by.
    """

    def __init__(
        self,
        cells: Cells,
        drafted: Delivery,
        delivered: Delivery,
        profile: Path,
        *,
        at_once: Callable[[str], str | None] = lambda typed: None,
    ) -> None:
        self._at_once = at_once
        self.delivered = delivered
        self._drafted = drafted
        self._cells = cells
        self._profile = profile
        self.name = secrets.token_hex(8)
        self._sequence = 0
        self._shown: dict[str, object] = {}
        self._connection: Connection | None = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="calc-push", daemon=True)
        self.trouble = ""
        self.commands: queue.SimpleQueue[Given] = queue.SimpleQueue()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Every cell shows NO FEED at once."""
        self._end.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._connection is not None:
            with contextlib.suppress(CalcError):
                self._connection.call("betflag.leave", self.name, timeout=1.0)
            self._connection.close()

    def push(self, connection: Connection) -> None:
        """What has changed since the last push; twice where a cell asked something new."""
        if self._exchange(connection):
            self._exchange(connection)

    def _run(self) -> None:
        while True:
            started = time.monotonic()
            try:
                self.push(self._connected())
                self.trouble = ""
            except (CalcError, ValueError) as error:  # gone, busy, or another desk's
                self._let_go()
                if str(error) != self.trouble:
                    log.info("%s", error)
                self.trouble = str(error)
            if self._end.wait(max(0.0, PERIOD - (time.monotonic() - started))):
                return

    def _exchange(self, connection: Connection) -> list[str]:
        """The keys that were asked for the first time, which the next exchange answers."""
        self._drafted.forget()
        now = {key: self._answer(key) for key in self._shown}
        changes = [[key, value] for key, value in now.items() if value != self._shown[key]]
        self._sequence += 1
        told = connection.call("betflag.push", self.name, self._sequence, changes)
        self._shown = now
        self.delivered.take(self._drafted)
        for key in told["gone"]:
            self._shown.pop(key, None)
        for key in told["asked"]:
            self._shown[key] = None
        for command in msgspec.convert(told["commands"], list[Given]):
            if (done := self._at_once(command.command)) is None:
                self.commands.put(command)
            else:
                connection.send("betflag.tell", command.document, done)
        return list(told["asked"])

    def _answer(self, key: str) -> object:
        name, *values = json.loads(key)
        if name not in FUNCTIONS:
            return str(Health.NO_FEED)  # the extension is newer than this desk
        return self._cells.call(name, values)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = Connection.to_profile(self._profile, timeout=PATIENCE)
            self._sequence += 1  # a number left out: everything is asked for again
        return self._connection

    def _let_go(self) -> None:
        self._shown = {}
        if self._connection is not None:
            self._connection.close()
            self._connection = None
