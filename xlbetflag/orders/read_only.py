"""Orders where nothing can be sent: the journal belongs to another desk, or cannot be used."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from xlbetflag.bell import Bell
from xlbetflag.market.moments import ROME
from xlbetflag.market.money import Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder
from xlbetflag.orders.journal.reader import History, JournalBroken
from xlbetflag.orders.journal.row_results import bare_result, result_of
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.rows.preview import Preview, nothing
from xlbetflag.orders.rows.words import Sent, sent_by_order
from xlbetflag.orders.sending.replacing import Replacement
from xlbetflag.orders.status import Status
from xlbetflag.texts import say


class ReadOnlyOrders:
    """What `Orders` offers, for looking only. Thread-safe as far as one sheet's thread needs.

    `problem` is the sentence in the way of every order: it names the desk that writes, or what is
    wrong with the journal. `history` is None where the journal cannot even be read.
    """

    is_read_only = True
    is_reconciled = False
    is_armed = False
    is_halted = False

    def __init__(
        self,
        history: History | None,
        problem: Problem,
        language: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self._history = history
        self._problem = problem
        self._language = language
        self._now = now
        self.bell = Bell()  # never rings: what another process writes is looked for
        self._version = -1
        self._number = 0
        self._results: dict[str, RowResult] = {}
        self._changed: dict[str, int] = {}
        self._open: dict[str, str] = {}  # market ids by the keys of open orders
        self._sent: dict[str, Sent] = {}
        self._looked_for: set[str] = set()

    def start(self) -> None:
        """Nothing to reconcile: nothing leaves from here."""

    def stop(self) -> None:
        if self._history is not None:
            self._history.close()

    @property
    def trouble(self) -> str:
        return say(self._problem, self._language())

    def arm(self, *, knowing_loss: bool = False) -> Problem | None:
        return self._problem

    def disarm(self) -> NoReturn:
        raise self._problem

    def halt(self) -> NoReturn:
        """Raises Problem: the desk that writes must be halted, not this one."""
        raise self._problem

    def resume(self) -> NoReturn:
        raise self._problem

    def show_limits(self, sheet: str, limits: Limits) -> None:
        """Nothing leaves from here: there is nothing to limit."""

    def preview(self, rows: Sequence[Row], confirmed_twins: Collection[str] = ()) -> Preview:
        return nothing(self.trouble)

    def place(
        self,
        rows: Sequence[Row],
        confirmed_twins: Collection[str] = (),
        *,
        token: str | None = None,
    ) -> dict[str, RowResult]:
        """What the journal says of each key; a row it does not know stays as it is, with why."""
        known = self._read(row.key for row in rows)
        return {row.key: known.get(row.key) or self._kept_back(row) for row in rows}

    def cancel(self, keys: Iterable[str]) -> NoReturn:
        raise self._problem

    def cancel_all(
        self, market_id: str | None = None, everything_at_venue: bool = False
    ) -> NoReturn:
        raise self._problem

    def replace(
        self, key: str, price: Hundredths, *, shown_age: float = 0.0, sheet: str = ""
    ) -> NoReturn:
        raise self._problem

    def is_replacing(self, key: str) -> bool:
        return False

    def rules(self) -> list[ConditionalOrder]:
        """Rules are the writing desk's."""
        return []

    def rearm_rules(self) -> NoReturn:
        raise self._problem

    def decide(self, key: str, status: Status) -> Problem | None:
        return self._problem

    def replacements(self) -> Mapping[str, Replacement]:
        return {}

    def results(self) -> dict[str, RowResult]:
        """Unfinished orders, today's, and every one asked for, as the journal has them now."""
        self._look()
        return dict(self._results)

    def changes(self, since: int) -> tuple[int, dict[str, RowResult]]:
        """As `Orders.changes`: what the writing desk journaled meanwhile."""
        self._look()
        found = {key: self._results[key] for key, at in self._changed.items() if at > since}
        return self._number, found

    def sent(self, keys: Iterable[str]) -> Mapping[str, Sent]:
        """As `Orders.sent`, without the rules, which are the writing desk's."""
        if self._history is None:
            raise JournalBroken(Path(), self.trouble)
        wanted = list(keys)
        unseen = [key for key in wanted if key not in self._looked_for]
        if unseen:
            self._read(unseen)
            self._looked_for.update(unseen)
        return {key: self._sent[key] for key in wanted if key in self._sent}

    def file_home(self, file_id: str) -> str | None:
        """As `Orders.file_home`."""
        try:
            return self._history.file_home(file_id) if self._history is not None else None
        except JournalBroken:
            return None

    def record(self, action: str, words: str) -> None:
        """Nothing is journaled from here."""

    def keep_file(self, file_id: str, path: str) -> None:
        """Nothing is journaled from here."""

    def open_markets(self) -> frozenset[str]:
        self._look()
        return frozenset(self._open.values())

    # --------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the journal where it was written since the last look."""
        if self._history is None:
            return
        try:
            version = self._history.version()
            if version == self._version:
                return
            today = self._now().astimezone(ROME).date()
            orders = [*self._history.unfinished(), *self._history.orders(day=today)]
            seen = {order.key for order in orders}
            orders += self._history.orders(keys=[k for k in self._results if k not in seen])
        except JournalBroken as problem:
            self._problem = problem
            return
        self._version = version
        self._take(orders)

    def _read(self, keys: Iterable[str]) -> dict[str, RowResult]:
        self._look()
        wanted = list(keys)
        if self._history is not None:
            try:
                self._take(self._history.orders(keys=[k for k in wanted if k not in self._results]))
            except JournalBroken as problem:
                self._problem = problem
        return {key: self._results[key] for key in wanted if key in self._results}

    def _take(self, orders: Iterable[Order]) -> None:
        for order in orders:
            self._sent[order.key] = sent_by_order(order)
            self._open.pop(order.key, None)
            if order.status.is_open:
                self._open[order.key] = order.intent.market_id
            result = result_of(order, self._language())
            if self._results.get(order.key) != result:
                self._number += 1
                self._results[order.key] = result
                self._changed[order.key] = self._number

    def _kept_back(self, row: Row) -> RowResult:
        shown = row.shown_status.strip().upper()
        status = Status(shown) if shown in list(Status) else Status.DRAFT
        return bare_result(row.key, status, self.trouble, self._now())
