"""A value of the venue with its age, and who can be asked for one."""

from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

import msgspec

from xlbetflag.market.account import Balance
from xlbetflag.market.book import FULL_DEPTH, Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match

Value = TypeVar("Value")


class Health(StrEnum):
    """How far a value can be trusted at this moment. Only LIVE may be traded on."""

    LIVE = "LIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"
    STALE = "STALE"
    NO_FEED = "NO FEED"


class Reading(msgspec.Struct, Generic[Value], frozen=True):
    """`value` is None where nothing was ever read. `age` in seconds (inf where never read),
    `read_at` aware (Europe/Rome). `trouble`: why the last attempt failed, empty if it did not."""

    value: Value | None
    health: Health
    age: float
    read_at: datetime | None
    trouble: str = ""


class FeedStatus(msgspec.Struct, frozen=True):
    """`topics` kept fresh, `requests` made so far, the last `trouble` (empty if none now).

    `read_at`: when the newest value was read, None where nothing was. `troubles`: how many topics
    could not be read when that was last tried.
    """

    is_running: bool
    topics: int
    requests: int
    trouble: str
    read_at: datetime | None
    troubles: int = 0


class View(Protocol):
    """What is known of the venue right now. Asking never waits; it also asks for more of the same.

    The feed implements it; cells and preflight read it.
    """

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Reading[Book]:
        """At least the best `depth` prices of each side, never fewer: where no more than the best
        is asked for, the venue may be asked for no more. NO FEED until so many were read."""
        ...

    def menu(self) -> Reading[tuple[Event, ...]]: ...
    def balance(self) -> Reading[Balance]: ...
    def commission(self) -> Reading[int]: ...
    def exposure(self, market_id: str) -> Reading[dict[str, Cents]]: ...
    def offers(self, market_id: str) -> Reading[MarketOffers]: ...
    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]: ...
    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        """Where the best prices of a selection changed, oldest first, as far as it was watched."""
        ...

    def status(self) -> FeedStatus: ...
    def is_live(self, market_id: str) -> bool:
        """Whether the market is being played, as the venue's list of live events has it."""
        ...

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        """The event and market of an id, as the menu names them; None where it does not."""
        ...
