"""The workbook's own formulas, calculated with the real functions over a laid-down view."""

from collections.abc import Iterator
from typing import Any

import pytest
import xlwings as xw

from tests.views import BOOK, EVENT, LaidDownView, fresh
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS
from xlbetflag.functions.cells import Cells
from xlbetflag.market.reading import Health
from xlbetflag.workbook import Binding

BLANK_BOOK_ROW = [None] * 17


@pytest.fixture
def view() -> Iterator[LaidDownView]:
    view = LaidDownView()
    cells = Cells(view, lambda: "en")
    for name in FUNCTIONS:
        headless.engine.functions.add(name, lambda *values, _n=name: cells.call(_n, values))
    yield view
    for name in FUNCTIONS:
        headless.engine.functions.remove(name)


@pytest.fixture
def watching(book: xw.Book, view: LaidDownView) -> xw.Book:
    """The workbook with its one market on the first block, calculated."""
    binding = Binding(book)
    binding.show_markets((EVENT,))
    book.sheets["Markets"]["B5"].value = "YES"
    binding.assign_blocks(binding.watched())
    book.app.calculate()
    return book


def rows(book: xw.Book, sheet: str, area: str) -> list[list[Any]]:
    return book.sheets[sheet][area].options(ndim=2, err_to_str=True).value


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
    assert rows(watching, "Positions", "B16:U26") == [[None] * 20] * 11


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
    title, first, second, third, blank = rows(watching, "Positions", "B4:U8")
    assert title[:5] == ["813016", "Lazio - Hellas Verona", -14.1, None, "Esito finale 1X2"]
    assert [row[:3] for row in (first, second, third)] == [
        ["1", "1", 44],
        ["2", "X", -10],
        ["3", "2", -14.1],
    ]
    assert first[4:13] == ["BC0001", "1", "1", "BACK", 2.1, 10, 4, 6, "WORKING"]
    assert second[4:13] == ["BC0002", "3", "2", "LAY", 4.1, 5, 5, 0, "DONE"]
    assert first[14:] == ["BC0001", "1", "1", "BACK", 2.12, 4]
    assert blank == [None] * 20


def test_the_balance_stands_on_the_desk(watching: xw.Book) -> None:
    names = ("BalanceFree", "BalanceTotal", "BalanceLocked")
    shown = [watching.names[name].refers_to_range.value for name in names]
    assert shown == [875, 1000, 125]


def test_no_cell_of_the_workbook_shows_an_error(watching: xw.Book) -> None:
    for sheet in watching.sheets:
        for row in sheet.used_range.options(ndim=2, err_to_str=True).value:
            assert not [v for v in row if isinstance(v, str) and v.startswith("#")], sheet.name
