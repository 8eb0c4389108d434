"""The order path as the desk uses it: place, cancel, arm, halt, and what became of every row."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from xlbetflag.bell import Bell
from xlbetflag.market.money import Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.lowering.generations import DESK, Generation, Wish
from xlbetflag.orders.order import Order
from xlbetflag.orders.path import OrderPath
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.rows.preview import Preview
from xlbetflag.orders.rows.words import Sent
from xlbetflag.orders.sending.replacing import Replacement
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class Orders:
    """Thread-safe. Nothing here waits for HTTP: lanes send, cancel and read back."""

    is_read_only = False

    def __init__(self, path: OrderPath) -> None:
        self._journal = path.journal
        self._environment = path.environment
        self._ledger = path.ledger
        self._afterwards = path.afterwards
        self._generations = path.generations
        self._switch = path.switch
        self._canceller = path.canceller
        self._limits = path.limits
        self._losses = path.losses
        self._watcher = path.watcher
        self._worker = path.worker
        self._gate = path.gate
        self._replacing = path.replacing
        self._running = path.running
        self._conditional = path.conditional
        self._wordings = path.wordings
        self._placing = path.placing
        self._stopping = path.stopping
        self._own_row = path.own_row
        self._upkeep = path.upkeep
        self._lanes = path.lanes

    # --- the desk's life ------------------------------------------------------------------------

    def start(self) -> None:
        """Take up the journal, and reconcile before anything may leave. Disarmed.

        Raises JournalBroken where the journal cannot be read or written.
        """
        self._ledger.load()
        self._limits.load()
        self._losses.load()
        self._replacing.load()
        self._running.load()
        self._ledger.act("start", self._environment.value)
        self._upkeep.load()
        asked_before = _cancels_of(self._journal)
        self._worker.take_up()
        self._canceller.remember(asked_before)
        self._gate.open()
        self._lanes.start()

    def stop(self) -> None:
        """Finish the request under way; what had not left is REFUSED and says so."""
        self.disarm()
        self._gate.close()
        self._lanes.stop()
        self._afterwards.close()

    @property
    def is_reconciled(self) -> bool:
        """Every order an earlier run left open has been read back."""
        return self._gate.is_reconciled

    @property
    def is_armed(self) -> bool:
        return self._switch.is_armed

    @property
    def is_halted(self) -> bool:
        return self._switch.is_halted

    @property
    def trouble(self) -> str:
        """Why nothing can be sent whatever is armed: the journal. Empty where all is well."""
        problem = self._switch.trouble
        return self._ledger.results.message([Note.of(problem)]) if problem else ""

    def arm(self, *, knowing_loss: bool = False) -> Problem | None:
        """Let orders leave from now on; the Problem that keeps the desk disarmed, if any does.

        `knowing_loss`: a person knows that the journal has lost its end, and has looked at the
        venue for what it may not know.
        """
        return self._switch.arm(knowing_loss=knowing_loss)

    def disarm(self) -> None:
        """Nothing leaves from now on; what is queued is REFUSED. What stands is left alone, and
        rules stand still until they are armed again."""
        self._stopping.disarm()

    def halt(self) -> None:
        """Disarm, refuse everything, cancel all ours, those that appear late too."""
        self._stopping.halt()

    def resume(self) -> None:
        """End a halt; the desk stays disarmed."""
        self._switch.resume()

    # --- orders ---------------------------------------------------------------------------------

    def show_limits(self, sheet: str, limits: Limits) -> None:
        """The limits of a sheet as it shows them now: for the rows that it hands over, and for all
        that they set off. Those of other sheets stay as they are."""
        self._limits.show(sheet, limits)

    def preview(self, rows: Sequence[Row], confirmed_twins: Collection[str] = ()) -> Preview:
        """What `place` would do with these rows now, for the user to confirm. Sends nothing."""
        return self._placing.preview(rows, confirmed_twins)

    def place(
        self,
        rows: Sequence[Row],
        confirmed_twins: Collection[str] = (),
        *,
        token: str | None = None,
    ) -> dict[str, RowResult]:
        """Check, journal and queue rows, all of one sheet; at once a result for each key.

        CHECKED rows leave as soon as they can. REFUSED ones say why; they are tried again once the
        row was changed or its status cleared.
        A row that could not be looked at now (disarmed, halted, ...) comes back DRAFT with a
        sentence. A key the journal knows is never sent again: its result is the journal's.
        `confirmed_twins`: keys whose equality with another order the user has confirmed.
        `token`: of a preview; where rows or prices are no longer those it showed, all stay DRAFT.
        Rows with options or a command are WAITING until they act (docs/automation.md).
        """
        before = self._generations.number
        self._own_row.cancel_first(rows)
        at = self._ledger.clocks.stamp()
        number = self._generations.raise_(Wish.CANCEL, self._own_row.taken_back_by(rows))
        if not self._generations.holds(Generation(before, (DESK,))):  # a wish came meanwhile
            number = before
        asked = Origin(at=at, number=number)
        results = self._placing.place(rows, confirmed_twins, token, asked)
        for row in rows:
            if row.wanted is not None and row.key in results:
                results[row.key] = self._own_row.answer(row, row.wanted, results[row.key])
        return results

    def cancel(self, keys: Iterable[str]) -> dict[str, RowResult]:
        """Ask for these rows to be cancelled; at once a result for each key.

        With a row goes what took its place, its rule, and all that the rule has placed.
        """
        return self._stopping.cancel(keys)

    def cancel_all(
        self, market_id: str | None = None, everything_at_venue: bool = False
    ) -> dict[str, RowResult]:
        """Cancel all of ours that is open, on one market or on all, and end the rules there.

        `everything_at_venue` uses the venue's own operation, which removes hand-placed offers too:
        on `market_id`, or on every market where an order of ours stands.
        """
        return self._stopping.cancel_all(market_id, everything_at_venue=everything_at_venue)

    def replace(
        self, key: str, price: Hundredths, *, shown_age: float = 0.0, sheet: str = ""
    ) -> None:
        """Cancel an order and, once that is confirmed, place what is left of it at another price.

        The new order has a key of its own (`replacements`). `shown_age`: as of a Draft; `sheet`:
        as of a Row. Raises Problem where that cannot be done; then the order is left as it is.
        """
        self._conditional.reprice(key, price, shown_age, sheet)

    def replacements(self) -> Mapping[str, Replacement]:
        """By the key of each order that was replaced, the one that took its place."""
        return self._replacing.links()

    def is_replacing(self, key: str) -> bool:
        """Whether an order is being cancelled to be placed at another price."""
        with self._ledger.lock:  # the step that ends it is one
            return self._replacing.is_under_way(key)

    def rules(self) -> list[ConditionalOrder]:
        """Rows whose options or command have not ended, oldest first."""
        return self._running.all_asked()

    def rearm_rules(self) -> int:
        """Rules that stand still since a start, a disarm or a halt go on; how many.

        Raises Problem where the desk is not armed.
        """
        since = self._generations.number
        self._switch.check()
        self._ledger.act("rearm rules")
        return self._conditional.rearm(since)

    def decide(self, key: str, status: Status) -> Problem | None:
        """A person's word on a row that evidence left UNKNOWN or NOT FOUND, or on an open one of a
        market that cannot be read: how it ended.

        `status`: REFUSED where nothing was placed, else CANCELLED, LAPSED, VOID or SETTLED as the
        venue's statement says. The Problem where the row is not undecided, or the word not final.
        """
        with self._ledger.lock:
            order = self._ledger.known([key]).get(key)
            if order is None or not self._is_undecided(order):
                return Problem("decide.not_undecided")
            if not status.is_final:
                return Problem("decide.not_final", status=status.value)
            self._ledger.act("decide", f"{key} {status}")
            self._ledger.decide(key, status)
        self._watcher.decided(order.intent.market_id)
        return None

    # --- what became of them --------------------------------------------------------------------

    @property
    def bell(self) -> Bell:
        """Rings when `changes` has something new, or `is_reconciled` may have come true."""
        return self._ledger.bell

    def results(self) -> dict[str, RowResult]:
        """Every order of which something may change, today's, and all that moved in this run."""
        return self._ledger.results.all()

    def changes(self, since: int) -> tuple[int, dict[str, RowResult]]:
        """What changed after number `since` (0: everything), and the number to ask with next."""
        return self._ledger.results.changes(since)

    def sent(self, keys: Iterable[str]) -> Mapping[str, Sent]:
        """What was journaled under these keys; one that was never sent has nothing.

        Raises JournalBroken where the journal cannot be read.
        """
        return self._wordings.sent(keys)

    def open_markets(self) -> frozenset[str]:
        """Markets with a rule, or with an order that may still leave, be matched, or turn out to
        stand."""
        waiting = {asked.market_id for asked in self.rules()}
        open_orders = [o for o in self._ledger.orders() if o.status.is_open]
        return frozenset({o.intent.market_id for o in open_orders} | waiting)

    def record(self, action: str, words: str) -> None:
        """Journal something that was done around the orders."""
        self._ledger.act(action, words)

    def file_home(self, file_id: str) -> str | None:
        """Where the workbook of that name was last open; None where it never was, or the journal
        cannot be read."""
        try:
            return self._journal.file_home(file_id)
        except JournalBroken:
            return None

    def keep_file(self, file_id: str, path: str) -> None:
        """Journal where a workbook is open."""
        self._ledger.keep_file(file_id, path)

    def _is_undecided(self, order: Order) -> bool:
        if order.status in (Status.UNKNOWN, Status.NOT_FOUND):
            return True
        has_left = order.status.is_open and order.status not in (Status.CHECKED, Status.SENDING)
        return has_left and self._ledger.is_apart(order.intent.market_id)


def _cancels_of(journal: Journal) -> list[str]:
    """The keys whose cancel an earlier run asked for."""
    return [
        key
        for action in journal.actions("cancel")
        for key in msgspec.json.decode(action.words, type=list[str])
    ]
