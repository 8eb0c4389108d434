"""The venue and its view as the order path has them: within the one budget, and what it reads by
itself serves every cell too."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from xlbetflag.api.client import Client
from xlbetflag.api.messages import PlacedOffer, PlaceRequest
from xlbetflag.feed.feed import Feed
from xlbetflag.feed.gates import Queue
from xlbetflag.feed.topics import Topic
from xlbetflag.feed.uses import Use
from xlbetflag.market.account import Balance
from xlbetflag.market.book import FULL_DEPTH, Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Health, Reading
from xlbetflag.scheduling import Scheduler

Value = TypeVar("Value")


class OrdersVenue:
    """`orders.venue.Venue` over a client: each request waits for its turn in the budget, where it
    goes before every read; its answers are the feed's too. Thread-safe."""

    def __init__(self, client: Client, feed: Feed, scheduler: Scheduler) -> None:
        self._client = client
        self._feed = feed
        self._scheduler = scheduler

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Book:
        if depth < FULL_DEPTH:
            return self._through(Use.LOOKS).book(market_id, depth)
        return self._look("book", market_id, lambda client: client.book(market_id))

    def my_offers(self, market_id: str) -> MarketOffers:
        return self._look("offers", market_id, lambda client: client.my_offers(market_id))

    def open_offers(self, market_id: str) -> MarketOffers:
        return self._through(Use.LOOKS).open_offers(market_id)

    def matches(self, market_id: str) -> tuple[Match, ...]:
        return self._look("matches", market_id, lambda client: client.matches(market_id))

    def exposure(self, market_id: str) -> dict[str, Cents]:
        return self._look("exposure", market_id, lambda client: client.exposure(market_id))

    def place(
        self, request: PlaceRequest, *, live_delay: int = 0, may_leave: Callable[[], bool]
    ) -> tuple[PlacedOffer, ...]:
        market_id = str(request.id_mercato)
        try:
            client = self._through(Use.ORDERS)
            return client.place(request, live_delay=live_delay, may_leave=may_leave)
        finally:
            self._feed.touched(market_id)

    def cancel(self, market_id: str, offer_ids: Sequence[str]) -> tuple[str, ...]:
        try:
            return self._through(Use.CANCELS).cancel(market_id, offer_ids)
        finally:
            self._feed.touched(market_id)

    def cancel_unmatched(self, market_id: str) -> tuple[str, ...]:
        try:
            return self._through(Use.CANCELS).cancel_unmatched(market_id)
        finally:
            self._feed.touched(market_id)

    def _through(self, use: Use) -> Client:
        return self._client.through(Queue(self._feed.budget, self._scheduler, use))

    def _look(self, kind: str, market_id: str, read: Callable[[Client], Value]) -> Value:
        client = self._through(Use.LOOKS)
        sent, wall = self._scheduler.monotonic(), self._scheduler.now()
        value = read(client)
        self._feed.learned(Topic(kind, market_id), value, sent, wall)
        return value


class OrdersView:
    """`market.reading.View` over a feed, for orders and triggers: what they look at is read at once
    and often, and what is mine counts as fresh only where it is read often."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Reading[Book]:
        self._feed.name(market_id)
        return self._feed.book(market_id, depth)

    def menu(self) -> Reading[tuple[Event, ...]]:
        return self._feed.menu()

    def balance(self) -> Reading[Balance]:
        return self._feed.balance()

    def commission(self) -> Reading[int]:
        return self._feed.commission()

    def exposure(self, market_id: str) -> Reading[dict[str, Cents]]:
        return self._strictly(self._feed.exposure(market_id))

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        self._feed.name(market_id)
        return self._strictly(self._feed.offers(market_id))

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return self._strictly(self._feed.matches(market_id))

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return self._feed.history(market_id, selection_id)

    def status(self) -> FeedStatus:
        return self._feed.status()

    def is_live(self, market_id: str) -> bool:
        return self._feed.is_live(market_id)

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        return self._feed.find(market_id)

    def _strictly(self, reading: Reading[Value]) -> Reading[Value]:
        cadence = self._feed.cadence
        if reading.health is Health.LIVE and reading.age > cadence.stale_after(cadence.mine):
            return msgspec.structs.replace(reading, health=Health.STALE)
        return reading
