"""Time that passes, by two clocks of which either may be wrong."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.orders.clocks import Clocks
from xlbetflag.scheduling import Threads

START = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
steps = st.lists(st.tuples(st.integers(0, 3_600), st.integers(-7_200, 7_200)), max_size=6)


class Two(Threads):
    """`steady` goes on by itself; the wall's goes with it, and is set by somebody. A sleep of the
    machine is a step of the wall's alone."""

    def __init__(self) -> None:
        self.steady = 100.0
        self.wall = START
        self.clocks = Clocks(self)

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def go_on(self, seconds: int, step: int = 0) -> None:
        self.steady += seconds
        self.wall += timedelta(seconds=seconds + step)


@given(steps)
def test_no_less_than_what_passed_counts_however_the_clock_is_set(
    changes: list[tuple[int, int]],
) -> None:
    two = Two()
    stamp, passed = two.clocks.stamp(), 0
    for seconds, step in changes:
        two.go_on(seconds, step)
        passed += seconds
        by_wall = (two.wall - START).total_seconds()
        assert two.clocks.since(stamp) == max(passed, by_wall)


def test_what_an_earlier_run_wrote_counts_from_then_or_from_when_it_was_taken_up() -> None:
    two = Two()
    before = two.clocks.stamp(START - timedelta(minutes=5))
    ahead = two.clocks.stamp(START + timedelta(hours=1))  # the clock was set back since
    two.go_on(10)
    assert (two.clocks.since(before), two.clocks.since(ahead)) == (310.0, 10.0)
