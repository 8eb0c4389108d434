"""Lanes in threads, and in one thread on its own time: what holds for both, and what differs."""

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.support.conditions import wait_until
from xlbetflag.scheduling import Lane, Scheduler, Simulation, Threads

START = datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC)  # ten seconds before Rome's clocks go on


@pytest.fixture(params=["threads", "simulation"])
def scheduler(request: pytest.FixtureRequest) -> Scheduler:
    return Threads() if request.param == "threads" else Simulation(START)


def holds(scheduler: Scheduler, condition: Callable[[], bool]) -> None:
    assert scheduler.wait_for(condition, 20)


def test_a_step_is_done_at_once_and_again_after_what_it_returned(scheduler: Scheduler) -> None:
    at: list[float] = []

    def step() -> float:
        at.append(scheduler.monotonic())
        return 0.05

    began = scheduler.monotonic()
    lane = scheduler.lane("test", step)
    holds(scheduler, lambda: len(at) >= 4)
    lane.stop()
    assert at[3] - began >= 0.15
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(at))


def test_who_is_not_due_is_woken(scheduler: Scheduler) -> None:
    done: list[int] = []

    def step() -> float:
        done.append(1)
        return math.inf

    lane = scheduler.lane("test", step)
    holds(scheduler, lambda: len(done) == 1)
    scheduler.sleep(0.05)
    assert len(done) == 1
    lane.wake()
    holds(scheduler, lambda: len(done) == 2)
    lane.stop()


def test_a_step_that_is_woken_while_under_way_is_done_once_more(scheduler: Scheduler) -> None:
    done: list[int] = []
    lanes: list[Lane] = []

    def step() -> float:
        holds(scheduler, lambda: bool(lanes))
        done.append(1)
        if len(done) == 1:
            lanes[0].wake()
        return math.inf

    lanes.append(scheduler.lane("test", step))
    holds(scheduler, lambda: len(done) == 2)
    scheduler.sleep(0.05)
    assert len(done) == 2
    lanes[0].stop()


def test_a_stopped_lane_does_nothing_more_and_may_stop_itself(scheduler: Scheduler) -> None:
    done: list[int] = []
    lanes: list[Lane] = []

    def step() -> float:
        done.append(1)
        holds(scheduler, lambda: bool(lanes))
        lanes[0].stop()
        return 0.0

    lanes.append(scheduler.lane("test", step))
    holds(scheduler, lambda: len(done) == 1)
    lanes[0].wake()
    scheduler.sleep(0.05)
    assert len(done) == 1


def test_a_step_that_waits_lets_others_go_on_and_never_runs_beside_itself(
    scheduler: Scheduler,
) -> None:
    said: list[str] = []
    inside = 0

    def slow() -> float:
        nonlocal inside
        inside += 1
        assert inside == 1
        scheduler.wait_for(lambda: "other" in said, 20)
        said.append("slow")
        inside -= 1
        return math.inf

    def other() -> float:
        if inside:
            said.append("other")
            return math.inf
        return 0.001

    lanes = [scheduler.lane("slow", slow), scheduler.lane("other", other)]
    lanes[0].wake()
    holds(scheduler, lambda: "slow" in said)
    assert said[0] == "other"
    for lane in lanes:
        lane.stop()


def test_what_is_waited_for_in_vain_is_told_after_that_time(scheduler: Scheduler) -> None:
    began = scheduler.monotonic()
    assert not scheduler.wait_for(lambda: False, 0.05)
    assert scheduler.monotonic() - began >= 0.05


def test_both_clocks_are_real_among_threads() -> None:
    threads = Threads()
    assert abs((threads.now() - datetime.now(UTC)).total_seconds()) < 5
    assert threads.now().tzinfo is UTC
    assert abs(threads.monotonic() - time.monotonic()) < 5


def test_stop_returns_when_a_step_under_way_has_ended() -> None:
    began, ended = threading.Event(), threading.Event()

    def step() -> float:
        began.set()
        time.sleep(0.1)
        ended.set()
        return 0.0

    lane = Threads().lane("test", step)
    wait_until(began.is_set)
    lane.stop()
    assert ended.is_set()


def test_simulated_hours_take_no_time_and_both_clocks_pass_together() -> None:
    simulation = Simulation(START)
    seen: list[tuple[datetime, float]] = []

    def step() -> float:
        seen.append((simulation.now(), simulation.monotonic()))
        return 60.0

    simulation.lane("minute", step)
    began = time.perf_counter()
    simulation.sleep(10 * 3600)
    assert time.perf_counter() - began < 5
    assert len(seen) == 601
    assert all((at - START).total_seconds() == passed for at, passed in seen)
    assert simulation.monotonic() == 10 * 3600


def test_of_lanes_due_together_the_one_that_has_waited_longest_goes_first() -> None:
    simulation = Simulation(START)
    said = ""

    def step(name: str) -> Callable[[], float]:
        def say() -> float:
            nonlocal said
            said += name
            return 0.0 if len(said) < 9 else math.inf

        return say

    for name in "abc":
        simulation.lane(name, step(name))
    simulation.sleep(0)
    assert said == "abcabcabcab"[: len(said)]
    assert len(said) >= 9


def test_when_a_lane_is_stopped_its_last_is_done_once(scheduler: Scheduler) -> None:
    said: list[str] = []

    def step() -> float:
        said.append("step")
        return math.inf

    lane = scheduler.lane("test", step, lambda: said.append("last"))
    holds(scheduler, lambda: said == ["step"])
    lane.stop()
    lane.stop()
    assert said == ["step", "last"]


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_done_beside_gives_what_it_came_to(scheduler: Scheduler, fails: bool) -> None:
    def work() -> int:
        scheduler.sleep(0.05)
        if fails:
            raise ValueError("it failed")
        return 7

    began = scheduler.monotonic()
    first, second = (scheduler.beside("test", work) for _ in range(2))
    if fails:
        for result in (first, second):
            with pytest.raises(ValueError, match="it failed"):
                result()
    else:
        assert (first(), second()) == (7, 7)
    assert 0.05 <= scheduler.monotonic() - began < 5
