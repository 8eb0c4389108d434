"""Commands that are given in rows of the order table: in that of an order they mean the order."""

from collections.abc import Iterable, Iterator

import msgspec

from xlbetflag.market.naming import find_selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.market.selections import selections_of
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.terms.command import TAKING_BACK, Command
from xlbetflag.orders.conditional.terms.options import NONE
from xlbetflag.orders.conditional.wordings import Wordings
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.generations import Scope, of_key, of_market, of_selection
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import Row, RowResult, Wanted
from xlbetflag.orders.rows.words import is_same_place, sent_by_order
from xlbetflag.orders.sending.gate import Gate
from xlbetflag.orders.sending.taking_back import TakingBack
from xlbetflag.orders.status import Status
from xlbetflag.orders.stopping import Stopping
from xlbetflag.texts.note import Note


class OwnRow:
    """What lowers risk is done first, and needs neither arm nor journal."""

    def __init__(
        self,
        ledger: Ledger,
        view: View,
        gate: Gate,
        switch: Switch,
        running: RunningConditions,
        wordings: Wordings,
        taking_back: TakingBack,
        stopping: Stopping,
        conditional: ConditionalOrders,
    ) -> None:
        self._ledger = ledger
        self._view = view
        self._gate = gate
        self._switch = switch
        self._running = running
        self._wordings = wordings
        self._taking_back = taking_back
        self._stopping = stopping
        self._conditional = conditional

    def cancel_first(self, rows: Iterable[Row]) -> None:
        """CANCEL in the row of an order."""
        keys = []
        for row in rows:
            order = self._ledger.get(row.key)
            if order is None or row.wanted is None or row.wanted.command is not Command.CANCEL:
                continue
            is_its_own = not row.others and not row.is_foreign
            if is_its_own and order.status.is_open and is_same_place(row, sent_by_order(order)):
                keys.append(row.key)
        if keys:
            self._stopping.cancel(keys)

    def taken_back_by(self, rows: Iterable[Row]) -> Iterator[Scope]:
        """What commands among the rows take back as soon as they are given."""
        for row in rows:
            wanted = row.wanted
            if wanted is None or wanted.command not in TAKING_BACK or row.options != NONE:
                continue
            if self._ledger.get(row.key) is not None:
                yield of_key(row.key)  # a command in the row of an order means that order
            elif not self._running.held([row.key]):  # one that was given before acts no more
                yield self._scope(wanted.market_id, wanted.selection)

    def answer(self, row: Row, wanted: Wanted, result: RowResult) -> RowResult:
        """Do what the row's command means, now that the rows were placed. `result`: of placing."""
        result = self._in_its_own_row(row, wanted, result)
        if result.status is Status.DRAFT:
            result = self._all_the_same(row, wanted, result)
        return result

    def _in_its_own_row(self, row: Row, wanted: Wanted, result: RowResult) -> RowResult:
        """A command given in the row of an order that is known."""
        order = self._ledger.get(row.key)
        try:
            sent = self._wordings.sent([row.key]).get(row.key)
        except JournalBroken:  # then it is not among those that are open
            return result
        if sent is None:
            return result
        if row.others or row.is_foreign or not is_same_place(row, sent):
            return self._also_saying(result, Problem("rule.not_its_own_row", key=row.key))
        if order is None:
            is_waiting = result.status is Status.WAITING and wanted.command is Command.CANCEL
            asked = self._running.all_asked()
            is_its_own = any(a.key == row.key and a.command is not None for a in asked)
            is_meant = is_waiting and not is_its_own
            return self._stopping.cancel([row.key])[row.key] if is_meant else result
        try:
            if wanted.command is not Command.CANCEL:
                self._gate.may_trade(row.sheet)
            self._do(order, wanted, row.sheet)
        except Problem as problem:
            return self._also_saying(result, problem)
        return self._ledger.results.of(row.key)

    def _do(self, order: Order, wanted: Wanted, sheet: str) -> None:
        """Raises Problem."""
        if wanted.command is Command.CANCEL:
            if order.status.is_open:
                self._stopping.cancel([order.key])
        elif wanted.command is Command.REPLACE and wanted.price is not None:
            if wanted.price != order.intent.bet.price:
                self._conditional.reprice(order.key, wanted.price, wanted.shown_age, sheet)
        else:
            raise Problem("rule.own_row")

    def _all_the_same(self, row: Row, wanted: Wanted, result: RowResult) -> RowResult:
        """A CANCEL in a row of its own that cannot begin to wait, disarmed or without a journal:
        what it means is cancelled at once."""
        is_kept_back = self._switch.obstacle() is not None or not self._gate.is_reconciled
        if wanted.command is not Command.CANCEL or row.options != NONE or not is_kept_back:
            return result
        scope = self._scope(wanted.market_id, wanted.selection)
        orders = [
            order
            for order in self._ledger.of_market(wanted.market_id)
            if scope in (of_market(wanted.market_id), _place_of(order))
        ]
        self._taking_back.at_once(orders)
        return self._also_saying(result, Problem("cancel.all_the_same"))

    def _scope(self, market_id: str, selection: str) -> Scope:
        """The selection that these words mean; the whole market where they name none."""
        try:
            found = find_selection(selection, selections_of(self._view, market_id))
        except Problem:
            return of_market(market_id)
        return of_selection(market_id, found.selection_id)

    def _also_saying(self, result: RowResult, problem: Problem) -> RowResult:
        said = self._ledger.results.message([Note.of(problem)])
        return msgspec.structs.replace(result, message=f"{result.message} {said}".strip())


def _place_of(order: Order) -> Scope:
    return of_selection(order.intent.market_id, order.intent.bet.selection_id)
