"""An exchange whose clock is the scheduler's."""

from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.scheduling import THREADS, Lane, Scheduler

SHORTEST_SLEEP = 0.05


class Ticker:
    """Ticks an exchange as time passes, in a lane of its own."""

    def __init__(
        self, exchange: Exchange, ticks_per_second: float, scheduler: Scheduler = THREADS
    ) -> None:
        if ticks_per_second < 0:
            raise ValueError("ticks_per_second must not be negative")
        self._exchange = exchange
        self._rate = ticks_per_second
        self._scheduler = scheduler
        self._pause = max(1 / ticks_per_second, SHORTEST_SLEEP) if ticks_per_second else 0.0
        self._due, self._last = 0.0, 0.0
        self._is_ending = False
        self._lane: Lane | None = None

    def start(self) -> None:
        self._last = self._scheduler.monotonic()
        self._lane = self._scheduler.lane("practice-ticker", self._step)

    def stop(self) -> None:
        self._is_ending = True
        if self._lane is not None:
            self._lane.stop()

    def _step(self) -> float:
        """What a busy machine cannot keep up with is dropped, not caught up."""
        now = self._scheduler.monotonic()
        self._due += (now - self._last) * self._rate
        self._due = min(self._due, 2 * self._pause * self._rate)
        self._last = now
        while self._due >= 1 and not self._is_ending:
            self._exchange.tick()
            self._due -= 1
        return self._pause
