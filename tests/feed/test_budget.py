"""The one budget: never exceeded in any second, orders first, halved by a 429 and back again."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.market_time import START, most_in_a_second
from xlbetflag.api.errors import NotSent
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.gates import Queue
from xlbetflag.feed.uses import ORDERS_FIRST, Use
from xlbetflag.scheduling import Simulation

READ = Use.OTHERS


def take_all(budget: Budget, time: Simulation, use: Use, count: int) -> list[float]:
    """The moments at which so many leave, each as soon as it may."""
    moments = []
    for _ in range(count):
        while (wait := budget.take(use)) > 0:
            time.sleep(wait)
        moments.append(time.monotonic())
    return moments


@settings(max_examples=60, deadline=None)
@given(
    per_second=st.one_of(st.integers(1, 60).map(float), st.floats(0.2, 60)),
    asked=st.lists(
        st.tuples(st.sampled_from([*ORDERS_FIRST, READ, Use.MENUS]), st.floats(0, 0.3)),
        min_size=1,
        max_size=300,
    ),
)
def test_no_second_has_more_than_the_budget(
    per_second: float, asked: list[tuple[Use, float]]
) -> None:
    time = Simulation(START)
    budget = Budget(per_second, time)
    left = []
    for use, pause in asked:
        time.sleep(pause)
        if budget.take(use) == 0:
            left.append(time.monotonic())
    assert most_in_a_second(left) <= max(1, per_second)
    if per_second < 1:
        assert all(b - a >= 1 / per_second - 1e-9 for a, b in pairwise(left))


@given(per_second=st.integers(4, 200))
def test_reads_leave_a_quarter_while_orders_come_and_an_order_never_waits_for_them(
    per_second: int,
) -> None:
    time = Simulation(START)
    budget = Budget(float(per_second), time)
    take_all(budget, time, READ, 3 * per_second)
    assert budget.take(Use.ORDERS) == 0  # there is always one at hand
    began = time.monotonic()
    moments = take_all(budget, time, READ, 4 * per_second)
    in_a_second = sum(began + 1 < at <= began + 2 for at in moments)
    assert in_a_second <= per_second - max(1, per_second // 4)
    assert budget.take(Use.CANCELS) == 0


def test_reads_are_spread_over_the_second() -> None:
    time = Simulation(START)
    moments = take_all(Budget(40.0, time), time, READ, 400)
    assert max(b - a for a, b in pairwise(moments)) < 0.3
    assert 399 / (moments[-1] - moments[0]) == pytest.approx(39.5, abs=1)


def test_a_burst_of_orders_drains_at_the_budgets_pace() -> None:
    time = Simulation(START)
    budget = Budget(40.0, time)
    take_all(budget, time, READ, 100)
    began = time.monotonic()
    moments = take_all(budget, time, Use.ORDERS, 60)
    assert moments[0] == began
    assert moments[-1] - began <= 60 / 40 + 0.3  # reads of the last moment still count


def test_while_an_order_waits_no_read_leaves() -> None:
    time = Simulation(START)
    budget = Budget(40.0, time)
    take_all(budget, time, Use.LOOKS, 40)
    with budget.waiting(Use.ORDERS):
        time.sleep(0.99)
        assert budget.take(READ) > 0
        assert budget.take(Use.LOOKS) > 0
        time.sleep(0.5)
        assert budget.take(READ) > 0
        assert budget.take(Use.ORDERS) == 0
    assert budget.take(READ) == 0


def test_a_429_silences_all_but_a_cancel_a_second() -> None:
    time = Simulation(START)
    budget = Budget(40.0, time)
    budget.refused(READ, 10.0, time.monotonic())
    assert budget.silence == budget.take(READ) == budget.take(Use.ORDERS) == 10.0
    assert budget.take(Use.CANCELS) == 0  # at once
    assert budget.take(Use.CANCELS) == 1.0  # and then no faster than this
    moments = take_all(budget, time, Use.CANCELS, 5)
    assert moments == [1.0, 2.0, 3.0, 4.0, 5.0]
    time.sleep(5.0)
    assert budget.take(Use.ORDERS) == 0


def test_a_429_that_does_not_say_how_long_is_kept_too_and_one_that_says_a_day_is_cut() -> None:
    time = Simulation(START)
    budget = Budget(40.0, time)
    budget.refused(READ, None, 0.0)
    assert budget.silence == 5.0
    budget.refused(READ, 86_400.0, 0.0)
    assert budget.silence == 300.0


@given(per_second=st.integers(1, 200), refusals=st.integers(1, 12))
def test_a_429_halves_and_what_is_allowed_grows_back(per_second: int, refusals: int) -> None:
    time = Simulation(START)
    budget = Budget(float(per_second), time)
    for number in range(1, refusals + 1):
        budget.refused(READ, 0.0, time.monotonic())
        budget.refused(READ, 0.0, -1.0)  # it was under way before: it tells nothing new
        assert budget.allowed == pytest.approx(max(1.0, per_second / 2**number))
        time.sleep(0.0)
    before = budget.allowed
    time.sleep(30.0)
    assert budget.allowed == pytest.approx(min(per_second, before + per_second / 2))
    time.sleep(31.0)
    assert budget.allowed == per_second  # never above the setting
    time.sleep(3_600.0)
    assert budget.allowed == per_second


def test_a_request_whose_turn_does_not_come_does_not_leave() -> None:
    time = Simulation(START)
    budget = Budget(40.0, time)
    budget.refused(READ, 60.0, 0.0)
    with pytest.raises(NotSent, match="60 s of silence"):
        Queue(budget, time, Use.ORDERS).enter("place")
    Queue(budget, time, Use.CANCELS).enter("cancel")
    time.sleep(58.0)
    Queue(budget, time, Use.ORDERS).enter("place")
    assert time.monotonic() >= 60.0
    assert budget.taken[Use.ORDERS] == budget.taken[Use.CANCELS] == 1
