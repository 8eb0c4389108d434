"""The offers that level a position, so that it pays the same whoever wins.

A selection's swing is what it brings if it wins less what it brings if it loses. A lay of stake x
at decimal odds p lowers it by x * p, a back raises it by x * p. A market pays the same in every
outcome when all swings are equal: at zero for any number of winners, and where that number is known
at any common height. Of those heights the one that leaves most is taken.

Stakes go to the nearest step and not below the minimum; prices that are not on the ladder go to the
next legal one that is easier to match. What that leaves uneven is told, never hidden.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from xlbetflag.market.exposure import Result, bet_result
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side


class Quote(msgspec.Struct, frozen=True, gc=False):
    """At which price a back, and a lay, of a selection would be placed; None where at none."""

    back: Hundredths | None = None
    lay: Hundredths | None = None

    def at(self, side: Side) -> Hundredths | None:
        return self.back if side is Side.BACK else self.lay


class Left(StrEnum):
    """Why a selection is not levelled by an offer."""

    NOTHING = ""
    NO_PRICE = "no_price"
    BELOW_MINIMUM = "below_minimum"


class Leg(msgspec.Struct, frozen=True):
    """What levels one selection: a bet, or None and why. `wanted` is the stake before rounding.

    `gap`: how far the selection's swing stays from the others' once the bet is matched, in cents.
    """

    selection_id: str
    bet: Bet | None
    wanted: float
    gap: Cents
    left: Left = Left.NOTHING


class GreenUp(msgspec.Struct, frozen=True):
    """One leg for each selection that was asked about, and the results once they are matched."""

    legs: tuple[Leg, ...]
    results: dict[str, Result]

    @property
    def bets(self) -> tuple[Bet, ...]:
        """What to place."""
        return tuple(leg.bet for leg in self.legs if leg.bet is not None)


def green_selection(
    selection_id: str, by_selection: Mapping[str, Result], quote: Quote, rules: VenueRules
) -> GreenUp:
    """Level one selection, so that its own bets bring the same whether it wins or loses."""
    return _levelled([selection_id], by_selection, {selection_id: quote}, 0, rules)


def green_market(
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    quotes: Mapping[str, Quote],
    rules: VenueRules,
    winners: int | None = 1,
) -> GreenUp:
    """Level a whole market. `selections`: every one of it, also those without a bet.

    `by_selection` as `exposure.results` gives it; `quotes` by selection.
    """
    every = list(dict.fromkeys([*selections, *by_selection]))
    level = 0 if winners is None else _best_level(every, by_selection, quotes, winners)
    return _levelled(every, by_selection, quotes, level, rules)


def equivalent(bet: Bet, other_id: str, rules: VenueRules) -> tuple[Bet, float]:
    """In a two-way market the same bet on the other side, and the exact odds it should have.

    A back at p of stake s brings s * (p - 1) or costs s; so does a lay of the other selection at
    p / (p - 1) of stake s * (p - 1). The price goes to the nearest legal one, the stake to the
    nearest step.
    """
    exact = bet.price / (bet.price - 100)
    price = rules.ladder.value.nearest(bet.price * 100 / (bet.price - 100))
    size = to_step(bet.size * (bet.price - 100), 100, rules.stake_step.value)
    return Bet(other_id, bet.side.opposite, price, size), exact


def minimum(side: Side, rules: VenueRules) -> Cents:
    """The smallest stake the venue takes on a side."""
    return (rules.minimum_back if side is Side.BACK else rules.minimum_lay).value


def to_step(amount: int, parts: int, step: Cents) -> Cents:
    """`amount` / `parts` to the nearest whole step; a half goes up. Not negative."""
    unit = parts * step
    return (2 * amount + unit) // (2 * unit) * step


def _best_level(
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    quotes: Mapping[str, Quote],
    winners: int,
) -> Cents:
    """The common swing that leaves most: zero, or that of a selection which is left as it is.

    Between two of them the result moves in a straight line, so nothing between is better.
    """
    swings = [_swing(by_selection, selection) for selection in selections]
    places = []
    for selection, swing in zip(selections, swings, strict=True):
        quote = quotes.get(selection, Quote())
        places.append((swing, _per_cent(quote.back), _per_cent(quote.lay)))

    def worth(level: Cents) -> float:
        total = float(winners * level)
        for swing, back, lay in places:
            if swing > level:
                total += (swing - level) * lay if lay else _UNREACHABLE
            elif swing < level:
                total -= (level - swing) * back if back else -_UNREACHABLE
        return total

    return max(dict.fromkeys([0, *swings]), key=worth)


_UNREACHABLE = -1e15  # cents: a height that no price leads to is worse than any other


def _per_cent(price: Hundredths | None) -> float:
    """The stake that moves a swing by one cent; 0 where there is no price."""
    return 100 / price if price else 0.0


def _levelled(
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    quotes: Mapping[str, Quote],
    level: Cents,
    rules: VenueRules,
) -> GreenUp:
    after = dict(by_selection)
    legs = []
    for selection in selections:
        gap = _swing(by_selection, selection) - level
        leg = _leg(selection, gap, quotes.get(selection, Quote()), rules)
        if leg.bet is not None:
            wins, loses = after.get(selection, (0, 0))
            more_wins, more_loses = bet_result(leg.bet, rules.liability_rounding.value)
            after[selection] = (wins + more_wins, loses + more_loses)
        legs.append(leg)
    return GreenUp(tuple(legs), after)


def _leg(selection_id: str, gap: Cents, quote: Quote, rules: VenueRules) -> Leg:
    """What brings a swing that is `gap` too high (negative: too low) to where it should be."""
    if not gap:
        return Leg(selection_id, None, 0.0, 0)
    side = Side.LAY if gap > 0 else Side.BACK
    asked = quote.at(side)
    if asked is None:
        return Leg(selection_id, None, 0.0, gap, Left.NO_PRICE)
    price = rules.ladder.value.easier(asked, side)
    size = to_step(100 * abs(gap), price, rules.stake_step.value)
    wanted = 100 * abs(gap) / price
    if size < minimum(side, rules):
        return Leg(selection_id, None, wanted, gap, Left.BELOW_MINIMUM)
    bet = Bet(selection_id, side, price, size)
    wins, loses = bet_result(bet, rules.liability_rounding.value)
    return Leg(selection_id, bet, wanted, gap + wins - loses)


def _swing(by_selection: Mapping[str, Result], selection: str) -> Cents:
    wins, loses = by_selection.get(selection, (0, 0))
    return wins - loses
