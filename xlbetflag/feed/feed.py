"""The feed: what is known of the venue, with its age; whoever asks subscribes, and never waits."""

import math
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from xlbetflag.api.client import Client
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.carriers import Carriers, Lanes
from xlbetflag.feed.entry import Entry
from xlbetflag.feed.reads import Reads
from xlbetflag.feed.state import FeedState, state
from xlbetflag.feed.topics import BALANCE, COMMISSION, MENU, Cadence, Topic
from xlbetflag.market.account import Balance
from xlbetflag.market.book import FULL_DEPTH, Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Health, Reading
from xlbetflag.scheduling import THREADS, Scheduler

SAME_MOMENT = 0.01  # seconds for which a thousand cells may share one look at the clocks
LEAST_LANES, MOST_LANES = 8, 96
SLOWEST_ANSWERS = 3.0  # seconds: so much of the budget may be under way


class Feed:
    """Implements `market.reading.View` over a client. Thread-safe.

    Asking for a topic subscribes to it; one that nobody asks for any more is forgotten.
    """

    def __init__(
        self,
        client: Client,
        cadence: Cadence | None = None,
        *,
        scheduler: Scheduler = THREADS,
        budget: Budget | None = None,
        carriers: Carriers | None = None,
    ) -> None:
        self.cadence = cadence or Cadence()
        per_second = self.cadence.requests_per_second
        self.budget = budget or Budget(per_second, scheduler)
        lanes = min(max(LEAST_LANES, math.ceil(per_second * SLOWEST_ANSWERS)), MOST_LANES)
        self._scheduler = scheduler
        self._reads = Reads(
            client, self.cadence, scheduler, self.budget, carriers or Lanes(scheduler, lanes)
        )
        self.bell = self._reads.bell  # a topic was tried anew, or the feed has stopped

    # --- what is known (market.reading.View) ------------------------------------------------

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Reading[Book]:
        reading: Reading[Book] = self._reading(Topic("book", market_id), depth)
        if reading.value is None or reading.value.depth >= depth:
            return reading
        return Reading(None, Health.NO_FEED, math.inf, None, reading.trouble)

    def menu(self) -> Reading[tuple[Event, ...]]:
        return self._reading(MENU)

    def balance(self) -> Reading[Balance]:
        return self._reading(BALANCE)

    def commission(self) -> Reading[int]:
        return self._reading(COMMISSION)

    def exposure(self, market_id: str) -> Reading[dict[str, Cents]]:
        return self._reading(Topic("exposure", market_id))

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return self._reading(Topic("offers", market_id))

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return self._reading(Topic("matches", market_id))

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return self._reads.history.of(market_id, selection_id)

    def turns_in(self, topic: Topic) -> float:
        """Seconds until what is known of a topic grows too old for its health; inf where it
        cannot. Whatever else changes rings the bell."""
        entry = self._reads.entry(topic)
        wall = self._scheduler.now()
        return entry.turns_in(entry.asked, wall, entry.seconds, self.cadence)

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        self._reads.entry(MENU)
        return self._reads.attention.markets.get(market_id)

    def is_live(self, market_id: str) -> bool:
        """Whether the market's event is in the venue's live menu, or my offers there say so."""
        return self._reads.attention.is_live(market_id)

    def status(self) -> FeedStatus:
        entries = self._entries()
        troubled = [e for e in entries if e.trouble and not self._is_of_a_market_gone(e)]
        return FeedStatus(
            self._reads.is_running,
            len(entries),
            self._reads.done,
            max(troubled, key=lambda entry: entry.asked).trouble if troubled else "",
            max((e.read_at for e in entries if e.read_at), default=None),
            len(troubled),
        )

    def state(self) -> FeedState:
        """Per class how many, how old, how many requests: for people."""
        now, wall = self._scheduler.monotonic(), self._scheduler.now()
        return state(((e, e.age(now, wall)) for e in self._entries()), self.budget)

    def _is_of_a_market_gone(self, entry: Entry) -> bool:
        """The venue neither lists the market nor answers for it: the trouble of its cells alone."""
        market_id, markets = entry.topic.market_id, self._reads.attention.markets
        is_listed = not markets or market_id in markets
        return entry.is_refused and bool(market_id) and not is_listed

    @property
    def lateness(self) -> float:
        """How far the budget stretches every age: 0 where all are read as often as they may be, 1
        where they grow to the longest of their class."""
        return self._reads.lateness

    def size(self) -> int:
        """Of what is kept by the scheduler, in pieces: it does not grow with time."""
        return self._reads.size()

    # --- what matters -----------------------------------------------------------------------

    def follow(self, held: Callable[[], frozenset[str]]) -> None:
        """`held` gives the markets with open orders or waiting triggers; asked often, without a
        lock of the feed's."""
        self._reads.attention.held = held

    def show(self, who: str, markets: Iterable[str] | None) -> None:
        """What a sheet, by a name of its own, has in front of its user; None where it cannot tell.
        To be said again and again.

        Where nobody has said so, every market that is asked for counts as seen.
        """
        self._reads.show(who, markets)

    def name(self, market_id: str) -> None:
        """An order or a trigger looks at this market: its prices are read at once where they are
        not of this moment, and often from now on."""
        self._reads.name(market_id)

    def touched(self, market_id: str) -> None:
        """A request of ours has left for this market: what is mine there is read soon."""
        self._reads.touched(market_id)

    def learned(self, topic: Topic, value: Any, sent: float, wall: datetime) -> None:
        """Somebody else has read this, by a request that left at that moment of both clocks."""
        self._reads.learned(topic, value, sent, wall)

    # --- running ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to read; does nothing when running."""
        self._reads.start()

    def stop(self) -> None:
        """Stop reading: from now on everything is NO FEED. Waits for requests under way."""
        self._reads.stop()

    def hasten(self, topics: Iterable[Topic] | None = None) -> list[tuple[Entry, int]]:
        """Make topics (all that are known, if none are named) due now; does not wait.

        Gives each entry with the number of attempts at which it will have been tried anew.
        """
        return self._reads.hasten(topics)

    def refresh(self, topics: Iterable[Topic] | None = None, *, timeout: float = 10.0) -> bool:
        """Read topics now and wait for them: for tests and start-up, never for a cell.

        True when all were tried within `timeout` seconds.
        """
        goals = self.hasten(topics)
        return self._scheduler.wait_for(
            lambda: all(entry.attempts >= goal for entry, goal in goals), timeout
        )

    # --- inside -----------------------------------------------------------------------------

    def _reading(self, topic: Topic, depth: int = FULL_DEPTH) -> Reading[Any]:
        """With its age as it will be when this look at the clocks is shared for the last time."""
        entry = self._reads.entry(topic, depth)
        now, wall = entry.asked, self._scheduler.now()
        shown_wall = entry.shown_wall
        is_shared = now - entry.shown_at <= SAME_MOMENT
        if not is_shared or shown_wall is None or wall - shown_wall > _SAME_MOMENT:
            later = now + SAME_MOMENT, wall + _SAME_MOMENT
            entry.shown = entry.reading(*later, entry.seconds, self.cadence)
            entry.shown_at, entry.shown_wall = now, wall
        reading = entry.shown
        if not self._reads.is_running:
            return Reading(reading.value, Health.NO_FEED, reading.age, reading.read_at)
        return reading

    def _entries(self) -> list[Entry]:
        return list(self._reads.entries.values())


_SAME_MOMENT = timedelta(seconds=SAME_MOMENT)
