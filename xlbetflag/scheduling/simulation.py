"""Time that passes as fast as the work in it allows, in one thread: the same at every run."""

import math
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

from xlbetflag.scheduling.scheduler import Lane, Result, Step, keep, nothing


class Simulation:
    """A scheduler whose clocks stand still until somebody waits, who then does what is due.

    A step that waits lets the other lanes go on, as threads would. Of lanes due at one moment the
    one that has waited longest goes first. Not thread-safe: all is one thread's.
    """

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._passed = 0.0
        self._lanes: list[_Turn] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        self.wait_for(lambda: False, seconds)

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        ends = self._passed + max(seconds, 0.0)
        while not condition():
            lane = min(self._ready(), key=lambda lane: lane.due, default=None)
            if lane is None or lane.due > ends:
                self._passed = max(self._passed, ends)
                return condition()
            self._passed = max(self._passed, lane.due)
            self._take_turn(lane)
        return True

    def lane(self, name: str, step: Step, last: Callable[[], object] = nothing) -> Lane:
        lane = _Turn(self, step, last)
        self._lanes.append(lane)
        return lane

    def beside(self, name: str, work: Callable[[], Result]) -> Callable[[], Result]:
        done: Future[Result] = Future()

        def step() -> float:
            lane.stop()
            keep(done, work)
            return math.inf

        def result() -> Result:
            self.wait_for(done.done, math.inf)
            return done.result(timeout=0)

        lane = self.lane(name, step)
        return result

    def _ready(self) -> list["_Turn"]:
        return [lane for lane in self._lanes if not lane.is_under_way]

    def _take_turn(self, lane: "_Turn") -> None:
        lane.is_under_way, lane.due = True, math.inf
        try:
            pause = lane.step()
        finally:
            lane.is_under_way = False
        if lane.is_stopped:
            lane.last()
            return
        lane.due = min(lane.due, self._passed + max(pause, 0.0))  # it may have been woken meanwhile
        self._lanes.remove(lane)  # behind those due at the same moment
        self._lanes.append(lane)

    def end(self, lane: "_Turn") -> None:
        lane.is_stopped = True
        self._lanes.remove(lane)
        if not lane.is_under_way:
            lane.last()


class _Turn:
    def __init__(self, simulation: Simulation, step: Step, last: Callable[[], object]) -> None:
        self._simulation = simulation
        self.step = step
        self.last = last
        self.due = simulation.monotonic()
        self.is_under_way = self.is_stopped = False

    def wake(self) -> None:
        self.due = self._simulation.monotonic()

    def stop(self) -> None:
        if not self.is_stopped:
            self._simulation.end(self)
