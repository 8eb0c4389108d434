"""Calc as a host: a workbook, opened in a window, on a desk."""

from pathlib import Path
from typing import Self

import msgspec
import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.engines.calc.errors import CalcError
from xlbetflag.engines.calc.process import default_profile
from xlbetflag.hosts.calc.opening import open_in_calc
from xlbetflag.hosts.calc.workbooks import Workbooks
from xlbetflag.market.reading import Health
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.texts import say
from xlbetflag.workbook.live.view import SheetView


class CalcHost:
    """A workbook in Calc, and on the same desk every other one that the user opens beside it.

    `profile`: LibreOffice's user profile, the user's own where none is given. `closes`: Calc ends
    with us; otherwise it stays, its cells at NO FEED. While the workbook is closed or Calc is gone
    ticks wait for it to come back. Raises NoHost where Calc cannot be used.
    """

    is_ours = False

    def __init__(
        self, desk: Desk, path: Path, profile: Path | None = None, *, closes: bool = False
    ) -> None:
        self._path = path.resolve()
        self._language = desk.language
        self._office = open_in_calc(self._path, profile or default_profile())
        self._closes = closes
        self._workbooks = Workbooks(desk, self._office.profile)
        try:
            self._document = self._workbooks.awaited(self._path)
            self._shown = self._document.view()
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        self._workbooks.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._workbooks.stop()
        if self._closes:
            self._office.stop()
        else:
            self._office.connection.close()

    @property
    def book(self) -> xw.Book:
        return self._document.book

    @property
    def sheet(self) -> Sheet:
        return self._document.sheet

    @property
    def is_open(self) -> bool:
        return self._workbooks.holds(self._document)

    @property
    def is_asked(self) -> bool:
        return self.is_open and self._document.is_asked

    def tick(self) -> None:
        self._workbooks.tick()
        if self.is_open:
            self._path = self._document.path  # as the user saves it under another name
        elif found := self._workbooks.at(self._path):
            self._document = found

    def wait(self) -> None:
        self._workbooks.wait()

    def hurry(self) -> None:
        self._workbooks.hurry()

    def view(self) -> SheetView:
        """What the sheet shows now; while it is not open, what it showed last, at NO FEED."""
        try:
            if self.is_open:
                self._shown = self._document.view()
                return self._shown
        except CalcError:
            pass  # closed at this moment; the next tick finds out
        return msgspec.structs.replace(self._shown, feed=str(Health.NO_FEED), blocks=())

    def command(self, typed: str) -> str:
        try:
            return self.sheet.command(typed)
        except CalcError:
            return say("done.not_open", self._language(), file=self._path.name)

    def save(self, path: Path) -> None:
        """Raises CalcError where it is not open."""
        self.book.save(str(path))
