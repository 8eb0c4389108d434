"""An exchange whose clock is the wall's."""

import threading
import time

from xlbetflag.practice.venue.exchange import Exchange

SHORTEST_SLEEP = 0.05
STOP_SECONDS = 10.0


class Ticker:
    """Ticks an exchange by the wall clock, from a thread of its own."""

    def __init__(self, exchange: Exchange, ticks_per_second: float) -> None:
        if ticks_per_second < 0:
            raise ValueError("ticks_per_second must not be negative")
        self._exchange = exchange
        self._rate = ticks_per_second
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="practice-ticker", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        """What a busy machine cannot keep up with is dropped, not caught up."""
        pause = max(1 / self._rate, SHORTEST_SLEEP)
        due, last = 0.0, time.monotonic()
        while not self._ended.wait(pause):
            now = time.monotonic()
            due = min(due + (now - last) * self._rate, 2 * pause * self._rate)
            last = now
            for _ in range(int(due)):
                self._exchange.tick()
                if self._ended.is_set():
                    return
            due -= int(due)
