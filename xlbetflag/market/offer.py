"""Offers on the exchange, and what became of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import msgspec

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState


class Bet(msgspec.Struct, frozen=True):
    """A size (cents) on one side of a selection at a price (hundredths)."""

    selection_id: str
    side: Side
    price: Hundredths
    size: Cents

    def takes(self, price: Hundredths) -> bool:
        """Whether that price is the bet's own or a better one for who places it."""
        return price >= self.price if self.side is Side.BACK else price <= self.price

    def meets(self, other: "Bet") -> bool:
        """Whether the two would be matched with each other."""
        is_opposite = self.selection_id == other.selection_id and self.side is not other.side
        return is_opposite and self.takes(other.price)


class Offer(msgspec.Struct, frozen=True):
    """One of our offers as the venue lists it. `is_working`: some of it may still be matched."""

    offer_id: str
    selection_id: str
    side: Side
    price: Hundredths
    size: Cents
    matched: Cents
    is_working: bool
    status: int  # the venue's own code

    @property
    def remaining(self) -> Cents:
        return max(0, self.size - self.matched) if self.is_working else 0


class Match(msgspec.Struct, frozen=True):
    """A part of an offer that was matched, at its own price (the offer's or a better one)."""

    offer_id: str
    selection_id: str
    side: Side
    price: Hundredths
    size: Cents


class MarketOffers(msgspec.Struct, frozen=True):
    """My offers on a market, and the state of the market that came with them.

    `live_delay` in seconds; `start` is aware (Europe/Rome), None where the venue gives none.
    `waits_for_regulator`: what was placed is taken with reserve, until the regulator's own system
    has accepted it (decree 47/2013, art. 4).
    """

    market_id: str
    offers: tuple[Offer, ...]
    version: int
    state: MarketState
    is_live: bool
    live_delay: int
    start: datetime | None
    waits_for_regulator: bool = False


class Sized(Protocol):
    """A size at a price: a match, a level of a book."""

    @property
    def price(self) -> Hundredths: ...
    @property
    def size(self) -> Cents: ...


def average_price(parts: Iterable[Sized]) -> float | None:
    """Decimal odds averaged by size; None without a part."""
    total = weighted = 0
    for part in parts:
        total += part.size
        weighted += part.size * part.price
    return weighted / total / 100 if total else None
