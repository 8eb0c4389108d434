"""The workbook's own formulas, calculated with the real functions over a laid-down view."""

import xlwings as xw

from tests.support.views import BOOK, READ_AT, LaidDownView, fresh
from tests.workbook.conftest import rows
from xlbetflag.market.book import PricePoint
from xlbetflag.market.reading import Health

BLANK_BOOK_ROW = [None] * 17


def test_a_watched_market_stands_on_the_board(watching: xw.Book) -> None:
    assert rows(watching, "Board", "Q4:R4") == [["LIVE", 0.4]]
    first, second, third, blank = rows(watching, "Board", "B5:R8")
    assert first[:3] == ["1", "1", "▲"]
    assert first[3:9] == [2.06, 3.5, 2.08, 20, 2.1, 150]  # deepest first
    assert first[9:15] == [2.14, 90, None, None, None, None]
    assert first[15:] == ["LIVE", "15:04:05"]
    assert second[7:11] == [3.3, 12.5, 3.4, 0.8]
    assert third[1] == "2"
    assert blank == BLANK_BOOK_ROW


def test_an_empty_block_is_blank(watching: xw.Book) -> None:
    assert rows(watching, "Board", "Q16:R16") == [[None, None]]
    assert rows(watching, "Board", "B17:R26") == [BLANK_BOOK_ROW] * 10
    assert rows(watching, "Positions", "B16:AN26") == [[None] * 39] * 11


def test_a_market_without_a_feed_says_so(watching: xw.Book, view: LaidDownView) -> None:
    view.books.clear()
    watching.app.calculate()
    assert rows(watching, "Board", "Q4:R4") == [["NO FEED", "NO FEED"]]
    first, second = rows(watching, "Board", "B5:R6")
    assert (first[1], first[15]) == ("NO FEED", "NO FEED")
    assert second == BLANK_BOOK_ROW


def test_the_state_stands_in_every_row(watching: xw.Book, view: LaidDownView) -> None:
    view.books["813016"] = fresh(BOOK, Health.SUSPENDED)
    watching.app.calculate()
    assert [row[0] for row in rows(watching, "Board", "Q4:Q8")] == ["SUSPENDED"] * 4 + [None]


def test_positions_of_a_watched_market(watching: xw.Book) -> None:
    title, first, second, third, blank = rows(watching, "Positions", "B4:AN8")
    assert title[:2] == ["813016", "Lazio - Hellas Verona"]
    assert (title[2], title[7], title[10]) == (-19.5, -25.5, -14.1)  # matched, filled, venue's
    assert title[23] == "Esito finale 1X2"
    assert [row[:2] for row in (first, second, third)] == [["1", "1"], ["2", "X"], ["3", "2"]]
    assert [row[10] for row in (first, second, third)] == [44, -10, -14.1]
    assert first[23:32] == ["BC0001", "1", "1", "BACK", 2.1, 10, 4, 6, "WORKING"]
    assert second[23:32] == ["BC0002", "3", "2", "LAY", 4.1, 5, 5, 0, "DONE"]
    assert first[33:] == ["BC0001", "1", "1", "BACK", 2.12, 4]
    assert blank == [None] * 39


def test_positions_tell_profit_by_outcome_and_the_way_out(
    watching: xw.Book, view: LaidDownView
) -> None:
    """A back of 4.00 matched at 2.12 on 1: 4.48 less 2.51 % is 4.37, else -4.00; a lay of 5.00 on 2
    at 4.10 left: -15.50, else 5.00. Nobody said how many win, so each is a bound."""
    first, second, third = rows(watching, "Positions", "B5:W7")
    assert [row[4] for row in (first, second, third)] == ["unknown"] * 3
    assert first[12:18] == ["1", "1", "LAY", 2.14, 3.96, 3.96]
    assert third[12:14] == ["3", "2"]
    view.books["813016"] = fresh(BOOK, Health.SUSPENDED)
    watching.app.calculate()
    assert rows(watching, "Positions", "N5:W5")[0][0] == "SUSPENDED"  # no offer to a dead price


def test_the_board_draws_where_prices_went(watching: xw.Book, view: LaidDownView) -> None:
    view.past[("813016", "1")] = tuple(
        PricePoint(READ_AT, price, price + 4) for price in (200, 206, 210)
    )
    watching.app.calculate()
    assert rows(watching, "Board", "S5:S7") == [["▁▅█"], [None], [None]]


def test_the_balance_stands_on_the_desk(watching: xw.Book) -> None:
    names = ("BalanceFree", "BalanceTotal", "BalanceLocked")
    shown = [watching.names[name].refers_to_range.value for name in names]
    assert shown == [875, 1000, 125]


def test_no_cell_of_the_workbook_shows_an_error(watching: xw.Book) -> None:
    for sheet in watching.sheets:
        for row in sheet.used_range.options(ndim=2, err_to_str=True).value:
            assert not [v for v in row if isinstance(v, str) and v.startswith("#")], sheet.name
