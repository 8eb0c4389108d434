"""The order rows of one workbook beside the orders of their keys: what each shows, and whether a
command may act through it."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from xlbetflag.desk import Desk
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.reader import JournalBroken
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.words import Sent, reads_as
from xlbetflag.orders.status import Status
from xlbetflag.sheet.which_file import WhichFile
from xlbetflag.workbook.layout.keys import file_of, stem_of
from xlbetflag.workbook.layout.marks import Mark
from xlbetflag.workbook.live.binding import Binding

_OF_NEW_ROWS = ("", Status.DRAFT, Status.REFUSED, Mark.NOT_JOURNALED)


class OrderRows:
    """Used from the thread that owns the spreadsheet."""

    def __init__(
        self,
        desk: Desk,
        binding: Binding,
        file: WhichFile,
    ) -> None:
        self._desk = desk
        self._orders = desk.orders
        self._binding = binding
        self._file = file
        self._rows: tuple[Row, ...] = ()
        self._seen = 0
        self._known: dict[str, RowResult] = {}
        self._results: dict[str, RowResult] = {}  # with what was answered for them since
        self._shown: dict[str, RowResult] = {}
        self._made: dict[str, tuple[Row, RowResult, RowResult]] = {}  # what each was made of
        self._unwritten: set[str] = set()
        self._unlogged: dict[str, RowResult] = {}
        self._checked: tuple[Row, ...] | None = None
        self._can_tell = False
        self._without_row: tuple[str, ...] = ()

    def read(self) -> tuple[Row, ...]:
        """The rows as they stand now; one that went on with another order already with that."""
        self._rows = self._read()
        replacements = self._orders.replacements()
        sent = self._sent(row.key for row in self._rows if row.key in replacements)
        followed = {
            row.key: replacements[row.key]
            for row in self._rows
            if row.key in sent and reads_as(row, sent[row.key]) and not row.others
        }
        if followed:
            self._binding.follow(followed)
            return self.read()
        return self._rows

    def show(self, news: Mapping[str, RowResult] | None = None) -> None:
        """Write what became of rows.

        A row of an order shows what is known of it, whatever was written over it since. `news`:
        what was answered for rows of which nothing is journaled; it is written once.
        """
        self._seen, changed = self._orders.changes(self._seen)
        answered = self._without_astray(news) if news else {}
        fresh = {**answered, **changed}  # an order may have moved on since it was answered
        self._known.update(changed)
        self._results.update(fresh)
        self._unlogged.update(changed)
        self._unwritten |= fresh.keys()
        if fresh or self._checked is not self._rows:
            wanted = self._wanted()
            if not self._binding.shows(wanted):
                self._binding.show_results(wanted)
            self._unwritten.clear()
            self._checked = self._rows
            self._without_row = tuple(self._find_without_row())

    def changes(self) -> dict[str, RowResult]:
        """What changed since this was last asked."""
        changed, self._unlogged = self._unlogged, {}
        return changed

    @property
    def without_row(self) -> tuple[str, ...]:
        """The keys of this file under which something stands or waits, and which no row has any
        more: it was deleted, or its key was."""
        return self._without_row if self._can_tell else ()

    def _find_without_row(self) -> Iterator[str]:
        file, there = self._binding.file_id, {stem_of(key) for key in self._binding.keys}
        for key, result in self._known.items():
            if result.status.is_open and file_of(key) == file and stem_of(key) not in there:
                yield key

    def problem(self, row: Row) -> Problem | None:
        """Why no command acts through a row; None where one may."""
        if self._file.problem:
            return self._file.problem
        sent = self._sent([row.key]).get(row.key)
        return self._mismatch(row, sent)[1] if sent is not None else None

    def is_astray(self, row: Row) -> bool:
        """Whether a row has the key of an order and does not show it as its own."""
        sent = self._sent([row.key]).get(row.key)
        return sent is not None and bool(self._mismatch(row, sent)[0])

    def latest(self, key: str) -> str:
        """The key of the order that a key's order has become by re-pricing."""
        replacements = self._orders.replacements()
        while key in replacements:
            key = replacements[key].key
        return key

    def _without_astray(self, news: Mapping[str, RowResult]) -> dict[str, RowResult]:
        """Rows that do not show an order of their own say so at every tick, in other words."""
        astray = {row.key for row in self._rows if row.key in news and self.is_astray(row)}
        return {key: result for key, result in news.items() if key not in astray}

    def _wanted(self) -> dict[str, RowResult]:
        """What rows are to show, by key."""
        sent = self._sent(row.key for row in self._rows)
        wanted = {}
        for row in self._rows:
            if row.key in sent and row.key in self._results:
                wanted[row.key] = self._of_order(row, sent[row.key])
            elif row.key in self._unwritten:
                wanted[row.key] = self._results[row.key]
            elif row.shown_status.upper() not in _OF_NEW_ROWS and self._can_tell:
                wanted[row.key] = self._marked(
                    row.key, Mark.NOT_JOURNALED, Problem("row.not_journaled")
                )
        for key in self._binding.empty_keys:
            if key in self._results and self._results[key].status.is_open:
                # Emptied by hand; the order is still there.
                row = Row(key=key, position=0, draft=None)
                if key in (sent := self._sent([key])):
                    wanted[key] = self._of_order(row, sent[key])
        return wanted

    def _of_order(self, row: Row, sent: Sent) -> RowResult:
        result = self._results[row.key]
        made = self._made.get(row.key)
        if made is None or made[0] is not row or made[1] is not result:
            made = self._made[row.key] = (row, result, self._made_of(row, sent, result))
        return made[2]

    def _made_of(self, row: Row, sent: Sent, result: RowResult) -> RowResult:
        mark, problem = self._mismatch(row, sent)
        if problem is None:
            return result
        if mark:
            known = self._known.get(row.key, result)
            return self._marked(row.key, mark, problem, known.message)
        told = f"{self._desk.say(problem)} {result.message}".strip()
        return self._once(msgspec.structs.replace(result, message=told))

    def _mismatch(self, row: Row, sent: Sent) -> tuple[str, Problem | None]:
        """What its status cell says instead, "" for nothing else, and why nothing acts through it;
        no problem where the row shows its own order."""
        result = self._results.get(row.key)
        told: dict[str, object] = {
            "sent": str(sent),
            "market": sent.market_id,
            "status": result.status if result else Status.UNKNOWN,
            "matched": result.matched if result else 0,
            "key": self.latest(row.key),
        }
        if row.others:
            rows = ", ".join(map(str, sorted((row.position, *row.others))))
            return Mark.COPY, Problem("row.copy_or_original", rows=rows, **told)
        if not reads_as(row, sent):
            return Mark.NOT_AS_SENT, Problem("row.not_as_sent", **told)
        if row.is_foreign:
            file, key = self._file.home_of(file_of(row.key)), self.latest(row.key)
            return "", Problem("row.of_another_file", file=file, key=key)
        return "", None

    def _marked(self, key: str, mark: str, problem: Problem, more: str = "") -> RowResult:
        known = self._results.get(key)
        message = f"{self._desk.say(problem)} {more}".strip()
        return self._once(
            RowResult(
                key=key,
                status=known.status if known else Status.DRAFT,
                offer_id="",
                matched=0,
                remaining=0,
                message=message,
                updated=known.updated if known else self._desk.now(),
                mark=mark,
            )
        )

    def _once(self, result: RowResult) -> RowResult:
        """The same object while it says the same: the cells of a result are made once."""
        shown = self._shown.get(result.key)
        if shown is None or msgspec.structs.replace(shown, updated=result.updated) != result:
            shown = self._shown[result.key] = result
        return shown

    def _read(self) -> tuple[Row, ...]:
        if self._file.problem:
            self._can_tell = False
            return self._binding.rows(None)
        try:
            rows = self._binding.rows(self._orders.sent)
        except JournalBroken:
            self._can_tell = False
            return self._binding.rows(None)
        self._can_tell = True
        return rows

    def _sent(self, keys: Iterable[str]) -> Mapping[str, Sent]:
        """Nothing where the journal cannot tell: then nothing can be sent either."""
        try:
            return self._orders.sent(keys)
        except JournalBroken:
            return {}
