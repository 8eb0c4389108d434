"""An order as its row shows it."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


def result_of(
    order: Order, message: Callable[[Iterable[Note]], str], added: Iterable[Note] = ()
) -> RowResult:
    """`added`: what is to be said beside the order's own notes."""
    state = order.state
    status = Status.REFUSED if state.is_looked_after else state.status
    warnings = () if status is Status.REFUSED else order.intent.warnings
    return RowResult(
        key=order.key,
        status=status,
        offer_id=state.offer_id or "",
        matched=state.matched,
        remaining=0 if state.is_looked_after else state.remaining,
        message=message((*warnings, *state.notes, *added)),
        updated=state.updated,
        price_matched=state.price_matched,
    )


class ConditionResult(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as its row shows it. `status`: where no order of the row's own has one. `children`:
    the keys of what it has set off, with what each is."""

    status: Status
    notes: tuple[Note, ...]
    updated: datetime
    children: tuple[tuple[str, Role], ...] = ()


_CHILDREN = {
    Role.OFFSET: "rule.child_offset",
    Role.CLOSING: "rule.child_closing",
    Role.GREEN: "rule.child_green",
}


def of_child(role: Role, order: Order) -> Note:
    """An order that a rule has placed, in the row of the rule."""
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
