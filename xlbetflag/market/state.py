"""The life of a market as a trader sees it."""

from enum import StrEnum


class MarketState(StrEnum):
    ANNOUNCED = "ANNOUNCED"
    OPEN = "OPEN"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    SETTLED = "SETTLED"
    VOID = "VOID"
    UNKNOWN = "UNKNOWN"  # a code nobody has told us of: not tradable

    @property
    def is_over(self) -> bool:
        return self in (MarketState.CLOSED, MarketState.SETTLED, MarketState.VOID)
