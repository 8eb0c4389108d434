"""Waiting for a condition, with a limit: no test sleeps and hopes."""

import contextlib
import time
from collections.abc import Callable, Iterator

_patience = [10.0]  # seconds; the innermost `waiting` last


def wait_until(condition: Callable[[], object], *, seconds: float | None = None) -> None:
    """Return when the condition holds; fail the test when it does not in time."""
    patience = _patience[-1] if seconds is None else seconds
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {condition}")
        time.sleep(0.005)


@contextlib.contextmanager
def waiting(seconds: float) -> Iterator[None]:
    """Within it whoever names no limit waits that long: for what is planted never to come."""
    _patience.append(seconds)
    try:
        yield
    finally:
        _patience.pop()
