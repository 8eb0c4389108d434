"""What has changed since it was last stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlbetflag.practice.engine import Order
    from xlbetflag.practice.market import Market


class Changes:
    """Noted by markets and positions as they change; taken by the store."""

    __slots__ = ("dropped", "forgotten", "markets", "orders")

    def __init__(self) -> None:
        self.orders: dict[Order, None] = {}  # in the order of change
        self.markets: set[Market] = set()
        self.forgotten: set[Market] = set()  # their offers have left
        self.dropped: set[int] = set()  # event ids that are no longer listed

    def __bool__(self) -> bool:
        return bool(self.orders or self.markets or self.forgotten or self.dropped)

    def clear(self) -> None:
        self.orders.clear()
        self.markets.clear()
        self.forgotten.clear()
        self.dropped.clear()
