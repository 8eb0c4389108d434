"""What every host can do with a trading workbook, and opening one in the host of a name."""

from pathlib import Path
from typing import Protocol, Self

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.hosts.sheet import Sheet
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


def open_host(name: str, desk: Desk, path: Path, *, calc_profile: Path | None = None) -> Host:
    """The workbook on a desk, in the host of that name (excel, calc or headless).

    `calc_profile`: a LibreOffice profile of our own, whose Calc ends with us; without one the
    user's is used, and stays. Raises NoHost where the spreadsheet cannot be used.
    """
    if name == "calc":
        from xlbetflag.hosts.calc.host import CalcHost

        return CalcHost(desk, path, calc_profile, closes=calc_profile is not None)
    if name == "excel":
        from xlbetflag.hosts.excel.host import ExcelHost

        return ExcelHost(desk, path)
    from xlbetflag.hosts.headless import HeadlessHost

    return HeadlessHost(desk, path)
