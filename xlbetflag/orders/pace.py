"""How often, how long, how many times: the order path's timing."""

import msgspec

LONGEST_REST = 1.0  # seconds between two looks at what is due


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, but for counts.

    `watch`: between read-backs of a market with open rows; `slow`: of one where only a settlement
    is awaited; `cancel`: between requests to cancel the same offers; `slowest`: the longest pause
    after failures. `patience`: how long past the live delay an offer may take to be listed.
    `copies`: how long after the answer to a request, at least, a copy of it may arrive.
    `enough_reads`: reads without a trace before a row is NOT FOUND. `tries`: of a request that
    certainly did not leave, `pause` between them. `baseline`: how long one serves.
    """

    watch: float = 1.0
    slow: float = 30.0
    cancel: float = 1.0
    slowest: float = 30.0
    patience: float = 5.0
    copies: float = 60.0
    enough_reads: int = 3
    tries: int = 3
    pause: float = 0.25
    baseline: float = 1.0


def rest(due: float | None, now: float) -> float:
    """Seconds until something is due, None for nothing; both moments monotonic."""
    return LONGEST_REST if due is None else min(max(0.0, due - now), LONGEST_REST)
