"""A trading workbook on a desk: ticks and commands, the same in every host."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from xlbetflag.desk import Desk, DeskStatus
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.orders.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.texts import say
from xlbetflag.workbook import Binding, DeskState
from xlbetflag.workbook.layout import COMMANDS

SENT_ON = (Status.CHECKED, Status.SENDING)


class Sheet:
    """One workbook bound to a desk. Used from one thread: the one that owns the spreadsheet.

    `interval`: seconds between ticks, as the user set it on the sheet.
    """

    def __init__(self, desk: Desk, binding: Binding, calculate: Callable[[], None]) -> None:
        self._desk = desk
        self._binding = binding
        self._calculate = calculate
        self._seen = 0
        self._answer = ""
        self._left_out = 0
        self._logged: dict[str, Status] = {}
        self.interval = 1.0
        self.ticks = 0

    def tick(self) -> None:
        """Read what the user set, do the command in its cell, recalculate, write what changed."""
        inputs = self._binding.inputs()
        self._desk.limits = inputs.limits
        self.interval = inputs.interval
        if inputs.command:
            self._binding.clear_command()
            self.command(inputs.command)
        self._binding.rows()  # sees a copied row while its neighbours still tell it from the first
        self._show_menu()
        self._binding.assign_blocks(self._binding.watched())
        self._calculate()
        self._seen, changed = self._desk.orders.changes(self._seen)
        if changed:
            self._binding.show_results(changed)
            self._log_orders(changed.values())
        self._binding.show_desk(self._state(self._desk.status()))
        self._binding.show_log(self._desk.log())
        self.ticks += 1

    def command(self, typed: str) -> str:
        """Do one command ("ARM", "CANCEL 5 7"); the sentence that says what was done.

        Numbers are rows of the Orders sheet; PLACE without any takes them all.
        """
        words = typed.upper().split()
        positions = [int(word) for word in words if word.isdecimal()]
        word = " ".join(word for word in words if not word.isdecimal())
        action = self._actions.get(word)
        if action is None:
            self._answer = self._say("done.unknown", value=word, choices=", ".join(COMMANDS))
        else:
            self._answer = action(positions)
        self._desk.note("command", f"{word}: {self._answer}")
        return self._answer

    def _show_menu(self) -> None:
        events = self._desk.feed.menu().value
        left_out = self._binding.show_markets(events) if events is not None else 0
        if left_out > self._left_out:
            self._desk.note("markets", self._say("sheet.markets_left_out", count=left_out))
        self._left_out = left_out

    def _log_orders(self, results: Iterable[RowResult]) -> None:
        """A line for each order whose state has changed."""
        for result in results:
            if self._logged.get(result.key) != result.status:
                self._logged[result.key] = result.status
                words = (result.key, result.status, result.offer_id, result.message)
                self._desk.note("order", " ".join(word for word in words if word))

    @property
    def _actions(self) -> Mapping[str, Callable[[Sequence[int]], str]]:
        orders, feed = self._desk.orders, self._desk.feed
        return {
            "PLACE": self._place,
            "CANCEL": self._cancel,
            "CANCEL ALL": lambda _: self._done(orders.cancel_all, "done.cancelling_all"),
            "ARM": lambda _: self._arm(),
            "DISARM": lambda _: self._done(orders.disarm, "done.disarmed"),
            "HALT": lambda _: self._done(orders.halt, "done.halted"),
            "RESUME": lambda _: self._done(orders.resume, "done.resumed"),
            "START": lambda _: self._done(feed.start, "done.started"),
            "STOP": lambda _: self._done(feed.stop, "done.stopped"),
            "REFRESH": lambda _: self._done(feed.hasten, "done.refreshed"),
        }

    def _place(self, positions: Sequence[int]) -> str:
        rows = [row for row in self._binding.rows() if not positions or row.position in positions]
        known = self._desk.orders.results()
        results = self._desk.orders.place(rows)
        self._binding.show_results(results)
        fresh = [result for key, result in results.items() if key not in known]
        taken = sum(result.status in SENT_ON for result in fresh)
        return self._say("done.placed", rows=taken, refused=len(fresh) - taken)

    def _cancel(self, positions: Sequence[int]) -> str:
        keys = [row.key for row in self._binding.rows() if row.position in positions]
        if not keys:
            return self._say("done.cancel_which")
        results = self._desk.orders.cancel(keys)
        self._binding.show_results(results)
        return self._say("done.cancelling", rows=len(results))

    def _arm(self) -> str:
        problem: Problem | None = self._desk.orders.arm()
        if problem is None:
            return self._say("done.armed")
        return say(problem, self._desk.language())

    def _done(self, action: Callable[[], object], code: str) -> str:
        action()
        return self._say(code)

    def _say(self, code: str, **values: object) -> str:
        return say(code, self._desk.language(), **values)

    def _state(self, status: DeskStatus) -> DeskState:
        feed = status.feed
        if not feed.is_running or feed.read_at is None:
            health = str(Health.NO_FEED)
        else:
            health = feed.trouble or str(Health.LIVE)
        return DeskState(
            environment=status.environment,
            connection=status.base_url if status.is_connected else "NOT CONNECTED",
            feed=health,
            armed=status.is_armed,
            halted=status.is_halted,
            read_at=feed.read_at,
            requests=status.requests,
            answer=self._answer or status.trouble,
        )
