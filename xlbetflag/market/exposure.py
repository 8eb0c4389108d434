"""What a market may cost: the rule our limits use, and the venue's own netting.

A bet on selection s adds `wins` to the result when s is among the winners and `loses` when it is
not. With k winners the worst result is the sum of every "loses" plus the k smallest of
(wins - loses). Amounts are signed cents: negative is a loss.
"""

from collections.abc import Iterable, Mapping, Sequence

from xlbetflag.market.money import Cents, Rounding, winnings
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

Result = tuple[Cents, Cents]  # (if the selection wins, if it loses)
NO_RESULT: Result = (0, 0)
_EXTRA = {Rounding.HALF_UP: 50, Rounding.UP: 99, Rounding.DOWN: 0}  # before a division by 100


def bet_result(bet: Bet, rounding: Rounding = Rounding.HALF_UP) -> Result:
    """Profit and loss of one bet: (if its selection wins, if it loses)."""
    profit = winnings(bet.size, bet.price, rounding)
    return (profit, -bet.size) if bet.side is Side.BACK else (-profit, bet.size)


def liability(bet: Bet, rounding: Rounding = Rounding.HALF_UP) -> Cents:
    """The most one bet can lose, positive: the stake of a back, stake x (odds - 1) of a lay."""
    return -min(bet_result(bet, rounding))


def results(bets: Iterable[Bet], rounding: Rounding = Rounding.HALF_UP) -> dict[str, Result]:
    """Per selection, the summed result of its own bets.

    One loop without calls: positions of hundreds of offers are summed at every tick.
    """
    extra, lay = _EXTRA[rounding], Side.LAY
    total: dict[str, list[Cents]] = {}
    for bet in bets:
        size = bet.size
        profit = (size * (bet.price - 100) + extra) // 100
        if bet.side is lay:
            profit, size = -profit, -size
        sums = total.get(bet.selection_id)
        if sums is None:
            total[bet.selection_id] = [profit, -size]
        else:
            sums[0] += profit
            sums[1] -= size
    return {selection: (wins, loses) for selection, (wins, loses) in total.items()}


def cautious_results(
    matched: Iterable[Bet], unmatched: Iterable[Bet], rounding: Rounding = Rounding.HALF_UP
) -> dict[str, Result]:
    """Matched bets in full; of each unmatched one only what it may cost.

    Netting unmatched offers against each other would free money that a partial match takes back.
    """
    full = [(bet.selection_id, bet_result(bet, rounding)) for bet in matched]
    for bet in unmatched:
        wins, loses = bet_result(bet, rounding)
        full.append((bet.selection_id, (min(0, wins), min(0, loses))))
    return _summed(full)


def profit_by_outcome(
    selections: Sequence[str], by_selection: Mapping[str, Result]
) -> dict[str, Cents]:
    """The market's result for each selection being the only winner."""
    all_lose = sum(loses for _, loses in by_selection.values())
    return {
        selection: all_lose + wins - loses
        for selection in selections
        for wins, loses in (by_selection.get(selection, NO_RESULT),)
    }


def worst_result(
    selections: Sequence[str], by_selection: Mapping[str, Result], winners: int | None = 1
) -> Cents:
    """The worst result of the market over all its outcomes, in signed cents.

    `selections`: every selection of the market, also those without a bet. `winners`: how many of
    them win; None where nobody said, which gives the bound that holds for any number.
    """
    if winners is None:
        return sum(min(pair) for pair in by_selection.values())
    swings = sorted(
        wins - loses
        for selection in {*selections, *by_selection}
        for wins, loses in (by_selection.get(selection, NO_RESULT),)
    )
    return sum(loses for _, loses in by_selection.values()) + sum(swings[:winners])


def worst_result_where(
    selection: str,
    selections: Sequence[str],
    by_selection: Mapping[str, Result],
    winners: int | None = 1,
    *,
    it_wins: bool,
) -> Cents:
    """As `worst_result`, over those outcomes only in which `selection` wins, or does not."""
    own_wins, own_loses = by_selection.get(selection, NO_RESULT)
    own = own_wins if it_wins else own_loses
    others = {each: pair for each, pair in by_selection.items() if each != selection}
    left = [each for each in selections if each != selection]
    places = None if winners is None else max(0, winners - it_wins)
    return own + worst_result(left, others, places)


def best_result(
    selections: Sequence[str], by_selection: Mapping[str, Result], winners: int | None = 1
) -> Cents:
    """The best result of the market over all its outcomes, as `worst_result` gives the worst."""
    turned = {each: (-wins, -loses) for each, (wins, loses) in by_selection.items()}
    return -worst_result(selections, turned, winners)


def blocked(
    selections: Sequence[str],
    bets: Iterable[Bet],
    winners: int | None = 1,
    rounding: Rounding = Rounding.HALF_UP,
) -> Cents:
    """The venue's own rule, positive: the worst outcome over all offers, matched or not."""
    return max(0, -worst_result(selections, results(bets, rounding), winners))


def _summed(parts: Iterable[tuple[str, Result]]) -> dict[str, Result]:
    total: dict[str, Result] = {}
    for selection, (wins, loses) in parts:
        before_wins, before_loses = total.get(selection, NO_RESULT)
        total[selection] = (before_wins + wins, before_loses + loses)
    return total
