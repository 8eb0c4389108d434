"""Ten thousand calls of `book` from Python: against making a frame each time, in wall and CPU."""

import time
from collections.abc import Callable

import pytest

from tests.python.conftest import desk, home, server  # noqa: F401 - fixtures
from tests.python.test_connection import first
from xlbetflag import Desk
from xlbetflag.python import frames

pytestmark = pytest.mark.bench
CALLS = 10_000


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds for all the calls: of the wall, and of this thread's processor."""
    wall, processor = time.perf_counter(), time.thread_time()
    for _ in range(CALLS):
        work()
    return time.perf_counter() - wall, time.thread_time() - processor


def test_a_book_asked_again_and_again(desk: Desk) -> None:  # noqa: F811
    market = first(desk)
    desk.book(market)

    def anew() -> None:
        frames.book(desk._book(market))

    wall, processor = taken(lambda: desk.book(market))
    _, naive = taken(anew)
    print(
        f"\n{CALLS} calls of book: {wall:.1f} s, of which {processor:.2f} s of the processor; "
        f"{naive / processor:.1f} times less than a new frame for each ({naive:.2f} s)"
    )
    assert naive / processor >= 2
    assert processor <= 2.8
