"""The result of a market, and what it pays.

A verdict says which part of every stake on a selection wins and which loses; the rest goes back.
That covers winners and losers, a dead heat (a half wins, a half loses), a line that pushes or a
runner that did not start (everything goes back), and a quarter line (a half goes back).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.practice import refusals
from xlbetflag.practice.accounts import Account, Kind
from xlbetflag.practice.positions import Results

if TYPE_CHECKING:
    from xlbetflag.practice.market import Market

NOTHING, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)


class Verdict(msgspec.Struct, frozen=True):
    """Parts of each stake, together at most 1."""

    won: Fraction
    lost: Fraction


WON = Verdict(ALL, NOTHING)
LOST = Verdict(NOTHING, ALL)
RETURNED = Verdict(NOTHING, NOTHING)
Verdicts = Mapping[int, Verdict]  # by selection id


def verdicts(
    market: Market,
    winning: Iterable[int],
    tied: Iterable[int] = (),
    returned: Iterable[int] = (),
) -> Verdicts:
    """`winning` win outright; `tied` share in a dead heat the places that these leave; bets on
    `returned` are undone. All of them returned: the market pushes.

    Raises Refused unless they fill exactly the market's places (or all selections still in it).
    """
    first, shared, undone = set(winning), set(tied), set(returned)
    named = first | shared | undone
    places = min(market.winners, len(market.outcomes) - len(undone)) - len(first)
    fits = len(named) == len(first) + len(shared) + len(undone) and named <= market.places.keys()
    if not fits or (not 0 < places < len(shared) if shared else places != 0):
        raise refusals.WINNERS.error(market=market.market_id, count=market.winners)
    part = Fraction(places, len(shared)) if shared else NOTHING
    found = dict.fromkeys(market.places, LOST)
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


def pay(market: Market, result: Verdicts, purse: Account) -> None:
    """Every account its net result less commission. The purse takes that, and the cents that parts
    of a dead heat leave over."""
    by_place = [result[outcome.selection_id] for outcome in market.outcomes]
    now, left_over = market.event.now, 0
    for account, position in market.positions.items():
        net = net_result(position.matched, by_place)
        charged = fee(net, account.commission)
        title = market.title
        account.move(now, Kind.BETS, net, title, market.market_id)
        account.move(now, Kind.COMMISSION, -charged, title, market.market_id)
        left_over += charged - net
    purse.move(now, Kind.COMMISSION, left_over, market.title, market.market_id)
