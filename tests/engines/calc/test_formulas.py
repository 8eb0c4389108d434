"""Formulas: Excel's spelling outside, Calc's inside."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:B2)", 10.0),
        ("=SUM($A$1,B2)*2", 10.0),
        ("=IF(A1>B1,\"more, or; less\",'My Sheet'!A1)", "there"),
        ("=SUM('My Sheet'!$B$1:B2)", 7.0),
        ('=IFERROR(1/0,"x")', "x"),
        ('=TEXTJOIN("-",TRUE,A1:B1)', "1-2"),
        ("=IFS(A1=2,1,TRUE,5)", 5.0),
        ("=STDEV.S(A1:A2)", 2**0.5),
        ('="a""b"&A1', 'a"b1'),
        ("=VLOOKUP(3,A1:B2,2,FALSE)", 4.0),
        ("=SUM(Rate,1)", 3.0),
        ("=1000+50%", 1000.5),
        ("=SUM({1,2;3,4})", 10.0),
        ("=SUM(Tab[Price])", 30.0),
        ("=SUM(Tab[[#All],[Price]])", 30.0),
        ('=COUNTIF(Tab[[Name]:[Price]],"a")', 1.0),
        ("=SUM(A:A)", 4.0),
        ("=IFERROR(#N/A,9)", 9.0),
        ("=IFERROR(1+#REF!,A1)", 1.0),
        ("=IF(ISERROR(#DIV/0!),SUM(Tab[Price]),0)", 30.0),
        ('=IFERROR(#NAME?,"#REF!")', "#REF!"),
    ],
)
def test_a_formula_is_understood_and_shown_as_excel_spells_it(
    book: xw.Book, formula: str, value: object
) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("My Sheet")
    other["A1"].value = [["there", 3], [None, 4]]
    sheet["A1"].value = [[1, 2], [3, 4]]
    book.names.add("Rate", "=2")
    sheet["G1"].value = [["Name", "Price"], ["a", 10], ["b", 20]]
    sheet.tables.add(sheet["G1:H3"], name="Tab")
    sheet["D5"].formula = formula
    assert sheet["D5"].value == pytest.approx(value) if isinstance(value, float) else value
    assert sheet["D5"].formula == formula


ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_errors_in_formulas_survive_writing_and_saving(
    app: xw.App, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"errors.{ending}"
    book = app.books.add()
    sheet = book.sheets[0]
    sheet["A1"].value = [[f"={error}", f"=SUM(1,{error})"] for error in ERRORS]
    sheet["C1:C2"].formula_array = "=A1:A2+#REF!"
    sheet["D1"].value = "=SUM(Sheet1!#REF!)"
    sheet["D2"].value = "=SUM(#REF!A1:B2)"
    sheet["D3"].value = "=SUM(F1:F2 H1:H2)"
    book.save(path)
    book.close()
    again = app.books.open(path).sheets[0]
    for row, error in enumerate(ERRORS, 1):
        cells = again[f"A{row}:B{row}"]
        assert cells.options(err_to_str=True).value == [error, error]
        assert cells.formula == ((f"={error}", f"=SUM(1,{error})"),)
    assert again["C2"].formula == "=A1:A2+#REF!"
    assert again["D1:D2"].formula == (("=SUM(#REF!)",), ("=SUM(#REF!)",))
    if ending == "xlsx":
        assert again["D3"].options(err_to_str=True).value == "#NULL!"
        saved = openpyxl.load_workbook(path).worksheets[0]
        assert [saved.cell(row, 1).value for row in range(1, 8)] == [f"={e}" for e in ERRORS]


def test_a_reference_that_is_gone_is_shown_among_errors_as_written(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "=B9+#DIV/0!+C9"
    sheet["B:B"].delete()
    assert sheet["A1"].formula == "=#REF!+#DIV/0!+B9"


def test_an_error_that_calc_has_no_name_for_is_a_value_error(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = "=SUM(#SPILL!)"
    assert sheet["A1"].formula == "=SUM(#VALUE!)"


def test_a_function_that_calc_does_not_know_is_spelled_as_excel_spells_it(sheet: xw.Sheet) -> None:
    sheet["A1"].formula2 = "=SUM(Nobody.Knows(B1:B3))"
    assert sheet["A1"].formula2 == "=SUM(NOBODY.KNOWS(B1:B3))"


def test_this_row_of_a_table(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["Price", "Double"], [2, None], [3, None]]
    sheet.tables.add(sheet["A1:B3"], name="Tab")
    sheet["B2:B3"].formula = "=Tab[@Price]*2"
    assert sheet["B2:B3"].value == [4.0, 6.0]
    assert sheet["B3"].formula == "=Tab[[#This Row],[Price]]*2"


def test_one_formula_moves_along_a_range(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:C3"].formula = "=$A1*2+A$1"
    assert sheet["B3:C3"].formula == (("=$A3*2+A$1", "=$A3*2+B$1"),)
    assert sheet["B1:B3"].value == [3.0, 5.0, 7.0]
    sheet["E1:E2"].value = "=A1"
    assert sheet["E1:E2"].formula == (("=A1",), ("=A2",))


def test_constants_show_as_excel_types_them_and_go_back(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1, 2.5, True, "x", "'007", None, "'=1"]
    shown = sheet["A1:G1"].formula
    assert shown == (("1", "2.5", "TRUE", "x", "007", "", "=1"),)
    sheet["A2:D2"].formula = [["1", "-2.5", "TRUE", "x"]]
    assert sheet["A2:D2"].value == [1.0, -2.5, True, "x"]


def test_an_array_formula_fills_its_range(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1], [2], [3]]
    sheet["C1:C3"].formula_array = "=A1:A3*2"
    assert sheet["C1:C3"].value == [2.0, 4.0, 6.0]
    assert sheet["C1:C3"].formula_array == "=A1:A3*2"
    assert sheet["C2"].formula_array == "=A1:A3*2"
    assert sheet["C1:C4"].formula_array is None
    assert sheet["C2"].formula == "=A1:A3*2"
    assert sheet["C1:C3"].has_array is True
    assert sheet["A1"].has_array is False
    assert sheet["B1:C1"].has_array is None
    assert sheet["A1"].formula_array == "1"


def test_calculation_by_hand_waits_for_calculate(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1, "=A1+1"]
    app.calculation = "manual"
    assert app.calculation == "manual"
    sheet["A1"].value = 5
    assert sheet["B1"].value == 2.0
    app.calculate()
    assert sheet["B1"].value == 6.0
    app.calculation = "automatic"
    sheet["A1"].value = 6
    assert sheet["B1"].value == 7.0
