"""Green-up, dutching and the other side of a two-way market, against what the words mean."""

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.market.test_exposure import BETS, SELECTIONS
from xlbetflag.market.dutching import Goal, dutch
from xlbetflag.market.exposure import Result, bet_result, results
from xlbetflag.market.hedging import (
    Left,
    Quote,
    equivalent,
    green_market,
    green_selection,
)
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.rules import VenueRules, assumed
from xlbetflag.market.side import Side

RULES = VenueRules()
CENT = msgspec.structs.replace(
    RULES,
    stake_step=assumed(1, "any stake"),
    minimum_back=assumed(1, "any stake"),
    minimum_lay=assumed(1, "any stake"),
)
STEP = RULES.stake_step.value


@st.composite
def quotes(draw: st.DrawFn) -> dict[str, Quote]:
    found = {}
    for selection in SELECTIONS:
        place = draw(st.integers(0, len(CLASSIC.prices) - 2))
        above = draw(st.integers(place + 1, min(place + 20, len(CLASSIC.prices) - 1)))
        found[selection] = Quote(CLASSIC.prices[place], CLASSIC.prices[above])
    return found


POSITIONS = st.lists(BETS, max_size=8).map(results)


def swing(by_selection: Mapping[str, Result], selection: str) -> int:
    wins, loses = by_selection.get(selection, (0, 0))
    return wins - loses


def half_a_step(bet: Bet, step: int) -> float:
    """How far half a step of stake moves a swing, and the cent to which a profit is rounded."""
    return step / 2 * bet.price / 100 + 1


@given(POSITIONS, quotes(), st.sampled_from([None, 1, 2, 3]), st.sampled_from([RULES, CENT]))
def test_after_a_green_up_every_outcome_is_equal_within_the_rounding(
    held: dict[str, Result], at: dict[str, Quote], winners: int | None, rules: VenueRules
) -> None:
    plan = green_market(SELECTIONS, held, at, rules, winners)
    assert [leg.selection_id for leg in plan.legs] == SELECTIONS
    after = dict(held)
    for bet in plan.bets:
        wins, loses = after.get(bet.selection_id, (0, 0))
        more = bet_result(bet)
        after[bet.selection_id] = (wins + more[0], loses + more[1])
    assert plan.results == after
    heights = {swing(after, leg.selection_id) - leg.gap for leg in plan.legs}
    assert len(heights) == 1  # what is not level is told
    if winners is None:
        assert heights == {0}
    for leg in plan.legs:
        if leg.bet is not None:
            assert leg.left is Left.NOTHING
            step = rules.step(leg.bet.side).value
            assert abs(leg.gap) <= half_a_step(leg.bet, step)
            assert leg.bet.price in CLASSIC.prices
            assert leg.bet.size % step == 0
            assert leg.bet.size >= rules.minimum(leg.bet.side).value
            assert abs(leg.bet.size - leg.wanted) <= step / 2
        elif leg.gap:
            side = Side.LAY if leg.gap > 0 else Side.BACK
            assert leg.left is Left.BELOW_MINIMUM
            assert leg.wanted < rules.minimum(side).value


@given(POSITIONS, quotes(), st.sampled_from(SELECTIONS))
def test_one_selection_brings_the_same_whether_it_wins_or_loses(
    held: dict[str, Result], at: dict[str, Quote], selection: str
) -> None:
    plan = green_selection(selection, held, at[selection], CENT)
    assert {s: r for s, r in plan.results.items() if s != selection} == {
        s: r for s, r in held.items() if s != selection
    }
    [leg] = plan.legs
    assert swing(plan.results, selection) == leg.gap
    allowed = half_a_step(leg.bet, 1) if leg.bet else 1_000 / 2  # half a cent at odds of 1,000
    assert abs(leg.gap) <= allowed


@given(POSITIONS, quotes())
def test_no_other_height_needs_fewer_offers_or_leaves_more(
    held: dict[str, Result], at: dict[str, Quote]
) -> None:
    """One winner, stakes of a cent: against every height that leaves a selection as it is."""
    plan = green_market(SELECTIONS, held, at, CENT, 1)
    swings = [swing(held, selection) for selection in SELECTIONS]
    [height] = {swing(plan.results, leg.selection_id) - leg.gap for leg in plan.legs}
    left = sum(loses for _, loses in plan.results.values()) + height
    start = sum(loses for _, loses in held.values())
    rounding = len(SELECTIONS) * 2
    fewest = max(swings.count(each) for each in swings)
    assert swings.count(height) == fewest
    for other in {each for each in swings if swings.count(each) == fewest}:
        worth = float(start + other)
        for selection, own in zip(SELECTIONS, swings, strict=True):
            price = at[selection].lay if own > other else at[selection].back
            assert price is not None
            worth += (own - other) * 100 / price
        assert left >= worth - rounding


def test_a_position_that_is_level_is_left_alone() -> None:
    held = results([Bet(s, Side.BACK, 500, 1_000) for s in SELECTIONS])
    at = dict.fromkeys(SELECTIONS, Quote(500, 510))
    assert green_market(SELECTIONS, held, at, RULES, 1).bets == ()


def test_a_back_is_greened_by_one_lay() -> None:
    held = results([Bet("1", Side.BACK, 300, 1_000)])
    at = {"1": Quote(246, 250), "2": Quote(330, 340), "3": Quote(330, 340)}
    plan = green_market(["1", "2", "3"], held, at, RULES, 1)
    assert plan.bets == (Bet("1", Side.LAY, 250, 1_200),)  # 30.00 / 2.50
    assert plan.results["1"] == (200, 200)


def test_a_given_price_off_the_ladder_goes_to_one_that_is_easier_to_match() -> None:
    held = results([Bet("1", Side.BACK, 300, 1_000)])
    [bet] = green_selection("1", held, Quote(None, 251), RULES).bets
    assert (bet.side, bet.price) == (Side.LAY, 252)
    held = results([Bet("1", Side.LAY, 300, 1_000)])
    [bet] = green_selection("1", held, Quote(251, None), RULES).bets
    assert (bet.side, bet.price) == (Side.BACK, 250)


def test_without_a_price_the_gap_is_told() -> None:
    held = results([Bet("1", Side.BACK, 300, 1_000)])
    [leg] = green_selection("1", held, Quote(290, None), RULES).legs
    assert (leg.bet, leg.left, leg.gap) == (None, Left.NO_PRICE, 3_000)


def test_where_the_one_offer_has_no_price_the_others_level_it() -> None:
    others = {"2": Quote(400, 410), "3": Quote(300, 310)}
    held = results([Bet("1", Side.BACK, 300, 1_000)])
    plan = green_market(["1", "2", "3"], held, {"1": Quote(290, None), **others}, RULES, 1)
    assert plan.bets == (Bet("2", Side.BACK, 400, 750), Bet("3", Side.BACK, 300, 1_000))
    held = results([Bet("1", Side.LAY, 300, 1_000)])
    plan = green_market(["1", "2", "3"], held, {"1": Quote(None, 310), **others}, RULES, 1)
    assert plan.bets == (Bet("2", Side.LAY, 410, 732), Bet("3", Side.LAY, 310, 968))


def test_with_two_winners_what_two_leave_is_compared() -> None:
    """Two lays at 2.20 bring 2 x 13.64; two backs at 2.40 leave 60.00 - 2 x 12.50."""
    names = ["1", "2", "3", "4"]
    held = results([Bet(name, Side.BACK, 300, 1_000) for name in ("1", "2")])
    at = dict.fromkeys(names, Quote(240, 220))
    plan = green_market(names, held, at, RULES, 2)
    assert plan.bets == (Bet("3", Side.BACK, 240, 1_250), Bet("4", Side.BACK, 240, 1_250))


def test_a_height_without_prices_is_not_taken() -> None:
    held = results([Bet("1", Side.BACK, 300, 1_000), Bet("2", Side.BACK, 300, 1_000)])
    at = {"1": Quote(None, 300), "2": Quote(None, 300), "3": Quote(400, 410)}
    plan = green_market(["1", "2", "3"], held, at, RULES, 1)
    assert [leg.left for leg in plan.legs] == [Left.NOTHING] * 3
    assert plan.bets == (Bet("3", Side.BACK, 400, 750),)


@given(
    st.dictionaries(
        st.sampled_from(SELECTIONS), st.sampled_from(CLASSIC.prices), min_size=1, max_size=5
    ),
    st.sampled_from(Goal),
    st.integers(1_000, 1_000_000),
    st.sampled_from([0, 251]),
)
def test_dutched_returns_are_equal_within_the_step(
    prices: dict[str, int], goal: Goal, amount: int, commission: int
) -> None:
    book = sum(100 / price for price in prices.values())
    assume(goal is not Goal.PROFIT or book < 0.99)
    stakes = dutch(prices, goal, amount, RULES, commission)
    total = sum(stake.size for stake in stakes)
    if goal is Goal.TOTAL:
        assert amount - STEP < total <= amount
        returns = amount / book
    elif goal is Goal.RETURN:
        returns = amount
    else:
        returns = amount * 10_000 / (10_000 - commission) / (1 - book)
    for stake in stakes:
        assert stake.size % STEP == 0
        assert stake.price == prices[stake.selection_id]
        assert abs(stake.returns - returns) <= STEP * stake.price / 100 + 1
        gross = stake.returns - total
        fee = round(gross * commission / 10_000) if gross > 0 else 0
        assert abs(stake.profit - (gross - fee)) <= 1
        assert stake.is_below_minimum == (stake.size < 200)


@given(
    st.dictionaries(st.sampled_from(SELECTIONS), st.sampled_from(CLASSIC.prices), min_size=2),
    st.integers(100_000, 1_000_000),
)
def test_a_target_profit_is_reached_with_stakes_of_a_cent(
    prices: dict[str, int], wanted: int
) -> None:
    assume(sum(100 / price for price in prices.values()) < 0.95)
    for stake in dutch(prices, Goal.PROFIT, wanted, CENT, 251):
        assert abs(stake.profit - wanted) <= stake.price / 100 + len(prices) + 1


def test_a_book_above_100_has_no_profit_to_dutch() -> None:
    with pytest.raises(Problem, match=r"dutch\.no_profit"):
        dutch({"1": 200, "2": 200}, Goal.PROFIT, 1_000, RULES)


@given(
    st.sampled_from(Side), st.sampled_from([p for p in CLASSIC.prices if p < 10_000]),
    st.integers(200, 100_000),
)  # fmt: skip
def test_the_equal_bet_on_the_other_side_brings_the_same(side: Side, price: int, size: int) -> None:
    bet = Bet("1", side, price, size)
    other, exact = equivalent(bet, "2", CENT)
    assert (other.selection_id, other.side) == ("2", side.opposite)
    assert exact == pytest.approx(price / (price - 100))
    assert other.price == CLASSIC.nearest(exact * 100)
    wins, loses = bet_result(bet)
    stake = other.size
    exact_wins = stake if side is Side.BACK else -stake
    exact_loses = -stake * (exact - 1) if side is Side.BACK else stake * (exact - 1)
    assert abs(exact_wins - wins) <= 1
    assert abs(exact_loses - loses) <= exact + 1


def test_below_the_minimum_on_one_side_and_not_on_the_other() -> None:
    other, _ = equivalent(Bet("1", Side.BACK, 150, 100), "2", RULES)  # a back of 1.00 is refused
    assert other == Bet("2", Side.LAY, 300, 50)
    assert other.size >= RULES.minimum(Side.LAY).value
