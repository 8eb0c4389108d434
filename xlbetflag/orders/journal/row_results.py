"""What every row shows: the state of its order, in words, and what is said beside it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from xlbetflag.bell import Bell
from xlbetflag.orders.journal.condition_results import ConditionResult, ConditionResults, of_doubles
from xlbetflag.orders.journal.held_orders import HeldOrders
from xlbetflag.orders.order import Order, Refusal
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.texts import say
from xlbetflag.texts.note import Note


class RowResults:
    """Thread-safe, and waits for nothing. `bell` rings when what is shown of a row has changed."""

    def __init__(self, orders: HeldOrders, bell: Bell, language: Callable[[], str]) -> None:
        self._orders = orders
        self._bell = bell
        self._language = language
        self._lock = threading.RLock()  # never held across I/O
        self._conditions = ConditionResults(orders)
        self._refused: dict[str, RowResult] = {}
        self._remarks: dict[str, Note] = {}
        self._unowned: dict[str, Note] = {}
        self._cancelling: dict[str, Note] = {}
        self._unreadable: dict[str, Note] = {}
        # Later than any number of an earlier run, so that a host's old number asks for everything.
        self._sequence = int(orders.now().timestamp() * 1_000_000)
        self._changed: OrderedDict[str, int] = OrderedDict()

    # --- what is shown --------------------------------------------------------------------------

    def of(self, key: str) -> RowResult:
        with self._lock:
            order = self._orders.get(key)
            if order is not None:
                return self._of_order(order)
            shown = self._conditions.get(key)
            return self._refused[key] if shown is None else self._of_condition(key, shown)

    def refusal(self, key: str) -> RowResult:
        """Of a row that preflight refused, whatever condition it belongs to."""
        with self._lock:
            return self._refused[key]

    def all(self) -> dict[str, RowResult]:
        with self._lock:
            orders = [order.key for order in self._orders.orders()]
            keys = [*orders, *self._conditions.keys(), *self._refused]
            return {key: self.of(key) for key in keys}

    def changes(self, since: int) -> tuple[int, dict[str, RowResult]]:
        """What changed after number `since`, and the number to ask with next time."""
        with self._lock:
            found = {}
            for key in reversed(self._changed):
                if self._changed[key] <= since <= self._sequence:
                    break
                found[key] = self.of(key)
            return self._sequence, dict(reversed(found.items()))

    def message(self, notes: Iterable[Note]) -> str:
        return message(notes, self._language())

    def has_set_off(self, key: str) -> bool:
        """Whether a row's condition has placed this order, to close, offset or level its bet."""
        with self._lock:
            return self._conditions.has_set_off(key)

    # --- what changes it ------------------------------------------------------------------------

    def moved(self, order: Order) -> None:
        """An order has begun, or its state has changed."""
        with self._lock:
            self._refused.pop(order.key, None)
            self._mark(order.key)
            doubled = order.intent.doubles
            for other in (doubled, *map(self._conditions.parent, (order.key, doubled or ""))):
                if other is not None and self._orders.get(other) is not None:
                    self._mark(other)

    def refuse(self, refusals: Iterable[Refusal]) -> None:
        """Rows that preflight refused."""
        with self._lock:
            for refusal in refusals:
                said = self.message(refusal.notes)
                result = bare_result(refusal.key, Status.REFUSED, said, refusal.at)
                self._refused[refusal.key] = msgspec.structs.replace(
                    result, is_twin=refusal.is_of_twin
                )
                self._mark(refusal.key)

    def remark(self, key: str, note: Note) -> None:
        """Add a sentence to a row's message for as long as this desk runs."""
        with self._lock:
            self._remarks[key] = note
            self._mark(key)

    def show_cancelling(self, keys: Iterable[str], note: Note | None) -> None:
        """Add a sentence on a cancel under way to open rows' messages; None takes it away."""
        with self._lock:
            for key in keys:
                self._say(self._cancelling, key, note)

    def show_unowned(self, market_id: str, found: Mapping[str, Note]) -> None:
        """Of a market's rows, those beside which an equal offer stands that no row owns."""
        with self._lock:
            for key in self._orders.keys_of(market_id):
                self._say(self._unowned, key, found.get(key))

    def show_unreadable(self, market_id: str, note: Note | None) -> None:
        """Add a sentence to the open rows of a market that cannot be read; None takes it away."""
        with self._lock:
            if self._unreadable.get(market_id) == note:
                return
            if note is None:
                del self._unreadable[market_id]
            else:
                self._unreadable[market_id] = note
            for key in self._orders.keys_of(market_id):
                self._mark(key)

    def show_condition(self, key: str, shown: ConditionResult) -> None:
        """What a row says of its condition, beside the state of its order or in place of one."""
        with self._lock:
            if self._conditions.put(key, shown):
                self._mark(key)

    # --------------------------------------------------------------------------------------------

    def _say(self, said: dict[str, Note], key: str, note: Note | None) -> None:
        if said.get(key) == note:
            return
        if note is None:
            del said[key]
        else:
            said[key] = note
        self._mark(key)

    def _mark(self, key: str) -> None:
        self._sequence += 1
        self._changed[key] = self._sequence
        self._changed.move_to_end(key)
        self._bell.ring()

    def _of_order(self, order: Order) -> RowResult:
        added = [self._remarks.get(order.key), self._unowned.get(order.key)]
        if order.status.is_open:
            added.append(self._cancelling.get(order.key))
            added.append(self._unreadable.get(order.intent.market_id))
        said = [note for note in added if note is not None]
        said += [*of_doubles(self._orders, order), *self._conditions.notes(order.key)]
        return result_of(order, self._language(), said)

    def _of_condition(self, key: str, shown: ConditionResult) -> RowResult:
        said = self.message(self._conditions.notes(key))
        return bare_result(key, shown.status, said, shown.updated)


def message(notes: Iterable[Note], language: str) -> str:
    """Notes as sentences."""
    return " ".join(say(note.code, language, **note.values) for note in notes)


def result_of(order: Order, language: str, added: Iterable[Note] = ()) -> RowResult:
    """An order as its row shows it. `added`: what is to be said beside the order's own notes."""
    state = order.state
    status = Status.REFUSED if state.is_looked_after else state.status
    warnings = () if status is Status.REFUSED else order.intent.warnings
    return RowResult(
        key=order.key,
        status=status,
        offer_id=state.offer_id or "",
        matched=state.matched,
        remaining=0 if state.is_looked_after else state.remaining,
        message=message((*warnings, *state.notes, *added), language),
        updated=state.updated,
        price_matched=state.price_matched,
    )


def bare_result(key: str, status: Status, said: str, updated: datetime) -> RowResult:
    """Of a row without an offer."""
    return RowResult(
        key=key,
        status=status,
        offer_id="",
        matched=0,
        remaining=0,
        message=said,
        updated=updated,
    )
