"""Formulas: what is calculated when, arrays fixed and spilling, custom functions, errors."""

from __future__ import annotations

import datetime as dt
import decimal
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbetflag.engines import headless

NA = "#N/A"


@pytest.fixture
def sheet(functions: headless.Functions) -> xw.Sheet:
    return xw.Book().sheets[0]


def shown(cells: xw.Range) -> list[list[Any]]:
    """Values with errors spelled out."""
    rows: list[list[Any]] = cells.options(ndim=2, err_to_str=True).value
    return rows


def test_writing_does_not_calculate_until_told(sheet: xw.Sheet) -> None:
    app = sheet.book.app
    sheet["A1"].value = 2
    sheet["A2"].value = "=A1*3"
    assert app.calculation == "manual"
    assert sheet["A2"].value is None
    app.calculate()
    assert sheet["A2"].value == 6
    sheet["A1"].value = 5
    assert sheet["A2"].value == 6
    app.calculation = "automatic"
    assert sheet["A2"].value == 15


def test_opening_shows_the_values_in_the_file(
    tmp_path: Path, functions: headless.Functions
) -> None:
    calls: list[float] = []
    functions.add("BF_PRICE", lambda: calls.append(1) or 2.5)
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        book.add_worksheet().write_formula("A1", "=BF_PRICE()", None, 1.9)
    opened = xw.Book(tmp_path / "b.xlsx")
    assert opened.sheets[0]["A1"].value == 1.9
    assert not calls
    opened.app.calculate()
    assert opened.sheets[0]["A1"].value == 2.5


def test_functions_run_at_every_calculation_unless_they_are_pure(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    counts = {"live": 0, "pure": 0}

    def counter(name: str) -> Callable[..., object]:
        def count(*_: object) -> int:
            counts[name] += 1
            return counts[name]

        return count

    functions.add("BF_LIVE", counter("live"))
    functions.add("BF_PURE", counter("pure"), volatile=False)
    sheet["A1:B1"].formula = ["=BF_LIVE(C1)", "=BF_PURE(C1)"]
    sheet["A2"].formula = "=A1*10"
    for _ in range(3):
        sheet.book.app.calculate()
    assert counts == {"live": 3, "pure": 1}
    assert sheet["A1:B2"].value == [[3, 1], [30, None]]
    sheet["C1"].value = "changed"
    sheet.book.app.calculate()
    assert counts == {"live": 4, "pure": 2}


def test_what_a_function_receives(sheet: xw.Sheet, functions: headless.Functions) -> None:
    received: list[tuple[object, ...]] = []
    functions.add("BF_F", lambda *values: received.append(values) or "")
    sheet["A1"].value = [[1, "x"], [None, True]]
    calls = [
        ('=BF_F("1.234",2,TRUE,A1,A2)', ("1.234", 2.0, True, 1.0, None)),
        ("=BF_F(1,,3,)", (1.0, None, 3.0, None)),
        ("=BF_F(,1)", (None, 1.0)),
        ("=BF_F()", ()),
        ("=BF_F(SUM(1,,2), ,IF(TRUE,,5))", (3.0, None, 0.0)),
        ("=BF_F(A1:B2)", ([[1.0, "x"], [None, True]],)),
        ("=BF_F({1,2;3,4})", ([[1.0, 2.0], [3.0, 4.0]],)),
        ("=BF_F(1/0)", (headless.CellError.DIV0,)),
        ('=bf_f("a,,b(,)")', ("a,,b(,)",)),
        ("=BF_F(DATE(2026,1,2))", (46024.0,)),
    ]
    for formula, expected in calls:
        received.clear()
        sheet["D1"].value = formula
        sheet.book.app.calculate()
        assert received == [expected], formula
        assert [type(v) for v in received[0]] == [type(v) for v in expected], formula


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        ("text", [["text"]]),
        (decimal.Decimal("2.50"), [[2.5]]),
        (7, [[7]]),
        (2**70, [[float(2**70)]]),
        (False, [[False]]),
        (None, [[None]]),
        ("", [[None]]),
        (float("nan"), [[None]]),
        (float("inf"), [["#NUM!"]]),
        (dt.date(2026, 1, 2), [[46024]]),
        (dt.timedelta(hours=6), [[0.25]]),
        (headless.CellError.NA, [[NA]]),
        (headless.CellError.REF, [["#REF!"]]),
        ([1, 2, None], [[1, 2, None]]),
        (((1, "b"), (None, headless.CellError.NUM)), [[1, "b"], [None, "#NUM!"]]),
        ([[1, 2], [3]], [[1, 2], [3, NA]]),
        ([], [[None]]),
        ([[]], [[None]]),
        (object(), [["#VALUE!"]]),
        ("x" * 40_000, [["#VALUE!"]]),
        ("=1+1", [["=1+1"]]),
    ],
)
def test_what_a_function_may_return(
    answer: object, cells: list[list[object]], sheet: xw.Sheet, functions: headless.Functions
) -> None:
    functions.add("BF_F", lambda: answer)
    sheet["A1"].formula2 = "=BF_F()"
    sheet.book.app.calculate()
    assert shown(sheet["A1"].resize(len(cells), len(cells[0]))) == cells
    assert sheet.used_range.shape == (len(cells), len(cells[0]))


def test_a_failing_function_shows_value_and_is_logged_once(
    sheet: xw.Sheet, functions: headless.Functions, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError("no feed today")

    functions.add("BF_FAIL", fail)
    sheet["A1:A50"].formula = "=BF_FAIL()"
    sheet["B1"].formula = '=IFERROR(A1,"caught")'
    with caplog.at_level(logging.ERROR):
        sheet.book.app.calculate()
        sheet.book.app.calculate()
    assert sheet["A1"].value is None
    assert shown(sheet["A1:B1"]) == [["#VALUE!", "caught"]]
    assert [r.exc_info[1].args for r in caplog.records if r.exc_info] == [("no feed today",)]


def test_the_number_of_arguments_is_checked(sheet: xw.Sheet, functions: headless.Functions) -> None:
    functions.add("BF_TWO", lambda a, b: a + b, min_args=2, max_args=2)
    sheet["A1:C1"].formula = ["=BF_TWO(1)", "=BF_TWO(1,2)", "=BF_TWO(1,2,3)"]
    sheet.book.app.calculate()
    assert shown(sheet["A1:C1"]) == [["#VALUE!", 3, "#VALUE!"]]


def test_functions_added_and_removed_while_a_book_is_open(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    sheet["A1"].formula = "=BF_LATE()"
    sheet.book.app.calculate()
    assert shown(sheet["A1"]) == [["#NAME?"]]
    functions.add("BF_LATE", lambda: 1)
    sheet.book.app.calculate()
    assert sheet["A1"].value == 1
    functions.add("BF_LATE", lambda: 2)
    sheet.book.app.calculate()
    assert sheet["A1"].value == 2
    functions.remove("BF_LATE")
    sheet.book.app.calculate()
    assert shown(sheet["A1"]) == [["#NAME?"]]


def test_functions_run_in_the_thread_that_calculates(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    threads = set()
    functions.add("BF_WHERE", lambda: threads.add(threading.get_ident()) or 1)
    sheet["A1:A200"].formula = "=BF_WHERE()"
    sheet.book.app.calculate()
    assert threads == {threading.get_ident()}


def test_a_fixed_array_shows_exactly_its_range(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    size = [5, 4]
    functions.add(
        "BF_TABLE", lambda: [[10 * r + c for c in range(size[1])] for r in range(size[0])]
    )
    sheet["B2:D4"].formula_array = "=BF_TABLE()"
    sheet["F1"].formula = "=SUM(IFERROR(B2:D4,0))"
    for rows, columns, expected in [
        (5, 4, [[0, 1, 2], [10, 11, 12], [20, 21, 22]]),
        (2, 2, [[0, 1, NA], [10, 11, NA], [NA, NA, NA]]),
        (1, 3, [[0, 1, 2]] * 3),
        (3, 1, [[0] * 3, [10] * 3, [20] * 3]),
        (1, 1, [[0] * 3] * 3),
    ]:
        size[:] = rows, columns
        sheet.book.app.calculate()
        assert shown(sheet["B2:D4"]) == expected
        assert sheet["F1"].value == sum(v for row in expected for v in row if v != NA)
        assert sheet.used_range.address == "$B$1:$F$4"
    assert sheet["C3"].formula == "=BF_TABLE()"
    assert sheet["B2:D4"].formula_array == "=BF_TABLE()"
    assert sheet["B2:D4"].has_array
    assert sheet["A1:B2"].has_array is None


def test_part_of_a_fixed_array_cannot_be_changed(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    functions.add("BF_TABLE", lambda: [[1, 2], [3, 4]])
    sheet["A1:B2"].formula_array = "=BF_TABLE()"
    sheet.book.app.calculate()
    for part in ("A1", "B2", "A1:A5", "B1:C9"):
        with pytest.raises(ValueError, match="all of it or none"):
            sheet[part].value = 9
    assert sheet["A1:B2"].value == [[1, 2], [3, 4]]
    sheet["A1:C3"].value = 9
    sheet.book.app.calculate()
    assert sheet["A1:C3"].value == [[9] * 3] * 3


@pytest.mark.parametrize("reader", ["=SUM(A1:A20)", "=SUM(A1#)", "=SUM(_xlfn.ANCHORARRAY(A1))"])
def test_a_spill_grows_and_shrinks_and_its_readers_follow(
    reader: str, sheet: xw.Sheet, functions: headless.Functions
) -> None:
    rows = [3]
    functions.add("BF_TABLE", lambda: [[i, f"r{i}"] for i in range(1, rows[0] + 1)])
    sheet["A1"].formula2 = "=BF_TABLE()"
    sheet["D1"].formula = reader
    for count in (3, 6, 2, 1, 4):
        rows[0] = count
        sheet.book.app.calculate()
        expected = [[i, f"r{i}"] for i in range(1, count + 1)]
        assert sheet["A1:B20"].value == expected + [[None, None]] * (20 - count)
        assert sheet["D1"].value == sum(range(count + 1))
        if count > 1:  # below a single row xlwings runs to the end of the sheet, in Excel too
            assert sheet["A1"].expand().shape == (count, 2)


def test_a_spill_is_blocked_and_comes_back(sheet: xw.Sheet, functions: headless.Functions) -> None:
    functions.add("BF_TABLE", lambda: [[1], [2], [3]])
    functions.add("BF_STILL", lambda: [[1], [2], [3]], volatile=False)
    sheet["A1:B1"].formula2 = ["=BF_TABLE()", "=BF_STILL()"]
    app = sheet.book.app
    app.calculate()
    full = [[1, 1], [2, 2], [3, 3]]
    assert shown(sheet["A1:B3"]) == full

    sheet["A3:B3"].value = "mine"
    app.calculate()
    blocked = [["#SPILL!"] * 2, [None] * 2, ["mine"] * 2]
    assert shown(sheet["A1:B3"]) == blocked
    app.calculate()
    assert shown(sheet["A1:B3"]) == blocked
    sheet["A3:B3"].clear_contents()
    app.calculate()
    assert shown(sheet["A1:B3"]) == full

    sheet["A2:B2"].clear_contents()
    app.calculate()
    assert shown(sheet["A1:B3"]) == full, "emptying a spilled cell does nothing"
    sheet["A1:B1"].value = "over"
    assert shown(sheet["A1:B3"]) == [["over"] * 2, [None] * 2, [None] * 2]
    app.calculate()
    assert shown(sheet["A1:B3"]) == [["over"] * 2, [None] * 2, [None] * 2]


def test_a_plain_formula_keeps_to_its_cell(sheet: xw.Sheet, functions: headless.Functions) -> None:
    functions.add("BF_TABLE", lambda: [[1, 2], [3, 4]])
    sheet["A5"].value = [[10], [20], [30]]
    sheet["A1:B1"].value = ["=BF_TABLE()", "=INDEX(BF_TABLE(),2,1)"]
    sheet["C1"].formula2 = "=@BF_TABLE()"
    sheet["D6"].formula = "=A5:A7"
    sheet.book.app.calculate()
    assert sheet["A1:D2"].value == [[1, 3, 1, None], [None] * 4]
    assert sheet["D5:D7"].value == [None, 20, None]


def test_built_in_arrays_spill_and_are_spelled_as_excel_does(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[3], [1], [2]]
    sheet["C1"].formula2 = "=SORT(FILTER(A1:A3,A1:A3>1))"
    sheet["E1"].formula2 = '=TEXTJOIN("; SORT(",TRUE,A1:A3)'
    sheet.book.app.calculate()
    assert sheet["C1:C3"].value == [2, 3, None]
    assert sheet["E1"].value == "3; SORT(1; SORT(2"
    assert sheet["C1"].formula2 == "=SORT(FILTER(A1:A3,A1:A3>1))"
    assert sheet["E1"].formula == '=TEXTJOIN("; SORT(",TRUE,A1:A3)'
    stored = sheet.impl.stored.grid.formulas
    assert stored[1, 3].text == "_xlfn._xlws.SORT(_xlfn._xlws.FILTER(A1:A3,A1:A3>1))"
    assert stored[1, 5].text == '_xlfn.TEXTJOIN("; SORT(",TRUE,A1:A3)'


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ("=1/0", "#DIV/0!"),
        ("=NA()", NA),
        ("=NOPE()", "#NAME?"),
        ("=nope", "#NAME?"),
        ('="a"+1', "#VALUE!"),
        ("=SQRT(-1)", "#NUM!"),
        ("=INDEX(A5:A6,9)", "#REF!"),
        ("=1+", "#NAME?"),
        ("=SUM([1]Sheet1!A1)", "#NAME?"),
        ("=SUM([1]Other!A1)", "#REF!"),
        ("='C:\\x\\[b.xlsx]S'!A1", "#REF!"),
        ("=Nope!A1+1", "#REF!"),
    ],
)
def test_errors_read_as_xlwings_reads_excels(formula: str, error: str, sheet: xw.Sheet) -> None:
    sheet["A1"].formula = formula
    sheet.book.app.calculate()
    assert sheet["A1"].value is None
    assert sheet["A1"].options(err_to_str=True).value == error
    assert sheet["A1"].raw_value is headless.CellError(error)
    assert sheet["A1"].formula == formula


def test_a_formula_nobody_can_read_does_not_stop_the_others(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    functions.add("BF_ONE", lambda: 1)
    sheet["A1:A3"].formula = [["=BF_ONE()"], ["=BF_ONE()+*"], ["=BF_ONE()"]]
    for _ in range(2):
        sheet.book.app.calculate()
        assert shown(sheet["A1:A3"]) == [[1], ["#NAME?"], [1]]
    sheet["A2"].formula = "=BF_ONE()+1"
    sheet.book.app.calculate()
    assert sheet["A1:A3"].value == [1, 2, 1]


def test_names_tables_and_their_rows_in_formulas(
    tmp_path: Path, functions: headless.Functions
) -> None:
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as made:
        desk, orders = made.add_worksheet("Desk"), made.add_worksheet("My orders")
        columns = [{"header": h} for h in ("Key", "Price [€]", "Stake")]
        rows = [["a", 2, 10], ["b", 3, 20], ["c", 4, 30]]
        orders.add_table("B2:D5", {"name": "Orders", "columns": columns, "data": rows})
        made.define_name("Rate", "=Desk!$A$1")
        made.define_name("Stakes", "=Orders[Stake]")
        made.define_name("Desk!Mine", "=Desk!$A$1:$A$2")
        made.define_name("Twice", "=2*Desk!$A$1")
        made.define_name("Broken", "=#REF!")
        desk.write_column("A1", [0.5, 8])
        orders.write_formula("F4", "=Orders[[#This Row],[Price '[€'] ]]*Rate".replace(" ]]", "]]"))
    book = xw.Book(tmp_path / "b.xlsx")
    sheet = book.sheets["Desk"]
    formulas = {
        "=SUM(Orders[Stake])": 60,
        "=SUM(Stakes)": 60,
        "=SUM(Mine)*Rate": 4.25,
        "=Twice": 1,
        "=ROWS(Orders)": 3,
        "=COLUMNS(Orders[#All])": 3,
        "=ROWS(Orders[#All])": 4,
        "=SUM(Orders[[Price '[€']]:[Stake]])": 69,
        "=INDEX(Orders[#Headers],1,3)": "Stake",
        '=SUMIFS(orders[stake],Orders[Key],"b")': 20,
        '="Orders[Stake]"': "Orders[Stake]",
    }
    sheet["C1"].options(transpose=True).value = list(formulas)
    book.app.calculate()
    assert sheet["C1"].resize(len(formulas)).value == list(formulas.values())
    assert book.sheets["My orders"]["F4"].value == 1.5

    sheet["D2:D3"].formula = [["=SUM('MY ORDERS'!D3:D5)"], ["=SUM(desk!Mine)+desk!$A$2"]]
    book.app.calculate()
    assert sheet["D2:D3"].value == [60, 16.5]

    sheet["A1"].value = 2
    book.names["Rate"].refers_to = "=Desk!$A$2"
    book.app.calculate()
    assert sheet["C3"].value == 80
    book.names.add("Fresh", "=Desk!$A$1")
    sheet["D1"].formula = "=Fresh+1"
    book.app.calculate()
    assert sheet["D1"].value == 3


def test_five_thousand_function_cells_follow_their_inputs(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    tick = [0]
    functions.add("BF_PRICE", lambda market, selection: selection + tick[0])
    sheet["A1"].value = [[i] for i in range(5_000)]
    sheet["B1:B5000"].formula = '=BF_PRICE("1.234",A1)'
    for tick[0] in (0, 7):
        sheet.book.app.calculate()
        assert sheet["B1:B5000"].value == [i + tick[0] for i in range(5_000)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("rows"), st.integers(1, 6)),
            st.tuples(st.just("write"), st.integers(1, 7)),
            st.tuples(st.just("clear"), st.integers(2, 7)),
            st.tuples(st.just("again"), st.just(0)),
        ),
        max_size=12,
    )
)
def test_a_spill_shows_what_excel_would_after_any_edits(
    steps: list[tuple[str, int]], functions: headless.Functions
) -> None:
    """A model of one column: constants, and a spill from A1 that needs its cells free."""
    rows = [3]
    functions.add("BF_TABLE", lambda: [[i] for i in range(1, rows[0] + 1)])
    sheet = xw.Book().sheets[0]
    sheet["A1"].formula2 = "=BF_TABLE()"
    sheet["C1"].formula = "=COUNT(A1:A10)"
    constants: dict[int, str] = {}
    anchored = True
    for action, number in steps:
        if action == "rows":
            rows[0] = number
        elif action == "write":
            sheet[f"A{number}"].value = "mine"
            constants[number] = "mine"
            anchored = anchored and number != 1
        elif action == "clear":
            sheet[f"A{number}"].clear_contents()
            constants.pop(number, None)
        else:
            sheet["A1"].formula2 = "=BF_TABLE()"
            constants.pop(1, None)
            anchored = True
        sheet.book.app.calculate()
        expected: list[object] = [constants.get(row) for row in range(1, 11)]
        if anchored and any(row in constants for row in range(2, rows[0] + 1)):
            expected[0] = "#SPILL!"
        elif anchored:
            expected[: rows[0]] = range(1, rows[0] + 1)
        assert [row[0] for row in shown(sheet["A1:A10"])] == expected
        assert sheet["C1"].value == sum(isinstance(v, int) for v in expected)
    sheet.book.close()


def test_a_book_with_functions_of_its_own_takes_nothing_from_another(
    functions: headless.Functions,
) -> None:
    functions.add("BF_WHOSE", lambda: "everybody's")
    one, other, plain = xw.Book(), xw.Book(), xw.Book()
    one.impl.functions.add("BF_WHOSE", lambda: "one's")
    other.impl.functions.add("BF_WHOSE", lambda: "other's")
    for book in (one, other, plain):
        book.sheets[0]["A1"].formula = "=BF_WHOSE()"
    for _ in range(2):
        one.app.calculate()
        shown_by = [book.sheets[0]["A1"].value for book in (one, other, plain)]
        assert shown_by == ["one's", "other's", "everybody's"]
    other.impl.functions.remove("BF_WHOSE")
    one.app.calculate()
    assert other.sheets[0]["A1"].value == "everybody's"
    assert one.sheets[0]["A1"].value == "one's"


def test_the_very_value_that_a_spill_shows_is_in_its_way_when_it_is_typed(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    functions.add("BF_TABLE", lambda: [[1], [2]])
    sheet["A1"].formula2 = "=BF_TABLE()"
    sheet.book.app.calculate()
    sheet["A2"].value = 2
    sheet.book.app.calculate()
    assert shown(sheet["A1:A2"]) == [["#SPILL!"], [2]]


def test_a_call_that_looks_at_what_a_spill_showed_is_asked_again_when_the_spill_is_gone(
    sheet: xw.Sheet, functions: headless.Functions
) -> None:
    functions.add("BF_TABLE", lambda: [[1], [2]])
    functions.add("BF_SAME", lambda cell: "nothing" if cell is None else cell, volatile=False)
    sheet["A1"].formula2 = "=BF_TABLE()"
    sheet["C1"].formula = "=BF_SAME(A2)"
    sheet.book.app.calculate()
    assert sheet["C1"].value == 2
    sheet["A1"].value = None
    sheet.book.app.calculate()
    assert sheet["C1"].value == "nothing"
