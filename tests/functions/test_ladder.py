"""The functions that draw: BF_LADDER and BF_TREND."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.views import BOOK, NOTHING, READ_AT, LaidDownView, fresh
from xlbetflag.functions import Cells
from xlbetflag.functions.ladder import BARS, LADDER_COLUMNS, bars
from xlbetflag.market.book import PricePoint
from xlbetflag.market.reading import Health

PRICE, STATUS = LADDER_COLUMNS.index("Price"), LADDER_COLUMNS.index("Status")


@pytest.fixture
def view() -> LaidDownView:
    return LaidDownView()


@pytest.fixture
def cells(view: LaidDownView) -> Cells:
    return Cells(view, lambda: "en")


def ladder(cells: Cells, *more: object) -> dict[object, list[object]]:
    """By price, the cells around it."""
    rows: Any = cells.call("BF_LADDER", ("813016", "1", *more))
    return {row[PRICE]: row[:PRICE] + row[PRICE + 1 :] for row in rows}


def test_a_ladder_shows_what_can_be_taken_and_what_is_mine(cells: Cells) -> None:
    """Back 2.10 for 150, 2.08 for 20, 2.06 for 3.50; lay 2.14 for 90. I have 6 open of a back of 10
    at 2.10, of which 4 were matched at 2.12."""
    found = ladder(cells)
    assert next(iter(found)) == 2.32
    assert len(found) == 21
    assert found[2.10] == ["", 6, 150, "▲", "", "", "", "LIVE"]
    assert found[2.12] == [4, "", "", "", "", "", "", "LIVE"]
    assert found[2.14] == ["", "", "", "", 90, "", "", "LIVE"]
    assert found[2.06][2] == 3.5
    assert found[2.04][2] == "?"  # three backs are shown: deeper nobody knows
    assert found[2.16][4] == ""  # one lay is shown: there are no more


def test_a_centre_and_a_count_are_obeyed(cells: Cells) -> None:
    found = ladder(cells, 3.0, 5)
    assert list(found) == [3.1, 3.05, 3.0, 2.98, 2.96]
    assert list(ladder(cells, "2,10", 3)) == [2.12, 2.1, 2.08]
    assert list(ladder(cells, "", 3)) == [2.14, 2.12, 2.1]


@pytest.mark.parametrize("health", [Health.STALE, Health.SUSPENDED, Health.CLOSED])
def test_every_row_says_when_it_is_not_live(
    view: LaidDownView, cells: Cells, health: Health
) -> None:
    view.books["813016"] = fresh(BOOK, health)
    rows = cells.call("BF_LADDER", ("813016", "1"))
    assert {row[STATUS] for row in rows} == {str(health)}


def test_without_a_feed_there_is_no_number(view: LaidDownView, cells: Cells) -> None:
    for reading in (NOTHING, fresh(BOOK, Health.NO_FEED)):
        view.books["813016"] = reading
        rows: Any = cells.call("BF_LADDER", ("813016", "1", None, 21.0, 30.0))
        assert len(rows) == 30
        assert not [cell for row in rows for cell in row if isinstance(cell, float)]
        assert (rows[0][PRICE], rows[0][STATUS]) == ("NO FEED", "NO FEED")


def test_mine_is_unknown_while_my_offers_are_not_fresh(view: LaidDownView, cells: Cells) -> None:
    view.mine.clear()
    found = ladder(cells)
    assert found[2.10] == ["?", "?", 150, "▲", "", "?", "?", "LIVE"]


def test_a_selection_without_prices_has_an_empty_ladder(cells: Cells, view: LaidDownView) -> None:
    nothing = BOOK.selections[0].__class__("9", "Nobody", (), ())
    view.books["813016"] = fresh(BOOK.__class__("813016", 8, BOOK.state, (nothing,)))
    rows = cells.call("BF_LADDER", ("813016", "9"))
    assert rows == [["", "", "", "", "", "", "", "", "LIVE"]]


def test_empty_cells_give_an_empty_ladder_and_wrong_ones_a_sentence(cells: Cells) -> None:
    assert cells.call("BF_LADDER", ("", "1", None, None, 2.0)) == [[""] * 9] * 2
    assert cells.call("BF_LADDER", ("813016", "", None, None, 2.0)) == [[""] * 9] * 2
    assert cells.call("BF_LADDER", ("813016", "Napoli"))[0][0].startswith("? ")
    assert cells.call("BF_LADDER", ("813016", "1", 0.5))[0][0].startswith("? ")


def points(*prices: int) -> tuple[PricePoint, ...]:
    return tuple(
        PricePoint(READ_AT + timedelta(seconds=number), price, price + 4)
        for number, price in enumerate(prices)
    )


def test_a_trend_has_a_bar_for_each_change(view: LaidDownView, cells: Cells) -> None:
    view.past[("813016", "1")] = points(200, 200, 204, 0, 204, 208, 214)
    assert cells.call("BF_TREND", ("813016",)) == [["▁▃▅█"], [""], [""]]
    assert cells.call("BF_TREND", ("813016", 2.0, 4.0)) == [["▁█"], [""], [""], [""]]


def test_a_trend_without_a_feed_says_so(view: LaidDownView, cells: Cells) -> None:
    view.books.clear()
    assert cells.call("BF_TREND", ("813016",)) == [["NO FEED"]]


@given(st.lists(st.integers(101, 100_000), max_size=30))
def test_bars_rise_and_fall_as_the_prices_do(values: list[int]) -> None:
    drawn = [BARS.index(bar) for bar in bars(values)]
    assert len(drawn) == len(values)
    for (before, now), (low, high) in zip(pairwise(values), pairwise(drawn), strict=True):
        assert (now > before) >= (high > low)
        assert (now < before) >= (high < low)
    if len(set(values)) > 1:
        assert (drawn[values.index(min(values))], drawn[values.index(max(values))]) == (0, 7)
