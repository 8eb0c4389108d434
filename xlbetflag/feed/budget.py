"""A budget of requests per second."""

import threading
from collections.abc import Callable


class Budget:
    """Hands out at most `per_second` permits a second, saved up for one second at most.

    Thread-safe; never waits: `take` says how long to wait instead.
    """

    def __init__(self, per_second: float, monotonic: Callable[[], float]) -> None:
        self._per_second = per_second
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._permits = per_second
        self._at = monotonic()

    def take(self) -> float:
        """0 with a permit taken, else the seconds until there is one."""
        with self._lock:
            now = self._monotonic()
            self._permits = min(
                self._per_second, self._permits + (now - self._at) * self._per_second
            )
            self._at = now
            if self._permits >= 1:
                self._permits -= 1
                return 0.0
            return (1 - self._permits) / self._per_second
