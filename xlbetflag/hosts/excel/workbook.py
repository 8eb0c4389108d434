"""One workbook of Excel, as its macros call the desk."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.hosts.excel.block import ASK, FRESH, OK, TICK, Answer, Request
from xlbetflag.hosts.excel.snapshot import Snapshot
from xlbetflag.market.problem import Problem
from xlbetflag.service.heartbeat import SHEET
from xlbetflag.sheet.confirming import before_placing
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.in_front import name_in_front
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.sheet.typed import at_once
from xlbetflag.sheet.unforeseen import Unforeseen
from xlbetflag.workbook.live.binding import Binding

log = logging.getLogger(__name__)


class Lent:
    """Stands for a workbook while it calls. Between calls nothing of Excel is held: else Excel
    could not end when the user closes it."""

    def __init__(self) -> None:
        self._impl: Any = None

    @contextmanager
    def by(self, book: xw.Book) -> Iterator[None]:
        self._impl = book.impl
        try:
            yield
        finally:
            self._impl = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._impl, name)


class Workbook:
    """Used from the one thread that Excel calls in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._delivery = Delivery(desk.scheduler)
        self._snapshot = Snapshot(desk.cells_over(desk.feed, self._delivery))
        self._lent = Lent()
        self._sheet: Sheet | None = None
        self._unforeseen = Unforeseen(desk)
        self._is_busy = False
        self._trouble = ""

    def answer(self, request: Request, book: xw.Book) -> Answer:
        """Do what is asked; a sentence where that is not possible.

        Excel may call again while we write to it: keys are then noted, commands are refused.
        """
        knew_all = request.is_fresh or len(self._snapshot) > 0
        if request.word == TICK:
            self._snapshot.ask(request.keys, afresh=request.is_fresh)
        elif (done := self._at_once(request.word)) is not None:
            return Answer(sentence=done)
        if self._is_busy:
            return Answer(sentence=self._desk.say("excel.busy"))
        self._is_busy = True
        try:
            with self._lent.by(book):
                if request.word == TICK:
                    return self._tick(request, OK if knew_all else FRESH)
                return self._command(request)
        finally:
            self._is_busy = False

    def _at_once(self, word: str) -> str | None:
        """HALT and the like, whatever state the sheet is in."""
        return self._sheet.at_once(word) if self._sheet is not None else at_once(self._desk, word)

    def _tick(self, request: Request, state: str) -> Answer:
        if request.is_copying:
            self._desk.heartbeat.beat(SHEET)  # alive, though nothing is written
        else:
            self._note(self._guarded(self._tick_sheet))
        return Answer(state, self._trouble, changes=self._snapshot.changes())

    def _tick_sheet(self) -> None:
        try:
            self._bound().tick()
        except Problem:
            raise
        except Exception as error:
            if type(error).__module__ != "pywintypes":  # what Excel refuses is done later
                self._unforeseen.happened(error)
            raise
        self._unforeseen.passed()

    def _command(self, request: Request) -> Answer:
        answer = Answer()

        def do() -> None:
            nonlocal answer
            sheet = self._bound()
            match request.word:
                case "PLACE":
                    asked = before_placing(sheet, self._desk.language())
                    answer = Answer(ASK if asked.token else OK, asked.words, asked.token)
                case "CONFIRM" if request.flags:
                    answer = Answer(sentence=sheet.place_confirmed(request.flags))
                case word:
                    answer = Answer(sentence=sheet.command(word))

        trouble = self._guarded(do)
        return Answer(sentence=trouble) if trouble else answer

    def _bound(self) -> Sheet:
        """Raises Problem where the user took away what is needed."""
        if self._sheet is None:
            book = xw.Book(impl=self._lent)
            # The macros recalculate when they have taken over what we answer.
            self._sheet = Sheet(
                self._desk, Binding(book), lambda: None, self._delivery, lambda: name_in_front(book)
            )
        return self._sheet

    def _guarded(self, action: Callable[[], None]) -> str:
        """Why it was not done; empty where it was."""
        try:
            action()
        except Problem as problem:
            return self._desk.say(problem)
        except Exception:
            log.exception("Excel")
            return self._desk.say("excel.failed")
        return ""

    def _note(self, trouble: str) -> None:
        """In the log, once."""
        if trouble and trouble != self._trouble:
            self._desk.note("sheet", trouble)
        self._trouble = trouble
