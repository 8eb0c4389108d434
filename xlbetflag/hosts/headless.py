"""The headless host: the real workbook, calculated without a spreadsheet application."""

import time
from collections.abc import Callable
from pathlib import Path

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS
from xlbetflag.hosts.sheet import Sheet
from xlbetflag.workbook.binding import Binding


class HeadlessHost:
    """Opens a workbook on a desk. Used from one thread. `close` when done."""

    def __init__(self, desk: Desk, path: Path) -> None:
        engine = headless.engine()
        for function in FUNCTIONS.values():
            engine.functions.add(
                function.name,
                _answering(desk, function.name),
                min_args=function.minimum_arguments,
                max_args=len(function.arguments),
            )
        engine.activate()
        self._app = xw.App()
        self.book = self._app.books.open(str(path))
        self.sheet = Sheet(desk, Binding(self.book), self._app.calculate)

    def run(self, seconds: float | None, after_tick: Callable[[], None], interval: float) -> None:
        """Tick every `interval` seconds, for `seconds` (None: until interrupted)."""
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            started = time.monotonic()
            self.sheet.tick()
            after_tick()
            time.sleep(max(0.0, interval - (time.monotonic() - started)))

    def save(self, path: Path) -> None:
        self.book.save(str(path))

    def close(self) -> None:
        self._app.quit()


def _answering(desk: Desk, name: str) -> Callable[..., object]:
    return lambda *values: desk.cells.call(name, values)
