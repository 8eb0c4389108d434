"""How much time has passed, whatever is done to the machine's clock."""

import time
from collections.abc import Callable
from datetime import datetime

import msgspec

from xlbetflag.market.moments import seconds_between, utc


class Stamp(msgspec.Struct, frozen=True):
    """One moment by both clocks: `at` in UTC, `steady` in monotonic seconds of this process."""

    at: datetime
    steady: float


class Clocks:
    """The clock of the wall, in UTC, for what is written down; both clocks for what is waited for.

    `now`: an aware clock.
    """

    def __init__(
        self, now: Callable[[], datetime], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now
        self._steady = steady

    def now(self) -> datetime:
        """In UTC."""
        return utc(self._now())

    def stamp(self, at: datetime | None = None) -> Stamp:
        """This moment. `at`: of something that an earlier run has written down, if it is that."""
        return Stamp(self.now() if at is None else utc(at), self._steady())

    def since(self, stamp: Stamp) -> float:
        """Seconds since then by the clock that is further on: one of them stands still while the
        machine sleeps, the other may be set back. Never negative."""
        by_wall = seconds_between(stamp.at, self.now())
        return max(self._steady() - stamp.steady, by_wall, 0.0)
