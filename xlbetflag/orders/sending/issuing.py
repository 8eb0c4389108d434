"""New rows become orders: through the gate and every control, journaled, queued to leave."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.row_results import bare_result
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.order import Order, Refusal, is_twin
from xlbetflag.orders.rows.basis import Basis, Confirmed, Origin
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import CheckedLimits
from xlbetflag.orders.rows.preflight import Preflight, Sorted
from xlbetflag.orders.sending.batches import Queued
from xlbetflag.orders.sending.gate import Gate
from xlbetflag.orders.sending.worker import Worker
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

Results = dict[str, RowResult]


class Issuing:
    """Used under the ledger's lock, but for `fire` and `fire_one`, which take it."""

    def __init__(
        self,
        ledger: Ledger,
        preflight: Preflight,
        gate: Gate,
        worker: Worker,
        generations: Generations,
    ) -> None:
        self._ledger = ledger
        self._preflight = preflight
        self._gate = gate
        self._worker = worker
        self._generations = generations

    def refusals(self, row: Row) -> Sequence[Refusal]:
        """What refuses a new row at this moment. Raises the Problem that keeps everything back."""
        with self._ledger.lock:
            return self._preflight.sort([row], self._gate.check([row]), ()).refusals

    def issue(
        self, rows: Sequence[Row], done: Sorted, limits: CheckedLimits, asked: Origin
    ) -> Results:
        """What preflight has let through is journaled and queued. Raises JournalBroken: then
        nothing is."""
        orders = self._ledger.add_batch(done.intents, done.refusals)
        self._worker.queue(self._with_bases(orders, rows, done, limits, asked))
        refused = {refusal.key for refusal in done.refusals}
        shown = self._ledger.results
        return {
            row.key: shown.refusal(row.key) if row.key in refused else shown.of(row.key)
            for row in rows
        }

    def fire(self, rows: Sequence[Row], confirmed_twins: Collection[str], asked: Origin) -> Results:
        """Place bets that conditions have set off; what the journal knows already is not placed
        again. Raises JournalBroken."""
        with self._ledger.lock:
            known = self._ledger.known([row.key for row in rows])
            results = {key: self._ledger.results.of(key) for key in known}
            fresh = [row for row in rows if row.key not in known]
            if fresh:
                results |= self._fire(fresh, confirmed_twins, asked)
            return results

    def _fire(self, rows: Sequence[Row], confirmed: Collection[str], asked: Origin) -> Results:
        try:
            limits = self._gate.check(rows)
        except Problem as problem:
            return {row.key: self.kept_back(row, problem) for row in rows}
        done = self._preflight.sort(rows, limits, confirmed)
        return self.issue(rows, done, limits, asked)

    def fire_one(self, row: Row, asked: Origin) -> RowResult:
        """As `fire`; a journal that cannot be used keeps the row back."""
        try:
            return self.fire([row], (), asked)[row.key]
        except JournalBroken as problem:
            self._ledger.trouble = problem
            return self.kept_back(row, problem)

    def kept_back(self, row: Row, problem: Problem) -> RowResult:
        """Nothing is wrong with the row itself: it stays a draft and can be placed as it is."""
        return self.answer(row, Status.DRAFT, (Note.of(problem),))

    def answer(self, row: Row, status: Status, notes: Sequence[Note]) -> RowResult:
        """To a row of which nothing is journaled now."""
        said = self._ledger.results.message(notes)
        result = bare_result(row.key, status, said, self._ledger.now())
        return msgspec.structs.replace(result, is_twin=is_twin(notes))

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
