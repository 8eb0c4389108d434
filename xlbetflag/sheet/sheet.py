"""A trading workbook on a desk: ticks and commands, the same in every host."""

from collections.abc import Callable, Iterable

from xlbetflag.desk import Desk, DeskStatus
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import FeedStatus, Health
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.service.heartbeat import SHEET
from xlbetflag.sheet.commands import Commands
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.in_front import Front, InFront, nobody_tells
from xlbetflag.sheet.rows import OrderRows
from xlbetflag.sheet.typed import at_once, read_command
from xlbetflag.sheet.views import Views
from xlbetflag.sheet.watching import Watching
from xlbetflag.sheet.which_file import WhichFile
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.state import DeskState

MOST_NAMED = 3  # orders without a row, in the Answer cell; all are in the Log


class Sheet:
    """One workbook bound to a desk. Used from one thread: the one that owns the spreadsheet.

    `interval`: seconds between ticks, as the user set it on the sheet. `delivery`: what the host
    answers the sheet's cells from; `front`: which sheet is in front, by name, where it knows.
    """

    def __init__(
        self,
        desk: Desk,
        binding: Binding,
        calculate: Callable[[], None],
        delivery: Delivery,
        front: Front = nobody_tells,
    ) -> None:
        self._in_front = InFront(desk, binding, front)
        self._watching = Watching(desk, binding)
        self._views = Views(desk, binding)
        self._file = WhichFile(desk, binding)
        self._order_rows = OrderRows(desk, binding, self._file)
        self.commands = Commands(
            desk, binding, delivery, self._watching, self._order_rows, self._file
        )
        self._desk = desk
        self._binding = binding
        self._calculate = calculate
        self._typed = ""
        self._has_looked = False
        self._by_formula = ""
        self._answer = ""
        self._left_out = 0
        self._logged: dict[str, Status] = {}
        self._below = ""
        self._without_row: frozenset[str] = frozenset()
        self._troubles: set[str] = set()
        self._needed: Problem | None = None
        self._done_without: set[str] = set()
        self.interval = 1.0
        self.ticks = 0

    def tick(self) -> None:
        """Read what the user set, do the command in its cell, recalculate, write what changed.

        A part that the user took away is done without; raises its Problem at the end where nobody
        can trade without it.
        """
        self._needed = None
        self._part(self._take_inputs, is_needed=True)
        self._part(self._tell_below)
        self._part(self._order_rows.read, is_needed=True)
        self._part(self._show_menu)
        self._part(self._watching.tick)
        self._part(lambda: self._in_front.tell(self._watching.shown))
        self._part(self._views.recentre)
        self._calculate()
        self._part(self._show_orders, is_needed=True)
        self._part(self._mark_copies)
        self._part(lambda: self._binding.show_desk(self._state(self._desk.status())))
        self._part(self._views.show_feed)
        self._part(lambda: self._binding.show_log(self._desk.log()))
        self._part(self._views.show_summary)
        self._desk.heartbeat.beat(SHEET)
        self.ticks += 1
        if self._needed is not None:
            raise self._needed

    def _part(self, action: Callable[[], object], *, is_needed: bool = False) -> None:
        try:
            action()
        except Problem as problem:
            if is_needed:
                self._needed = self._needed or problem
                return
            said = self._desk.say("tick.without", problem=self._desk.say(problem))
            if said not in self._done_without:
                self._done_without.add(said)
                self._desk.note("sheet", said)

    def _take_inputs(self) -> None:
        self._file.settle()
        inputs = self._binding.inputs()
        if not self._file.problem:  # else they may be another file's
            self._desk.orders.show_limits(inputs.file_id, inputs.limits)
        self.interval = inputs.interval
        self._do_cell(inputs.command)

    def _show_orders(self) -> None:
        self._order_rows.show()
        self._log_orders(self._order_rows.changes().values())
        without = frozenset(self._order_rows.without_row)
        for key in sorted(without - self._without_row):
            self._desk.note("order", self._desk.say("rows.without", key=key))
        self._without_row = without

    def _mark_copies(self) -> None:
        for said in self._binding.mark_copies(
            lambda name: self._desk.say("sheet.is_copy", sheet=name)
        ):
            self._desk.note("sheet", said)

    @property
    def question(self) -> str:
        """What must be answered before anything is sent from this workbook; "" for nothing."""
        return self._file.question

    def command(self, typed: str) -> str:
        """Do one command ("ARM", "CANCEL 5 7"); the sentence that says what was done.

        Numbers are rows of the Orders sheet; PLACE without any takes them all.
        """
        return self._tell(" ".join(typed.upper().split()), self.commands.do(typed))

    def at_once(self, typed: str) -> str | None:
        """HALT, DISARM, CANCEL ALL: done in whatever thread, without a look at the spreadsheet.

        None where it is another command, which is done with `command`.
        """
        done = at_once(self._desk, typed)
        return None if done is None else self._tell(" ".join(typed.upper().split()), done)

    def obey(self) -> None:
        """Do what the command's cell says: between ticks, where these are far apart."""
        self._do_cell(self._binding.command())
        self._tell_below()

    def place_confirmed(self, token: str) -> str:
        """PLACE what the user saw in a preview and confirmed; nothing where it has changed."""
        return self._tell("PLACE", self.commands.place(token=token))

    def _do_cell(self, said: str) -> None:
        """What the command's cell says; it is empty from then on, and kept while Excel is busy.

        A command is what is typed under the eyes of a running tick: what stood there when the file
        was opened, or a formula gives, does nothing.
        """
        if said and self._is_given(said):
            self._typed = said
            self._binding.clear_command()
        self._has_looked = True
        if not self._typed:
            return
        try:
            self.command(self._typed)
        except Problem:
            self._typed = ""
            raise
        self._typed = ""

    def _tell_below(self) -> None:
        """A command typed in the cell below the command's does nothing: that is said, and the cell
        reads as before."""
        below = self._binding.below_command
        if not read_command(below)[0]:
            self._below = below
            return
        self._binding.put_back_below_command(self._below)
        self._tell(below.upper(), self._desk.say("done.below", command=below.upper()))

    def _is_given(self, said: str) -> bool:
        if self._binding.command_is_formula():
            if said != self._by_formula:
                self._tell(said, self._desk.say("done.by_formula", command=said))
            self._by_formula = said
            return False
        self._by_formula = ""
        if not self._has_looked:
            self._binding.clear_command()
            self._tell(said, self._desk.say("done.stood_there", command=said))
            return False
        return True

    @property
    def answer(self) -> str:
        """To the last command."""
        return self._answer

    def _tell(self, command: str, answer: str) -> str:
        self._answer = answer
        self._desk.note("command", f"{command}: {answer}")
        return answer

    def _show_menu(self) -> None:
        events = self._desk.feed.menu().value
        left_out = self._binding.show_markets(events) if events is not None else 0
        if left_out > self._left_out:
            self._desk.note("markets", self._desk.say("sheet.markets_left_out", count=left_out))
        self._left_out = left_out

    def _log_orders(self, results: Iterable[RowResult]) -> None:
        """A line for each order whose state has changed."""
        for result in results:
            if self._logged.get(result.key) != result.status:
                self._logged[result.key] = result.status
                words = (result.key, result.status, result.offer_id, result.message)
                self._desk.note("order", " ".join(word for word in words if word))

    def _of_gone_rows(self) -> str:
        """Orders of this file that no row shows: at most a few of them are named."""
        keys = sorted(self._without_row)
        said = [self._desk.say("rows.without", key=key) for key in keys[:MOST_NAMED]]
        if len(keys) > MOST_NAMED:
            said.append(self._desk.say("rows.without_more", count=len(keys) - MOST_NAMED))
        return " ".join(said)

    def _note_troubles(self, feed: FeedStatus) -> None:
        """What the trouble is goes to the Log, each once until all is well."""
        if not feed.trouble and self._troubles:
            self._desk.note("feed", self._desk.say("feed.is_well"))
            self._troubles.clear()
        elif feed.trouble and feed.trouble not in self._troubles:
            self._desk.note("feed", self._desk.say("feed.is_troubled", reason=feed.trouble))
            self._troubles.add(feed.trouble)

    def _feed_word(self, feed: FeedStatus) -> str:
        """A word for the band: LIVE, how many troubles there are, or NO FEED."""
        if not feed.is_running or feed.read_at is None:
            return str(Health.NO_FEED)
        if not feed.troubles:
            return str(Health.LIVE)
        code = "feed.one_trouble" if feed.troubles == 1 else "feed.troubles"
        return self._desk.say(code, count=feed.troubles)

    def _state(self, status: DeskStatus) -> DeskState:
        feed = status.feed
        self._note_troubles(feed)
        return DeskState(
            environment=status.environment,
            connection=status.base_url if status.is_connected else "NOT CONNECTED",
            feed=self._feed_word(feed),
            armed=status.is_armed,
            halted=status.is_halted,
            read_at=feed.read_at,
            requests=status.requests,
            answer=" ".join(filter(None, (self.question, self._of_gone_rows(), self._answer)))
            or status.trouble,
            board=self._watching.room,
        )
