"""The one budget of requests: reads, looks, orders and cancels take from it."""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from xlbetflag.feed.uses import ORDERS_FIRST, Use
from xlbetflag.scheduling import Scheduler

ORDERS_ARE_AWAITED = 5.0  # seconds after a request of the order path
AT_HAND = 1  # permit that reads leave at every moment: an order that comes begins at once
SAVED_UP = 0.25  # seconds of reads that may leave at one moment
SILENCE = 5.0  # seconds after a 429 that does not say
LONGEST_SILENCE = 300.0
CANCELS_APART = 1.0  # seconds, while the venue wants silence
SHORTEST_WAIT = 1e-4  # seconds: any less may be lost in rounding
RECOVERY = 60.0  # seconds from nothing to the whole


class Budget:
    """At most `per_second` permits in any second, each for a use. Thread-safe; never waits: `take`
    says how long to wait instead.

    Reads leave a quarter to the order path while orders come, and one permit at every moment; they
    are spread over the second. After a 429 nothing leaves for as long as the venue says, but a
    cancel a second; what is allowed is halved, and grows back in a minute.
    """

    def __init__(self, per_second: float, scheduler: Scheduler) -> None:
        self.per_second = per_second
        self.taken: Counter[Use] = Counter()
        self.refusals: Counter[Use] = Counter()
        self._scheduler = scheduler
        self._lock = threading.Lock()
        self._allowed = per_second  # at `_allowed_at`
        self._allowed_at = scheduler.monotonic()
        self._left: deque[float] = deque()  # when requests left
        self._reads: deque[float] = deque()  # when reads did
        self._spread = float("-inf")  # when the next read would be due if all were spread evenly
        self._silent_until = float("-inf")
        self._halved_at = float("-inf")
        self._cancelled_at = float("-inf")
        self._orders_at = float("-inf")
        self._waiting: Counter[Use] = Counter()

    @property
    def allowed(self) -> float:
        """A second, now."""
        with self._lock:
            return self._now_allowed(self._scheduler.monotonic())

    @property
    def for_reads(self) -> float:
        """A second, as things are."""
        with self._lock:
            now = self._scheduler.monotonic()
            most, span = self._most(now)
            return max(1, most - self._kept(now, most)) / span

    @property
    def last_second(self) -> int:
        """Requests that left in it."""
        with self._lock:
            now = self._scheduler.monotonic()
            return sum(at > now - 1.0 for at in self._left)

    @property
    def silence(self) -> float:
        """Seconds until the venue wants to hear more of us; 0 where it does."""
        return max(0.0, self._silent_until - self._scheduler.monotonic())

    def take(self, use: Use) -> float:
        """0 with a permit taken, else the seconds until there may be one."""
        with self._lock:
            now = self._scheduler.monotonic()
            if use.is_orders:
                self._orders_at = now
            wait = max(self._until_allowed(use, now), self._until_room(use, now))
            if wait > 0:
                return wait
            self._take(use, now)
            return 0.0

    def take_anyway(self, use: Use) -> None:
        """A request that cannot wait has left: it counts."""
        with self._lock:
            self._take(use, self._scheduler.monotonic())

    @contextmanager
    def waiting(self, use: Use) -> Iterator[None]:
        """Meanwhile what is less urgent takes nothing."""
        with self._lock:
            self._waiting[use] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting[use] -= 1

    def refused(self, use: Use, retry_after: float | None, sent: float) -> None:
        """A request that had left at `sent` (monotonic) was one too many."""
        with self._lock:
            now = self._scheduler.monotonic()
            self.refusals[use] += 1
            pause = SILENCE if retry_after is None else min(retry_after, LONGEST_SILENCE)
            self._silent_until = max(self._silent_until, now + pause)
            self._allowed = self._now_allowed(now)
            if sent >= self._halved_at:  # those that were under way by then tell nothing new
                self._allowed = max(min(1.0, self.per_second), self._allowed / 2)
                self._halved_at = now
            self._allowed_at = self._silent_until

    def _now_allowed(self, now: float) -> float:
        grown = max(0.0, now - self._allowed_at) * self.per_second / RECOVERY
        return min(self.per_second, self._allowed + grown)

    def _most(self, now: float) -> tuple[int, float]:
        """So many requests in so many seconds: whole ones in a second, or one in more than that."""
        allowed = self._now_allowed(now)
        return (int(allowed), 1.0) if allowed >= 1 else (1, 1 / allowed)

    def _kept(self, now: float, most: int) -> int:
        """Permits that are no read's."""
        quarter = max(1, most // 4)
        is_awaited = now - self._orders_at < ORDERS_ARE_AWAITED
        return min(quarter if is_awaited else min(quarter, AT_HAND), most - 1)

    def _until_allowed(self, use: Use, now: float) -> float:
        silence = self._silent_until - now
        if silence > 0:
            apart = self._cancelled_at + CANCELS_APART - now
            return min(silence, apart) if use is Use.CANCELS else silence
        return 0.0

    def _until_room(self, use: Use, now: float) -> float:
        most, span = self._most(now)
        for left in (self._left, self._reads):
            while left and left[0] <= now - max(span, 1.0):
                left.popleft()
        wait = _until_less(self._left, most - min(self._at_hand(use), most - 1), span, now)
        if not use.is_orders:
            mine = most - self._kept(now, most)
            wait = max(wait, _until_less(self._reads, mine, span, now))
        if use.is_orders:
            before = ORDERS_FIRST[: ORDERS_FIRST.index(use)]
        else:
            before = ORDERS_FIRST
            wait = max(wait, self._spread - SAVED_UP - now)
        if any(self._waiting[each] for each in before):
            wait = max(wait, span / most)
        return wait

    def _at_hand(self, use: Use) -> int:
        """Permits that this use leaves to more urgent ones at every moment."""
        if use.is_orders:
            return 1 if use is Use.LOOKS else 0
        return AT_HAND

    def _take(self, use: Use, now: float) -> None:
        self._left.append(now)
        self.taken[use] += 1
        if use is Use.CANCELS:
            self._cancelled_at = now
        if not use.is_orders:
            self._reads.append(now)
            most, span = self._most(now)
            apart = span / max(1, most - self._kept(now, most))
            self._spread = max(self._spread, now) + apart


def _until_less(left: deque[float], most: int, span: float, now: float) -> float:
    """Seconds until fewer than so many have left within the span."""
    over = len(left) - most
    return max(left[over] + span - now, SHORTEST_WAIT) if over >= 0 else 0.0
