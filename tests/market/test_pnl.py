"""Profit and loss by outcome, against brute force over every set of winners."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.market.test_exposure import BETS, SELECTIONS, SOME_BETS, profit
from xlbetflag.market.exposure import results
from xlbetflag.market.money import Rounding
from xlbetflag.market.offer import Bet, Match, Offer
from xlbetflag.market.pnl import Profit, commission_on, net, profits, what_if
from xlbetflag.market.position import Position, position
from xlbetflag.market.side import Side

HALF_UP = Rounding.HALF_UP


def by_force(bets: list[Bet], winners: int, commission: int) -> dict[str, Profit]:
    outcomes = {
        won: net(sum(profit(bet, won, HALF_UP) for bet in bets), commission)
        for won in combinations(SELECTIONS, winners)
    }
    return {
        selection: Profit(
            min(result for won, result in outcomes.items() if selection in won),
            min(result for won, result in outcomes.items() if selection not in won),
        )
        for selection in SELECTIONS
    }


@given(SOME_BETS, st.integers(1, 4), st.sampled_from([0, 251, 500]))
def test_the_worst_of_the_outcomes_in_which_a_selection_wins_and_loses(
    bets: list[Bet], winners: int, commission: int
) -> None:
    assert profits(SELECTIONS, results(bets), winners, commission) == by_force(
        bets, winners, commission
    )


@given(SOME_BETS)
def test_where_nobody_said_how_many_win_it_holds_for_any_number(bets: list[Bet]) -> None:
    bound = profits(SELECTIONS, results(bets), None)
    every = [by_force(bets, winners, 0) for winners in range(1, 5)]
    for selection in SELECTIONS:
        assert bound[selection].if_wins <= min(each[selection].if_wins for each in every)
        assert bound[selection].if_loses <= min(each[selection].if_loses for each in every)


def test_all_selections_winning_or_one_more_winner_than_selections() -> None:
    back = results([Bet("1", Side.BACK, 300, 1_000)])
    for winners in (2, 3):
        assert profits(["1", "2"], back, winners)["1"].if_wins == 2_000
        assert profits(["1", "2"], back, winners)["2"].if_wins == 2_000


def test_commission_is_on_winnings_only_and_to_the_cent() -> None:
    assert [commission_on(amount, 251) for amount in (10_000, 20, 19, 0, -10_000)] == [
        251, 1, 0, 0, 0,
    ]  # fmt: skip
    assert net(10_000, 251) == 9_749
    assert net(-10_000, 251) == -10_000


@given(st.lists(BETS, max_size=5), st.lists(BETS, max_size=5), st.lists(BETS, max_size=3))
def test_rows_can_only_add_to_what_the_limits_count(
    matched: list[Bet], unmatched: list[Bet], rows: list[Bet]
) -> None:
    held = Position(tuple(matched), tuple(unmatched))
    before, after = what_if(SELECTIONS, held, []), what_if(SELECTIONS, held, rows)
    assert after.limited <= before.limited
    assert after.limited <= after.worst
    assert after.blocked == max(0, -after.worst)


def test_the_examples_of_the_venues_help_page() -> None:
    lay_1, lay_2 = Bet("1", Side.LAY, 500, 1_250), Bet("2", Side.LAY, 1_500, 500)
    outcomes = ["1", "X", "2"]
    assert what_if(outcomes, Position(), [lay_1]).blocked == 5_000
    both = what_if(outcomes, Position(), [lay_1, lay_2])
    assert (both.worst, both.limited) == (-5_750, -7_000)
    assert what_if(outcomes, Position(matched=(lay_2,)), [lay_1]).limited == -7_000


OFFER = Offer("B1", "1", Side.BACK, 210, 1_000, 400, True, 1)


@pytest.mark.parametrize(
    ("matches", "matched", "still_open"),
    [
        ([], [Bet("1", Side.BACK, 210, 400)], 600),  # the matches are older
        ([(212, 400)], [Bet("1", Side.BACK, 212, 400)], 600),
        ([(212, 300)], [Bet("1", Side.BACK, 212, 300), Bet("1", Side.BACK, 210, 100)], 600),
        ([(212, 300), (211, 500)], [Bet("1", Side.BACK, 212, 300), Bet("1", Side.BACK, 211, 500)],
         200),  # the offers are older
        ([(212, 1_000)], [Bet("1", Side.BACK, 212, 1_000)], 0),
    ],
)  # fmt: skip
def test_of_two_lists_read_apart_the_later_counts(
    matches: list[tuple[int, int]], matched: list[Bet], still_open: int
) -> None:
    found = position([OFFER], [Match("B1", "1", Side.BACK, p, s) for p, s in matches])
    assert list(found.matched) == matched
    assert sum(bet.size for bet in found.open) == still_open
    assert sum(bet.size for bet in found.filled) == 1_000


def test_an_offer_that_does_not_work_any_more_leaves_nothing_open() -> None:
    done = Offer("B1", "1", Side.BACK, 210, 1_000, 400, False, 4)
    assert position([done], []).open == ()
    assert position([], [Match("B9", "1", Side.LAY, 300, 200)]).matched == (
        Bet("1", Side.LAY, 300, 200),
    )
