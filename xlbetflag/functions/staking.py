"""Functions that size bets: dutching, and the equal bet on the other side of a two-way market."""

from collections.abc import Iterator

from xlbetflag.functions.declare import Row, function
from xlbetflag.functions.kinds import (
    BetSide,
    DutchGoal,
    Euros,
    MarketId,
    Price,
    Selections,
    SelectionText,
    Stake,
)
from xlbetflag.functions.known import CellContext
from xlbetflag.market.book import BEST_ALONE
from xlbetflag.market.dutching import Goal, dutch
from xlbetflag.market.exposure import bet_result
from xlbetflag.market.hedging import equivalent
from xlbetflag.market.money import Hundredths, as_float
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side


@function(columns=("Id", "Selection", "Price", "Stake", "Return", "Profit", "Note"))
def bf_dutch(
    known: CellContext,
    market: MarketId,
    selections: Selections,
    amount: Euros,
    goal: DutchGoal = Goal.TOTAL,
) -> Iterator[Row]:
    """Backs on several selections that return the same whichever of them wins, a row for each.

    At the best back price now, which must be live, or at the price beside a selection. The amount
    is the TOTAL to stake, the PROFIT wanted after commission, or the RETURN of each. Profit: of all
    the stakes together if that selection alone wins, after commission. Stakes go to the step, so
    returns are equal within a step at each price.
    """
    names: dict[str, str] = {}
    prices: dict[str, Hundredths] = {}
    for priced in selections:
        chosen = known.selection(market, priced.text, priced.row)
        if chosen.selection_id in names:
            raise Problem("dutch.twice", selection=chosen.name, range_row=priced.row)
        names[chosen.selection_id] = chosen.name
        asked = priced.price or _best_back(known, market, chosen.selection_id, chosen.name)
        prices[chosen.selection_id] = known.rules.ladder.value.easier(asked, Side.BACK)
    if not prices:
        return
    commission = known.current(known.view.commission())
    least = known.rules.minimum_back.value
    for stake in dutch(prices, goal, amount, known.rules, commission):
        yield [
            stake.selection_id,
            names[stake.selection_id],
            as_float(stake.price),
            as_float(stake.size),
            as_float(stake.returns),
            as_float(stake.profit),
            known.say("stake.below_minimum", least=least) if stake.is_below_minimum else "",
        ]


@function(
    columns=(
        "Id",
        "Selection",
        "Side",
        "Price",
        "Stake",
        "Exact price",
        "If it wins",
        "If it loses",
        "Note",
    )
)
def bf_equivalent(
    known: CellContext,
    market: MarketId,
    selection: SelectionText,
    side: BetSide,
    price: Price,
    stake: Stake,
) -> Iterator[Row]:
    """In a two-way market the equal bet on the other selection, where one is below the minimum.

    A back of one is a lay of the other. If it wins, if it loses: what the equal bet brings when the
    selection that was asked about wins or loses, before commission; its legal price may not be the
    exact one.
    """
    every = known.selections(market)
    if len(every) != 2:
        raise Problem("equivalent.not_two", count=len(every))
    chosen = known.selection(market, selection)
    [other] = [each for each in every if each != chosen]
    bet = Bet(chosen.selection_id, side, price, stake)
    found, exact = equivalent(bet, other.selection_id, known.rules)
    if_other_wins, if_other_loses = bet_result(found, known.rules.liability_rounding.value)
    least = known.rules.minimum(found.side).value
    yield [
        other.selection_id,
        other.name,
        str(found.side),
        as_float(found.price),
        as_float(found.size),
        round(exact, 4),
        as_float(if_other_loses),
        as_float(if_other_wins),
        known.say("stake.below_minimum", least=least) if found.size < least else "",
    ]


def _best_back(known: CellContext, market: str, selection_id: str, name: str) -> Hundredths:
    found = known.live_book(market, BEST_ALONE).selection(selection_id)
    best = found.best(Side.BACK) if found else None
    if best is None:
        raise Problem("dutch.no_price", selection=name)
    return best.price
