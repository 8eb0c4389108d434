"""What a market may cost, against brute force over every outcome."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from xlbetflag.market.exposure import (
    Result,
    bet_result,
    blocked,
    cautious_results,
    liability,
    profit_by_outcome,
    results,
    worst_result,
    worst_result_where,
)
from xlbetflag.market.money import Rounding, winnings
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

SELECTIONS = ["1", "2", "3", "4", "5"]
BETS = st.builds(
    Bet,
    selection_id=st.sampled_from(SELECTIONS),
    side=st.sampled_from(Side),
    price=st.integers(101, 100_000),
    size=st.integers(1, 1_000_000),
)
SOME_BETS = st.lists(BETS, max_size=8)
WINNERS = st.integers(0, len(SELECTIONS))
ROUNDINGS = st.sampled_from(Rounding)


def profit(bet: Bet, winners: Sequence[str], rounding: Rounding) -> int:
    """One bet's result, from what the words mean."""
    is_good = (bet.selection_id in winners) == (bet.side is Side.BACK)
    at_stake = winnings(bet.size, bet.price, rounding)
    if bet.side is Side.BACK:
        return at_stake if is_good else -bet.size
    return bet.size if is_good else -at_stake


def worst_by_force(
    matched: Sequence[Bet], unmatched: Sequence[Bet], winners: int, rounding: Rounding
) -> int:
    """Over every set of winners, each unmatched bet in it matched only if that is bad for us."""
    return min(
        sum(profit(bet, outcome, rounding) for bet in matched)
        + sum(min(0, profit(bet, outcome, rounding)) for bet in unmatched)
        for outcome in combinations(SELECTIONS, winners)
    )


@given(SOME_BETS, SOME_BETS, WINNERS, ROUNDINGS)
def test_the_cautious_worst_is_the_worst_of_every_outcome(
    matched: list[Bet], unmatched: list[Bet], winners: int, rounding: Rounding
) -> None:
    by_selection = cautious_results(matched, unmatched, rounding)
    worst = worst_result(SELECTIONS, by_selection, winners)
    assert worst == worst_by_force(matched, unmatched, winners, rounding)


@given(SOME_BETS, st.integers(1, len(SELECTIONS) - 1), st.sampled_from(SELECTIONS), st.booleans())
def test_the_worst_where_a_selection_wins_or_loses_is_that_of_those_outcomes(
    bets: list[Bet], winners: int, selection: str, it_wins: bool
) -> None:
    by_selection = results(bets)
    worst = worst_result_where(selection, SELECTIONS, by_selection, winners, it_wins=it_wins)
    assert worst == min(
        sum(profit(bet, outcome, Rounding.HALF_UP) for bet in bets)
        for outcome in combinations(SELECTIONS, winners)
        if (selection in outcome) is it_wins
    )
    unknown = worst_result_where(selection, SELECTIONS, by_selection, None, it_wins=it_wins)
    assert unknown <= worst


@given(SOME_BETS, SOME_BETS, st.data())
def test_no_partial_match_costs_more_than_the_cautious_worst(
    matched: list[Bet], unmatched: list[Bet], data: st.DataObject
) -> None:
    """Rounding of a part down, so that parts never add up to more than the whole."""
    winners = data.draw(WINNERS)
    taken = [
        Bet(bet.selection_id, bet.side, bet.price, data.draw(st.integers(1, bet.size)))
        for bet in unmatched
        if data.draw(st.booleans())
    ]
    cautious = worst_result(
        SELECTIONS, cautious_results(matched, unmatched, Rounding.DOWN), winners
    )
    assert worst_by_force([*matched, *taken], [], winners, Rounding.DOWN) >= cautious


@given(SOME_BETS, SOME_BETS, ROUNDINGS)
def test_unknown_winners_give_a_bound_for_every_number(
    matched: list[Bet], unmatched: list[Bet], rounding: Rounding
) -> None:
    bound = worst_result(SELECTIONS, cautious_results(matched, unmatched, rounding), winners=None)
    worst = [
        worst_by_force(matched, unmatched, winners, rounding)
        for winners in range(len(SELECTIONS) + 1)
    ]
    assert bound <= min(worst)
    assert bound == min(worst)  # and no more cautious than it must be


@given(SOME_BETS, ROUNDINGS)
def test_profit_by_outcome_is_the_sum_of_the_bets(bets: list[Bet], rounding: Rounding) -> None:
    by_outcome = profit_by_outcome(SELECTIONS, results(bets, rounding))
    assert by_outcome == {
        selection: sum(profit(bet, [selection], rounding) for bet in bets)
        for selection in SELECTIONS
    }
    assert worst_result(SELECTIONS, results(bets, rounding)) == min(by_outcome.values())


@given(BETS, ROUNDINGS)
def test_a_back_and_a_lay_are_the_two_ends_of_one_bet(bet: Bet, rounding: Rounding) -> None:
    other = Bet(bet.selection_id, bet.side.opposite, bet.price, bet.size)
    wins, loses = bet_result(bet, rounding)
    assert bet_result(other, rounding) == (-wins, -loses)
    stake, at_stake = bet.size, winnings(bet.size, bet.price, rounding)
    assert liability(bet, rounding) == (stake if bet.side is Side.BACK else at_stake)


@given(SOME_BETS, st.integers(0, 5))
def test_blocked_is_never_negative_and_covers_the_worst(bets: list[Bet], winners: int) -> None:
    amount = blocked(SELECTIONS, bets, winners)
    assert amount == max(0, -worst_by_force(bets, [], winners, Rounding.HALF_UP))


def test_a_selection_without_a_bet_can_be_the_one_that_wins() -> None:
    back = Bet("1", Side.BACK, 300, 1_000)
    assert worst_result(["1"], results([back])) == 2_000  # the only selection wins
    assert worst_result(["1", "2"], results([back])) == -1_000


def test_nothing_staked_costs_nothing() -> None:
    for winners in (0, 1, 3, None):
        assert worst_result(SELECTIONS, {}, winners) == 0
    assert blocked([], []) == 0


# The example of the venue's help page, in cents.
LAY_1 = Bet("1", Side.LAY, 500, 1_250)  # 12.50 @5
LAY_2 = Bet("2", Side.LAY, 1_500, 500)  # 5 @15
OUTCOMES = ["1", "X", "2"]


def worst(by_selection: Mapping[str, Result]) -> int:
    return worst_result(OUTCOMES, by_selection)


def test_the_venues_netting_as_it_describes_it() -> None:
    assert blocked(OUTCOMES, [LAY_1]) == 5_000
    assert worst(results([LAY_1, LAY_2])) == -5_750
    assert blocked(OUTCOMES, [LAY_1, LAY_2]) == 5_750


def test_our_limits_do_not_net_what_may_stay_unmatched() -> None:
    assert worst(cautious_results(matched=[LAY_2], unmatched=[LAY_1])) == -7_000
    assert worst(cautious_results(matched=[], unmatched=[LAY_1, LAY_2])) == -7_000
    assert worst(cautious_results(matched=[LAY_1, LAY_2], unmatched=[])) == -5_750
