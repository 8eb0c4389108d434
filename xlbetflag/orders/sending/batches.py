"""How orders are put together into requests."""

from collections.abc import Iterable

import msgspec

from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.basis import Basis


class Queued(msgspec.Struct, frozen=True):
    """An order that waits for its turn, and what it rests on until then."""

    order: Order
    basis: Basis

    @property
    def key(self) -> str:
        return self.order.key


class PlaceBatch(msgspec.Struct, frozen=True):
    """Orders that leave in one POST."""

    market_id: str
    cancel_at_live: bool
    keep_when_suspended: bool
    rows: tuple[Queued, ...]


def batches(rows: Iterable[Queued], rules: VenueRules) -> list[PlaceBatch]:
    """One per market and flag set, and per side where the venue wants sides apart, in chunks of its
    maximum. Those of one market follow each other; rows keep their order."""
    groups: dict[str, dict[tuple[bool, bool, str], list[Queued]]] = {}
    for row in rows:
        intent = row.order.intent
        side = intent.bet.side.value if rules.sides_apart.value else ""
        group = intent.cancel_at_live, intent.keep_when_suspended, side
        groups.setdefault(intent.market_id, {}).setdefault(group, []).append(row)
    size = rules.maximum_instructions.value
    return [
        PlaceBatch(market_id, at_live, suspended, tuple(members[start : start + size]))
        for market_id, of_market in groups.items()
        for (at_live, suspended, _), members in of_market.items()
        for start in range(0, len(members), size)
    ]
