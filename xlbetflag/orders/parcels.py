"""How orders are put together into requests."""

from collections.abc import Iterable

import msgspec

from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.records import Order


class Parcel(msgspec.Struct, frozen=True):
    """Orders that leave in one POST."""

    market_id: str
    cancel_at_live: bool
    keep_when_suspended: bool
    orders: tuple[Order, ...]


def parcels(orders: Iterable[Order], rules: VenueRules) -> list[Parcel]:
    """One per market and flag set, and per side where the venue wants sides apart, in chunks of its
    maximum. Those of one market follow each other; rows keep their order."""
    groups: dict[str, dict[tuple[bool, bool, str], list[Order]]] = {}
    for order in orders:
        intent = order.intent
        side = intent.bet.side.value if rules.sides_apart.value else ""
        group = intent.cancel_at_live, intent.keep_when_suspended, side
        groups.setdefault(intent.market_id, {}).setdefault(group, []).append(order)
    size = rules.maximum_instructions.value
    return [
        Parcel(market_id, at_live, suspended, tuple(members[start : start + size]))
        for market_id, of_market in groups.items()
        for (at_live, suspended, _), members in of_market.items()
        for start in range(0, len(members), size)
    ]
