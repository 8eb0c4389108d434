"""Reads under way side by side, as many as latency and budget ask for."""

import math
from collections.abc import Callable
from typing import Any, Protocol

from xlbetflag.scheduling import Lane, Scheduler

Ask = Callable[[], Any]
Done = Callable[[Any], object]


class Carriers(Protocol):
    @property
    def is_full(self) -> bool:
        """Nothing more can be carried now."""

    def carry(self, ask: Ask, done: Done) -> None:
        """Ask, and tell what it came to; waits for neither. Neither raises."""

    def stop(self) -> None:
        """Returns when nothing is under way any more."""


class Lanes:
    """A lane for each read that is under way: another is begun where none is free. Used under the
    feed's lock; `stop` is not."""

    def __init__(self, scheduler: Scheduler, most: int) -> None:
        self._scheduler = scheduler
        self._most = most
        self._lanes: list[_Carrier] = []
        self._free: list[_Carrier] = []

    @property
    def is_full(self) -> bool:
        return not self._free and len(self._lanes) >= self._most

    def carry(self, ask: Ask, done: Done) -> None:
        if self._free:
            self._free.pop().take(ask, done)
        else:
            number = len(self._lanes) + 1
            self._lanes.append(
                _Carrier(self._scheduler, f"feed-{number}", self._free.append, ask, done)
            )

    def stop(self) -> None:
        lanes, self._lanes = self._lanes, []
        for carrier in lanes:
            carrier.lane.stop()
        self._free.clear()


class _Carrier:
    """`is_free`: told when it may take more."""

    def __init__(
        self,
        scheduler: Scheduler,
        name: str,
        is_free: Callable[["_Carrier"], object],
        ask: Ask,
        done: Done,
    ) -> None:
        self._is_free = is_free
        self._work: tuple[Ask, Done] | None = (ask, done)
        self.lane: Lane = scheduler.lane(name, self._step)

    def take(self, ask: Ask, done: Done) -> None:
        self._work = (ask, done)
        self.lane.wake()

    def _step(self) -> float:
        work, self._work = self._work, None
        if work is not None:
            ask, done = work
            answer = ask()
            self._is_free(self)
            done(answer)
        return math.inf
