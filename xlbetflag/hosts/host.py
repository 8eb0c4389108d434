"""What every host can do with a trading workbook."""

from pathlib import Path
from typing import Protocol, Self

import xlwings as xw

from xlbetflag.sheet.sheet import Sheet
from xlbetflag.workbook.live.view import SheetView

LISTEN = 1.0  # seconds at most between two looks at the command's cell, however slow the ticks


class Host(Protocol):
    """A workbook opened on a desk, closed by leaving it. Used from one thread, but for `hurry`.

    `is_ours`: nobody else has the workbook open, so what we do not save is lost.
    `is_open`: false while the user has it closed.
    `is_asked`: the user was asked something in the spreadsheet and has not answered yet.
    """

    @property
    def book(self) -> xw.Book: ...
    @property
    def sheet(self) -> Sheet: ...
    @property
    def is_ours(self) -> bool: ...
    @property
    def is_open(self) -> bool: ...
    @property
    def is_asked(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...
    def tick(self) -> None: ...
    def wait(self) -> None:
        """Until the next tick is due, or `hurry` is called; commands are done meanwhile."""
        ...

    def hurry(self) -> None:
        """End a `wait` under way: something is to be done now. May be called from any thread."""
        ...

    def view(self) -> SheetView:
        """What the sheet shows now."""
        ...

    def command(self, typed: str) -> str:
        """Do one command; the sentence that says what was done."""
        ...

    def save(self, path: Path) -> None: ...
