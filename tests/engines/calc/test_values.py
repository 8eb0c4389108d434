"""Values in and out of a real Calc, as xlwings documents them for Excel."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlwings as xw

MOMENT = dt.datetime(2026, 3, 1, 14, 5, 9)  # noqa: DTZ001  cells have no time zone


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (3, 3.0),
        (-2.5, -2.5),
        (2**40, float(2**40)),
        (10**20, 1e20),
        (1e-9, 1e-9),
        (Decimal("1.25"), 1.25),
        (True, True),
        (False, False),
        ("Città €", "Città €"),
        ("007", "007"),
        ("1,50", "1,50"),
        ("2026-03-01", "2026-03-01"),
        ("TRUE", "TRUE"),
        ("1E5", "1E5"),
        ("+1", "+1"),
        ("-x", "-x"),
        ("@x", "@x"),
        ("'=1+1", "=1+1"),
        ("'12", "12"),
        ("a\nb", "a\nb"),
        (" ", " "),
        ("𝕏", "𝕏"),
        (None, None),
        ("", None),
        (float("nan"), None),
        (np.float64(2.5), 2.5),
        (np.int64(7), 7.0),
        (np.bool_(True), True),
        (pd.NaT, None),
        (MOMENT, MOMENT),
        (dt.date(2026, 3, 1), dt.datetime(2026, 3, 1)),  # noqa: DTZ001
        (pd.Timestamp(MOMENT), MOMENT),
        (np.datetime64("2026-03-01T14:05:09"), MOMENT),
    ],
)
def test_a_value_comes_back_as_excel_gives_it(
    sheet: xw.Sheet, written: object, read: object
) -> None:
    sheet["B2"].value = written
    found = sheet["B2"].value
    assert found == read
    assert type(found) is type(read)


def test_a_block_of_everything_is_one_block(sheet: xw.Sheet) -> None:
    rows = [
        [1.0, "a", True, None],
        [None, MOMENT, "007", 2.0**33],
        ["=1+1", "'=x", False, -1.5],
    ]
    sheet["B2"].value = rows
    expected = [
        [1.0, "a", True, None],
        [None, MOMENT, "007", 2.0**33],
        [2.0, "=x", False, -1.5],
    ]
    assert sheet["B2:E4"].value == expected
    assert sheet["B2:E2"].value == expected[0]
    assert sheet["B2:B4"].value == [1.0, None, 2.0]
    assert sheet["B2"].expand("right").value == [1.0, "a", True]


def test_rows_of_unequal_length_leave_the_other_cells_alone(sheet: xw.Sheet) -> None:
    sheet["A1:C3"].value = "x"
    sheet["A1:C3"].impl.raw_value = [["1"], ["2", "3"]]
    assert sheet["A1:C3"].value == [["1", "x", "x"], ["2", "3", "x"], ["x", "x", "x"]]


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    for value in (1.5, "x", True, MOMENT, None):
        sheet["A1:C4"].value = value
        assert sheet["A1:C4"].value == [[value] * 3] * 4


def test_what_stood_there_before_does_not_colour_what_comes(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    cells.value = [[True, MOMENT], ["007", "=1/0"]]
    cells.value = [[1.5, "x"], [2.5, True]]
    assert cells.value == [[1.5, "x"], [2.5, True]]
    cells.value = [[True, True], [True, True]]
    cells.formula = "=ROW()"
    assert cells.value == [[1.0, 1.0], [2.0, 2.0]]


def test_a_number_keeps_the_format_it_is_written_under(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "dd/mm/yyyy"
    sheet["A1"].value = 46082
    assert sheet["A1"].value == dt.datetime(2026, 3, 1)  # noqa: DTZ001
    assert sheet["A1"].raw_value == 46082
    sheet["A1"].value = MOMENT
    assert sheet["A1"].number_format == "dd/mm/yyyy"


def test_errors_are_none_or_their_text(sheet: xw.Sheet) -> None:
    spelled = {
        "=1/0": "#DIV/0!",
        "=NA()": "#N/A",
        "=#N/A": "#N/A",
        "=nonsense": "#NAME?",
        '="a"+1': "#VALUE!",
        "=10^400": "#NUM!",
    }
    sheet["A1"].options(transpose=True).value = list(spelled)
    cells = sheet["A1"].resize(len(spelled))
    assert cells.value == [None] * len(spelled)
    assert cells.options(err_to_str=True).value == list(spelled.values())


def test_formulas_that_give_dates_and_truths(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["=DATE(2026,3,1)", "=1=1", '=""', "=TODAY()"]
    day, truth, nothing, today = sheet["A1:D1"].value
    assert (day, truth, nothing) == (dt.datetime(2026, 3, 1), True, None)  # noqa: DTZ001
    assert isinstance(today, dt.datetime)


def test_the_converters_options(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, None]]
    cells = sheet["A1:B2"]
    assert cells.options(numbers=int).value == [[1, 2], [3, None]]
    assert cells.options(empty="-").value == [[1.0, 2.0], [3.0, "-"]]
    assert cells.options(transpose=True).value == [[1.0, 3.0], [2.0, None]]
    assert sheet["A1"].options(ndim=2).value == [[1.0]]
    assert sheet["A1"].options(ndim=1).value == [1.0]
    assert sheet["A1"].options(expand="table").value == [[1.0, 2.0], [3.0, None]]
    sheet["D1"].options(transpose=True).value = [7, 8]
    assert sheet["D1:D2"].value == [7.0, 8.0]
    sheet["E1"].value = MOMENT
    assert sheet["E1"].options(dates=dt.date).value == MOMENT.date()
    sheet["F1"].options(chunksize=2).value = [[float(row)] for row in range(7)]
    assert sheet["F1:F7"].options(chunksize=3).value == [float(row) for row in range(7)]


def test_dictionaries_arrays_series_and_frames(sheet: xw.Sheet) -> None:
    sheet["A1"].value = {"a": 1, "b": "x"}
    assert sheet["A1:B2"].options(dict).value == {"a": 1.0, "b": "x"}
    array = np.array([[1.0, np.nan], [3.0, 4.0]])
    sheet["D1"].value = array
    np.testing.assert_array_equal(sheet["D1:E2"].options(np.array).value, array)
    frame = pd.DataFrame(
        {"price": [2.5, 3.0], "name": ["a", "007"], "at": [MOMENT, MOMENT], "on": [True, False]},
        index=pd.Index(["x", "y"], name="row"),
    )
    sheet["G1"].value = frame
    found = sheet["G1"].options(pd.DataFrame, expand="table").value
    pd.testing.assert_frame_equal(found, frame, check_dtype=False, check_index_type=False)
    series = pd.Series([1.0, 2.0], index=["a", "b"], name="s")
    sheet["N1"].value = series
    back = sheet["N1:O3"].options(pd.Series).value
    assert back.tolist() == [1.0, 2.0]


def test_a_large_range_is_cut_to_what_is_used_and_padded(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1], [2]]
    column = sheet["A:A"].value
    assert len(column) == 1_048_576
    assert column[:3] == [1.0, 2.0, None]
    assert sheet["AA1:AZ5000"].value == [[None] * 26] * 5000


def test_a_range_without_cells_holds_nothing(sheet: xw.Sheet) -> None:
    empty = xw.Range(impl=sheet.impl.range((1, 1, 0, 3)))
    empty.impl.raw_value = [[1, 2, 3]]
    empty.clear_contents()
    assert empty.raw_value is None
    assert sheet["A1"].value is None
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_what_no_cell_can_hold_is_refused_before_anything_is_written(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "before"
    with pytest.raises(TypeError, match="cannot hold"):
        sheet["A1"].value = [[1, object()]]
    with pytest.raises(ValueError, match="32767"):
        sheet["A1"].value = "x" * 32_768
    assert sheet["A1"].value == "before"
