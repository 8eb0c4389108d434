"""What markets paid, deduced from how the account's balance moved. Pure: no clock, no I/O.

The venue tells neither who won nor what a market paid. It tells the balance: where only one choice
of results explains a movement, that is what happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

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
    moves = [
        (at, total - before) for (_, before), (at, total) in pairwise(balances) if total != before
    ]
    found: dict[str, Cents] = {}
    for markets, moved in _moments({m: at for m, (at, _) in settled.items()}, moves):
        if moved is not None and len(markets) <= MOST_AT_ONCE:
            choice = _only_choice([settled[market][1] for market in markets], moved)
            if choice is not None:
                found.update(zip(markets, choice, strict=True))
    return found


def _moments(
    markets: Mapping[str, datetime], moves: Sequence[tuple[datetime, Cents]]
) -> Iterable[tuple[list[str], Cents | None]]:
    """Markets that ended together, with what the balance then moved; None where it did not."""
    events: list[tuple[datetime, str, Cents]] = [(at, market, 0) for market, at in markets.items()]
    events += [(at, "", moved) for at, moved in moves]
    group: list[tuple[datetime, str, Cents]] = []
    for event in [*sorted(events), None]:
        if group and (event is None or event[0] - group[-1][0] > SAME_MOMENT):
            named = [market for _, market, _ in group if market]
            moved = [amount for _, market, amount in group if not market]
            if named:
                yield named, sum(moved) if moved else None
            group = []
        if event is not None:
            group.append(event)


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
