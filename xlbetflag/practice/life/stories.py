"""What happens in a scripted event: goals, games, news; and what chances follow from it.

A story throws the same dice at every tick, whatever users and the operator do. Its state is plain
numbers, so that it can be stored and gone on with.
"""

import math
from functools import lru_cache
from random import Random
from typing import Protocol

import msgspec

from xlbetflag.practice.venue.settlement import LOST, RETURNED, WON, Verdict

GAME_SECONDS = 220.0  # a game of tennis, on average
NEWS_SECONDS = 1_500.0  # between two pieces of news before the start, on average
MOST_GOALS = 9

Chances = tuple[float, ...]


class Story(Protocol):
    """`chances` and `verdicts` are by market, in the event's order; no verdict: undecided."""

    def happens(self, rng: Random, seconds: float, left: float, *, is_live: bool) -> bool:
        """Let a tick pass; True for something that suspends the markets. `left`: of the match,
        1 at its start, 0 at its end."""
        ...

    def chances(self, left: float) -> list[Chances]: ...

    def verdicts(self, left: float) -> list[tuple[Verdict, ...] | None]: ...


class Football(msgspec.Struct, tag="football"):
    """Goals fall evenly over the match. Markets: 1X2, under/over 2.5 and 1.5; with `pushes` also
    under/over 2 and the Asian handicap 0, which give stakes back at two goals and at a draw."""

    home_rate: float
    away_rate: float
    home: int = 0
    away: int = 0
    pushes: bool = False

    def happens(self, rng: Random, seconds: float, left: float, *, is_live: bool) -> bool:
        dice = [rng.random() for _ in range(3)]
        shift = rng.gauss(0.0, 0.12)
        if not is_live:
            if dice[2] < seconds / NEWS_SECONDS:
                self.home_rate *= math.exp(shift)
                self.away_rate *= math.exp(-shift)
            return False
        part = seconds / 6_600
        scored = (dice[0] < self.home_rate * part, dice[1] < self.away_rate * part)
        self.home += scored[0]
        self.away += scored[1]
        return any(scored)

    def chances(self, left: float) -> list[Chances]:
        home, away = _goals(self.home_rate * left), _goals(self.away_rate * left)
        lead = self.home - self.away
        win = draw = 0.0
        for more, part in enumerate(home):
            win += part * sum(away[: max(0, lead + more)])
            if 0 <= lead + more < len(away):
                draw += part * away[lead + more]
        total = _goals((self.home_rate + self.away_rate) * left)
        scored = self.home + self.away
        unders = [sum(total[: max(0, line + 1 - scored)]) for line in (2, 1)]
        lose = max(0.0, 1 - win - draw)
        found: list[Chances] = [(win, draw, lose), *((under, 1 - under) for under in unders)]
        if self.pushes:
            fewer = sum(total[: max(0, 2 - scored)])
            found += [_unless_pushed(fewer, 1 - unders[0]), _unless_pushed(win, lose)]
        return found

    def verdicts(self, left: float) -> list[tuple[Verdict, ...] | None]:
        is_over, scored = left <= 0, self.home + self.away
        first = 0 if self.home > self.away else 1 if self.home == self.away else 2
        found = [
            _won(first, 3) if is_over else None,
            *(_won(int(scored > line), 2) if is_over or scored > line else None for line in (2, 1)),
        ]
        if self.pushes:
            back = (RETURNED, RETURNED)
            goals = back if scored == 2 else _won(int(scored > 2), 2)
            level = back if first == 1 else _won(first // 2, 2)
            found += [goals if is_over or scored > 2 else None, level if is_over else None]
        return found


class Tennis(msgspec.Struct, tag="tennis"):
    """Best of three sets, game by game. Markets: the match, the first set."""

    game: float  # the first player's chance in a game
    sets: tuple[int, int] = (0, 0)
    games: tuple[int, int] = (0, 0)
    first_set: int | None = None

    def happens(self, rng: Random, seconds: float, left: float, *, is_live: bool) -> bool:
        dice, shift = [rng.random() for _ in range(2)], rng.gauss(0.0, 0.012)
        if not is_live:
            if dice[0] < seconds / NEWS_SECONDS:
                self.game = min(0.66, max(0.34, self.game + shift))
            return False
        if self.is_over or dice[0] >= seconds / GAME_SECONDS:
            return False
        a, b = self.games
        self.games = (a + 1, b) if dice[1] < self.game else (a, b + 1)
        if not _is_set(*self.games):
            return False
        winner = int(self.games[1] > self.games[0])
        self.games = (0, 0)
        self.sets = (self.sets[0] + (winner == 0), self.sets[1] + (winner == 1))
        if self.first_set is None:
            self.first_set = winner
        return True

    @property
    def is_over(self) -> bool:
        return 2 in self.sets

    def chances(self, left: float) -> list[Chances]:
        p = round(self.game, 4)
        now, fresh = _set_chance(p, *self.games), _set_chance(p, 0, 0)
        a, b = self.sets
        if self.is_over:
            match = float(a == 2)
        else:
            match = now * _match(fresh, a + 1, b) + (1 - now) * _match(fresh, a, b + 1)
        first = now if self.first_set is None else float(self.first_set == 0)
        return [(match, 1 - match), (first, 1 - first)]

    def verdicts(self, left: float) -> list[tuple[Verdict, ...] | None]:
        return [
            _won(int(self.sets[1] == 2), 2) if self.is_over else None,
            _won(self.first_set, 2) if self.first_set is not None else None,
        ]


def _won(place: int, count: int) -> tuple[Verdict, ...]:
    return tuple(WON if each == place else LOST for each in range(count))


def _unless_pushed(one: float, other: float) -> Chances:
    """What fair prices go by where the rest gives stakes back."""
    total = one + other
    return (one / total, other / total) if total > 0 else (0.5, 0.5)


def _goals(expected: float) -> list[float]:
    """How likely 0, 1, 2 ... goals are."""
    found = [math.exp(-expected)]
    for count in range(1, MOST_GOALS + 1):
        found.append(found[-1] * expected / count)
    return found


def _is_set(a: int, b: int) -> bool:
    return max(a, b) == 7 or (max(a, b) == 6 and abs(a - b) >= 2)


@lru_cache(maxsize=20_000)
def _set_chance(p: float, a: int, b: int) -> float:
    if _is_set(a, b):
        return float(a > b)
    return p * _set_chance(p, a + 1, b) + (1 - p) * _set_chance(p, a, b + 1)


def _match(p: float, a: int, b: int) -> float:
    """The first player's chance in a match of two won sets."""
    if 2 in (a, b):
        return float(a == 2)
    return p * _match(p, a + 1, b) + (1 - p) * _match(p, a, b + 1)
