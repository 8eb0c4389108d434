"""An offer as the exchange's own ledger has it."""

import msgspec

from tests.safety.venue import Group
from xlbetflag.market.state import MarketState


class Truth(msgspec.Struct, frozen=True):
    """An offer as the exchange has it."""

    offer_id: str
    group: Group
    is_ours: bool
    is_echo: bool
    status: str
    matched: int
    remaining: int
    price_matched: float | None
    market: MarketState
