"""One trading workbook that is open in Calc, on a desk."""

import contextlib
from pathlib import Path

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.engines.calc.connection import Connection
from xlbetflag.hosts.calc.pushing import Given, Pushing
from xlbetflag.market.problem import Problem
from xlbetflag.sheet.confirming import before_placing
from xlbetflag.sheet.in_front import name_in_front
from xlbetflag.sheet.sheet import Sheet
from xlbetflag.workbook.layout.sheets import ORDERS
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.view import SheetView, read_view


class Document:
    """Ticks and commands of one workbook. Used from one thread.

    `name`: what the add-in calls it. `path`: its file. `pushing`: what fills its cells.
    """

    def __init__(
        self, desk: Desk, connection: Connection, name: str, book: xw.Book, pushing: Pushing
    ) -> None:
        self.name = name
        self.path = Path()
        self.book = book
        self._desk = desk
        self._connection = connection
        self._desk_name = pushing.name
        self._binding = Binding(book)
        # The BF_ cells need no recalculation: they are pushed.
        self.sheet = Sheet(
            desk, self._binding, lambda: None, pushing.delivered, lambda: name_in_front(book)
        )
        self._asked: tuple[int, str] | None = None  # the question's number, the preview's token
        self._trouble = ""
        self._told: str | None = (
            None  # the sheet's answer as the bar was shown; None: no bar of ours
        )
        self._tell("")  # what one above says is of another desk, or of none

    @property
    def is_asked(self) -> bool:
        """A question stands open."""
        return self._asked is not None

    def tick(self) -> None:
        """One tick; what it writes goes in one round trip."""
        try:
            with self._connection.batch():
                self.sheet.tick()
            self._trouble = ""
            self._drop_old_bar()
        except Problem as problem:  # the user took away what is needed: the others go on
            self._note(self._desk.say(problem))

    def obey_cell(self) -> None:
        """Do what the command's cell says, between ticks."""
        with contextlib.suppress(Problem), self._connection.batch():  # the next tick tells which
            self.sheet.obey()

    def view(self) -> SheetView:
        with self._connection.batch():
            return read_view(self.book, self._binding.blocks)

    def obey(self, given: Given) -> None:
        """Do what the user chose; PLACE is confirmed in a box, which keeps nothing waiting."""
        try:
            match given.command:
                case "PLACE":
                    self._ask_before_placing()
                case "ANSWER":
                    self._place_if_confirmed(given)
                case "CANCEL":
                    self._tell(self.sheet.command(f"CANCEL {self._selected(given)}"))
                case command:
                    self._tell(self.sheet.command(command))
        except Problem as problem:
            self._tell(self._desk.say(problem))

    def _selected(self, given: Given) -> str:
        """The selected rows that hold an order; none where another sheet is in front."""
        if given.sheet != ORDERS:
            return ""
        positions = (row.position for row in self.sheet.commands.rows())
        chosen = (p for p in positions if any(first <= p <= last for first, last in given.rows))
        return " ".join(map(str, chosen))

    def _ask_before_placing(self, *, again: bool = False) -> None:
        if self._asked and self._asked[0] in self._connection.call("betflag.asking"):
            self._tell(self._desk.say("confirm.open"))
            return
        asked = before_placing(self.sheet, self._desk.language())
        if not asked.token:
            self._tell(asked.words)
            return
        words = f"{self._desk.say('confirm.again')}\n{asked.words}" if again else asked.words
        number = self._connection.call("betflag.ask", self._desk_name, self.name, words)
        self._asked = number, asked.token

    def _place_if_confirmed(self, given: Given) -> None:
        if self._asked is None or given.number != self._asked[0]:
            return  # asked by a desk that is no more
        token, self._asked = self._asked[1], None
        if not given.yes:
            self._tell(self._desk.say("confirm.declined"))
        elif self.sheet.commands.preview().token == token:
            self._tell(self.sheet.place_confirmed(token))
        else:
            self._ask_before_placing(again=True)

    def _tell(self, words: str) -> None:
        """In a bar above the cells; no words: none."""
        self._connection.send("betflag.tell", self.name, words)
        self._told = self.sheet.answer if words else None

    def _drop_old_bar(self) -> None:
        """What it says is over once something else was answered, in the command's cell too."""
        if self._told is not None and self._told != self.sheet.answer:
            self._tell("")

    def _note(self, trouble: str) -> None:
        """In the log, once."""
        if trouble != self._trouble:
            self._desk.note("sheet", f"{self.book.name}: {trouble}")
        self._trouble = trouble
