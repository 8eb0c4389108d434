"""The headless host: the real workbook, calculated without a spreadsheet application."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.looks import Looks
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.view import SheetView, read_view


class HeadlessHost:
    """A workbook opened on a desk. Used from one thread."""

    is_ours = True
    is_open = True
    is_asked = False

    def __init__(self, desk: Desk, path: Path) -> None:
        headless.activate()
        delivery = Delivery(desk.scheduler)
        looks = Looks(desk.feed, delivery)
        cells = desk.cells_over(looks)
        self._app = xw.App(add_book=False)
        self.book = self._app.books.open(str(path))
        for function in FUNCTIONS.values():
            self.book.impl.functions.add(
                function.name,
                _answering(cells, function.name),
                min_args=function.minimum_arguments,
                max_args=len(function.arguments),
                volatile=False,
                sources=looks,
            )
        self._binding = Binding(self.book)
        self.sheet = Sheet(desk, self._binding, self._app.calculate, delivery)
        self._next = time.monotonic()
        self._hurried = threading.Event()

    def __enter__(self) -> "HeadlessHost":
        return self

    def __exit__(self, *_: object) -> None:
        self._app.quit()

    def tick(self) -> None:
        self._next = time.monotonic() + self.sheet.interval
        self.sheet.tick()

    def wait(self) -> None:
        """Until the next tick is due, or `hurry` is called."""
        self._hurried.wait(max(0.0, self._next - time.monotonic()))
        self._hurried.clear()

    def hurry(self) -> None:
        self._hurried.set()

    def view(self) -> SheetView:
        """What the sheet shows now."""
        return read_view(self.book, self._binding.blocks)

    def command(self, typed: str) -> str:
        return self.sheet.command(typed)

    def save(self, path: Path) -> None:
        self.book.save(str(path))


def _answering(cells: Cells, name: str) -> Callable[..., object]:
    return lambda *values: cells.call(name, values)
