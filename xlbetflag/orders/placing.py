"""Rows handed over by a sheet: which are new, which the journal knows, which may not be sent."""

from collections.abc import Collection, Sequence

import msgspec

from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.wordings import Wordings
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.order import Refusal
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.preflight import Preflight, content
from xlbetflag.orders.rows.preview import Preview, nothing, stake_of, token_of, worst_of
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.rows.words import reads_as
from xlbetflag.orders.sending.gate import Gate
from xlbetflag.orders.sending.issuing import Issuing, Results
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class Placing:
    """What may leave is issued; rows with options or a command begin to wait."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        limits: SheetLimits,
        preflight: Preflight,
        gate: Gate,
        issuing: Issuing,
        running: RunningConditions,
        conditional: ConditionalOrders,
        wordings: Wordings,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._limits = limits
        self._preflight = preflight
        self._gate = gate
        self._issuing = issuing
        self._running = running
        self._conditional = conditional
        self._wordings = wordings

    def place(
        self, rows: Sequence[Row], confirmed: Collection[str], token: str | None, asked: Origin
    ) -> Results:
        """A result for each key. `token`: of the preview that was confirmed, None without one."""
        with self._ledger.lock:
            try:
                return self._place(rows, confirmed, token, asked)
            except JournalBroken as problem:
                self._ledger.trouble = problem
                return {row.key: self._undisturbed(row, problem) for row in rows}

    def preview(self, rows: Sequence[Row], confirmed: Collection[str]) -> Preview:
        """What `place` would do at this moment; nothing is journaled."""
        said = self._ledger.results.message
        with self._ledger.lock:
            try:
                answers, fresh = self._split(rows, confirmed)
                limits = self._gate.check(fresh)
                done = self._preflight.sort(fresh, limits, confirmed)
            except Problem as problem:
                return nothing(said([Note.of(problem)]), self._changed(rows))
            refused = {r.key: r.message for r in answers.values() if r.status is Status.REFUSED}
            refused.update({r.key: said(r.notes) for r in done.refusals})
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
        waiting = self._running.known([r.key for r in rows if r.key and r.key not in known])
        refused = self._journal.refusals([row.key for row in rows if row.shown_status])
        results: Results = {}
        fresh: list[Row] = []
        for row, twin in _with_same_key(rows):
            if row.key in known or row.key in waiting:
                results[row.key] = self._as_journaled(row)
            elif notes := _not_new(row, twin, refused.get(row.key), row.key in confirmed):
                results[row.key] = self._issuing.answer(row, Status.REFUSED, notes)
            else:
                fresh.append(row)
        return results, fresh

    def _place_fresh(
        self, rows: Sequence[Row], confirmed: Collection[str], token: str | None, asked: Origin
    ) -> Results:
        try:
            limits = self._gate.check(rows)
        except Problem as problem:
            return {row.key: self._issuing.kept_back(row, problem) for row in rows}
        done = self._preflight.sort(rows, limits, confirmed)
        if token is not None and token != token_of(rows, done, confirmed):
            changed = Problem("confirm.changed")
            return {row.key: self._issuing.kept_back(row, changed) for row in rows}
        if done.asked:
            self._limits.keep(self._ledger.now())  # those under which they wait are journaled too
            self._conditional.add(done.asked, len(done.intents), asked.number)
        return self._issuing.issue(rows, done, limits, asked)

    def _changed(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """The keys of rows that no longer say what was sent under them, or share a key."""
        try:
            sent = self._wordings.sent([row.key for row in rows])
        except JournalBroken:
            return ()
        return tuple(
            r.key for r in rows if r.key in sent and (r.others or not reads_as(r, sent[r.key]))
        )

    def _as_journaled(self, row: Row) -> RowResult:
        """The journal's word, saying so where the row now reads otherwise."""
        results, sent = self._ledger.results, self._wordings.sent([row.key])[row.key]
        result = results.of(row.key)
        if row.wanted is not None or reads_as(row, sent):
            return result
        note = results.message([Note("row.key_has_changed", {"sent": str(sent)})])
        return msgspec.structs.replace(result, message=f"{result.message} {note}".strip())

    def _undisturbed(self, row: Row, problem: JournalBroken) -> RowResult:
        """While the journal cannot be used: what is known of an order stays shown."""
        if self._ledger.get(row.key) is not None:
            return self._ledger.results.of(row.key)
        return self._issuing.kept_back(row, problem)


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
