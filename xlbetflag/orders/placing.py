"""Rows handed over by a sheet: which are new, which the journal knows, which may not be sent."""

from collections.abc import Callable, Collection, Sequence

import msgspec

from xlbetflag.market.problem import Problem
from xlbetflag.orders.draft import Row, RowResult
from xlbetflag.orders.journal import Journal, JournalBroken
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.limits import CheckedLimits
from xlbetflag.orders.preflight import Preflight, content
from xlbetflag.orders.records import Note, Order, Refusal
from xlbetflag.orders.status import Status

Results = dict[str, RowResult]


class Placing:
    """`gate` gives the limits for so many new rows, or raises the Problem that keeps all back;
    `queue` takes orders that are journaled and may leave."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        preflight: Preflight,
        gate: Callable[[int], CheckedLimits],
        queue: Callable[[Sequence[Order]], None],
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._preflight = preflight
        self._gate = gate
        self._queue = queue

    def place(self, rows: Sequence[Row], confirmed_twins: Collection[str]) -> Results:
        """A result for each key."""
        with self._ledger.lock:
            try:
                return self._place(rows, confirmed_twins)
            except JournalBroken as problem:
                self._ledger.trouble = problem
                return {row.key: self._kept_back(row, problem) for row in rows}

    def _place(self, rows: Sequence[Row], confirmed: Collection[str]) -> Results:
        known = self._ledger.known({row.key for row in rows if row.key})
        refused = self._journal.refusals([row.key for row in rows if row.shown_status])
        results: Results = {}
        fresh: list[Row] = []
        for row, twin in _with_same_key(rows):
            if row.key in known:
                results[row.key] = self._as_journaled(row, known[row.key])
            elif notes := _not_new(row, twin, refused.get(row.key)):
                results[row.key] = self._answer(row, Status.REFUSED, notes)
            else:
                fresh.append(row)
        if fresh:
            results.update(self._place_fresh(fresh, confirmed))
        return results

    def _place_fresh(self, rows: Sequence[Row], confirmed: Collection[str]) -> Results:
        try:
            limits = self._gate(len(rows))
        except Problem as problem:
            return {row.key: self._kept_back(row, problem) for row in rows}
        done = self._preflight.sort(rows, limits, confirmed)
        self._queue(self._ledger.add_batch(done.intents, done.refusals))
        return {row.key: self._ledger.result(row.key) for row in rows}

    def _as_journaled(self, row: Row, order: Order) -> RowResult:
        """The journal's word, saying so where the row now reads otherwise."""
        result, draft, bet = self._ledger.result(row.key), row.draft, order.intent.bet
        sent = order.intent.market_id, bet.side, bet.price, bet.size
        if draft is None or sent == (draft.market_id, draft.side, draft.price, draft.size):
            return result
        name, size, price = order.intent.selection_name, bet.size / 100, bet.price / 100
        words = f"{bet.side} {name} {size:.2f} @ {price:.2f}"
        note = self._ledger.message([Note("row.key_has_changed", {"sent": words})])
        return msgspec.structs.replace(result, message=f"{result.message} {note}".strip())

    def _kept_back(self, row: Row, problem: Problem) -> RowResult:
        """Nothing is wrong with the row itself: it stays a draft and can be placed as it is."""
        return self._answer(row, Status.DRAFT, (Note.of(problem),))

    def _answer(self, row: Row, status: Status, notes: Sequence[Note]) -> RowResult:
        return RowResult(
            key=row.key,
            status=status,
            offer_id="",
            matched=0,
            remaining=0,
            message=self._ledger.message(notes),
            updated=self._ledger.now(),
        )


def _with_same_key(rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Each row with another row of the batch that carries its key, if one does."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [
        (row, next((other for other in by_key[row.key] if other is not row), None)) for row in rows
    ]


def _not_new(row: Row, twin: Row | None, refusal: Refusal | None) -> tuple[Note, ...]:
    """Why a row that was never sent is not to be looked at; empty where it is.

    A status that the journal does not know may be that of an order sent from elsewhere.
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
    if refusal.content == content(row):
        return (*refusal.notes, Note("row.unchanged"))
    return ()
