"""Which markets matter now: with orders, live, about to start, in front of somebody."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from xlbetflag.feed.topics import LIVE_MENU, MENU, Topic
from xlbetflag.feed.uses import Use
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.moments import seconds_between

NEAR_START = 300.0  # seconds before an event's start
NAMED = 10.0  # seconds for which a market that an order has named is looked after

TOLD = 15.0  # seconds for which a sheet's word on what is in front of it holds


def nothing_held() -> frozenset[str]:
    return frozenset()


class Attention:
    """Changed under the feed's lock. Moments are monotonic seconds.

    `held`: asks for the markets with open orders or waiting triggers. `markets`: by id, as the menu
    lists them. `live_events`: ids. Markets are seen where nobody has said what is in front.
    """

    def __init__(self) -> None:
        self.held: Callable[[], frozenset[str]] = nothing_held
        self.markets: Mapping[str, tuple[Event, Market]] = {}
        self.live_events: frozenset[str] = frozenset()
        self._held: frozenset[str] = frozenset()
        self._named: dict[str, float] = {}
        self._front: dict[str, tuple[float, frozenset[str]]] = {}
        self._said_live: dict[str, bool] = {}

    def refresh(self, held: frozenset[str], now: float) -> None:
        """What is held now; names of long ago are forgotten."""
        self._held = held
        for market_id in [m for m, at in self._named.items() if now - at >= NAMED]:
            del self._named[market_id]
        self._front = {who: each for who, each in self._front.items() if now - each[0] < TOLD}

    def name(self, market_id: str, now: float) -> bool:
        """An order or a trigger looks at a market; whether that is new."""
        is_new = market_id not in self._named and market_id not in self._held
        self._named[market_id] = now
        return is_new

    def show(self, who: str, markets: Iterable[str] | None, now: float) -> bool:
        """What one sheet has in front, None where nobody can say; whether that is new. Who says no
        more for a while is gone."""
        before = self._front.get(who)
        front = {name: each for name, each in self._front.items() if name != who}
        after = None if markets is None else frozenset(markets)
        self._front = front if after is None else {**front, who: (now, after)}
        return after != (before and before[1])

    def learn(self, topic: Topic, value: Any) -> None:
        """What the menus list, where it is one of them."""
        if topic == MENU:
            self.markets = {m.market_id: (e, m) for e in value for m in e.markets}
        elif topic == LIVE_MENU:
            self.live_events = frozenset(event.event_id for event in value)

    def say_live(self, market_id: str, is_live: bool) -> None:
        """As my offers there tell it."""
        self._said_live[market_id] = is_live

    def forget(self, market_id: str) -> None:
        self._said_live.pop(market_id, None)

    def is_held(self, market_id: str) -> bool:
        return market_id in self._held or market_id in self._named

    def is_live(self, market_id: str) -> bool:
        found = self.markets.get(market_id)
        if found is not None and found[0].event_id in self.live_events:
            return True
        return self._said_live.get(market_id, False)

    def book_use(self, market_id: str, wall: datetime) -> Use:
        """The class of a market's book."""
        if self.is_held(market_id):
            return Use.HELD
        front = self._front.values()
        if front and not any(market_id in markets for _, markets in front):
            return Use.OTHERS
        if self.is_live(market_id) or self._is_near(market_id, wall):
            return Use.LIVE
        return Use.SEEN

    def _is_near(self, market_id: str, wall: datetime) -> bool:
        found = self.markets.get(market_id)
        return found is not None and 0 <= seconds_between(wall, found[0].start) <= NEAR_START
