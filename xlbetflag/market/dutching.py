"""Dutching: stakes on several selections that return the same whichever of them wins."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

import msgspec

from xlbetflag.market.money import Cents, Hundredths, winnings
from xlbetflag.market.pnl import net
from xlbetflag.market.problem import Problem
from xlbetflag.market.rules import VenueRules


class Goal(StrEnum):
    """What the amount is: the stakes together, the profit after commission, or the return."""

    TOTAL = "TOTAL"
    PROFIT = "PROFIT"
    RETURN = "RETURN"


class DutchStake(msgspec.Struct, frozen=True):
    """A back of `size`. `returns`: stake and winnings if it wins; `profit`: of all the stakes
    together, if it alone wins, after commission."""

    selection_id: str
    price: Hundredths
    size: Cents
    returns: Cents
    profit: Cents
    is_below_minimum: bool


def dutch(
    prices: Mapping[str, Hundredths],
    goal: Goal,
    amount: Cents,
    rules: VenueRules,
    commission: int = 0,
) -> tuple[DutchStake, ...]:
    """Backs at these legal prices, by selection. Each stake is within a step of the exact one;
    with a TOTAL, together they never exceed it.

    Raises Problem dutch.no_profit where no stakes can bring the profit wanted.
    """
    book = sum((Fraction(100, price) for price in prices.values()), Fraction(0))
    if goal is Goal.TOTAL:
        returns = amount / book
    elif goal is Goal.RETURN:
        returns = Fraction(amount)
    elif book < 1 and commission < 10_000:
        returns = Fraction(amount * 10_000, 10_000 - commission) / (1 - book)
    else:
        raise Problem("dutch.no_profit", book=f"{float(book):.1%}")
    exact = {selection: returns * 100 / price for selection, price in prices.items()}
    step = rules.stake_step.value
    sizes = _within(exact, amount, step) if goal is Goal.TOTAL else _nearest(exact, step)
    return _stakes(prices, sizes, rules, commission)


def _stakes(
    prices: Mapping[str, Hundredths], sizes: Mapping[str, Cents], rules: VenueRules, commission: int
) -> tuple[DutchStake, ...]:
    total = sum(sizes.values())
    found = []
    for selection, price in prices.items():
        size = sizes[selection]
        returns = size + winnings(size, price, rules.liability_rounding.value)
        profit = net(returns - total, commission)
        is_below = size < rules.minimum_back.value
        found.append(DutchStake(selection, price, size, returns, profit, is_below))
    return tuple(found)


def _nearest(exact: Mapping[str, Fraction], step: Cents) -> dict[str, Cents]:
    return {
        selection: int(stake / step + Fraction(1, 2)) * step for selection, stake in exact.items()
    }


def _within(exact: Mapping[str, Fraction], total: Cents, step: Cents) -> dict[str, Cents]:
    """Whole steps that together fill `total` and no more; the largest remainders get theirs."""
    sizes = {selection: int(stake / step) * step for selection, stake in exact.items()}
    missing = (total - sum(sizes.values())) // step
    by_remainder = sorted(exact, key=lambda selection: sizes[selection] - exact[selection])
    for selection in by_remainder[:missing]:
        sizes[selection] += step
    return sizes
