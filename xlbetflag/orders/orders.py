"""The order path as the desk uses it: place, cancel, arm, halt, and what became of every row."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from xlbetflag.api.config import Environment
from xlbetflag.bell import Bell
from xlbetflag.market.money import Hundredths
from xlbetflag.market.naming import find_selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders, Doing
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.terms.command import TAKING_BACK, Command
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.conditional.terms.options import NONE
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.lowering.generations import (
    DESK,
    Generation,
    Generations,
    Scope,
    Wish,
    of_key,
    of_market,
    of_selection,
)
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.order import Order
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.rows.draft import Row, RowResult, Wanted
from xlbetflag.orders.rows.limits import Ceiling, CheckedLimits, Limits, checked
from xlbetflag.orders.rows.preflight import Preflight
from xlbetflag.orders.rows.preview import Preview
from xlbetflag.orders.rows.selections import known_selections
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.rows.situation import phase_of
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.rows.words import Sent, Wordings, is_same_place, sent_by_order
from xlbetflag.orders.sending.placing import Placing
from xlbetflag.orders.sending.replacing import Replacement, Replacing
from xlbetflag.orders.sending.worker import Worker
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.reports.day_balances import DayBalances
from xlbetflag.reports.losses import Losses
from xlbetflag.scheduling import Scheduler
from xlbetflag.texts.note import Note


class Orders:
    """Thread-safe. Nothing here waits for HTTP: lanes send, cancel and read back.

    `limits` (of rows that no sheet hands over) and `language` are asked each time; `ceiling`: over
    all sheets; `winners`: how many selections win on a market (None where nobody said); `tables`:
    what a proof must have proved before production is armed (None: nothing will do).
    """

    is_read_only = False

    def __init__(
        self,
        client: Venue,
        view: View,
        journal: Journal,
        rules: VenueRules,
        limits: Callable[[], Limits],
        environment: Environment,
        language: Callable[[], str],
        scheduler: Scheduler,
        *,
        ceiling: Ceiling = Ceiling(),  # noqa: B008 - frozen
        winners: Callable[[str], int | None] = lambda market_id: None,
        pace: Pace = Pace(),  # noqa: B008 - frozen
        tables: str | None = None,
    ) -> None:
        self._journal = journal
        self._view = view
        self._limits = SheetLimits(journal, limits)
        self._environment = environment
        self._ledger = Ledger(journal, scheduler, language)
        self._afterwards = Afterwards(self._ledger, scheduler)
        self._generations = Generations()
        self._switch = Switch(self._ledger, journal, environment, tables)
        self._opening = DayBalances(self._ledger, journal, view)
        self._losses = Losses(
            self._ledger, journal, self._opening, winners, rules.liability_rounding.value
        )
        preflight = Preflight(
            self._ledger,
            view,
            rules,
            environment,
            winners=winners,
            lost_today=self._losses.today,
            ceiling=ceiling,
        )
        self._worker = Worker(
            client,
            view,
            self._ledger,
            self._generations,
            rules,
            pace,
            scheduler,
            obstacle=self._switch.obstacle,
            failed=self.disarm,
            between=self._between,
            afterwards=self._afterwards.add,
            tightened=Tightened(self._limits.of, preflight.over_limits),
        )
        self._placing = Placing(
            self._ledger,
            journal,
            preflight,
            self._gate,
            self._worker.queue,
            self._generations,
            rules=lambda keys: self._conditional.known(keys),
            begin=self._begin,
            sent=self.sent,
        )
        self._reconciling: list[str] = []
        self._replacing = Replacing(
            self._ledger,
            journal,
            self._generations,
            check=self._placing.check,
            place=lambda row, asked: self._placing.place([row], (), asked=asked)[row.key],
            cancel=self._worker.cancel,
            rule=lambda keys: self._conditional.rule_of(keys),
            phase=lambda market_id: phase_of(view.offers(market_id)),
        )
        looking = FactFinder(
            self._ledger,
            view,
            rules,
            limits=self._limits.of,
            winners=winners,
            replacements=self._replacing.links,
            is_replacing=self._replacing.is_under_way,
        )
        doing = Doing(
            place=self._placing.fire,
            cancel=self._cancel_by_rule,
            replace=lambda key, price, *of: self._replacing.ask(key, price, 0.0, *of),
            failed=self.disarm,
        )
        self._conditional = ConditionalOrders(
            self._ledger,
            journal,
            self._generations,
            looking,
            doing,
            scheduler,
            afterwards=self._afterwards.add,
        )
        self._wordings = Wordings(self._ledger, self._conditional.known, self._conditional.asked)

    # --- the desk's life ------------------------------------------------------------------------

    def start(self) -> None:
        """Take up the journal, and reconcile before anything may leave. Disarmed.

        Raises JournalBroken where the journal cannot be read or written.
        """
        self._ledger.load()
        self._limits.load()
        self._losses.load()
        self._replacing.load()
        self._conditional.load()
        self._ledger.act("start", self._environment.value)
        self._reconciling = [o.key for o in self._ledger.orders() if o.status.is_open]
        self._worker.start(_asked_before(self._journal))
        self._conditional.start()

    def stop(self) -> None:
        """Finish the request under way; what had not left is REFUSED and says so."""
        self.disarm()
        self._worker.stop()
        self._conditional.stop()
        self._afterwards.close()

    @property
    def is_reconciled(self) -> bool:
        """Every order an earlier run left open has been read back."""
        return self._worker.is_reconciled

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
        self._generations.raise_(Wish.DISARM, [DESK])
        was_armed = self._switch.disarm()
        self._stop_rules(Wish.DISARM)
        self._worker.wake()
        if was_armed:
            self._afterwards.add(lambda: self._ledger.act("disarm"))
        self._afterwards.settle()

    def halt(self) -> None:
        """Disarm, refuse everything, cancel all ours, those that appear late too."""
        self._generations.raise_(Wish.HALT, [DESK])
        self._switch.halt()
        self._afterwards.add(lambda: self._ledger.act("halt"))
        self._take_back(self._ledger.orders())
        self._stop_rules(Wish.HALT)
        self._afterwards.settle()

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
        self._cancel_in_their_own_rows(rows)
        at = self._ledger.clocks.stamp()
        number = self._generations.raise_(Wish.CANCEL, self._taken_back_by(rows))
        if not self._generations.holds(Generation(before, (DESK,))):  # a wish came meanwhile
            number = before
        asked = Origin(at=at, number=number)
        results = self._placing.place(rows, confirmed_twins, token, asked=asked)
        for row in rows:
            if row.wanted is not None and row.key in results:
                results[row.key] = self._in_its_own_row(row, row.wanted, results[row.key])
                if results[row.key].status is Status.DRAFT:
                    results[row.key] = self._all_the_same(row, row.wanted, results[row.key])
        return results

    def cancel(self, keys: Iterable[str]) -> dict[str, RowResult]:
        """Ask for these rows to be cancelled; at once a result for each key.

        With a row goes what took its place, its rule, and all that the rule has placed.
        """
        wanted = list(dict.fromkeys(keys))
        scopes = [of_key(key) for key in wanted]
        self._generations.raise_(Wish.CANCEL, scopes)
        self._conditional.take_back(wanted)
        family = self._conditional.family(self._replacing.with_heirs(wanted))
        family = self._ledger.with_doubles(family)
        self._conditional.end(family, Note("rule.ended_by_hand"))
        self._generations.raise_(Wish.CANCEL, scopes)  # what a rule set off until it ended
        held = self._ledger.held(family)
        is_open = {key for key, order in held.items() if order.status.is_open}
        was_open = {k for k in wanted if not is_open.isdisjoint(self._replacing.with_heirs([k]))}
        self._take_back(held.values())
        self._afterwards.settle()
        return self._cancelled(wanted, was_open)

    def cancel_all(
        self, market_id: str | None = None, everything_at_venue: bool = False
    ) -> dict[str, RowResult]:
        """Cancel all of ours that is open, on one market or on all, and end the rules there.

        `everything_at_venue` uses the venue's own operation, which removes hand-placed offers too:
        on `market_id`, or on every market where an order of ours stands.
        """
        scopes = [DESK if market_id is None else of_market(market_id)]
        self._generations.raise_(Wish.CANCEL, scopes)
        self._conditional.end_all(market_id, Note("rule.ended_by_hand"))
        self._generations.raise_(Wish.CANCEL, scopes)  # what a rule set off until it ended
        orders = self._ledger.orders() if market_id is None else self._ledger.of_market(market_id)
        found = [order for order in orders if order.status.is_open]
        if everything_at_venue:
            markets = self._ledger.standing_markets() if market_id is None else [market_id]
            self._worker.cancel_whole_markets(markets)
        self._take_back(orders)
        self._afterwards.settle()
        return {order.key: self._ledger.results.of(order.key) for order in found}

    def replace(
        self, key: str, price: Hundredths, *, shown_age: float = 0.0, sheet: str = ""
    ) -> None:
        """Cancel an order and, once that is confirmed, place what is left of it at another price.

        The new order has a key of its own (`replacements`). `shown_age`: as of a Draft; `sheet`:
        as of a Row. Raises Problem where that cannot be done; then the order is left as it is.
        """
        asked = Origin(at=self._ledger.clocks.stamp(), number=self._generations.number)
        self._replacing.ask(key, price, shown_age, sheet, asked)

    def replacements(self) -> Mapping[str, Replacement]:
        """By the key of each order that was replaced, the one that took its place."""
        return self._replacing.links()

    def is_replacing(self, key: str) -> bool:
        """Whether an order is being cancelled to be placed at another price."""
        with self._ledger.lock:  # the step that ends it is one
            return self._replacing.is_under_way(key)

    def rules(self) -> list[ConditionalOrder]:
        """Rows whose options or command have not ended, oldest first."""
        return self._conditional.going_on()

    def rearm_rules(self) -> int:
        """Rules that stand still since a start, a disarm or a halt go on; how many.

        Raises Problem where the desk is not armed.
        """
        since = self._generations.number
        self._switch.check()
        self._ledger.act("rearm rules")
        return self._conditional.rearm(since)

    @property
    def bell(self) -> Bell:
        """Rings when `changes` has something new, or `is_reconciled` may have come true."""
        return self._ledger.bell

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
        self._worker.decided(order.intent.market_id)
        return None

    def record(self, action: str, words: str) -> None:
        """Journal something that was done around the orders."""
        self._ledger.act(action, words)

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

    def open_markets(self) -> frozenset[str]:
        """Markets with a rule, or with an order that may still leave, be matched, or turn out to
        stand."""
        waiting = {asked.market_id for asked in self.rules()}
        open_orders = [o for o in self._ledger.orders() if o.status.is_open]
        return frozenset({o.intent.market_id for o in open_orders} | waiting)

    # --------------------------------------------------------------------------------------------

    def _stop_rules(self, wish: Wish) -> None:
        """They stand still. A look that began when the wish was raised, and before they did, has
        seen them go on: what it sets off is void too."""
        self._conditional.halt(wish)
        self._generations.raise_(wish, [DESK])

    def _begin(self, asked: Sequence[ConditionalOrder], orders: int, since: int) -> None:
        """Rows begin to wait, under limits that are journaled too. `orders`, `since`: as of
        `ConditionalOrders.add`. Raises JournalBroken."""
        if asked:
            self._limits.keep(self._ledger.now())
            self._conditional.add(asked, orders, since)

    def _gate(self, rows: Sequence[Row]) -> CheckedLimits:
        """The limits for new rows of one sheet. Raises the Problem that keeps the batch back."""
        limits = self._may_trade(_sheet_of(rows))
        if len(rows) > limits.rows_per_batch:
            raise Problem("gate.too_many_rows", rows=len(rows), limit=limits.rows_per_batch)
        return limits

    def _may_trade(self, sheet: str) -> CheckedLimits:
        """By which limits. Raises the Problem that keeps everything of a sheet back."""
        if not self._worker.is_running:
            raise Problem("gate.not_started")
        if not self._worker.is_reconciled:
            raise Problem("gate.not_reconciled")
        self._switch.check()
        return checked(self._limits.of(sheet))

    def _taken_back_by(self, rows: Iterable[Row]) -> Iterator[Scope]:
        """What commands among the rows take back as soon as they are given."""
        for row in rows:
            wanted = row.wanted
            if wanted is None or wanted.command not in TAKING_BACK or row.options != NONE:
                continue
            if self._ledger.get(row.key) is not None:
                yield of_key(row.key)  # a command in the row of an order means that order
            elif not self._conditional.held([row.key]):  # one that was given before acts no more
                yield self._scope(wanted.market_id, wanted.selection)

    def _scope(self, market_id: str, selection: str) -> Scope:
        """The selection that these words mean; the whole market where they name none."""
        found, book = self._view.find(market_id), self._view.book(market_id).value
        try:
            known = known_selections(found[1] if found else None, book)
            return of_selection(market_id, find_selection(selection, known).selection_id)
        except Problem:
            return of_market(market_id)

    def _in_its_own_row(self, row: Row, wanted: Wanted, result: RowResult) -> RowResult:
        """A command given in the row of an order that is known."""
        order = self._ledger.get(row.key)
        try:
            sent = self.sent([row.key]).get(row.key)
        except JournalBroken:  # then it is not among those that are open
            return result
        if sent is None:
            return result
        if row.others or row.is_foreign or not is_same_place(row, sent):
            return self._also_saying(result, Problem("rule.not_its_own_row", key=row.key))
        if order is None:
            is_waiting = result.status is Status.WAITING and wanted.command is Command.CANCEL
            is_its_own = any(a.key == row.key and a.command is not None for a in self.rules())
            return self.cancel([row.key])[row.key] if is_waiting and not is_its_own else result
        try:
            if wanted.command is not Command.CANCEL:
                self._may_trade(row.sheet)
            self._do_in_its_own_row(order, wanted, row.sheet)
        except Problem as problem:
            return self._also_saying(result, problem)
        return self._ledger.results.of(row.key)

    def _cancel_in_their_own_rows(self, rows: Iterable[Row]) -> None:
        """CANCEL in the row of an order needs neither arm nor journal, and comes first."""
        keys = []
        for row in rows:
            order = self._ledger.get(row.key)
            if order is None or row.wanted is None or row.wanted.command is not Command.CANCEL:
                continue
            is_its_own = not row.others and not row.is_foreign
            if is_its_own and order.status.is_open and is_same_place(row, sent_by_order(order)):
                keys.append(row.key)
        if keys:
            self.cancel(keys)

    def _all_the_same(self, row: Row, wanted: Wanted, result: RowResult) -> RowResult:
        """A CANCEL in a row of its own that cannot wait as a rule, disarmed or without a journal:
        what it means is cancelled at once."""
        is_kept_back = self._switch.obstacle() is not None or not self._worker.is_reconciled
        if wanted.command is not Command.CANCEL or row.options != NONE or not is_kept_back:
            return result
        scope = self._scope(wanted.market_id, wanted.selection)
        orders = [
            order
            for order in self._ledger.of_market(wanted.market_id)
            if scope in (of_market(wanted.market_id), _place_of(order))
        ]
        self._take_back(orders)
        return self._also_saying(result, Problem("cancel.all_the_same"))

    def _also_saying(self, result: RowResult, problem: Problem) -> RowResult:
        said = self._ledger.results.message([Note.of(problem)])
        return msgspec.structs.replace(result, message=f"{result.message} {said}".strip())

    def _do_in_its_own_row(self, order: Order, wanted: Wanted, sheet: str) -> None:
        """Raises Problem."""
        if wanted.command is Command.CANCEL:
            if order.status.is_open:
                self.cancel([order.key])
        elif wanted.command is Command.REPLACE and wanted.price is not None:
            if wanted.price != order.intent.bet.price:
                self.replace(order.key, wanted.price, shown_age=wanted.shown_age, sheet=sheet)
        else:
            raise Problem("rule.own_row")

    def _is_undecided(self, order: Order) -> bool:
        if order.status in (Status.UNKNOWN, Status.NOT_FOUND):
            return True
        has_left = order.status.is_open and order.status not in (Status.CHECKED, Status.SENDING)
        return has_left and self._ledger.is_apart(order.intent.market_id)

    def _cancelled(self, wanted: Iterable[str], was_open: Collection[str]) -> dict[str, RowResult]:
        """What to say of rows that were to be cancelled; nothing of keys that nobody knows."""
        known, rules = self._found(list(wanted))
        results = {}
        for key in wanted:
            if key in known or key in rules:
                result = self._ledger.results.of(key)
                if key in known and key not in was_open and not rules:
                    nothing = self._ledger.results.message([Note("cancel.nothing_left")])
                    message = f"{result.message} {nothing}".strip()
                    result = msgspec.structs.replace(result, message=message)
                results[key] = result
        return results

    def _found(self, keys: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        """Those that are orders, and those that are rules, as far as the journal can be read."""
        try:
            return self._ledger.known(keys), self._conditional.known(keys)
        except JournalBroken as problem:
            self._ledger.trouble = problem
            return self._ledger.held(keys), self._conditional.held(keys)

    def _take_back(self, orders: Iterable[Order]) -> None:
        """By the user's word: what is open is cancelled, what waits ends, and of what has ended the
        copies of its request, should they arrive. Holds nobody up."""
        asked = [order for order in orders if order.status.is_open or order.has_left]
        self._worker.cancel([order.key for order in asked], again=True)
        waiting = [order.key for order in asked if order.status is Status.CHECKED]
        if waiting:
            self._afterwards.add(lambda: self._end_waiting(waiting))
        self._worker.wake()

    def _cancel_open(self, orders: Iterable[Order]) -> None:
        """As `_take_back`, by a rule, or of what turned up after a halt."""
        now_open = [order for order in orders if order.status.is_open]
        self._worker.cancel(order.key for order in now_open)
        self._end_waiting([order.key for order in now_open if order.status is Status.CHECKED])

    def _cancel_by_rule(self, keys: Iterable[str]) -> None:
        """Under the ledger's lock: what is being re-priced is not placed again."""
        wanted = self._ledger.with_doubles(keys)
        self._replacing.withdraw(wanted)
        self._cancel_open(self._ledger.known(wanted).values())

    def _end_waiting(self, keys: Iterable[str]) -> None:
        """Those of these rows that have not begun to leave never will."""
        wish = Wish.HALT if self._switch.is_halted else Wish.CANCEL
        self._ledger.fall(keys, wish.status, wish.note)

    def _between(self) -> None:
        """In the worker, between two pieces of work."""
        if self._switch.is_halted:
            self._cancel_open(self._ledger.orders())
        if self._reconciling and self._worker.is_reconciled:
            self._record_reconciliation()
        self._replacing.step()
        self._keep_what_changed()

    def _keep_what_changed(self) -> None:
        """Journal what limits count by, as it changes. Raises JournalBroken."""
        if self._ledger.trouble is None:
            self._opening.note()
            self._losses.note()
            self._limits.keep(self._ledger.now())

    def _record_reconciliation(self) -> None:
        """What an earlier run left open, and what it is now that it was read back."""
        found = self._ledger.known(self._reconciling)
        states = {key: order.status.value for key, order in found.items()}
        self._ledger.act("reconciled", msgspec.json.encode(states).decode())
        self._reconciling = []


def _place_of(order: Order) -> Scope:
    return of_selection(order.intent.market_id, order.intent.bet.selection_id)


def _sheet_of(rows: Sequence[Row]) -> str:
    """The one that hands them all over."""
    sheets = {row.sheet for row in rows}
    if len(sheets) > 1:
        raise ValueError("rows of several sheets are several batches")
    return sheets.pop() if sheets else ""


def _asked_before(journal: Journal) -> list[str]:
    """The keys whose cancel an earlier run asked for."""
    return [
        key
        for action in journal.actions("cancel")
        for key in msgspec.json.decode(action.words, type=list[str])
    ]
