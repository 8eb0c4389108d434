"""An order as its row shows it."""

from collections.abc import Callable, Iterable

from xlbetflag.orders.draft import RowResult
from xlbetflag.orders.records import Order
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


def result_of(
    order: Order, message: Callable[[Iterable[Note]], str], added: Iterable[Note] = ()
) -> RowResult:
    """`added`: what is to be said beside the order's own notes."""
    state = order.state
    warnings = () if state.status is Status.REFUSED else order.intent.warnings
    return RowResult(
        key=order.key,
        status=state.status,
        offer_id=state.offer_id or "",
        matched=state.matched,
        remaining=state.remaining,
        message=message((*warnings, *state.notes, *added)),
        updated=state.updated,
        price_matched=state.price_matched,
    )
