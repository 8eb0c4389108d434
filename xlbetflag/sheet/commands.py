"""The commands of a sheet: what a word does, and the sentence that says what was done."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.market.inputs import parse_price
from xlbetflag.market.problem import Problem
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.preview import Preview, nothing
from xlbetflag.orders.status import Status
from xlbetflag.sheet.delivery import Delivery
from xlbetflag.sheet.listing import listed
from xlbetflag.sheet.rows import OrderRows
from xlbetflag.sheet.typed import (
    ARM_YES,
    DECIDE,
    FILE_COPIED,
    FILE_MOVED,
    YES,
    at_once,
    misfit_of,
    names_an_order,
    read_command,
)
from xlbetflag.sheet.watching import Watching
from xlbetflag.sheet.which_file import WhichFile
from xlbetflag.texts.spoken import choice_in
from xlbetflag.workbook.layout.desk import COMMANDS
from xlbetflag.workbook.live.binding import Binding

SENT_ON = (Status.WAITING, Status.CHECKED, Status.SENDING)


class Commands:
    """Of one workbook. Numbers in a command are rows of its Orders sheet; of NEXT, of Watch."""

    def __init__(
        self,
        desk: Desk,
        binding: Binding,
        delivery: Delivery,
        watching: Watching,
        order_rows: OrderRows,
        file: WhichFile,
    ) -> None:
        self._desk = desk
        self._binding = binding
        self._delivery = delivery
        self._watching = watching
        self._order_rows = order_rows
        self._file = file

    def do(self, typed: str) -> str:
        """Do one command ("ARM", "annulla 5 7"); the sentence that says what was done.

        PLACE and PREVIEW without numbers take all rows.
        """
        if (done := at_once(self._desk, typed)) is not None:
            return done
        command, words = read_command(typed)
        if not command:
            choices = ", ".join(choice_in(each, self._desk.language()) for each in COMMANDS)
            return self._desk.say("done.unknown", value=" ".join(words), choices=choices)
        if command == "REPLACE":
            return self._replace(words)
        if command == DECIDE:
            return self._decide(words)
        if misfit := misfit_of(command, words, self._desk.language()):
            return misfit
        if command == "CANCEL":
            return self._cancel(words)
        return self._actions[command]([int(word) for word in words])

    def rows(self, positions: Sequence[int] = ()) -> list[Row]:
        """The order rows, each with the age of the price that this sheet shows of its market, and
        under the limits that it shows now."""
        self._file.settle()
        inputs = self._binding.inputs()
        if not self._file.problem:
            self._desk.orders.show_limits(inputs.file_id, inputs.limits)
        rows = self._order_rows.read()
        wanted = [row for row in rows if not positions or row.position in positions]
        return [self._handed_over(row, inputs.file_id) for row in wanted]

    def preview(self, positions: Sequence[int] = ()) -> Preview:
        """What placing them now would do, to be confirmed before `place`."""
        rows = self.rows(positions)
        if self._file.problem:
            return nothing(self._file.question)
        return self._desk.orders.preview(rows)

    def told(self, seen: Preview) -> str:
        """A preview as sentences."""
        changed = self._of_changed(
            row for row in self._order_rows.read() if row.key in seen.changed
        )
        if seen.trouble:
            return " ".join([seen.trouble, *changed])
        rows = self._order_rows.read()
        said = self._desk.say(
            "confirm.batch",
            rows=len(seen.rows),
            stake=seen.stake,
            worst=seen.worst,
            refused=len(self._staying(rows, seen)),
        )
        twins = [row.position for row in rows if row.key in seen.twins]
        unseen = self._of_unseen([row.position for row in rows if row.key in seen.rows])
        return " ".join([said, *unseen, *([self._confirm(twins)] if twins else []), *changed])

    def listed(self, seen: Preview) -> list[str]:
        """A preview row by row: those that leave, and those that stay with why."""
        rows = self._order_rows.read()
        return listed(self._desk, rows, seen, self._staying(rows, seen))

    def _staying(self, rows: Sequence[Row], seen: Preview) -> list[Row]:
        """Rows that would be refused; not those that were refused before, for the same reason."""
        known = self._desk.orders.results()

        def is_new(key: str) -> bool:
            before = known.get(key)
            said = before.message if before else ""
            return not said or not seen.refused[key].startswith(said)

        return [row for row in rows if row.key in seen.refused and is_new(row.key)]

    def _of_unseen(self, positions: Sequence[int]) -> list[str]:
        """What its user may not know: rows of these that are hidden, rows that are not read."""
        said = []
        if hidden := self._binding.hidden(positions):
            told = {"hidden": len(hidden), "count": len(positions), "rows": _listed(hidden)}
            said.append(self._desk.say("confirm.hidden", **told))
        if below := self._binding.rows_below():
            said.append(self._desk.say("confirm.below", rows=_listed(below)))
        return said

    def place(
        self, positions: Sequence[int] = (), *, token: str | None = None, with_twins: bool = False
    ) -> str:
        """Place rows, all where no numbers are given. `token`: of the preview that was confirmed;
        `with_twins`: rows equal to another order too."""
        rows = self.rows(positions)
        if self._file.problem:
            return self._file.question
        known = self._desk.orders.results()
        twins = [row.key for row in rows] if with_twins else []
        results = self._desk.orders.place(rows, twins, token=token)
        self._order_rows.show(results)
        fresh = {
            key: result.status
            for key, result in results.items()
            if key not in known or known[key].status is Status.REFUSED
        }
        taken = [row.position for row in rows if fresh.get(row.key) in SENT_ON]
        said = self._desk.say("done.placed", rows=len(taken), refused=len(fresh) - len(taken))
        if token is None:  # else the question has told it
            said = " ".join([said, *self._of_unseen(taken)])
        changed = self._of_changed(row for row in rows if self._order_rows.is_astray(row))
        return " ".join([said, *self._of_twins(rows, results), *changed])

    @property
    def _actions(self) -> Mapping[str, Callable[[Sequence[int]], str]]:
        orders, feed = self._desk.orders, self._desk.feed
        return {
            "PLACE": self.place,
            "PLACE TWINS": self._place_twins,
            "PREVIEW": self._preview,
            "CANCEL ALL AT VENUE": lambda _: self._ask_whole_venue(),
            "ARM": lambda _: self._arm(),
            ARM_YES: lambda _: self._arm(knowing_loss=True),
            FILE_MOVED: lambda _: self._done(self._file.is_moved, "file.moved"),
            FILE_COPIED: lambda _: self._done(self._file.is_copied, "file.copied"),
            "REARM RULES": lambda _: self._rearm_rules(),
            "RESUME": lambda _: self._trading(orders.resume, "done.resumed"),
            "START": lambda _: self._done(feed.start, "done.started"),
            "STOP": lambda _: self._done(feed.stop, "done.stopped"),
            "REFRESH": lambda _: self._done(feed.hasten, "done.refreshed"),
            "NEXT": self._watching.next,
        }

    def _handed_over(self, row: Row, sheet: str) -> Row:
        aged = {}
        for name in ("draft", "wanted"):
            said = getattr(row, name)
            if said is not None:
                age = self._delivery.age(said.market_id)
                aged[name] = msgspec.structs.replace(said, shown_age=age)
        return msgspec.structs.replace(row, sheet=sheet, **aged)

    def _place_twins(self, positions: Sequence[int]) -> str:
        if not positions:
            return self._desk.say("confirm.which_twins")
        return self.place(positions, with_twins=True)

    def _of_twins(self, rows: Sequence[Row], results: Mapping[str, RowResult]) -> list[str]:
        """What to say of rows that only wait to be confirmed; nothing where there are none."""
        found = [row.position for row in rows if row.key in results and results[row.key].is_twin]
        return [self._confirm(found)] if found else []

    def _confirm(self, positions: Sequence[int]) -> str:
        numbers = " ".join(str(position) for position in positions)
        return self._desk.say("confirm.twins", count=len(positions), rows=numbers)

    def _preview(self, positions: Sequence[int]) -> str:
        return self.told(self.preview(positions))

    def _of_changed(self, rows: Iterable[Row]) -> list[str]:
        """What to say of rows that do not show an order of their own; nothing for none."""
        numbers = [str(row.position) for row in rows]
        if not numbers:
            return []
        return [self._desk.say("confirm.not_as_sent", count=len(numbers), rows=" ".join(numbers))]

    def _named(self, word: str) -> str:
        """The key of the order that a row's number or a key names.

        Raises Problem where there is none, or the row does not show an order of its own.
        """
        row = None
        key = self._order_rows.latest(word.lower())
        if word.isdecimal():
            rows = self._order_rows.read()
            row = next((row for row in rows if row.position == int(word)), None)
            key = row.key if row is not None else ""
        if key not in self._desk.orders.sent([key]):
            raise Problem("done.no_such_rows", rows=word)
        if row is not None and (problem := self._order_rows.problem(row)):
            raise problem
        return key

    def _cancel(self, words: Sequence[str]) -> str:
        """CANCEL rows or keys."""
        if not words:
            return self._desk.say("done.cancel_which")
        if trouble := self._only_looks():
            return trouble
        keys, refused, missing = [], [], []
        for word in words:
            try:
                keys.append(self._named(word))
            except Problem as problem:
                if problem.code == "done.no_such_rows":
                    missing.append(word)
                else:
                    refused.append(f"{word}: {self._desk.say(problem)}")
        if missing:
            refused.append(self._desk.say("done.no_such_rows", rows=", ".join(missing)))
        if not keys:
            return " ".join(refused)
        results = self._desk.orders.cancel(keys)
        self._order_rows.show(results)
        return " ".join([self._desk.say("done.cancelling", rows=len(results)), *refused])

    def _replace(self, words: Sequence[str]) -> str:
        """REPLACE row price, or key price."""
        if trouble := self._only_looks():
            return trouble
        if len(words) != 2 or not names_an_order(words[0]):
            return self._desk.say("replace.how")
        sheet = self._binding.inputs().file_id
        try:
            key, price = self._named(words[0]), parse_price(words[1])
            age = self._delivery.age(self._desk.orders.sent([key])[key].market_id)
            self._desk.orders.replace(key, price, shown_age=age, sheet=sheet)
        except Problem as problem:
            return self._desk.say(problem)
        return self._desk.say("replace.begun", row=words[0], price=price)

    def _decide(self, words: Sequence[str]) -> str:
        """DECIDE row status, or key status: asked about once, done with YES behind it."""
        if trouble := self._only_looks():
            return trouble
        is_sure = len(words) == 3 and words[2] in YES
        if not (is_sure or len(words) == 2) or not names_an_order(words[0]):
            return self._desk.say("decide.how")
        row, word, orders = words[0], words[1], self._desk.orders
        status = next((each for each in Status if each == word and each.is_final), None)
        if status is None:
            return self._desk.say("decide.not_final", status=word)
        try:
            key = self._named(row)
            if is_sure:
                if (refused := orders.decide(key, status)) is not None:
                    raise refused
                return self._desk.say("decide.done", row=row, status=word)
            told = {"order": str(orders.sent([key])[key]), "state": orders.results()[key].status}
        except Problem as problem:
            return self._desk.say(problem)
        return self._desk.say("decide.asks", row=row, status=word, **told)

    def _ask_whole_venue(self) -> str:
        return self._only_looks() or self._desk.say("cancel.venue_asks")

    def _arm(self, *, knowing_loss: bool = False) -> str:
        problem: Problem | None = self._desk.orders.arm(knowing_loss=knowing_loss)
        if problem is None:
            return self._desk.say("done.armed")
        return self._desk.say(problem)

    def _rearm_rules(self) -> str:
        try:
            return self._desk.say("rules.rearmed", count=self._desk.orders.rearm_rules())
        except Problem as problem:
            return self._desk.say(problem)

    def _trading(self, action: Callable[[], object], code: str) -> str:
        """An action that only the desk that trades can do."""
        return self._only_looks() or self._done(action, code)

    def _only_looks(self) -> str:
        """Why this desk can do nothing about orders; empty where it can."""
        return self._desk.orders.trouble if self._desk.orders.is_read_only else ""

    def _done(self, action: Callable[[], object], code: str) -> str:
        action()
        return self._desk.say(code)


def _listed(rows: Sequence[int]) -> str:
    """Row numbers as a person writes them: "5, 7-9"."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][-1] + 1 == row:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
