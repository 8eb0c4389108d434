"""Every trading workbook that is open in one Calc, on one desk."""

import contextlib
import logging
import queue
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.engines.calc.app import App
from xlbetflag.engines.calc.engine import activate, engine
from xlbetflag.engines.calc.errors import CalcError
from xlbetflag.engines.calc.process import Office
from xlbetflag.hosts.calc.document import Document
from xlbetflag.hosts.calc.pushing import HURRY, Given, Pushing
from xlbetflag.hosts.host import LISTEN
from xlbetflag.hosts.present import NoHost
from xlbetflag.market.problem import Problem
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.typed import at_once

LONGEST_LOAD = 60.0
IDLE = 1.0  # seconds between two looks for a Calc or a workbook
log = logging.getLogger(__name__)


class Workbooks:
    """Found as they are opened, left as they are closed; Calc itself may come and go.

    `open`: by what the add-in calls them. Used from one thread; another one pushes the cells.
    """

    def __init__(self, desk: Desk, profile: Path) -> None:
        activate()  # xlwings asks the active engine which window is in front
        self.open: dict[str, Document] = {}
        self._broken: dict[str, Problem] = {}
        self._desk = desk
        self._profile = profile
        drafted, delivered = (Delivery(desk.scheduler) for _ in range(2))
        self._pushing = Pushing(
            desk.cells_over(desk.feed, drafted),
            drafted,
            delivered,
            profile,
            at_once=lambda typed: at_once(desk, typed),
        )
        self._app: App | None = None
        self._due = time.monotonic()

    def start(self) -> None:
        """Begin to push."""
        self._pushing.start()

    def stop(self) -> None:
        """Every cell shows NO FEED at once."""
        self._pushing.stop()
        self._let_go()

    @property
    def trouble(self) -> str:
        """Why cells are not live; empty where they are."""
        return self._pushing.trouble

    def holds(self, document: Document) -> bool:
        """Whether it is open."""
        return self.open.get(document.name) is document

    def at(self, path: Path) -> Document | None:
        """The workbook of that file, if it is open."""
        return next((each for each in self.open.values() if each.path == path), None)

    def awaited(self, path: Path) -> Document:
        """The workbook of that file, which Calc is opening. Raises NoHost, Problem."""
        end = time.monotonic() + LONGEST_LOAD
        while time.monotonic() < end:
            self._guard(self._find)
            if document := self.at(path):
                return document
            for problem in self._broken.values():
                raise problem
            time.sleep(0.05)
        raise NoHost(f"Calc did not open {path}. Is it waiting for an answer?")

    def tick(self) -> None:
        """One tick of every workbook. That one, or Calc, is not there any more is no error."""
        self._due = time.monotonic() + IDLE
        self._guard(self._find)
        while not self._pushing.commands.empty():
            self._obey(self._pushing.commands.get())
        for name, document in list(self.open.items()):
            self._guard(document.tick, name)
        if self.open:
            shortest = min(document.sheet.interval for document in self.open.values())
            self._due = time.monotonic() + shortest

    def wait(self) -> None:
        """Until the next tick is due, or a command was done, whose answer it shows."""
        while True:
            left = max(0.0, self._due - time.monotonic())
            with contextlib.suppress(queue.Empty):
                self._obey(self._pushing.commands.get(timeout=min(left, LISTEN)))
                return
            if left <= LISTEN:
                return
            for name, document in list(self.open.items()):
                self._guard(document.obey_cell, name)

    def hurry(self) -> None:
        """End a `wait` under way. May be called from any thread."""
        self._pushing.commands.put(HURRY)

    def _obey(self, given: Given) -> None:
        if document := self.open.get(given.document):
            self._guard(lambda: document.obey(given), given.document)

    def _find(self) -> None:
        """Take up what was opened, forget what was closed."""
        if self._app is None:
            self._app = engine.apps.adopt(Office.attach(self._profile))
        connection = self._app.connection
        listed = {each["document"]: each for each in connection.call("betflag.documents")}
        for name in self.open.keys() - listed.keys():
            del self.open[name]
        for name in listed.keys() - self.open.keys() - self._broken.keys():
            book = xw.Book(impl=self._app.books.of(name))
            try:
                self.open[name] = Document(self._desk, connection, name, book, self._pushing)
            except Problem as problem:  # a part that is needed was taken away
                self._broken[name] = problem
                connection.send("betflag.tell", name, self._desk.say(problem))
        for name, document in self.open.items():
            document.path = path_of(listed[name]["url"])

    def _guard(self, action: Callable[[], None], name: str = "") -> None:
        """Closed or killed in the middle of an action: found again when it is there again."""
        try:
            action()
        except (CalcError, KeyError) as error:
            log.info("%s", error)
            self.open.pop(name, None)
            if self._app is None or not self._app.connection.is_open:
                self._let_go()

    def _let_go(self) -> None:
        self.open.clear()
        self._broken.clear()
        if self._app is not None:
            self._app.connection.close()
            engine.apps.discard(self._app)
            self._app = None


def path_of(url: str) -> Path:
    """The file of a document's address; one that was never saved has none, and no name."""
    return Path(url2pathname(urlsplit(url).path)).resolve() if url else Path()
