"""The feed as it was, as a small script: the baseline of the bench. Four threads, each topic at its
own pace, the most overdue first, one budget of reads alone."""

import threading
import time
from collections.abc import Callable, Iterable

from xlbetflag.api.client import Client

THREADS = 4
PACES = {"book": 1.0, "live": 0.5, "offers": 2.0, "matches": 2.0, "exposure": 2.0}


class YesterdaysFeed:
    """`books`: when (monotonic) the request of each market's last book left."""

    def __init__(
        self, client: Client, markets: Iterable[str], live: Iterable[str], per_second: float
    ) -> None:
        self._read: dict[str, Callable[[str], object]] = {
            "book": client.book,
            "offers": client.my_offers,
            "matches": client.matches,
            "exposure": client.exposure,
        }
        self._live = frozenset(live)
        now = time.monotonic()
        self._due = {(kind, market): now for market in markets for kind in self._read}
        self._per_second = per_second
        self._permits, self._at = per_second, now
        self._lock = threading.Lock()
        self._is_running = True
        self.books: dict[str, float] = {}
        self.requests = 0
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._is_running = False
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while self._is_running:
            with self._lock:
                taken, wait = self._take()
            if taken is None:
                time.sleep(min(wait, 0.05))
                continue
            kind, market = taken
            sent = time.monotonic()
            self._read[kind](market)
            with self._lock:
                self.requests += 1
                if kind == "book":
                    self.books[market] = sent
                pace = PACES["live" if kind == "book" and market in self._live else kind]
                self._due[taken] = time.monotonic() + pace

    def _take(self) -> tuple[tuple[str, str] | None, float]:
        now = time.monotonic()
        saved = self._permits + (now - self._at) * self._per_second
        self._permits, self._at = min(self._per_second, saved), now
        first = min(self._due, key=self._due.__getitem__, default=None)
        if first is None or self._due[first] > now:
            return None, 0.01
        if self._permits < 1:
            return None, (1 - self._permits) / self._per_second
        self._permits -= 1
        del self._due[first]
        return first, 0.0
