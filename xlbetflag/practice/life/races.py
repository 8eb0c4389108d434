"""What happens in a scripted horse race: news of the runners, the race, the order they come in."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from random import Random

import msgspec

from xlbetflag.practice.venue.settlement import LOST, WON, Verdict

RACE_SECONDS = 120.0
NEWS_SECONDS = 300.0  # between two pieces of news before the start, on average
NEWS, RUNNING = 0.12, 1.2  # how far a piece of news, a whole race, moves a strength's logarithm
SMALL_FIELD = 7  # runners up to which two are placed; of more, three


def places(runners: int) -> int:
    """How many of a field are placed."""
    return 2 if runners <= SMALL_FIELD else 3


class Race(msgspec.Struct, tag="race"):
    """Runners come in one after the other, each with a chance in proportion to its strength among
    those still running. Markets: the winner, the placed. `order`: the finish, once it is known.
    """

    strengths: list[float]
    order: list[int] = []

    def happens(self, rng: Random, seconds: float, left: float, *, is_live: bool) -> bool:
        moves = [rng.gauss(0.0, 1.0) for _ in self.strengths]
        dice = [rng.random() for _ in self.strengths]
        has_news = rng.random() < seconds / NEWS_SECONDS
        if self.order:
            return False
        if left <= 0:
            arrivals = [
                -math.log(1.0 - die) / strength
                for die, strength in zip(dice, self.strengths, strict=True)
            ]
            self.order = sorted(range(len(arrivals)), key=arrivals.__getitem__)
        elif is_live or has_news:
            reach = RUNNING * math.sqrt(min(1.0, seconds / RACE_SECONDS)) if is_live else NEWS
            self.strengths = [
                strength * math.exp(reach * move)
                for strength, move in zip(self.strengths, moves, strict=True)
            ]
        return False

    def chances(self, left: float) -> list[tuple[float, ...]]:
        count = places(len(self.strengths))
        if self.order:
            return [self._in_front(1), self._in_front(count)]
        total = sum(self.strengths)
        win = tuple(strength / total for strength in self.strengths)
        return [win, placed(win, count)]

    def verdicts(self, left: float) -> list[tuple[Verdict, ...] | None]:
        if not self.order:
            return [None, None]
        return [
            tuple(WON if each else LOST for each in self._in_front(count))
            for count in (1, places(len(self.strengths)))
        ]

    def _in_front(self, count: int) -> tuple[float, ...]:
        front = self.order[:count]
        return tuple(float(runner in front) for runner in range(len(self.strengths)))


@lru_cache(maxsize=64)
def placed(win: Sequence[float], count: int) -> tuple[float, ...]:
    """The chances to be among the first `count`, from the chances to win; they sum to `count`."""
    found = [0.0] * len(win)
    for front in permutations(range(len(win)), count):
        chance = rest = 1.0
        for runner in front:
            chance *= win[runner] / rest
            rest -= win[runner]
        for runner in front:
            found[runner] += chance
    return tuple(found)
