"""How much of a recorded market you may have had: never more than others really traded there.

A recording shows the same money at every update, so whoever takes it again and again would be
matched for many times what was ever bet. Each cent that you are matched for, by taking or while
resting, is therefore set against a cent that the recording shows as traded on that runner (half of
its volume: the record counts both bettors) at that moment or within the next `WINDOW`, before the
market turns live or ends; and each recorded cent serves once a side.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate

from xlbetflag.market.money import Cents
from xlbetflag.market.side import Side
from xlbetflag.practice.replay.recording import Recording, cents, hundredths

WINDOW = 600  # seconds of the recording


class Volumes:
    """`used`: by runner and side, what of the trades of each line is taken. `line`: the first line
    whose trades are not past. A recording without any trades, as our own tapes are, limits
    nothing."""

    def __init__(self, recording: Recording, places: dict[int, int]) -> None:
        self.line = 0
        self.used: dict[str, dict[int, Cents]] = {}
        self._moments = [line.pt for line in recording.lines]
        self._phases = list(_phases(recording))
        self._trades = _trades(recording, places)
        self.are_known = any(self._trades.values())

    def take(self, place: int, side: Side, wanted: Cents) -> Cents:
        """How much of a match for `wanted` on `side` the recording bears; it is used up."""
        if not self.are_known:
            return wanted
        trades = self._trades.get(place, {})
        used = self.used.setdefault(f"{place} {side}", {})
        lines = list(trades)
        got = 0
        for line in lines[bisect_left(lines, self.line) : bisect_left(lines, self._horizon())]:
            size = min(wanted - got, trades[line] - used.get(line, 0))
            if size > 0:
                used[line] = used.get(line, 0) + size
                got += size
            if got == wanted:
                break
        return got

    def _horizon(self) -> int:
        """The line before which trades serve a match of now."""
        now = self._moments[max(0, self.line - 1)]
        phase = bisect_right(self._phases, max(0, self.line - 1))
        end = self._phases[phase] if phase < len(self._phases) else len(self._moments)
        return min(end, bisect_right(self._moments, now + WINDOW * 1_000))


def _phases(recording: Recording) -> Iterator[int]:
    """Lines at which the market turns live."""
    is_live = False
    for number, line in enumerate(recording.lines):
        for change in line.mc:
            if change.definition is not None and change.definition.in_play != is_live:
                is_live = change.definition.in_play
                yield number


def _trades(recording: Recording, places: dict[int, int]) -> dict[int, dict[int, Cents]]:
    """By a runner's place and a line: half of what that line adds to the highest totals so far. (A
    total that falls and rises again, as rates of exchange move it, was traded once.)"""
    totals: dict[tuple[int, int], Cents] = {}
    moved: dict[int, dict[int, Cents]] = {}
    for number, line in enumerate(recording.lines):
        for market in line.mc:
            for change in market.rc:
                place = places.get(change.id)
                if place is None:
                    continue
                for price, size in change.trd:
                    key, total = (place, hundredths(price)), cents(size)
                    more = total - totals.get(key, 0)
                    totals[key] = max(total, totals.get(key, 0))
                    if more > 0 and not market.img:
                        by_line = moved.setdefault(place, {})
                        by_line[number] = by_line.get(number, 0) + more
    return {place: dict(_halves(by_line)) for place, by_line in moved.items()}


def _halves(by_line: dict[int, Cents]) -> Iterator[tuple[int, Cents]]:
    """Half of each, so that odd cents are not lost: of the sums, not of the parts."""
    before = 0
    for line, total in zip(by_line, accumulate(by_line.values()), strict=True):
        yield line, total // 2 - before
        before = total // 2
