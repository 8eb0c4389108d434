"""What is read next: the latest by its own measure, and nobody starves."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlbetflag.feed.plan import Plan, Span, stretch

HELD, LIVE, OTHER = Span(1.0, 1.5), Span(0.5, 1.5), Span(1.0, 5.0)
counts = st.fixed_dictionaries(
    {HELD: st.integers(0, 40), LIVE: st.integers(0, 40), OTHER: st.integers(1, 200)}
)


@settings(max_examples=25, deadline=None)
@given(counts=counts, per_second=st.integers(5, 100))
def test_none_starves_and_all_grow_old_in_the_same_measure(
    counts: dict[Span, int], per_second: int
) -> None:
    plan: Plan[tuple[int, int]] = Plan()
    spans = {}
    for kind, (span, count) in enumerate(counts.items()):
        for number in range(count):
            spans[kind, number] = span
            plan.put((kind, number), span, -span.shortest)  # due at once
    lateness = stretch(Counter(counts), per_second)
    settled = 3 * max(span.age_at(lateness) for span in spans.values())  # all began at once
    most = 1.5 if lateness <= 2 else 2.0  # far too little budget: waves of the beginning last
    ends = settled + 20
    read_at: dict[tuple[int, int], float] = {}
    for turn in range(int(per_second * ends)):
        now = turn / per_second
        key, due = plan.next(now)
        if key is None:
            assert due > now
            continue
        if now > settled:
            age = now - read_at[key]
            assert age <= spans[key].age_at(lateness) * most + 3 / per_second
        read_at[key] = now
        plan.put(key, spans[key], now)
    for key, span in spans.items():
        assert ends - read_at[key] <= span.age_at(lateness) * most + 4 / per_second


@given(counts=counts, per_second=st.floats(1, 500))
def test_the_stretch_is_what_the_budget_carries(counts: dict[Span, int], per_second: float) -> None:
    lateness = stretch(Counter(counts), per_second)
    needed = sum(count / span.age_at(lateness) for span, count in counts.items())
    assert needed <= per_second * 1.001
    if lateness > 0:
        less = sum(count / span.age_at(lateness * 0.99) for span, count in counts.items())
        assert less > per_second * 0.999


def test_what_is_hastened_goes_first_and_what_is_dropped_never() -> None:
    plan: Plan[str] = Plan()
    for name in "abc":
        plan.put(name, OTHER, 0.0)
    plan.put("c", OTHER, -1e9)
    assert plan.next(5.0)[0] == "c"
    plan.drop("c")
    plan.drop("a")
    plan.drop("a")
    assert plan.next(5.0) == ("b", 1.0)
    plan.put("b", LIVE, 4.9)
    assert plan.next(5.0) == (None, pytest.approx(5.4))
    plan.drop("b")
    assert plan.next(5.0) == (None, float("inf"))
    assert len(plan) == 0
