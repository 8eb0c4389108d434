"""Excel driven from outside: a workbook without macros, its cells written as values."""

import contextlib
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any, Self

import msgspec
import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.hosts.excel.filled import Filled
from xlbetflag.hosts.excel.patience import ExcelBusy, Patience, be_patient
from xlbetflag.hosts.host import LISTEN
from xlbetflag.hosts.present import NoHost
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.service.heartbeat import SHEET
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.in_front import name_in_front
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.block import named
from xlbetflag.workbook.live.cells import text_cell
from xlbetflag.workbook.live.view import SheetView, read_view

BUSY_PAUSE = 0.25  # before a tick that Excel refused is tried again


class ExcelHost:
    """The workbook in the user's Excel. Used from one thread.

    While Excel is busy, or the workbook closed, ticks wait; the feed and the orders go on.
    Raises NoHost where Excel cannot open it, Problem where parts of the workbook are missing.
    """

    is_ours = False
    is_asked = False

    def __init__(self, desk: Desk, path: Path, patience: Patience | None = None) -> None:
        self._desk = desk
        self._path = path.resolve()
        self._windows: Any = import_module("xlwings._xlwindows")
        be_patient(self._windows, patience or Patience())
        self._delivery = Delivery(desk.scheduler)
        self._trouble = ""
        self._is_open = False
        self._due = time.monotonic()
        self._hurried = threading.Event()
        xw.engines["excel"].activate()
        try:
            self._take_up(xw.Book(str(self._path)))
        except (ExcelBusy, self._windows.pywintypes.com_error) as error:
            raise NoHost(f"Excel does not open {self._path}: {error}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing may look live any more."""
        with contextlib.suppress(ExcelBusy, Problem, self._windows.pywintypes.com_error):
            self._filled.show_no_feed()
            named(self.book, "FeedState").value = text_cell(str(Health.NO_FEED))

    @property
    def is_open(self) -> bool:
        return self._is_open

    def tick(self) -> None:
        """One tick; what Excel refuses is done with a later one."""
        self._due = time.monotonic() + self.sheet.interval
        try:
            if not self._is_open and not self._found():
                return
            if self.book.app.api.CutCopyMode:  # the user is about to paste
                self._desk.heartbeat.beat(SHEET)
            else:
                self.sheet.tick()
            self._note("")
        except ExcelBusy:
            self._due = time.monotonic() + BUSY_PAUSE
            self._note(self._desk.say("excel.waiting"))
        except Problem as problem:
            self._note(self._desk.say(problem))
        except self._windows.pywintypes.com_error:
            self._is_open = False
            self._note(self._desk.say("excel.closed"))

    def wait(self) -> None:
        """Until the next tick is due, or `hurry` is called; the command's cell is looked at."""
        while (left := self._due - time.monotonic()) > 0:
            if self._hurried.wait(min(left, LISTEN)):
                break
            if left > LISTEN and self._is_open:
                with contextlib.suppress(ExcelBusy, Problem, self._windows.pywintypes.com_error):
                    self.sheet.obey()  # what cannot be read now, the next tick tells
        self._hurried.clear()

    def hurry(self) -> None:
        self._hurried.set()

    def view(self) -> SheetView:
        """What the sheet shows; what it showed last, at NO FEED, while it cannot be read."""
        try:
            if self._is_open:
                self._shown = read_view(self.book, self._binding.blocks)
                return self._shown
        except (ExcelBusy, Problem, self._windows.pywintypes.com_error):
            pass  # the next tick finds out which
        return msgspec.structs.replace(self._shown, feed=self._trouble or str(Health.NO_FEED))

    def command(self, typed: str) -> str:
        """HALT and the like do not need Excel, so they work while it is busy."""
        try:
            return self.sheet.command(typed)
        except ExcelBusy:
            return self._desk.say("excel.waiting")
        except self._windows.pywintypes.com_error:
            return self._desk.say("excel.closed")

    def save(self, path: Path) -> None:
        self.book.save(str(path))

    def _take_up(self, book: xw.Book) -> None:
        self.book = book
        self._binding = Binding(book)
        self._filled = Filled(book, self._desk.cells_over(self._desk.feed, self._delivery))
        self.sheet = Sheet(
            self._desk,
            self._binding,
            self._filled.write,
            self._delivery,
            lambda: name_in_front(book),
        )
        self._shown = read_view(book, self._binding.blocks)
        self._is_open = True

    def _found(self) -> bool:
        """Whether the user has the workbook open again; it is then taken up again."""
        for app in xw.apps:
            for book in app.books:
                if Path(book.fullname) == self._path:
                    self._take_up(book)
                    return True
        return False

    def _note(self, trouble: str) -> None:
        """In the log, once."""
        if trouble and trouble != self._trouble:
            self._desk.note("sheet", trouble)
        self._trouble = trouble
