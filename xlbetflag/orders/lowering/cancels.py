"""The lanes that ask to cancel: beside sending and reading, and a market beside the others."""

import math

from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.pace import rest
from xlbetflag.scheduling import Lane, Scheduler

AT_ONCE = 8  # markets


class Cancels:
    """No request of another kind, nor one of another market that hangs, keeps a cancel waiting."""

    def __init__(self, canceller: Canceller, scheduler: Scheduler) -> None:
        self._canceller = canceller
        self._scheduler = scheduler
        self._lanes: list[Lane] = []

    def start(self) -> None:
        self._lanes = [self._scheduler.lane(f"cancel-{n}", self._step) for n in range(AT_ONCE)]

    def wake(self) -> None:
        """Something more may be wanted."""
        for lane in self._lanes:
            lane.wake()

    def stop(self) -> None:
        """Returns when what was due has been asked for."""
        if self._lanes:
            self.wake()
            self._scheduler.wait_for(lambda: self._rest() > 0, math.inf)
        for lane in self._lanes:
            lane.stop()
        self._lanes = []

    def _step(self) -> float:
        taken = self._canceller.take_due()
        if taken is None:
            return self._rest()
        self._canceller.ask(taken)
        return 0.0

    def _rest(self) -> float:
        return rest(self._canceller.next_due(), self._scheduler.monotonic())
