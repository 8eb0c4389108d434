"""What a row with options or a command shows: its condition, and what that has set off."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.journal.held_orders import HeldOrders
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note, Particular


class ConditionResult(msgspec.Struct, frozen=True, kw_only=True):
    """A condition as its row shows it. `status`: where no order of the row's own has one.
    `children`: the keys of what it has set off, with what each is."""

    status: Status
    notes: tuple[Note, ...]
    updated: datetime
    children: tuple[tuple[str, Role], ...] = ()


_CHILDREN = {
    Role.OFFSET: "rule.child_offset",
    Role.CLOSING: "rule.child_closing",
    Role.GREEN: "rule.child_green",
}


class ConditionResults:
    """By the key of the row that shows each. Used under the lock of the row results."""

    def __init__(self, orders: HeldOrders) -> None:
        self._orders = orders
        self._shown: dict[str, ConditionResult] = {}
        self._parents: dict[str, str] = {}
        self._set_off: set[str] = set()

    def keys(self) -> list[str]:
        return list(self._shown)

    def get(self, key: str) -> ConditionResult | None:
        return self._shown.get(key)

    def put(self, key: str, shown: ConditionResult) -> bool:
        """Whether it says anything new."""
        if self._shown.get(key) == shown:
            return False
        self._shown[key] = shown
        self._parents.update((child, key) for child, _ in shown.children)
        self._set_off.update(child for child, role in shown.children if role in _CHILDREN)
        return True

    def parent(self, key: str) -> str | None:
        """The key of the row whose condition has set this order off."""
        return self._parents.get(key)

    def has_set_off(self, key: str) -> bool:
        """Whether this order closes, offsets or levels another: no bet that somebody asked for."""
        return key in self._set_off

    def notes(self, key: str) -> Iterator[Note]:
        """What the condition of a row says, and each order that it has placed."""
        shown = self._shown.get(key)
        if shown is None:
            return
        yield from shown.notes
        for child, role in shown.children:
            order = self._orders.get(child)
            if order is not None and child != key and role is not Role.ENTRY:
                yield _of_child(role, order)
                yield from of_doubles(self._orders, order)


def _of_child(role: Role, order: Order) -> Note:
    bet = order.intent.bet
    return Note(
        _CHILDREN[role],
        {
            "side": bet.side.value,
            "selection": order.intent.selection_name,
            "stake": bet.size,
            "price": bet.price,
            "status": order.status.value,
            "matched": order.matched,
        },
    )


def of_doubles(orders: HeldOrders, order: Order) -> Iterator[Note]:
    """What the request of an order has left beside it, delivered twice or late."""
    is_lost = order.state.offer_id is None
    for each in orders.doubles(order.key):
        values: dict[str, Particular] = {
            "offer": each.state.offer_id,
            "status": each.status.value,
            "matched": each.matched,
        }
        yield Note("evidence.turned_up" if is_lost else "evidence.doubled", values)
