"""The Summary sheet: one block, only where something changed."""

from datetime import date, datetime

import pytest
import xlwings as xw

from tests.support.views import EVENT
from tests.workbook.conftest import Writes
from xlbetflag.reports.summary import MarketDay, Source, Summary
from xlbetflag.workbook.layout.summary import DAY
from xlbetflag.workbook.live.binding import Binding

SETTLED = MarketDay(
    market_id="813016",
    orders=2,
    turnover=1_500,
    matched=1_000,
    source=Source.BALANCE,
    profit=2_000,
    commission=50,
    worst=-1_000,
    best=1_950,
)
OPEN = MarketDay(
    market_id="7",
    orders=1,
    turnover=500,
    matched=500,
    source=Source.OPEN,
    profit=None,
    commission=None,
    worst=-500,
    best=700,
)
FOUND = Summary(
    day=date(2026, 5, 3), markets=(SETTLED, OPEN), opening=10_000, closing=11_950, lost=500
)


@pytest.fixture
def binding(book: xw.Book) -> Binding:
    found = Binding(book)
    found.show_markets((EVENT,))
    return found


def test_the_day_and_its_markets_are_one_block(
    book: xw.Book, binding: Binding, writes: Writes
) -> None:
    writes.take()
    binding.show_summary(FOUND)
    binding.show_summary(FOUND)
    assert writes.take() == ["Summary!D5:M7", "Summary!D3"]
    book.app.calculate()
    total, first, second, blank = book.sheets["Summary"]["B5:M8"].value
    assert total[2:] == ["TOTAL", 3, 20, 15, None, 20, 0.5, 19.5, -5, 7]
    assert first == [
        "Lazio - Hellas Verona",
        "Esito finale 1X2",
        "813016",
        2,
        15,
        10,
        "FROM BALANCE",
        20,
        0.5,
        19.5,
        -10,
        19.5,
    ]
    assert second[2:] == ["7", 1, 5, 5, "OPEN", None, None, None, -5, 7]
    assert blank == [None] * 12
    assert book.sheets["Summary"]["D3"].value == "03/05/2026   balance +19.50"


def test_a_shorter_day_leaves_nothing_of_a_longer_one(book: xw.Book, binding: Binding) -> None:
    binding.show_summary(FOUND)
    binding.show_summary(
        Summary(day=date(2026, 5, 4), markets=(OPEN,), opening=None, closing=None, lost=0)
    )
    assert [row[0] for row in book.sheets["Summary"]["D5:D7"].options(ndim=2).value] == [
        "TOTAL",
        "7",
        None,
    ]
    assert book.sheets["Summary"]["D3"].value == "04/05/2026"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (None, None),
        ("2026-05-03", date(2026, 5, 3)),
        ("03/05/2026", date(2026, 5, 3)),
        (datetime(2026, 5, 3), date(2026, 5, 3)),  # noqa: DTZ001 - as cells are
        ("yesterday", None),
    ],
)
def test_the_day_is_read_as_typed(
    book: xw.Book, binding: Binding, typed: object, day: date | None
) -> None:
    book.names[DAY].refers_to_range.value = typed
    assert binding.summary_day() == day


def test_a_workbook_without_the_sheet_shows_none(book: xw.Book, binding: Binding) -> None:
    assert binding.shows_summary
    book.names[DAY].delete()
    assert not binding.shows_summary


def test_a_result_that_is_not_told_makes_the_day_incomplete(
    book: xw.Book, binding: Binding
) -> None:
    doubtful = MarketDay(
        market_id="7",
        orders=1,
        turnover=500,
        matched=500,
        source=Source.NOT_TOLD,
        profit=None,
        commission=None,
        worst=-500,
        best=700,
    )
    day = Summary(day=date(2026, 5, 3), markets=(doubtful,), opening=1, closing=1, lost=0)
    binding.show_summary(day)
    assert [row[0] for row in book.sheets["Summary"]["H5:H6"].options(ndim=2).value] == [
        "NOT COMPLETE",
        "NOT TOLD",
    ]
