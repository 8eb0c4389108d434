"""What markets paid, deduced from how the account's balance moved. Pure: no clock, no I/O.

The venue tells neither who won nor what a market paid. It tells the balance: where only one choice
of results explains a movement, that is what happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from xlbetflag.market.money import Cents

SAME_MOMENT = timedelta(minutes=2)  # between a result that was read back and the balance it moved
MOST_AT_ONCE = 12  # markets settled in one such moment; more would fit any balance

Balances = Sequence[tuple[datetime, Cents]]


def explained_by_balance(
    settled: Mapping[str, tuple[datetime, Sequence[Cents]]], balances: Balances
) -> dict[str, Cents]:
    """What each settled market paid, where one choice alone explains how the balance moved.

    `settled`: market to when its end was read and what it may have paid. Markets and movements of
    one moment are looked at together. A deposit in that moment leaves them unexplained.
    """
    found: dict[str, Cents] = {}
    for markets, moves in _moments({m: at for m, (at, _) in settled.items()}, balances):
        if markets and moves and len(markets) <= MOST_AT_ONCE:
            moved = sum(move.amount for move in moves)
            choice = _only_choice([settled[market][1] for market in markets], moved)
            if choice is not None:
                found.update(zip(markets, choice, strict=True))
    return found


def lost_at_most(
    settled: Mapping[str, tuple[datetime, Sequence[Cents], Cents]],
    balances: Balances,
    began: datetime,
) -> Cents:
    """What a day cost that began then, positive for a loss: the markets settled on it, and what
    else the balance fell by.

    `settled`: as in `explained_by_balance`, with the worst each may have paid. That counts until
    the balance has moved by exactly what the markets of a moment can pay together. Any other rise
    may be a deposit and counts for nothing; any other fall counts, beyond what is counted for the
    markets settled until then, which it may be the payment of.
    """
    lost = awaited = 0
    for markets, moves in _moments({m: at for m, (at, _, _) in settled.items()}, balances):
        choices = [settled[market][1] for market in markets]
        moved = sum(move.amount for move in moves)
        if markets and moves and _may_sum_to(choices, moved):
            lost -= moved
            continue
        worst = -sum(settled[market][2] for market in markets)
        lost, awaited = lost + worst, awaited + max(0, worst)
        fall = sum(max(0, -move.amount) for move in moves if move.since >= began)
        lost, awaited = lost + max(0, fall - awaited), max(0, awaited - fall)
    return lost


class _Move(NamedTuple):
    """What the balance moved by between two looks."""

    since: datetime
    at: datetime
    amount: Cents


def _moments(
    markets: Mapping[str, datetime], balances: Balances
) -> Iterable[tuple[list[str], list[_Move]]]:
    """Markets that ended and movements of the balance that belong together, in order of time."""
    moves = [
        _Move(since, at, total - before)
        for (since, before), (at, total) in pairwise(balances)
        if total != before
    ]
    events: list[tuple[datetime, str | _Move]] = [(at, market) for market, at in markets.items()]
    events += [(move.at, move) for move in moves]
    group: list[tuple[datetime, str | _Move]] = []
    for event in [*sorted(events, key=itemgetter(0)), None]:
        if group and (event is None or event[0] - group[-1][0] > SAME_MOMENT):
            parts = [part for _, part in group]
            yield (
                [part for part in parts if isinstance(part, str)],
                [part for part in parts if isinstance(part, _Move)],
            )
            group = []
        if event is not None:
            group.append(event)


def _may_sum_to(choices: Sequence[Sequence[Cents]], total: Cents) -> bool:
    """Whether one of each can come to the total."""
    if len(choices) > MOST_AT_ONCE:
        return False
    sums = {0}
    for options in choices:
        sums = {so_far + option for so_far in sums for option in options}
    return total in sums


def _only_choice(choices: Sequence[Sequence[Cents]], total: Cents) -> tuple[Cents, ...] | None:
    """One of each, summing to the total; None where no choice or more than one does."""
    ways: dict[Cents, list[tuple[Cents, ...]]] = {0: [()]}
    for options in choices:
        longer: dict[Cents, list[tuple[Cents, ...]]] = {}
        for so_far, taken in ways.items():
            for option in options:
                known = longer.setdefault(so_far + option, [])
                known += [(*each, option) for each in taken][: 2 - len(known)]
        ways = longer
    fitting = ways.get(total, [])
    return fitting[0] if len(fitting) == 1 else None
