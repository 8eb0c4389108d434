"""Pauses that grow with every failure, up to a longest one."""

_MOST_DOUBLINGS = 60


def grown(pause: float, failures: int, longest: float) -> float:
    """`pause` seconds, doubled once for each failure in a row, never more than `longest`."""
    return min(pause * 2.0 ** min(max(failures, 0), _MOST_DOUBLINGS), longest)
