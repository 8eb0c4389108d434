"""A ladder's rungs: what is offered, what is mine, and what nobody can see."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.views import offered
from xlbetflag.market.book import Level, SelectionBook
from xlbetflag.market.ladder import CLASSIC, Ladder
from xlbetflag.market.offer import Bet
from xlbetflag.market.position import Position
from xlbetflag.market.rungs import Rung, middle, recentred, rungs
from xlbetflag.market.side import Side

BOOK = offered(
    "1",
    "Lazio",
    [(210, 15_000), (206, 2_000), (204, 350)],
    [(214, 9_000), (216, 100)],
    move=-1,
)
MINE = Position(
    matched=(Bet("1", Side.BACK, 212, 400), Bet("1", Side.BACK, 212, 100)),
    open=(
        Bet("1", Side.BACK, 218, 1_000),
        Bet("1", Side.LAY, 202, 250),
        Bet("2", Side.LAY, 204, 777),  # of another selection
    ),
)


def ladder_of(book: SelectionBook = BOOK, mine: Position = MINE, count: int = 11) -> list[Rung]:
    return rungs(book, mine, CLASSIC, 210, count)


def by_price(found: list[Rung]) -> dict[int, Rung]:
    return {rung.price: rung for rung in found}


def test_rungs_are_the_legal_prices_highest_first() -> None:
    assert [rung.price for rung in ladder_of(count=7)] == [216, 214, 212, 210, 208, 206, 204]


def test_sizes_stand_at_their_prices() -> None:
    found = by_price(ladder_of())
    assert (found[210].back, found[206].back, found[204].back) == (15_000, 2_000, 350)
    assert (found[214].lay, found[216].lay) == (9_000, 100)
    assert (found[208].back, found[210].lay, found[214].back) == (0, 0, 0)


def test_deeper_than_the_venue_shows_is_not_nothing() -> None:
    """Three backs are shown: below the third nobody knows. Two lays: there are no more."""
    found = by_price(ladder_of())
    assert (found[202].back, found[200].back) == (None, None)
    assert (found[218].lay, found[220].lay) == (0, 0)


def test_mine_is_mine() -> None:
    found = by_price(ladder_of())
    assert (found[218].my_back, found[202].my_lay, found[212].matched_back) == (1_000, 250, 500)
    assert found[204].my_lay == 0
    assert sum(rung.my_back + rung.my_lay for rung in found.values()) == 1_250


def test_the_last_move_is_marked_at_the_best_back() -> None:
    assert [rung.price for rung in ladder_of() if rung.move] == [210]


def test_a_price_that_is_not_on_the_ladder_has_its_rung() -> None:
    odd = SelectionBook("1", "Lazio", (Level(211, 500),), (Level(214, 100),))
    assert by_price(ladder_of(odd))[211].back == 500


@pytest.mark.parametrize("centre", [101, 100_000])
def test_the_window_stays_full_at_the_ends(centre: int) -> None:
    found = rungs(BOOK, Position(), CLASSIC, centre, 21)
    assert len(found) == 21
    assert centre in by_price(found)


def test_the_middle_of_the_best_two() -> None:
    assert middle(BOOK, CLASSIC) == 212
    assert middle(SelectionBook("1", "", (), (Level(500, 1),)), CLASSIC) == 500
    assert middle(SelectionBook("1", "", (), ()), CLASSIC) is None


def test_a_ladder_stands_still_until_the_market_leaves_its_middle_half() -> None:
    near = SelectionBook("1", "", (Level(222, 1),), (Level(222, 1),))
    far = SelectionBook("1", "", (Level(224, 1),), (Level(224, 1),))
    assert CLASSIC.ticks_between(212, 222) == 5 == 21 // 4
    assert recentred(212, near, CLASSIC, 21) == 212
    assert recentred(212, far, CLASSIC, 21) == 224
    assert recentred(None, near, CLASSIC, 21) == 222
    assert recentred(212, SelectionBook("1", "", (), ()), CLASSIC, 21) == 212


@given(
    centre=st.sampled_from(CLASSIC.prices),
    best=st.sampled_from(CLASSIC.prices[1:-1]),
    count=st.integers(3, 101),
)
def test_after_recentring_the_market_stands_in_the_middle_half(
    centre: int, best: int, count: int
) -> None:
    book = SelectionBook("1", "", (Level(best, 1),), (Level(best, 1),))
    stands = recentred(centre, book, CLASSIC, count)
    assert stands is not None
    found = [rung.price for rung in rungs(book, Position(), CLASSIC, stands, count)]
    assert len(found) == count
    assert best in found
    assert abs(CLASSIC.ticks_between(stands, best)) <= count // 4


def test_a_short_ladder_is_shown_whole() -> None:
    short = Ladder(lowest=200, bands=CLASSIC.bands[1:2])
    assert len(rungs(BOOK, Position(), short, 210, 500)) >= len(short.prices)
