"""What is read next: of all that is due, what is latest by its own measure."""

import heapq
import itertools
from collections import Counter
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Span(NamedTuple):
    """Seconds between two reads: at the least, and at the most where the budget allows it."""

    shortest: float
    longest: float

    def lateness(self, age: float) -> float:
        """0 where it falls due, 1 at its longest age, and on."""
        return (age - self.shortest) / (self.longest - self.shortest)

    def age_at(self, lateness: float) -> float:
        return self.shortest + lateness * (self.longest - self.shortest)


class _Line(Generic[Key]):
    """Of one span: what was read longest ago first."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.heap: list[tuple[float, int, Key]] = []


class Plan(Generic[Key]):
    """Pure: seconds of one clock are handed in.

    Each key stands in the line of its span from a moment on: when it was last read. The one with
    the greatest lateness goes first, so that all grow old in the same measure where there is too
    little budget for all: none starves, whatever the others ask.
    """

    def __init__(self) -> None:
        self._lines: dict[Span, _Line[Key]] = {}
        self._tickets: dict[Key, tuple[int, Span]] = {}
        self._count = itertools.count()
        self._sizes: Counter[Span] = Counter()

    def __len__(self) -> int:
        return len(self._tickets)

    @property
    def places(self) -> int:
        """In all lines, those that were left and not yet cleared too."""
        return sum(len(line.heap) for line in self._lines.values())

    def put(self, key: Key, span: Span, since: float) -> float:
        """(Again) to be read, last read at `since`; when it falls due."""
        self.drop(key)
        line = self._lines.setdefault(span, _Line(span))
        ticket = next(self._count)
        self._tickets[key] = (ticket, span)
        self._sizes[span] += 1
        heapq.heappush(line.heap, (since, ticket, key))
        return since + span.shortest

    def drop(self, key: Key) -> None:
        """Not to be read; nothing where it was not."""
        found = self._tickets.pop(key, None)
        if found is None:
            return
        _, span = found
        self._sizes[span] -= 1
        if not self._sizes[span]:
            del self._sizes[span], self._lines[span]

    def next(self, now: float) -> tuple[Key | None, float]:
        """The latest that is due, else None; and when (at that clock) the next falls due."""
        latest, chosen, soonest = float("-inf"), None, float("inf")
        for line in self._lines.values():
            since, key = self._head(line)
            due = since + line.span.shortest
            soonest = min(soonest, due)
            lateness = line.span.lateness(now - since)
            if due <= now and lateness > latest:
                latest, chosen = lateness, key
        return chosen, soonest

    def _head(self, line: _Line[Key]) -> tuple[float, Key]:
        """The first of a line that still stands in it; there is one."""
        while True:
            since, ticket, key = line.heap[0]
            found = self._tickets.get(key)
            if found is not None and found[0] == ticket:
                return since, key
            heapq.heappop(line.heap)


def stretch(counts: "Counter[Span]", per_second: float) -> float:
    """The lateness at which so many reads a second keep all of them: 0 where it is enough for the
    shortest spans, 1 at the longest ages, more where it is not enough for those."""

    def needed(lateness: float) -> float:
        return sum(count / span.age_at(lateness) for span, count in counts.items())

    if needed(0.0) <= per_second:
        return 0.0
    high = 1.0
    while needed(high) > per_second:
        high *= 2
    low = 0.0
    for _ in range(20):
        middle = (low + high) / 2
        if needed(middle) > per_second:
            low = middle
        else:
            high = middle
    return high
