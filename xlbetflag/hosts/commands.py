"""The commands of a sheet: what a word does, and the sentence that says what was done."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.hosts.delivery import Delivery
from xlbetflag.hosts.typed import at_once, misfit_of, read_command
from xlbetflag.hosts.watching import Watching
from xlbetflag.market.inputs import parse_price
from xlbetflag.market.problem import Problem
from xlbetflag.orders.draft import Row, RowResult
from xlbetflag.orders.preview import Preview
from xlbetflag.orders.status import Status
from xlbetflag.texts import say
from xlbetflag.texts.spoken import choice_in
from xlbetflag.workbook import Binding
from xlbetflag.workbook.layout import COMMANDS

SENT_ON = (Status.WAITING, Status.CHECKED, Status.SENDING)


class Commands:
    """Of one workbook. Numbers in a command are rows of its Orders sheet; of NEXT, of Watch."""

    def __init__(
        self, desk: Desk, binding: Binding, delivery: Delivery, watching: Watching
    ) -> None:
        self._desk = desk
        self._binding = binding
        self._delivery = delivery
        self._watching = watching

    def do(self, typed: str) -> str:
        """Do one command ("ARM", "annulla 5 7"); the sentence that says what was done.

        PLACE and PREVIEW without numbers take all rows.
        """
        if (done := at_once(self._desk, typed)) is not None:
            return done
        command, words = read_command(typed)
        if not command:
            choices = ", ".join(choice_in(each, self._desk.language()) for each in COMMANDS)
            return self._say("done.unknown", value=" ".join(words), choices=choices)
        if command == "REPLACE":
            return self._replace(words)
        if misfit := misfit_of(command, words, self._desk.language()):
            return misfit
        return self._actions[command]([int(word) for word in words])

    def rows(self, positions: Sequence[int] = ()) -> list[Row]:
        """The order rows, each with the age of the price that this sheet shows of its market, and
        under the limits that it shows now."""
        inputs = self._binding.inputs()
        self._desk.orders.show_limits(inputs.file_id, inputs.limits)
        rows = [row for row in self._binding.rows() if not positions or row.position in positions]
        return [self._handed_over(row, inputs.file_id) for row in rows]

    def preview(self, positions: Sequence[int] = ()) -> Preview:
        """What placing them now would do, to be confirmed before `place`."""
        return self._desk.orders.preview(self.rows(positions))

    def told(self, seen: Preview) -> str:
        """A preview as sentences."""
        if seen.trouble:
            return seen.trouble
        said = self._say(
            "confirm.batch",
            rows=len(seen.rows),
            stake=seen.stake,
            worst=seen.worst,
            refused=len(seen.refused),
        )
        twins = [row.position for row in self.rows() if row.key in seen.twins] if seen.twins else []
        return f"{said} {self._confirm(twins)}" if twins else said

    def place(
        self, positions: Sequence[int] = (), *, token: str | None = None, with_twins: bool = False
    ) -> str:
        """Place rows, all where no numbers are given. `token`: of the preview that was confirmed;
        `with_twins`: rows equal to another order too."""
        rows = self.rows(positions)
        known = self._desk.orders.results()
        twins = [row.key for row in rows] if with_twins else []
        results = self._desk.orders.place(rows, twins, token=token)
        self._binding.show_results(results)
        fresh = [
            result
            for key, result in results.items()
            if key not in known or known[key].status is Status.REFUSED
        ]
        taken = sum(result.status in SENT_ON for result in fresh)
        refused = len(fresh) - taken
        said = self._say("done.placed", rows=taken, refused=refused)
        return " ".join([said, *self._of_twins(rows, results)])

    @property
    def _actions(self) -> Mapping[str, Callable[[Sequence[int]], str]]:
        orders, feed = self._desk.orders, self._desk.feed
        return {
            "PLACE": self.place,
            "PLACE TWINS": self._place_twins,
            "PREVIEW": self._preview,
            "CANCEL": self._cancel,
            "CANCEL ALL AT VENUE": lambda _: self._ask_whole_venue(),
            "ARM": lambda _: self._arm(),
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
            return self._say("confirm.which_twins")
        return self.place(positions, with_twins=True)

    def _of_twins(self, rows: Sequence[Row], results: Mapping[str, RowResult]) -> list[str]:
        """What to say of rows that only wait to be confirmed; nothing where there are none."""
        found = [row.position for row in rows if row.key in results and results[row.key].is_twin]
        return [self._confirm(found)] if found else []

    def _confirm(self, positions: Sequence[int]) -> str:
        numbers = " ".join(str(position) for position in positions)
        return self._say("confirm.twins", count=len(positions), rows=numbers)

    def _preview(self, positions: Sequence[int]) -> str:
        return self.told(self.preview(positions))

    def _cancel(self, positions: Sequence[int]) -> str:
        keys = {row.position: row.key for row in self._binding.rows() if row.position in positions}
        if not keys:
            return self._say("done.cancel_which")
        if trouble := self._only_looks():
            return trouble
        results = self._desk.orders.cancel(keys.values())
        self._binding.show_results(results)
        said = self._say("done.cancelling", rows=len(results))
        without = [each for each in positions if keys.get(each) not in results]
        if not without:
            return said
        return f"{said} {self._say('done.no_such_rows', rows=' '.join(map(str, without)))}"

    def _replace(self, words: Sequence[str]) -> str:
        """REPLACE row price."""
        if trouble := self._only_looks():
            return trouble
        rows = {str(row.position): row for row in self.rows()}
        if len(words) != 2 or words[0] not in rows:
            return self._say("replace.how")
        row = rows[words[0]]
        age = row.draft.shown_age if row.draft else 0.0
        try:
            price = parse_price(words[1])
            self._desk.orders.replace(row.key, price, shown_age=age, sheet=row.sheet)
        except Problem as problem:
            return say(problem, self._desk.language())
        return self._say("replace.begun", row=words[0], price=price)

    def _ask_whole_venue(self) -> str:
        return self._only_looks() or self._say("cancel.venue_asks")

    def _arm(self) -> str:
        problem: Problem | None = self._desk.orders.arm()
        if problem is None:
            return self._say("done.armed")
        return say(problem, self._desk.language())

    def _rearm_rules(self) -> str:
        try:
            return self._say("rules.rearmed", count=self._desk.orders.rearm_rules())
        except Problem as problem:
            return say(problem, self._desk.language())

    def _trading(self, action: Callable[[], object], code: str) -> str:
        """An action that only the desk that trades can do."""
        return self._only_looks() or self._done(action, code)

    def _only_looks(self) -> str:
        """Why this desk can do nothing about orders; empty where it can."""
        return self._desk.orders.trouble if self._desk.orders.is_read_only else ""

    def _done(self, action: Callable[[], object], code: str) -> str:
        action()
        return self._say(code)

    def _say(self, code: str, **values: object) -> str:
        return say(code, self._desk.language(), **values)
