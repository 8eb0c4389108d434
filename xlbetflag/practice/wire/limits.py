"""How many requests a second a key may make: a bucket of permits for each."""

import threading
import time
from collections.abc import Callable

import msgspec


class RateLimit(msgspec.Struct, frozen=True):
    """`per_second` requests on average, `burst` at once. The venue tells no limit (assumed)."""

    per_second: float = 2_000.0
    burst: int = 4_000

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            raise ValueError("a rate limit needs a rate above 0 and a burst of at least 1")


class RateLimiter:
    """The buckets, by key. Ask only for keys that exist: each is remembered. Thread-safe."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}  # key -> permits, at that moment

    def take(self, key: str) -> float:
        """0 with a permit taken, else the seconds until there is one."""
        with self._lock:
            now = self._clock()
            permits, at = self._buckets.get(key, (float(self.limit.burst), now))
            permits = min(self.limit.burst, permits + (now - at) * self.limit.per_second)
            is_granted = permits >= 1
            self._buckets[key] = (permits - 1 if is_granted else permits, now)
            return 0.0 if is_granted else (1 - permits) / self.limit.per_second
