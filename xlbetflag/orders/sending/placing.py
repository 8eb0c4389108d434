"""Rows handed over by a sheet: which are new, which the journal knows, which may not be sent."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.row_results import bare_result
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.order import Order, Refusal, is_twin
from xlbetflag.orders.rows.basis import Basis, Confirmed, Origin
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import CheckedLimits
from xlbetflag.orders.rows.preflight import Preflight, Sorted, content
from xlbetflag.orders.rows.preview import Preview, nothing, stake_of, token_of, worst_of
from xlbetflag.orders.rows.words import Sent, reads_as
from xlbetflag.orders.sending.batches import Queued
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

Results = dict[str, RowResult]


class Placing:
    """`gate` gives the limits for these new rows, or raises the Problem that keeps all back;
    `queue` takes orders that are journaled and may leave; `rules` tells those of some keys that are
    rules, `begin` takes new ones, how many orders come with them, and how many wishes there were
    when they were asked for; `sent` tells what was journaled under keys."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        preflight: Preflight,
        gate: Callable[[Sequence[Row]], CheckedLimits],
        queue: Callable[[Iterable[Queued]], None],
        generations: Generations,
        *,
        rules: Callable[[Iterable[str]], Collection[str]],
        begin: Callable[[Sequence[ConditionalOrder], int, int], None],
        sent: Callable[[Iterable[str]], Mapping[str, Sent]],
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._preflight = preflight
        self._gate = gate
        self._queue = queue
        self._generations = generations
        self._rules = rules
        self._begin = begin
        self._sent = sent

    def place(
        self,
        rows: Sequence[Row],
        confirmed_twins: Collection[str],
        token: str | None = None,
        *,
        asked: Origin,
    ) -> Results:
        """A result for each key. `token`: of the preview that was confirmed, None without one."""
        with self._ledger.lock:
            try:
                return self._place(rows, confirmed_twins, token, asked)
            except JournalBroken as problem:
                self._ledger.trouble = problem
                return {row.key: self._undisturbed(row, problem) for row in rows}

    def preview(self, rows: Sequence[Row], confirmed: Collection[str]) -> Preview:
        """What `place` would do at this moment; nothing is journaled."""
        with self._ledger.lock:
            try:
                answers, fresh = self._split(rows, confirmed)
                limits = self._gate(fresh)
                done = self._preflight.sort(fresh, limits, confirmed)
            except Problem as problem:
                said = self._ledger.results.message([Note.of(problem)])
                return nothing(said, self._changed(rows))
            refused = {r.key: r.message for r in answers.values() if r.status is Status.REFUSED}
            refused.update({r.key: self._ledger.results.message(r.notes) for r in done.refusals})
            twins = [key for key, answer in answers.items() if answer.is_twin]
            return Preview(
                rows=(*[i.key for i in done.intents], *[a.key for a in done.asked]),
                stake=stake_of(done),
                worst=worst_of(done),
                refused=refused,
                twins=(*twins, *[r.key for r in done.refusals if r.is_of_twin]),
                changed=self._changed(rows),
                trouble="",
                token=token_of(fresh, done, confirmed),
            )

    def fire(self, rows: Sequence[Row], confirmed_twins: Collection[str], asked: Origin) -> Results:
        """As `place`, of orders that rules have set off. Raises JournalBroken."""
        with self._ledger.lock:
            known = self._ledger.known([row.key for row in rows])
            results = {key: self._ledger.results.of(key) for key in known}
            fresh = [row for row in rows if row.key not in known]
            return results | (
                self._place_fresh(fresh, confirmed_twins, None, asked) if fresh else {}
            )

    def check(self, row: Row) -> Sequence[Refusal]:
        """What refuses a new row at this moment. Raises the Problem that keeps everything back."""
        with self._ledger.lock:
            return self._preflight.sort([row], self._gate([row]), ()).refusals

    def _place(
        self, rows: Sequence[Row], confirmed: Collection[str], token: str | None, asked: Origin
    ) -> Results:
        results, fresh = self._split(rows, confirmed)
        if fresh:
            results.update(self._place_fresh(fresh, confirmed, token, asked))
        return results

    def _split(self, rows: Sequence[Row], confirmed: Collection[str]) -> tuple[Results, list[Row]]:
        """The answers that stand already, and the rows to be looked at."""
        known = self._ledger.known({row.key for row in rows if row.key})
        rules = self._rules([row.key for row in rows if row.key and row.key not in known])
        refused = self._journal.refusals([row.key for row in rows if row.shown_status])
        results: Results = {}
        fresh: list[Row] = []
        for row, twin in _with_same_key(rows):
            if row.key in known or row.key in rules:
                results[row.key] = self._as_journaled(row)
            elif notes := _not_new(row, twin, refused.get(row.key), row.key in confirmed):
                results[row.key] = self._answer(row, Status.REFUSED, notes)
            else:
                fresh.append(row)
        return results, fresh

    def _place_fresh(
        self, rows: Sequence[Row], confirmed: Collection[str], token: str | None, asked: Origin
    ) -> Results:
        try:
            limits = self._gate(rows)
        except Problem as problem:
            return {row.key: self._kept_back(row, problem) for row in rows}
        done = self._preflight.sort(rows, limits, confirmed)
        if token is not None and token != token_of(rows, done, confirmed):
            return {row.key: self._kept_back(row, Problem("confirm.changed")) for row in rows}
        self._begin(done.asked, len(done.intents), asked.number)
        orders = self._ledger.add_batch(done.intents, done.refusals)
        self._queue(self._with_bases(orders, rows, done, limits, asked))
        refused = {refusal.key for refusal in done.refusals}
        return {
            row.key: self._ledger.results.refusal(row.key)
            if row.key in refused
            else self._ledger.results.of(row.key)
            for row in rows
        }

    def _with_bases(
        self,
        orders: Sequence[Order],
        rows: Sequence[Row],
        done: Sorted,
        limits: CheckedLimits,
        asked: Origin,
    ) -> Iterator[Queued]:
        """Each with what it rests on until it leaves."""
        drafts = [row for row in rows if row.draft is not None]
        shown = {row.key: row.draft.shown_age for row in drafts if row.draft is not None}
        sheets = {row.key: row.sheet for row in drafts}
        together: dict[str, dict[str, Bet]] = {}
        for order in orders:
            together.setdefault(order.intent.market_id, {})[order.key] = order.intent.bet
        confirmed = {
            m: Confirmed(bets, done.markets[m].worst_alone) for m, bets in together.items()
        }
        for order in orders:
            intent, market = order.intent, done.markets[order.intent.market_id]
            keys = (intent.key, *asked.keys)
            basis = Basis(
                origin=asked,
                generation=self._generations.of_bet(
                    asked.number, intent.market_id, intent.bet.selection_id, keys
                ),
                age=max(market.book.age, shown[intent.key]),
                phase=asked.phase or market.phase,
                limits=limits,
                sheet=sheets[intent.key],
                confirmed=confirmed[intent.market_id],
            )
            yield Queued(order, basis)

    def _changed(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """The keys of rows that no longer say what was sent under them, or share a key."""
        try:
            sent = self._sent([row.key for row in rows])
        except JournalBroken:
            return ()
        return tuple(
            r.key for r in rows if r.key in sent and (r.others or not reads_as(r, sent[r.key]))
        )

    def _as_journaled(self, row: Row) -> RowResult:
        """The journal's word, saying so where the row now reads otherwise."""
        result, sent = self._ledger.results.of(row.key), self._sent([row.key])[row.key]
        if row.wanted is not None or reads_as(row, sent):
            return result
        note = self._ledger.results.message([Note("row.key_has_changed", {"sent": str(sent)})])
        return msgspec.structs.replace(result, message=f"{result.message} {note}".strip())

    def _undisturbed(self, row: Row, problem: JournalBroken) -> RowResult:
        """While the journal cannot be used: what is known of an order stays shown."""
        if self._ledger.get(row.key) is not None:
            return self._ledger.results.of(row.key)
        return self._kept_back(row, problem)

    def _kept_back(self, row: Row, problem: Problem) -> RowResult:
        """Nothing is wrong with the row itself: it stays a draft and can be placed as it is."""
        return self._answer(row, Status.DRAFT, (Note.of(problem),))

    def _answer(self, row: Row, status: Status, notes: Sequence[Note]) -> RowResult:
        said = self._ledger.results.message(notes)
        result = bare_result(row.key, status, said, self._ledger.now())
        return msgspec.structs.replace(result, is_twin=is_twin(notes))


def _with_same_key(rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Each row with another row of the batch that carries its key, if one does."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [
        (row, next((other for other in by_key[row.key] if other is not row), None)) for row in rows
    ]


def _not_new(
    row: Row, twin: Row | None, refusal: Refusal | None, is_confirmed: bool
) -> tuple[Note, ...]:
    """Why a row that was never sent is not to be looked at; empty where it is.

    `is_confirmed`: as a twin, which is a reason to look again at one refused as such. A status that
    the journal does not know may be that of an order sent from elsewhere.
    """
    shown = row.shown_status.strip().upper()
    if not row.key.strip():
        return (Note("row.no_key"),)
    if twin is not None:
        first, second = sorted((row.position, twin.position))
        return (Note("row.same_key", {"first": first, "second": second}),)
    if shown in ("", Status.DRAFT):
        return ()
    if refusal is None or shown != Status.REFUSED:
        return (Note("row.status_not_journaled", {"status": row.shown_status}),)
    if refusal.content == content(row) and not (is_confirmed and refusal.is_of_twin):
        return (*refusal.notes, Note("row.unchanged"))
    return ()
