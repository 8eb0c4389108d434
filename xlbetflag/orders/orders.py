"""The order path as the desk uses it: place, cancel, arm, halt, and what became of every row."""

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime

import msgspec

from xlbetflag.api.config import Environment
from xlbetflag.market.account import Balance
from xlbetflag.market.money import Cents
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.draft import Row, RowResult
from xlbetflag.orders.journal import Journal, JournalBroken
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.limits import CheckedLimits, Limits, checked
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.preflight import Preflight
from xlbetflag.orders.records import Note, Order
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.orders.worker import Worker

PROVED = "proved"  # the journaled action without which production is not armed


class Orders:
    """Thread-safe. Nothing here waits for HTTP: one worker thread sends, cancels and reads back.

    `limits` and `language` are asked each time; `winners`: how many selections win on a market
    (None where nobody said); `now`: an aware clock.
    """

    def __init__(
        self,
        client: Venue,
        view: View,
        journal: Journal,
        rules: VenueRules,
        limits: Callable[[], Limits],
        environment: Environment,
        language: Callable[[], str],
        now: Callable[[], datetime],
        *,
        winners: Callable[[str], int | None] = lambda market_id: None,
        pace: Pace = Pace(),  # noqa: B008 - frozen
    ) -> None:
        self._view = view
        self._journal = journal
        self._limits = limits
        self._environment = environment
        self._gate = threading.RLock()
        self._is_armed = False
        self._is_halted = False
        self._openings: dict[date, Cents] = {}
        self._ledger = Ledger(journal, now, language)
        self._preflight = Preflight(
            self._ledger, view, rules, environment, winners=winners, opening=self._opening
        )
        self._worker = Worker(
            client,
            view,
            self._ledger,
            rules,
            pace,
            obstacle=self._obstacle,
            failed=self.disarm,
            between=self._between,
        )

    # --- the desk's life ------------------------------------------------------------------------

    def start(self) -> None:
        """Take up the journal, and reconcile before anything may leave. Disarmed.

        Raises JournalBroken where the journal cannot be read or written.
        """
        self._ledger.load()
        self._worker.start(_asked_before(self._journal))
        self._ledger.act("start", self._environment.value)

    def stop(self) -> None:
        """Finish the request under way; what had not left is REFUSED and says so."""
        self.disarm()
        self._worker.stop()

    @property
    def is_reconciled(self) -> bool:
        """Every order an earlier run left open has been read back."""
        return self._worker.is_reconciled

    @property
    def is_armed(self) -> bool:
        return self._is_armed

    @property
    def is_halted(self) -> bool:
        return self._is_halted

    @property
    def trouble(self) -> str:
        """Why nothing can be sent whatever is armed: the journal. Empty where all is well."""
        problem = self._ledger.trouble
        return self._ledger.message([Note.of(problem)]) if problem else ""

    def arm(self) -> Problem | None:
        """Let orders leave from now on; the Problem that keeps the desk disarmed, if any does."""
        with self._gate:
            problem = self._why_not_armed()
            self._is_armed = problem is None
        if problem is None:
            self._ledger.act("arm")
        return problem

    def disarm(self) -> None:
        """Nothing leaves from now on; what is queued is REFUSED. What stands is left alone."""
        with self._gate:
            was_armed, self._is_armed = self._is_armed, False
        if was_armed:
            self._ledger.act("disarm")
        self._worker.wake()

    def halt(self) -> None:
        """Disarm, refuse everything, cancel all ours, those that appear late too."""
        with self._gate:
            self._is_armed, self._is_halted = False, True
        self._ledger.act("halt")
        self._cancel_open(self._ledger.orders())

    def resume(self) -> None:
        """End a halt; the desk stays disarmed."""
        with self._gate:
            self._is_halted = False
        self._ledger.act("resume")

    # --- orders ---------------------------------------------------------------------------------

    def place(
        self, rows: Sequence[Row], confirmed_twins: Collection[str] = ()
    ) -> dict[str, RowResult]:
        """Check, journal and queue rows; at once a result for each key.

        CHECKED rows leave as soon as they can. REFUSED ones say why and can be placed again.
        A row that could not be looked at now (disarmed, halted, ...) comes back DRAFT with a
        sentence. A key the journal knows is never sent again: its result is the journal's.
        `confirmed_twins`: keys whose equality with another order the user has confirmed.
        """
        with self._ledger.lock:
            try:
                return self._place(rows, confirmed_twins)
            except JournalBroken as problem:
                self._ledger.trouble = problem
                return {row.key: self._answer(row, Status.DRAFT, problem) for row in rows}

    def cancel(self, keys: Iterable[str]) -> dict[str, RowResult]:
        """Ask for these rows to be cancelled; at once a result for each key."""
        results = {}
        known = self._ledger.known(dict.fromkeys(keys))
        self._cancel_open(known.values())
        for key in known:
            result = self._ledger.result(key)
            if not known[key].status.is_open:
                result = self._with(result, Note("cancel.nothing_left"))
            results[key] = result
        return results

    def cancel_all(
        self, market_id: str | None = None, everything_at_venue: bool = False
    ) -> dict[str, RowResult]:
        """Cancel all of ours that is open, on one market or on all.

        `everything_at_venue` uses the venue's own operation, which removes hand-placed offers too:
        on `market_id`, or on every market where an order of ours stands.
        """
        orders = self._ledger.orders() if market_id is None else self._ledger.of_market(market_id)
        if everything_at_venue:
            markets = self._ledger.standing_markets() if market_id is None else [market_id]
            self._worker.cancel_whole_markets(markets)
        found = [order for order in orders if order.status.is_open]
        self._cancel_open(found)
        return {order.key: self._ledger.result(order.key) for order in found}

    def decide(self, key: str, status: Status) -> Problem | None:
        """A person's word on a row that evidence left UNKNOWN or NOT FOUND: how it ended.

        `status`: REFUSED where nothing was placed, else CANCELLED, LAPSED, VOID or SETTLED as the
        venue's statement says. The Problem where the row is not undecided, or the word not final.
        """
        order = self._ledger.known([key]).get(key)
        if order is None or not order.status.is_uncertain:
            return Problem("decide.not_undecided")
        if not status.is_final:
            return Problem("decide.not_final", status=status.value)
        self._ledger.act("decide", f"{key} {status}")
        self._ledger.end([key], status, Note("decide.by_hand"))
        return None

    def results(self) -> dict[str, RowResult]:
        """Every order of which something may change, today's, and all that moved in this run."""
        return self._ledger.results()

    def changes(self, since: int) -> tuple[int, dict[str, RowResult]]:
        """What changed after number `since` (0: everything), and the number to ask with next."""
        return self._ledger.changes(since)

    # --- placing --------------------------------------------------------------------------------

    def _place(self, rows: Sequence[Row], confirmed: Collection[str]) -> dict[str, RowResult]:
        known = self._ledger.known({row.key for row in rows if row.key})
        results = {key: self._ledger.result(key) for key in known}
        refused_before = self._journal.refusals([row.key for row in rows if row.shown_status])
        fresh: list[Row] = []
        for row, twin in _with_same_key(rows):
            if row.key in known:
                results[row.key] = self._as_journaled(row, known[row.key])
                continue
            problem = _misplaced(row, twin, was_refused=row.key in refused_before)
            if problem is None:
                fresh.append(row)
            else:
                results[row.key] = self._answer(row, Status.REFUSED, problem)
        if fresh:
            results.update(self._place_fresh(fresh, confirmed))
        return results

    def _place_fresh(self, rows: Sequence[Row], confirmed: Collection[str]) -> dict[str, RowResult]:
        try:
            limits = self._open_gate(len(rows))
        except Problem as problem:
            return {row.key: self._answer(row, Status.DRAFT, problem) for row in rows}
        done = self._preflight.sort(rows, limits, confirmed)
        self._ledger.add_batch(done.intents, done.refusals)
        queued = [self._ledger.get(intent.key) for intent in done.intents]
        self._worker.queue([order for order in queued if order is not None])
        return {row.key: self._ledger.result(row.key) for row in rows}

    def _open_gate(self, rows: int) -> CheckedLimits:
        """Raises the Problem that keeps the whole batch back."""
        if self._ledger.trouble is not None:
            raise self._ledger.trouble
        if not self._worker.is_running:
            raise Problem("gate.not_started")
        if self._is_halted:
            raise Problem("gate.halted")
        if not self._worker.is_reconciled:
            raise Problem("gate.not_reconciled")
        if not self._is_armed:
            raise Problem("gate.disarmed")
        limits = checked(self._limits())
        if rows > limits.rows_per_batch:
            raise Problem("gate.too_many_rows", rows=rows, limit=limits.rows_per_batch)
        return limits

    def _as_journaled(self, row: Row, order: Order) -> RowResult:
        """The journal's word, saying so where the row now reads otherwise."""
        result, draft, bet = self._ledger.result(row.key), row.draft, order.intent.bet
        if draft is None or (draft.market_id, draft.side, draft.price, draft.size) == (
            order.intent.market_id,
            bet.side,
            bet.price,
            bet.size,
        ):
            return result
        sent = (
            f"{bet.side} {order.intent.selection_name} {bet.size / 100:.2f} @ {bet.price / 100:.2f}"
        )
        return self._with(result, Note("row.key_has_changed", {"sent": sent}))

    def _answer(self, row: Row, status: Status, problem: Problem) -> RowResult:
        return RowResult(
            key=row.key,
            status=status,
            offer_id="",
            matched=0,
            remaining=0,
            message=self._ledger.message([Note.of(problem)]),
            updated=self._ledger.now(),
        )

    def _with(self, result: RowResult, note: Note) -> RowResult:
        message = f"{result.message} {self._ledger.message([note])}".strip()
        return msgspec.structs.replace(result, message=message)

    # --- what may leave -------------------------------------------------------------------------

    def _why_not_armed(self) -> Problem | None:
        if self._is_halted:
            return Problem("arm.halted")
        if self._ledger.trouble is not None:
            return self._ledger.trouble
        is_production = self._environment is Environment.PRODUCTION
        if is_production and not self._journal.actions(PROVED):
            return Problem("arm.unproven")
        return None

    def _obstacle(self) -> Note | None:
        """Why a row that waits may not leave at this moment."""
        if self._ledger.trouble is not None:
            return Note("send.journal")
        if self._is_halted:
            return Note("send.halted")
        if not self._is_armed:
            return Note("send.disarmed")
        return None

    def _cancel_open(self, orders: Iterable[Order]) -> None:
        with self._ledger.lock:
            now_open = [o for o in orders if o.status.is_open]
            waiting = [o.key for o in now_open if o.status is Status.CHECKED]
            if self._is_halted:
                self._ledger.end(waiting, Status.REFUSED, Note("send.halted"))
            else:
                self._ledger.end(waiting, Status.CANCELLED, Note("cancel.before_sending"))
            left = [o.key for o in now_open if o.status is not Status.CHECKED]
        self._worker.cancel(left)

    def _between(self) -> None:
        """In the worker, between two pieces of work."""
        if self._is_halted:
            self._cancel_open(self._ledger.orders())
        self._note_balance()

    # --- the day's money ------------------------------------------------------------------------

    def _opening(self, total: Cents) -> Cents:
        """The balance the day began with, as journaled; the present one where none was."""
        today = self._ledger.today()
        if today not in self._openings:
            opening = self._journal.opening_balance(today)
            if opening is None:
                return total
            self._openings[today] = opening
        return self._openings[today]

    def _note_balance(self) -> None:
        """Journal the first balance of each day."""
        today = self._ledger.today()
        if today in self._openings or self._ledger.trouble is not None:
            return
        opening = self._journal.opening_balance(today)
        if opening is None:
            balance = self._fresh_balance()
            if balance is None:
                return
            self._journal.add_balance(balance, self._ledger.now())
            opening = balance.total
        self._openings[today] = opening

    def _fresh_balance(self) -> Balance | None:
        reading = self._view.balance()
        return reading.value if reading.health is Health.LIVE else None


def _with_same_key(rows: Sequence[Row]) -> list[tuple[Row, Row | None]]:
    """Each row with another row of the batch that carries its key, if one does."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    return [
        (row, next((other for other in by_key[row.key] if other is not row), None)) for row in rows
    ]


def _misplaced(row: Row, twin: Row | None, *, was_refused: bool) -> Problem | None:
    """Why a row the journal has never sent is not even looked at."""
    if not row.key.strip():
        return Problem("row.no_key")
    if twin is not None:
        first, second = sorted((row.position, twin.position))
        return Problem("row.same_key", first=first, second=second)
    shown = row.shown_status.strip().upper()
    if shown in ("", Status.DRAFT) or (shown == Status.REFUSED and was_refused):
        return None
    return Problem("row.status_not_journaled", status=row.shown_status)


def _asked_before(journal: Journal) -> list[str]:
    """The keys whose cancel an earlier run asked for."""
    return [
        key
        for action in journal.actions("cancel")
        for key in msgspec.json.decode(action.words, type=list[str])
    ]
