"""Functions that only calculate: they need no market, and the venue's rules at most."""

from xlbetflag.functions.declare import Scalar, function
from xlbetflag.functions.kinds import (
    BetSide,
    Direction,
    OtherPrice,
    Outcome,
    Price,
    Stake,
    TickCount,
)
from xlbetflag.functions.known import CellContext
from xlbetflag.market.exposure import liability, results
from xlbetflag.market.hedging import Left, Quote, green_selection
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Hundredths, as_float
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side


@function()
def bf_ticks(
    known: CellContext, price: Price, to: OtherPrice = None, ticks: TickCount = None
) -> Scalar:
    """Ticks from one price up to another; or with `ticks` the price so many ticks away.

    Both prices must stand on the ladder. A price beyond an end of the ladder is that end.
    """
    ladder = known.rules.ladder.value
    if (to is None) == (ticks is None):
        raise Problem("ticks.one_of_two")
    _must_be_legal(price, ladder)
    if ticks is not None:
        return as_float(ladder.move(price, ticks))
    assert to is not None  # noqa: S101 - one of the two
    _must_be_legal(to, ladder)
    return float(ladder.ticks_between(price, to))


@function()
def bf_round(known: CellContext, price: Price, direction: Direction = "NEAREST") -> Scalar:
    """The legal price nearest to a price, or the next one UP or DOWN; a legal price stays.

    Of two equally near the lower. Beyond an end of the ladder it is that end.
    """
    ladder = known.rules.ladder.value
    if direction == "NEAREST":
        return as_float(ladder.nearest(price))
    return as_float(ladder.easier(price, Side.LAY if direction == "UP" else Side.BACK))


@function()
def bf_liability(known: CellContext, side: BetSide, price: Price, stake: Stake) -> Scalar:
    """The most a bet can lose in euros: the stake of a back, stake x (odds - 1) of a lay."""
    return as_float(liability(Bet("", side, price, stake), known.rules.liability_rounding.value))


@function()
def bf_implied(known: CellContext, price: Price) -> Scalar:
    """The probability that odds imply, 1 / odds, as a fraction: 0.4 is 40 %."""
    return 100 / price


@function()
def bf_hedge(
    known: CellContext,
    side: BetSide,
    price: Price,
    stake: Stake,
    now: Price,
    what: Outcome = "STAKE",
) -> Scalar:
    """The stake of the opposite bet, at the price now, that levels a bet; or what both then bring.

    To the venue's stake step; a sentence where it is below the minimum. A price off the ladder goes
    to the next that is easier to match. WINS and LOSES are before commission.
    """
    held = results([Bet("", side, price, stake)], known.rules.liability_rounding.value)
    plan = green_selection("", held, Quote(now, now), known.rules)
    [leg] = plan.legs
    if leg.left is Left.BELOW_MINIMUM:
        least = known.rules.minimum(side.opposite).value
        raise Problem("hedge.below_minimum", wanted=round(leg.wanted), least=least)
    if what == "STAKE":
        return as_float(leg.bet.size if leg.bet else 0)
    wins, loses = plan.results[""]
    return as_float(wins if what == "WINS" else loses)


def _must_be_legal(price: Hundredths, ladder: Ladder) -> None:
    if not ladder.is_legal(price):
        raise Problem("ticks.off_ladder", price=price, nearest=ladder.nearest(price))
