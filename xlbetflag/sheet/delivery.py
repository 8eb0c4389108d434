"""What prices one sheet was given, and how old they are by now."""

from datetime import datetime

from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.moments import seconds_between
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Reading, View
from xlbetflag.scheduling import Scheduler


class Delivery:
    """The view that a sheet's cells are answered from; it remembers when each book it handed over
    had been read. A sheet that no longer recalculates shows prices that age here too, however fresh
    the feed's own are."""

    def __init__(self, view: View, scheduler: Scheduler) -> None:
        self._view = view
        self._scheduler = scheduler
        self._read: dict[str, tuple[float, datetime | None]] = {}

    def age(self, market_id: str) -> float:
        """Seconds since the price that the sheet last got was read; 0 where it got none.

        By the clock that is further on: the monotonic one stands still while a machine sleeps.
        """
        moment, read_at = self._read.get(market_id, (None, None))
        if moment is None:
            return 0.0
        by_wall = seconds_between(read_at, self._scheduler.now()) if read_at else 0.0
        return max(self._scheduler.monotonic() - moment, by_wall, 0.0)

    def book(self, market_id: str) -> Reading[Book]:
        reading = self._view.book(market_id)
        if reading.value is not None:
            self._read[market_id] = (self._scheduler.monotonic() - reading.age, reading.read_at)
        return reading

    def take(self, drafted: "Delivery") -> None:
        """What was drafted has reached the sheet."""
        self._read.update(drafted._read)

    def forget(self) -> None:
        """Nothing was handed over."""
        self._read.clear()

    def menu(self) -> Reading[tuple[Event, ...]]:
        return self._view.menu()

    def balance(self) -> Reading[Balance]:
        return self._view.balance()

    def commission(self) -> Reading[int]:
        return self._view.commission()

    def exposure(self, market_id: str) -> Reading[dict[str, Cents]]:
        return self._view.exposure(market_id)

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return self._view.offers(market_id)

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return self._view.matches(market_id)

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return self._view.history(market_id, selection_id)

    def status(self) -> FeedStatus:
        return self._view.status()

    def is_live(self, market_id: str) -> bool:
        return self._view.is_live(market_id)

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        return self._view.find(market_id)
