"""The result of a market, and what it pays.

A verdict says which part of every stake on a selection wins and which loses; the rest goes back.
That covers winners and losers, a dead heat (a half wins, a half loses), a line that pushes or a
runner that did not start (everything goes back), and a quarter line (a half goes back).
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.positions import Position, Results

NOTHING, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


class Verdict(msgspec.Struct, frozen=True):
    """Parts of each stake, together at most 1."""

    won: Fraction
    lost: Fraction


WON = Verdict(ALL, NOTHING)
LOST = Verdict(NOTHING, ALL)
RETURNED = Verdict(NOTHING, NOTHING)
Verdicts = Mapping[int, Verdict]  # by selection id


class WrongWinnersError(ValueError):
    """A result that does not fill the places of its market."""


def verdicts(
    selections: Collection[int],
    winners: int,
    winning: Iterable[int],
    tied: Iterable[int] = (),
    returned: Iterable[int] = (),
) -> Verdicts:
    """Of a market with these selection ids, of which `winners` win: `winning` win outright; `tied`
    share in a dead heat the places that these leave; bets on `returned` are undone. All of them
    returned: the market pushes.

    Raises WrongWinnersError unless they fill exactly its places (or all selections still in it).
    """
    first, shared, undone = set(winning), set(tied), set(returned)
    named = first | shared | undone
    places = min(winners, len(selections) - len(undone)) - len(first)
    fits = len(named) == len(first) + len(shared) + len(undone) and named <= set(selections)
    if not fits or (not 0 < places < len(shared) if shared else places != 0):
        raise WrongWinnersError(f"{len(named)} of {len(selections)} named for {winners} places")
    part = Fraction(places, len(shared)) if shared else NOTHING
    found = dict.fromkeys(selections, LOST)
    found.update(dict.fromkeys(first, WON))
    found.update(dict.fromkeys(shared, Verdict(part, ALL - part)))
    found.update(dict.fromkeys(undone, RETURNED))
    return found


def net_result(results: Results, by_place: Collection[Verdict]) -> Cents:
    """What an account's matched bets pay; a half cent goes up."""
    exact = sum(
        (
            verdict.won * (loses + swing) + verdict.lost * loses
            for verdict, loses, swing in zip(by_place, results.loses, results.swings, strict=True)
        ),
        NOTHING,
    )
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def fee(net: Cents, commission: int) -> Cents:
    """Commission on what a market paid net, to the nearest cent; on a loss none."""
    return (net * commission + 5_000) // 10_000 if net > 0 else 0


class Payment(NamedTuple):
    """What one account gets of a market: its net result, and the commission on it."""

    account: Account
    net: Cents
    fee: Cents


def pay(positions: Iterable[Position], by_place: Collection[Verdict]) -> list[Payment]:
    """What each position comes to; who calls moves the money."""
    found = []
    for position in positions:
        net = net_result(position.matched, by_place)
        found.append(Payment(position.account, net, fee(net, position.account.commission)))
    return found
