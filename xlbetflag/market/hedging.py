"""The offers that level a position, so that it pays the same whoever wins.

A selection's swing is what it brings if it wins less what it brings if it loses. A lay of stake x
at decimal odds p lowers it by x * p, a back raises it by x * p. A market pays the same in every
outcome when all swings are equal: at zero for any number of winners, and where that number is known
at any common height. The one that needs the fewest offers is taken, and of equally few the one that
leaves most: a back of the favourite is greened by one lay, not by backs of all the others.

Stakes go to the nearest step and not below the minimum; prices that are not on the ladder go to the
next legal one that is easier to match. What that leaves uneven is told, never hidden.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import inf
from typing import NamedTuple

import msgspec

from xlbetflag.market.book import SelectionBook
from xlbetflag.market.exposure import NO_RESULT, Result
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Cents, Hundredths, Rounding, winnings
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side


class Quote(msgspec.Struct, frozen=True, gc=False):
    """At which price a back, and a lay, of a selection would be placed; None where at none."""

    back: Hundredths | None = None
    lay: Hundredths | None = None


def best_quote(selection: SelectionBook) -> Quote:
    """The best prices that can be taken."""
    back, lay = selection.best(Side.BACK), selection.best(Side.LAY)
    return Quote(back.price if back else None, lay.price if lay else None)


NO_QUOTE = Quote()


class Left(StrEnum):
    """Why a selection is not levelled by an offer."""

    NOTHING = ""
    NO_PRICE = "no_price"
    BELOW_MINIMUM = "below_minimum"


# Looked up once: a name of an enumeration costs as much as the arithmetic it stands beside.
BACK, LAY = Side.BACK, Side.LAY
NO_PRICE, BELOW_MINIMUM = Left.NO_PRICE, Left.BELOW_MINIMUM


class Leg(msgspec.Struct, frozen=True, gc=False):
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
    side = bet.side.opposite
    size = to_step(bet.size * (bet.price - 100), 100, rules.step(side).value)
    return Bet(other_id, side, price, size), exact


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
    """The common swing to bring all to: that of some selections, which are left as they are.

    Between two swings the result moves in a straight line, so no height there leaves more. Zero
    where none can be reached at the prices there are.
    """
    places = []
    lowest, highest = -inf, inf
    for selection in selections:
        wins, loses = by_selection.get(selection, NO_RESULT)
        swing, quote = wins - loses, quotes.get(selection, NO_QUOTE)
        lay, back = quote.lay, quote.back
        if lay is None:
            lowest = max(lowest, swing)
        if back is None:
            highest = min(highest, swing)
        places.append((swing, 100 / lay if lay else 0.0, 100 / back if back else 0.0))
    counts = Counter([swing for swing, _, _ in places if lowest <= swing <= highest])
    fewest_offers = max(counts.values(), default=0)
    heights = [swing for swing, count in counts.items() if count == fewest_offers]
    if len(heights) <= 1:
        return heights[0] if heights else 0
    return max(heights, key=_worths(places, winners).__getitem__)


def _worths(places: list[tuple[Cents, float, float]], winners: int) -> dict[Cents, float]:
    """By height, what a market levelled there leaves, more than if all selections lost.

    `places`: a selection's swing, and what a lay and a back stake to move it by one. From the
    lowest height up: selections above it are laid, those below it are backed.
    """
    places.sort()
    stakes = sum([lay for _, lay, _ in places])
    total = sum([swing * lay for swing, lay, _ in places])
    found = {}
    for swing, lay, back in places:
        found[swing] = winners * swing + total - swing * stakes
        stakes += back - lay
        total += swing * (back - lay)
    return found


def _levelled(
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    quotes: Mapping[str, Quote],
    level: Cents,
    rules: VenueRules,
) -> GreenUp:
    after = dict(by_selection)
    legs = []
    terms = _Terms(
        rules.ladder.value,
        rules.stake_step.value,
        rules.step_lay.value,
        rules.minimum_back.value,
        rules.minimum_lay.value,
        rules.liability_rounding.value,
    )
    for selection in selections:
        wins, loses = by_selection.get(selection, NO_RESULT)
        gap = wins - loses - level
        leg, (more_wins, more_loses) = _leg(selection, gap, quotes.get(selection, NO_QUOTE), terms)
        if leg.bet is not None:
            after[selection] = (wins + more_wins, loses + more_loses)
        legs.append(leg)
    return GreenUp(tuple(legs), after)


class _Terms(NamedTuple):
    """What the venue takes, looked up once for a whole plan."""

    ladder: Ladder
    step_back: Cents
    step_lay: Cents
    minimum_back: Cents
    minimum_lay: Cents
    rounding: Rounding


def _leg(selection_id: str, gap: Cents, quote: Quote, terms: _Terms) -> tuple[Leg, Result]:
    """What brings a swing that is `gap` too high (negative: too low) to where it should be."""
    if not gap:
        return Leg(selection_id, None, 0.0, 0), NO_RESULT
    ladder, step_back, step_lay, minimum_back, minimum_lay, rounding = terms
    if gap > 0:
        side, asked, step, least, amount = LAY, quote.lay, step_lay, minimum_lay, 100 * gap
    else:
        side, asked, step, least, amount = BACK, quote.back, step_back, minimum_back, -100 * gap
    if asked is None:
        return Leg(selection_id, None, 0.0, gap, NO_PRICE), NO_RESULT
    price = ladder.easier(asked, side)
    size = to_step(amount, price, step)
    if size < least:
        return Leg(selection_id, None, amount / price, gap, BELOW_MINIMUM), NO_RESULT
    profit = winnings(size, price, rounding)
    bet = Bet(selection_id, side, price, size)
    if side is LAY:
        return Leg(selection_id, bet, amount / price, gap - profit - size), (-profit, size)
    return Leg(selection_id, bet, amount / price, gap + profit + size), (profit, -size)
