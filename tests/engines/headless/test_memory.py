"""What a calculation leaves in memory."""

from pathlib import Path

import xlwings as xw

from tests.support.rolling_sheet import rolling_sheet
from tests.torture.memory import MEGABYTE, resident
from xlbetflag.engines import headless
from xlbetflag.engines.headless import calculator


def test_ticks_of_forty_blocks_leave_nothing_in_memory(tmp_path: Path) -> None:
    """It was 90 KB a tick once, which would be 18 MB here."""
    with rolling_sheet(tmp_path, blocks=40) as sheet:
        for number in range(300):
            if number == 100:
                before = resident()
            sheet.roll()
            sheet.book.app.calculate()
        assert resident() - before <= 5 * MEGABYTE


def test_a_calculator_that_has_kept_too_much_is_loaded_anew_and_no_cell_tells(
    functions: headless.Functions, monkeypatch: object
) -> None:
    answers = iter(range(1, 1_000))
    functions.add("BF_TABLE", lambda: [[next(answers), "x"]])
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1:B3"].formula_array = '=IF(TRUE,BF_TABLE(),"")'
    sheet["D1"].formula = "=A1*2"
    book.app.calculate()
    calculated = book.impl._calculator
    first = calculated._loaded
    asked = 1.0
    while calculated._loaded is first:
        before = asked
        first.kept += calculator.MOST_KEPT // 3
        book.app.calculate()
        asked = sheet["A1"].value
        assert asked > before
        assert sheet["A1:B3"].value == [[asked, "x"]] * 3
        assert sheet["D1"].value == asked * 2
    assert calculated._loaded is not None
    assert calculated._loaded.kept < calculator.MOST_KEPT
