"""A trading workbook on a desk: commands and ticks, the same in every host driven from outside."""

from collections.abc import Callable, Sequence

from xlbetflag.desk import Desk
from xlbetflag.orders.draft import Row
from xlbetflag.texts import say
from xlbetflag.workbook.binding import Binding, DeskState

COMMANDS = (
    "START",
    "STOP",
    "ARM",
    "DISARM",
    "PLACE",
    "CANCEL",
    "CANCEL ALL",
    "HALT",
    "RESUME",
    "REFRESH",
)


class Sheet:
    """One workbook bound to a desk. Used from one thread: the one that owns the spreadsheet."""

    def __init__(self, desk: Desk, binding: Binding, calculate: Callable[[], None]) -> None:
        self._desk = desk
        self._binding = binding
        self._calculate = calculate
        self._seen = 0
        self._answer = ""
        self.ticks = 0

    def tick(self) -> None:
        """Read what the user filled, do a typed command, recalculate, write what changed."""
        inputs = self._binding.inputs()
        self._desk.limits = inputs.limits
        if inputs.command:
            self.command(inputs.command)
            self._binding.clear_command()
        events = self._desk.feed.menu().value
        if events is not None:
            self._binding.show_markets(events)
            self._binding.assign_blocks(self._binding.watched())
        self._calculate()
        self._seen, changed = self._desk.orders.changes(self._seen)
        if changed:
            self._binding.show_results(changed)
        self._binding.show_desk(self._state())
        self._binding.show_log(self._desk.log())
        self.ticks += 1

    def command(self, word: str, keys: Sequence[str] = ()) -> str:
        """Do one command; the sentence that says what was done. `keys`: the rows it is about."""
        orders = self._desk.orders
        word = " ".join(word.upper().split())
        match word:
            case "PLACE":
                answer = self._place(keys)
            case "CANCEL":
                answer = self._cancel(keys)
            case "CANCEL ALL":
                orders.cancel_all()
                answer = self._say("command.cancel_all")
            case "ARM":
                orders.arm()
                answer = self._say("command.armed" if orders.is_armed else "command.not_armed")
            case "DISARM":
                orders.disarm()
                answer = self._say("command.disarmed")
            case "HALT":
                orders.halt()
                answer = self._say("command.halted")
            case "RESUME":
                orders.resume()
                answer = self._say("command.resumed")
            case "START":
                self._desk.feed.start()
                answer = self._say("command.started")
            case "STOP":
                self._desk.feed.stop()
                answer = self._say("command.stopped")
            case "REFRESH":
                self._desk.feed.hasten()
                answer = self._say("command.refreshed")
            case _:
                answer = self._say("command.unknown", value=word, choices=", ".join(COMMANDS))
        self._answer = answer
        self._desk.note("command", f"{word}: {answer}")
        return answer

    def _place(self, keys: Sequence[str]) -> str:
        rows = [row for row in self._binding.rows() if not keys or row.key in keys]
        fresh = [row for row in rows if not row.shown_status or keys]
        results = self._desk.orders.place(fresh)
        self._binding.show_results(results)
        taken = sum(result.status == "CHECKED" for result in results.values())
        return self._say("command.placed", rows=taken, refused=len(results) - taken)

    def _cancel(self, keys: Sequence[str]) -> str:
        if not keys:
            return self._say("command.cancel_which")
        self._desk.orders.cancel(keys)
        return self._say("command.cancelling", rows=len(keys))

    def _say(self, code: str, **values: object) -> str:
        return say(code, self._desk.language(), **values)

    def _state(self) -> DeskState: ...


def selected(rows: Sequence[Row], positions: Sequence[int]) -> list[str]:
    """The keys of the rows at these positions of the sheet."""
    return [row.key for row in rows if row.position in positions]
