"""How much time has passed, whatever is done to the machine's clock."""

from datetime import datetime

import msgspec

from xlbetflag.market.moments import seconds_between, utc
from xlbetflag.scheduling import Scheduler


class Stamp(msgspec.Struct, frozen=True):
    """One moment by both clocks: `at` in UTC, `steady` in monotonic seconds of this process."""

    at: datetime
    steady: float


class Clocks:
    """The wall's, in UTC, for what is written down; both of them for what is waited for."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.now = scheduler.now
        self.steady = scheduler.monotonic

    def stamp(self, at: datetime | None = None) -> Stamp:
        """This moment. `at`: of something that an earlier run has written down, if it is that."""
        return Stamp(self.now() if at is None else utc(at), self.steady())

    def since(self, stamp: Stamp) -> float:
        """Seconds since then by the clock that is further on: one of them stands still while the
        machine sleeps, the other may be set back. Never negative."""
        by_wall = seconds_between(stamp.at, self.now())
        return max(self.steady() - stamp.steady, by_wall, 0.0)
