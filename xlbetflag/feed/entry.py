"""One topic's last value, and how far it can be trusted."""

from datetime import datetime
from typing import Any

from xlbetflag.api.errors import ApiError, RateLimited, Refused, SessionExpired
from xlbetflag.feed.plan import Span
from xlbetflag.feed.topics import Cadence, Topic
from xlbetflag.feed.uses import Use
from xlbetflag.market.book import BEST_ALONE, FULL_DEPTH, Book
from xlbetflag.market.moments import seconds_between
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.state import MarketState

NEVER = float("-inf")


class Entry:
    """Mutable, changed by the feed only. Moments are monotonic seconds."""

    def __init__(self, topic: Topic, now: float) -> None:
        self.topic = topic
        self.value: Any = None
        self.sent: float | None = None  # when the request of the last value left
        self.read_at: datetime | None = None
        self.trouble = ""
        self.is_refused = False  # the trouble is an answer, and the answer is no
        self.failures = 0
        self.attempts = 0
        self.use = Use.OTHERS
        self.span = Span(1.0, 2.0)
        self.since = now  # from when on its span is counted
        self.seconds = 1.0  # what its health is measured by
        self.basis: Any = None  # my offers, as they were when this was read of them
        self.asked = now
        self.deep_asked = NEVER  # when more than a book's best prices were
        self.is_deep = False  # more than those is read
        self.in_flight = False
        self.again = False  # wanted anew while in flight
        self.shown: Reading[Any] = Reading(None, Health.NO_FEED, float("inf"), None)
        self.shown_at = NEVER
        self.shown_wall: datetime | None = None

    def reading(self, now: float, wall: datetime, seconds: float, cadence: Cadence) -> Reading[Any]:
        """The value with its age: the larger of the two clocks', so that sleep counts."""
        if self.sent is None or self.read_at is None:
            return Reading(None, Health.NO_FEED, float("inf"), None, self.trouble)
        age = self.age(now, wall)
        return Reading(
            self.value, self._health(age, seconds, cadence), age, self.read_at, self.trouble
        )

    def turns_in(self, now: float, wall: datetime, seconds: float, cadence: Cadence) -> float:
        """Seconds until the health falls by age alone; inf where it cannot any more."""
        age = self.age(now, wall)
        limits = (cadence.stale_after(seconds), cadence.dead_after(seconds))
        return min((limit - age for limit in limits if age <= limit), default=float("inf"))

    def age(self, now: float, wall: datetime) -> float:
        """By the clock that is further on; inf where nothing was ever read."""
        if self.sent is None or self.read_at is None:
            return float("inf")
        return max(now - self.sent, seconds_between(self.read_at, wall))

    def keep(self, value: Any, sent: float, wall: datetime) -> None:
        """Read, by a request that left at that moment of both clocks."""
        self.value, self.sent, self.read_at = value, sent, wall
        self.trouble, self.is_refused, self.failures = "", False, 0
        self.shown_at = NEVER

    def failed(self, error: Exception) -> None:
        """It could not be read."""
        self.trouble = error.reason if isinstance(error, ApiError) else type(error).__name__
        is_answer = isinstance(error, Refused)
        self.is_refused = is_answer and not isinstance(error, RateLimited | SessionExpired)
        self.failures += 1
        self.shown_at = NEVER

    def deepen(self, now: float) -> bool:
        """More than a book's best prices are asked for; whether that is new."""
        was_deep, self.is_deep, self.deep_asked = self.is_deep, True, now
        return not was_deep

    def depth(self, since: float) -> int:
        """Of a read that leaves now: the best prices alone where nobody has asked for more since
        then."""
        self.is_deep = self.is_deep and self.deep_asked >= since
        return FULL_DEPTH if self.is_deep else BEST_ALONE

    def _health(self, age: float, seconds: float, cadence: Cadence) -> Health:
        if age > cadence.dead_after(seconds):
            return Health.NO_FEED
        if age > cadence.stale_after(seconds):
            return Health.STALE
        if isinstance(self.value, Book):
            if self.value.state.is_over:
                return Health.CLOSED
            if self.value.state is not MarketState.OPEN:
                return Health.SUSPENDED
        return Health.LIVE
