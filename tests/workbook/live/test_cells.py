"""Values on their way into cells: text stays text, times are Rome's, nothing is written twice."""

from datetime import UTC, datetime
from decimal import Decimal

import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbetflag.workbook.live.cells import (
    as_text,
    clock,
    is_shown,
    text_cell,
    time_cell,
    written_again,
)

MOMENT = datetime(2026, 7, 1, 10, 30, 15, 999_999, tzinfo=UTC)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.one_of(st.text(), st.from_regex(r"[=+\-@'][ -~]*", fullmatch=True)))
def test_a_cell_holds_the_very_text(book: xw.Book, text: str) -> None:
    cell = book.sheets["Log"]["H20"]
    cell.value = text_cell(text)
    clean = "".join(c if c.isprintable() else " " for c in text).strip()[:1000]
    assert cell.value == (clean or None)
    assert not (cell.formula or "").startswith("=") or clean.startswith("=")
    assert not cell.has_array
    assert is_shown(text_cell(text), cell.value)
    cell.value = written_again(cell.value)
    assert cell.value == (clean or None)


def test_a_formula_of_the_venue_is_not_calculated(book: xw.Book) -> None:
    cell = book.sheets["Log"]["H20"]
    cell.value = text_cell("=1+1")
    book.app.calculate()
    assert cell.value == "=1+1"


def test_times_are_those_of_rome() -> None:
    assert time_cell(MOMENT) == datetime.fromisoformat("2026-07-01T12:30:15")
    assert clock(MOMENT) == "12:30:15"
    assert clock(None) == "--:--:--"


def test_what_a_cell_holds_as_text() -> None:
    assert [as_text(value) for value in (None, 7.0, 7.5, " a ", "")] == ["", "7", "7.5", "a", ""]


def test_what_is_already_shown() -> None:
    moment = time_cell(MOMENT)
    assert is_shown(moment, moment)
    assert is_shown(moment, 46204.52100694444)  # a cell that lost its date format
    assert not is_shown(moment, datetime.fromisoformat("2026-07-01T12:30:16"))
    assert is_shown(2.5, Decimal("2.50"))
    assert not is_shown(2.5, 2.51)
    assert is_shown(None, None)
    assert is_shown("'WORKING", "WORKING")
    assert not is_shown("'1", 1.0)
    assert not is_shown(None, 0.0)
