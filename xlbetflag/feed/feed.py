"""The feed: one request per topic however many cells ask, and readers that never wait."""

import logging
import math
import random
import threading
from collections.abc import Iterable
from typing import Any

from xlbetflag.api.client import Client
from xlbetflag.api.errors import ApiError, RateLimited, Refused, SessionExpired
from xlbetflag.backoff import grown
from xlbetflag.bell import Bell
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.entry import NEVER, Entry
from xlbetflag.feed.history import History
from xlbetflag.feed.topics import (
    ALWAYS_READ,
    BALANCE,
    COMMISSION,
    LIVE_MENU,
    MENU,
    READERS,
    Cadence,
    Topic,
)
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, PricePoint, with_moves
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.moments import rome
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Health, Reading
from xlbetflag.scheduling import THREADS, Lane, Scheduler

LANES = 4
PAUSE_AFTER_LIMIT = 5.0
SAME_MOMENT = 0.01  # seconds for which a thousand cells may share one look at the clocks

log = logging.getLogger(__name__)


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
    ) -> None:
        self.cadence = cadence or Cadence()
        self._client = client
        self._scheduler = scheduler
        self._budget = Budget(self.cadence.requests_per_second, scheduler.monotonic)
        self._entries: dict[Topic, Entry] = {}
        self._history = History()
        self._markets: dict[str, tuple[Event, Market]] = {}
        self._live_events: frozenset[str] = frozenset()
        self._lock = threading.RLock()  # never held across I/O
        self.bell = Bell()  # a topic was tried anew, or the feed has stopped
        self._lanes: list[Lane] = []
        self._is_running = False
        self._paused_until = 0.0
        self._requests = 0

    # --- what is known (market.reading.View) ------------------------------------------------

    def book(self, market_id: str) -> Reading[Book]:
        return self._reading(Topic("book", market_id))

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
        return self._history.of(market_id, selection_id)

    def turns_in(self, topic: Topic) -> float:
        """Seconds until what is known of a topic grows too old for its health; inf where it
        cannot. Whatever else changes rings the bell."""
        entry = self._entry(topic)
        wall = self._scheduler.now()
        return entry.turns_in(entry.asked, wall, self._seconds(topic), self.cadence)

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        self._entry(MENU)
        return self._markets.get(market_id)

    def is_live(self, market_id: str) -> bool:
        """Whether the market's event is in the venue's live menu."""
        found = self._markets.get(market_id)
        return found is not None and found[0].event_id in self._live_events

    def status(self) -> FeedStatus:
        with self._lock:
            entries = list(self._entries.values())
        troubled = [e for e in entries if e.trouble and not self._is_of_a_market_gone(e)]
        return FeedStatus(
            self._is_running,
            len(entries),
            self._requests,
            max(troubled, key=lambda entry: entry.asked).trouble if troubled else "",
            max((e.read_at for e in entries if e.read_at), default=None),
        )

    def _is_of_a_market_gone(self, entry: Entry) -> bool:
        """The venue neither lists the market nor answers for it: the trouble of its cells alone."""
        market_id = entry.topic.market_id
        is_listed = not self._markets or market_id in self._markets
        return entry.is_refused and bool(market_id) and not is_listed

    # --- running ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to read; does nothing when running."""
        with self._lock:
            if self._is_running:
                return
            self._is_running = True
            for entry in self._entries.values():
                entry.due = self._scheduler.monotonic()
        for topic in ALWAYS_READ:
            self._entry(topic)
        self._lanes = [self._scheduler.lane(f"feed-{n}", self._step) for n in range(LANES)]

    def stop(self) -> None:
        """Stop reading: from now on everything is NO FEED. Waits for requests under way."""
        self._is_running = False
        for lane in self._lanes:
            lane.stop()
        self._lanes = []
        self.bell.ring()

    def hasten(self, topics: Iterable[Topic] | None = None) -> list[tuple[Entry, int]]:
        """Make topics (all that are known, if none are named) due now; does not wait.

        Gives each entry with the number of attempts at which it will have been tried anew.
        """
        with self._lock:
            wanted = [self._entry(topic) for topic in (topics or list(self._entries))]
            goals = [(entry, entry.attempts + 1 + entry.in_flight) for entry in wanted]
            for entry in wanted:
                entry.due = self._scheduler.monotonic()
                entry.again = entry.in_flight
        self._wake()
        return goals

    def refresh(self, topics: Iterable[Topic] | None = None, *, timeout: float = 10.0) -> bool:
        """Read topics now and wait for them: for tests and start-up, never for a cell.

        True when all were tried within `timeout` seconds.
        """
        goals = self.hasten(topics)
        return self._scheduler.wait_for(
            lambda: all(entry.attempts >= goal for entry, goal in goals), timeout
        )

    # --- inside -----------------------------------------------------------------------------

    def _reading(self, topic: Topic) -> Reading[Any]:
        entry = self._entry(topic)
        now = entry.asked
        if now - entry.shown_at > SAME_MOMENT:
            wall = self._scheduler.now()
            entry.shown = entry.reading(now, wall, self._seconds(topic), self.cadence)
            entry.shown_at = now
        reading = entry.shown
        if not self._is_running:
            return Reading(reading.value, Health.NO_FEED, reading.age, reading.read_at)
        return reading

    def _entry(self, topic: Topic) -> Entry:
        now = self._scheduler.monotonic()
        entry = self._entries.get(topic)
        if entry is None:
            with self._lock:
                entry = self._entries.setdefault(topic, Entry(topic, now))
            self._wake()
        entry.asked = now
        return entry

    def _seconds(self, topic: Topic) -> float:
        return self.cadence.of(topic.kind, is_live=self.is_live(topic.market_id))

    def _wake(self) -> None:
        for lane in self._lanes:
            lane.wake()

    def _step(self) -> float:
        """Read what is most overdue; the seconds until something more is."""
        with self._lock:
            entry, wait = self._take_due()
        if entry is not None:
            self._read(entry)
        return wait

    def _take_due(self) -> tuple[Entry | None, float]:
        """The most overdue topic, marked in flight; or None, and the seconds until one is due."""
        now = self._scheduler.monotonic()
        self._forget(now)
        waiting = [entry for entry in self._entries.values() if not entry.in_flight]
        entry = min(waiting, key=lambda entry: entry.due, default=None)
        if entry is None or not self._is_running:
            return None, math.inf
        wait = max(entry.due, self._paused_until) - now
        if wait <= 0:
            wait = self._budget.take()
        if wait > 0:
            return None, wait
        entry.in_flight = True
        return entry, 0.0

    def _forget(self, now: float) -> None:
        oldest = now - self.cadence.forget_after
        for entry in [e for e in self._entries.values() if e.asked < oldest]:
            if not entry.in_flight and entry.topic not in ALWAYS_READ:
                del self._entries[entry.topic]
                if entry.topic.kind == "book":
                    self._history.forget(entry.topic.market_id)

    def _read(self, entry: Entry) -> None:
        topic = entry.topic
        sent, wall = self._scheduler.monotonic(), rome(self._scheduler.now())
        try:
            value = READERS[topic.kind](self._client, topic.market_id)
        except ApiError as error:
            self._failed(entry, error, error.reason)
            return
        except Exception as error:
            log.exception("reading %s failed", topic.kind)
            self._failed(entry, error, type(error).__name__)
            return
        with self._lock:
            self._requests += 1
            self._learn(topic, value)
            if topic.kind == "book":
                value = with_moves(value, entry.value)
                self._history.note(value, wall)
            entry.value = value
            entry.sent, entry.read_at = sent, wall
            entry.trouble, entry.is_refused, entry.failures = "", False, 0
            self._done(entry, self._seconds(topic))

    def _learn(self, topic: Topic, value: Any) -> None:
        if topic == MENU:
            self._markets = {
                market.market_id: (event, market) for event in value for market in event.markets
            }
        elif topic == LIVE_MENU:
            self._live_events = frozenset(event.event_id for event in value)

    def _failed(self, entry: Entry, error: Exception, reason: str) -> None:
        with self._lock:
            self._requests += 1
            entry.trouble = reason
            is_answer = isinstance(error, Refused)
            entry.is_refused = is_answer and not isinstance(error, RateLimited | SessionExpired)
            entry.failures += 1
            if isinstance(error, RateLimited):
                pause = error.retry_after or PAUSE_AFTER_LIMIT
                self._paused_until = self._scheduler.monotonic() + pause
            seconds = grown(self._seconds(entry.topic), entry.failures, self.cadence.longest_pause)
            jitter = random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, keeps no secret
            self._done(entry, seconds * jitter)

    def _done(self, entry: Entry, seconds: float) -> None:
        entry.attempts += 1
        entry.in_flight = False
        entry.shown_at = NEVER
        entry.due = self._scheduler.monotonic() + (0.0 if entry.again else seconds)
        entry.again = False
        self._wake()
        self.bell.ring()
