"""A feed on market time: a venue that a test lays out, answers that take their way side by side."""

import copy
import math
from collections import Counter, deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from xlbetflag.api.client import Client
from xlbetflag.api.errors import RateLimited, Unavailable
from xlbetflag.api.gate import Gate, OpenGate
from xlbetflag.feed import Cadence, Feed
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.carriers import Ask, Done
from xlbetflag.feed.uses import Use
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, Level, SelectionBook
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.offer import MarketOffers, Match, Offer
from xlbetflag.market.state import MarketState
from xlbetflag.scheduling import Simulation

START = datetime(2026, 5, 3, 13, 0, tzinfo=UTC)
MILLISECONDS = 1_000


class SleepingMachine(Simulation):
    """Its wall's clock can go on while the other stands still."""

    slept = timedelta()

    def now(self) -> datetime:
        return super().now() + self.slept

    def sleep_through(self, seconds: float) -> None:
        self.slept += timedelta(seconds=seconds)


class Venue:
    """Answers as a client does. What it says carries the moment at which it was said: the size of
    every best price, in milliseconds of the venue's clock.

    `delay`: seconds that the way there and back take, by operation and market. `most`: requests
    that it answers in any second, the others with a 429.
    """

    def __init__(self, time: SleepingMachine) -> None:
        self.time = time
        self.delay: Callable[[str, str], float] = lambda operation, market: 0.2
        self.most = math.inf
        self.is_down = False
        self.arrivals: deque[float] = deque(maxlen=100_000)
        self.calls: Counter[str] = Counter()
        self.offers: dict[str, tuple[Offer, ...]] = {}
        self.events: tuple[Event, ...] = ()
        self.live: tuple[Event, ...] = ()
        self.gate: Gate = OpenGate()

    def through(self, gate: Gate) -> "Venue":
        other = copy.copy(self)
        other.gate = gate
        return other

    def list_markets(self, markets: Iterable[str], live: Iterable[str] = ()) -> None:
        """In the menu, an event each, to start in an hour."""
        events = {market: _event(market) for market in markets}
        self.events = tuple(events.values())
        self.live = tuple(events[market] for market in live)

    def _answer(self, operation: str, market_id: str = "") -> None:
        self.gate.enter(operation)
        now = self.time.monotonic()
        self.calls[operation] += 1
        self.calls[f"{operation} {market_id}"] += 1
        self.arrivals.append(now)
        if self.is_down:
            raise Unavailable(operation, "r", "HTTP 503")
        recent = sum(at > now - 1 for at in list(self.arrivals)[-400:])
        if recent > self.most:
            self.gate.refused(operation, 2.0)
            raise RateLimited(operation, "r", None, "HTTP 429", 2.0)

    def truth(self) -> int:
        return int((self.time.now() - START).total_seconds() * MILLISECONDS) + 1

    def book(self, market_id: str, depth: int = 3) -> Book:
        self._answer("book", market_id)
        selection = SelectionBook("1", "Roma", (Level(200, self.truth()),), ())
        self.calls[f"level {depth}"] += 1
        return Book(market_id, 1, MarketState.OPEN, (selection,), depth)

    def my_offers(self, market_id: str) -> MarketOffers:
        self._answer("my_offers", market_id)
        mine = self.offers.get(market_id, ())
        return MarketOffers(market_id, mine, 1, MarketState.OPEN, False, 0, None)

    def matches(self, market_id: str) -> tuple[Match, ...]:
        self._answer("matches", market_id)
        mine = self.offers.get(market_id, ())
        return tuple(
            Match(o.offer_id, o.selection_id, o.side, o.price, o.matched) for o in mine if o.matched
        )

    def exposure(self, market_id: str) -> dict[str, int]:
        self._answer("exposure", market_id)
        return {"1": self.truth()}

    def menu_with_markets(self) -> tuple[Event, ...]:
        self._answer("menu")
        return self.events

    def live_menu(self) -> tuple[Event, ...]:
        self._answer("live_menu")
        return self.live

    def refresh(self) -> None:
        self._answer("refresh")

    def balance(self) -> Balance:
        self._answer("balance")
        return Balance(1, 1, 0, 0)

    def commission(self) -> int:
        self._answer("commission")
        return 250


def _event(market: str) -> Event:
    listed = Market(market, "Esito finale", "", (Selection("1", "Roma"),))
    start = START + timedelta(hours=1_000)
    return Event(f"e{market}", "Roma - Lazio", "CALCIO", "Italia", "A", start, (listed,))


class Wires:
    """Carriers on market time: half the way, the answer, the other half."""

    def __init__(self, time: Simulation, venue: Venue, most: int = 96) -> None:
        self._time = time
        self._venue = venue
        self._most = most
        self.under_way = 0
        self.most_under_way = 0

    @property
    def is_full(self) -> bool:
        return self.under_way >= self._most

    def carry(self, ask: Ask, done: Done) -> None:
        topic = ask.args[0]  # type: ignore[attr-defined]  # partial of topics.ask
        half = self._venue.delay(topic.kind, topic.market_id) / 2
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        Way(self._time, half, ask, done, self._arrived)

    def _arrived(self) -> None:
        self.under_way -= 1

    def stop(self) -> None: ...


class Way:
    """Of one read."""

    def __init__(
        self, time: Simulation, half: float, ask: Ask, done: Done, arrived: Callable[[], None]
    ) -> None:
        self._half, self._ask, self._done, self._arrived = half, ask, done, arrived
        self._step = 0
        self._answer: Any = None
        self._lane = time.lane("way", self._go)

    def _go(self) -> float:
        self._step += 1
        if self._step == 1:
            return self._half
        if self._step == 2:
            self._answer = self._ask()
            return self._half
        self._lane.stop()
        self._arrived()
        self._done(self._answer)
        return math.inf


class World:
    """A venue, a feed, a budget, on one market time."""

    def __init__(self, cadence: Cadence) -> None:
        self.time = SleepingMachine(START)
        self.venue = Venue(self.time)
        self.wires = Wires(self.time, self.venue)
        self.budget = Budget(cadence.requests_per_second, self.time)
        client: Client = self.venue  # type: ignore[assignment]
        self.feed = Feed(
            client, cadence, scheduler=self.time, budget=self.budget, carriers=self.wires
        )

    def age(self, market: str) -> float:
        """As a cell has it."""
        return self.feed.book(market).age

    def true_age(self, market: str) -> float:
        """By the venue's own clock; inf where nothing is known."""
        book = self.feed.book(market).value
        if book is None:
            return math.inf
        return (self.venue.truth() - book.selections[0].back[0].size) / MILLISECONDS

    def ask(self, markets: Iterable[str], seconds: float, every: float = 0.5) -> None:
        """A sheet asks for the books of these markets for so long."""
        asked = list(markets)
        ends = self.time.monotonic() + seconds
        while self.time.monotonic() < ends:
            for market in asked:
                self.feed.book(market)
            self.time.sleep(every)

    def wait_for_turn(self, use: Use) -> float:
        """A request of the order path: seconds until it may leave."""
        asked = self.time.monotonic()
        with self.budget.waiting(use):
            while (wait := self.budget.take(use)) > 0:
                self.time.sleep(min(wait, 0.01))
        return self.time.monotonic() - asked


def most_in_a_second(moments: Iterable[float]) -> int:
    """The fullest second of all."""
    inside: deque[float] = deque()
    most = 0
    for moment in sorted(moments):
        inside.append(moment)
        while inside[0] <= moment - 1.0 + 1e-9:
            inside.popleft()
        most = max(most, len(inside))
    return most
