"""Profit and loss of a market, outcome by outcome, before or after commission.

An outcome is a set of winners. With one winner there is one for each selection; with several, what
stands beside a selection is the worst of the outcomes in which it wins, and of those in which it
loses. Where nobody said how many win (`winners` None), it is a bound that holds for any number.

Sums of bets by selection come from `exposure.results`. Amounts are signed cents; `commission` is
hundredths of a percent of a market's net winnings, as `View.commission` gives it: 251 is 2.51 %.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf

import msgspec

from xlbetflag.market.exposure import NO_RESULT, Result, cautious_results, results, worst_result
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.offer import Bet
from xlbetflag.market.position import Position


class Profit(msgspec.Struct, frozen=True, gc=False):
    """The market's result if a selection is among the winners, and if it is not."""

    if_wins: Cents
    if_loses: Cents


def commission_on(result: Cents, commission: int) -> Cents:
    """What the venue keeps of a market's result, to the nearest cent; of a loss nothing."""
    return (result * commission + 5_000) // 10_000 if result > 0 else 0


def net(result: Cents, commission: int) -> Cents:
    """A market's result after commission."""
    return result - commission_on(result, commission) if result > 0 else result


def profits(
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    winners: int | None = 1,
    commission: int = 0,
) -> dict[str, Profit]:
    """By selection, the market's result if it wins and if it loses, in the market's order.

    `selections`: every selection of the market, also those without a bet.
    """
    every = {selection: by_selection.get(selection, NO_RESULT) for selection in selections}
    every |= by_selection
    pairs = _bounds(every) if winners is None else _worst_of_outcomes(every, winners)
    return {
        selection: Profit(net(if_wins, commission), net(if_loses, commission))
        for selection, (if_wins, if_loses) in pairs.items()
    }


def _bounds(every: Mapping[str, Result]) -> dict[str, Result]:
    """Each other selection winning or losing, whichever is worse."""
    lowest = {selection: min(pair) for selection, pair in every.items()}
    total = sum(lowest.values())
    return {
        selection: (total - lowest[selection] + wins, total - lowest[selection] + loses)
        for selection, (wins, loses) in every.items()
    }


def _worst_of_outcomes(every: Mapping[str, Result], winners: int) -> dict[str, Result]:
    all_lose = sum([loses for _, loses in every.values()])
    swings = {selection: wins - loses for selection, (wins, loses) in every.items()}
    ranked = sorted(swings.values())
    others, or_these, up_to = _smallest(ranked, winners - 1)
    many, or_those, until = _smallest(ranked, winners)
    return {
        selection: (
            all_lose + (swing + others if swing > up_to else or_these),
            all_lose + (many if swing > until else or_those - swing),
        )
        for selection, swing in swings.items()
    }


def _smallest(ranked: Sequence[Cents], count: int) -> tuple[Cents, Cents, float]:
    """The sum of the `count` smallest, of one more than that, and the last of them: a value up to
    that one is itself among them, and the next takes its place where it must not be."""
    if count <= 0:
        return 0, sum(ranked[:1]), -inf
    last = ranked[min(count, len(ranked)) - 1]
    return sum(ranked[:count]), sum(ranked[: count + 1]), last


class WhatIf(msgspec.Struct, frozen=True):
    """What a market could cost after some more rows. `worst`: if everything on offer were matched.
    `limited`: by the limits' rule, in which what is not matched may only cost. Both signed.
    `blocked`: what the venue keeps aside, positive."""

    worst: Cents
    limited: Cents
    blocked: Cents


def what_if(
    selections: Sequence[str],
    position: Position,
    rows: Iterable[Bet],
    winners: int | None = 1,
    rounding: Rounding = Rounding.HALF_UP,
) -> WhatIf:
    """The market's worst outcome with my position and these rows placed, none of them matched."""
    added = tuple(rows)
    filled = results((*position.filled, *added), rounding)
    cautious = cautious_results(position.matched, (*position.open, *added), rounding)
    worst = worst_result(selections, filled, winners)
    limited = worst_result(selections, cautious, winners)
    return WhatIf(worst, limited, max(0, -worst))
