"""The xlwings objects: apps, books, sheets, names, tables, ranges, and what they convert."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xlbetflag.engines import headless

MOMENT = dt.datetime(2026, 3, 1, 20, 45, 30)  # noqa: DTZ001  a cell has no time zone
MIDNIGHT = dt.datetime(2026, 3, 1)  # noqa: DTZ001


@pytest.fixture
def sheet(functions: headless.Functions) -> xw.Sheet:
    return xw.Book().sheets[0]


@pytest.fixture
def desk(tmp_path: Path, functions: headless.Functions) -> xw.Book:
    """Two sheets, names of both kinds, a table with totals, merged cells, date formats."""
    path = tmp_path / "desk.xlsx"
    with xlsxwriter.Workbook(path) as book:
        first, second = book.add_worksheet("Desk"), book.add_worksheet("My Orders")
        book.add_worksheet("Hidden").hide()
        book.define_name("Market", "=Desk!$A$1")
        book.define_name("'My Orders'!Local", "='My Orders'!$B$2:$C$4")
        book.define_name("Rate", "=0.05")
        first.write("A1", "1.234")
        first.write("B2", MOMENT, book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}))
        first.write("B3", 0.75, book.add_format({"num_format": "[h]:mm"}))
        first.write("B4", 45_000.5, book.add_format({"num_format": '0.00" dmy"'}))
        first.merge_range("D2:E3", "merged")
        second.add_table(
            "B2:D6",
            {
                "name": "Orders",
                "total_row": True,
                "columns": [
                    {"header": "Key", "total_string": "Total"},
                    {"header": "Price"},
                    {"header": "Stake", "total_function": "sum"},
                ],
                "data": [["a", 2.0, 10], ["b", 3.0, 20], ["c", 4.0, 30]],
            },
        )
    return xw.Book(path)


# Apps and books


def test_the_engine_is_registered_once(functions: headless.Functions) -> None:
    first, second = headless.register(), headless.activate()
    assert first is second
    assert xw.engines["headless"] is first
    assert sum(engine.name == "headless" for engine in xw.engines) == 1


def test_apps_come_and_go(functions: headless.Functions) -> None:
    with xw.App() as first:
        assert [book.name for book in first.books] == ["Book1"]
        second = xw.App(add_book=False)
        assert xw.apps.active == second
        assert second.pid != first.pid
        assert xw.apps[first.pid] == first
        first.activate()
        assert xw.apps.active == first
        assert first.version.major == 16
        assert first.api
        second.quit()
    assert len(xw.apps) == 0


def test_the_switches_of_an_app_can_be_set_and_are_put_back(sheet: xw.Sheet) -> None:
    app = sheet.book.app
    with app.properties(
        display_alerts=False, screen_updating=False, calculation="automatic", status_bar="busy"
    ):
        assert (app.display_alerts, app.screen_updating) == (False, False)
        assert (app.calculation, app.status_bar) == ("automatic", "busy")
    assert (app.display_alerts, app.screen_updating) == (True, True)
    assert (app.calculation, app.status_bar) == ("manual", False)
    with pytest.raises(ValueError, match="calculation mode"):
        app.calculation = "sometimes"


def test_books_are_found_by_name_and_opened_once(desk: xw.Book, tmp_path: Path) -> None:
    assert xw.Book(tmp_path / "desk.xlsx") == desk
    assert xw.books["desk.xlsx"].fullname == str((tmp_path / "desk.xlsx").resolve())
    other = xw.books.add()
    assert xw.books.active == other
    desk.activate()
    assert xw.books.active == desk
    with pytest.raises(KeyError):
        xw.books["nope.xlsx"]
    with pytest.raises(FileNotFoundError):
        xw.books.open(tmp_path / "nope.xlsx")
    other.close()
    assert len(xw.books) == 1


def test_a_book_for_a_macro_is_the_mocked_caller(desk: xw.Book) -> None:
    desk.set_mock_caller()
    try:
        assert xw.Book.caller() == desk
    finally:
        del xw.Book._mock_caller  # type: ignore[attr-defined]


# Sheets, names, tables


def test_sheets(desk: xw.Book) -> None:
    assert [sheet.name for sheet in desk.sheets] == ["Desk", "My Orders", "Hidden"]
    assert desk.sheets["my orders"].index == 2
    assert [sheet.visible for sheet in desk.sheets] == [True, True, False]
    assert desk.sheets.active.name == "Desk"
    desk.sheets[1].activate()
    assert xw.sheets.active.name == "My Orders"
    assert desk.sheets["Desk"].used_range.address == "$A$1:$D$4"
    assert desk.sheets["Hidden"].used_range.address == "$A$1"
    assert desk.sheets["Desk"].cells.shape == (1_048_576, 16_384)
    with pytest.raises(KeyError):
        desk.sheets["Nope"]


def test_names(desk: xw.Book) -> None:
    assert {n.name: n.refers_to for n in desk.names} == {
        "'My Orders'!Local": "='My Orders'!$B$2:$C$4",
        "Market": "=Desk!$A$1",
        "Rate": "=0.05",
    }
    assert xw.Range("Market").value == "1.234"
    assert desk.names["Market"].refers_to_range == desk.sheets["Desk"]["A1"]
    assert desk.sheets["My Orders"].names["Local"].refers_to_range.shape == (3, 2)
    assert len(desk.sheets["Desk"].names) == 0
    assert desk.sheets["My Orders"]["Local"].address == "$B$2:$C$4"
    assert desk.sheets["Desk"]["'My Orders'!Local"].sheet.name == "My Orders"
    with pytest.raises(KeyError):
        desk.sheets["Desk"]["Local"]
    assert desk.sheets["Desk"]["A1"].name.name == "Market"
    assert desk.sheets["Desk"]["A2"].name is None
    desk.sheets["Desk"]["A2:A3"].name = "Fresh"
    assert desk.names["Fresh"].refers_to == "=Desk!$A$2:$A$3"
    assert "Fresh" in desk.names
    del desk.names["Fresh"]
    assert "Fresh" not in desk.names
    with pytest.raises(KeyError):
        desk.names["Rate"].refers_to_range  # noqa: B018  a constant refers to no range


def test_tables(desk: xw.Book) -> None:
    sheet = desk.sheets["My Orders"]
    table = sheet.tables["Orders"]
    assert [t.name for t in sheet.tables] == ["Orders"]
    assert "orders" in sheet.tables
    assert table.range.address == "$B$2:$D$6"
    assert table.header_row_range.value == ["Key", "Price", "Stake"]
    assert table.data_body_range.value == [["a", 2, 10], ["b", 3, 20], ["c", 4, 30]]
    assert table.totals_row_range.address == "$B$6:$D$6"
    assert table.parent == sheet
    assert sheet["C3"].table.name == "Orders"
    assert sheet["C9"].table is None
    assert sheet["Orders[Price]"].value == [2, 3, 4]
    assert sheet["Orders[[#Headers],[Key]:[Price]]"].value == ["Key", "Price"]
    assert xw.Range("Orders").shape == (3, 3)
    assert "Nope" not in sheet.tables


# Where a range is


def test_ranges_by_every_spelling(sheet: xw.Sheet) -> None:
    wanted = sheet["B2:D4"]
    for same in (
        sheet.range("B2:D4"),
        sheet.range("$B$2", "D4"),
        sheet.range((2, 2), (4, 4)),
        sheet.range("D4", "B2"),
        sheet.range(sheet["B2"], sheet["D4"]),
        sheet.range(f"{sheet.name}!B2:D4"),
        sheet[1:4, 1:4],
        sheet["A1"].offset(1, 1).resize(3, 3),
        sheet["C3"].offset(-1, -1).resize(3, 3),
    ):
        assert same == wanted
    assert wanted.address == "$B$2:$D$4"
    assert wanted.get_address(False, False) == "B2:D4"
    assert wanted.get_address(True, False, include_sheetname=True) == "Sheet1!B$2:D$4"
    assert wanted.get_address(external=True) == "[Book1]Sheet1!$B$2:$D$4"
    assert (wanted.row, wanted.column, wanted.shape, wanted.size) == (2, 2, (3, 3), 9)
    assert wanted.last_cell.address == "$D$4"
    assert wanted(5).address == "$C$3"
    assert [c.address for c in wanted.columns[0]] == ["$B$2", "$B$3", "$B$4"]
    assert wanted.rows[-1].address == "$B$4:$D$4"
    assert sheet["A:C"].address == "$A:$C"
    assert sheet["2:3"].address == "$2:$3"
    assert sheet["A1"][0:0, 0:1].shape == (0, 1)
    assert sheet["A1"][0:0, 0:1].value is None
    for wrong in ("A0", "XFE1", "A1048577", "nope", "A1:B"):
        with pytest.raises(KeyError):
            sheet[wrong]
    for off in ((0, 1), (1, 0), (1_048_577, 1)):
        with pytest.raises(IndexError):
            sheet.range(off)
    with pytest.raises(IndexError):
        sheet["A1"].offset(-1, 0)


def test_expand_end_and_current_region(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [["h1", "h2", "h3"], [1, 2, 3], [4, None, 6], [7, 8, 9]]
    sheet["F9"].value = "apart"
    assert sheet["B2"].expand().address == "$B$2:$D$5"
    assert sheet["B2"].expand("down").address == "$B$2:$B$5"
    assert sheet["B2"].expand("right").address == "$B$2:$D$2"
    assert sheet["C3"].expand("down").address == "$C$3"
    assert sheet["B2"].options(expand="table", ndim=2).value[3] == [7, 8, 9]
    assert sheet["C4"].current_region.address == "$B$2:$D$5"
    assert sheet["F9"].current_region.address == "$F$9"
    ends = {
        ("B2", "down"): "$B$5",
        ("B5", "down"): "$B$1048576",
        ("C3", "down"): "$C$5",
        ("C1", "down"): "$C$2",
        ("D9", "right"): "$F$9",
        ("F9", "up"): "$F$1",
        ("XFD2", "left"): "$D$2",
        ("D2", "left"): "$B$2",
    }
    for (start, direction), end in ends.items():
        assert sheet[start].end(direction).address == end, (start, direction)
    with pytest.raises(ValueError, match="direction"):
        sheet["A1"].end("sideways")


def test_merged_cells(desk: xw.Book) -> None:
    sheet = desk.sheets["Desk"]
    assert sheet["E3"].merge_area.address == "$D$2:$E$3"
    assert sheet["A1"].merge_area.address == "$A$1"
    assert sheet["E3"].merge_cells
    assert not sheet["A1"].merge_cells


# Values


def test_shapes(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["A1"].value == 1
    assert sheet["A1"].options(ndim=2).value == [[1]]
    assert sheet["A1:B1"].value == [1, 2]
    assert sheet["A1:A2"].value == [1, 3]
    assert sheet["A1:A2"].options(ndim=2).value == [[1], [3]]
    assert sheet["A1:B2"].value == [[1, 2], [3, 4]]
    assert sheet["A1:B2"].options(transpose=True).value == [[1, 3], [2, 4]]
    assert sheet["A1:C3"].raw_value == ((1, 2, None), (3, 4, None), (None,) * 3)
    sheet["D1:E2"].value = "fill"
    assert sheet["D1:E2"].value == [["fill"] * 2] * 2
    sheet["A5"].value = [1, 2, 3]
    sheet["A6"].options(transpose=True).value = [1, 2]
    assert sheet["A5:C7"].value == [[1, 2, 3], [1, None, None], [2, None, None]]


def test_numbers_are_floats_and_empty_is_none(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1, True, "", None, float("nan"), np.int64(7), np.float64(1.5), pd.NaT]
    assert sheet["A1:H1"].value == [1.0, True, None, None, None, 7.0, 1.5, None]
    assert [type(v) for v in sheet["A1:B1"].value] == [float, bool]
    assert sheet["A1:D1"].options(numbers=int, empty="-").value == [1, True, "-", "-"]
    assert sheet["A1"].value.is_integer()
    assert sheet.used_range.address == "$A$1:$G$1"
    with pytest.raises(TypeError, match="cannot hold"):
        sheet["A1"].raw_value = object()


def test_dates_are_serials_shown_as_dates_by_their_format(desk: xw.Book) -> None:
    sheet = desk.sheets["Desk"]
    assert sheet["B2"].value == MOMENT
    assert sheet["B2"].options(dates=dt.date).value == MOMENT.date()
    assert sheet["B3"].value == dt.datetime(1899, 12, 30, 18)  # noqa: DTZ001
    assert sheet["B4"].value == 45_000.5
    sheet["G1"].value = 46_082.864_930_555
    assert sheet["G1"].value == pytest.approx(46_082.864_930_555)
    sheet["G1"].number_format = "yyyy-mm-dd"
    assert sheet["G1"].value == MOMENT
    sheet["B2"].value = MIDNIGHT.date()
    assert sheet["B2"].value == MIDNIGHT
    zoned = MOMENT.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))
    sheet["B2"].value = zoned
    assert sheet["B2"].value == MOMENT, "the clock on the wall is what a cell can hold"
    sheet["B2"].value = -5
    assert sheet["B2"].value == -5


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (MOMENT, "yyyy-mm-dd hh:mm:ss"),
        (MIDNIGHT, "yyyy-mm-dd"),
        (MIDNIGHT.date(), "yyyy-mm-dd"),
        (MOMENT.time(), "hh:mm:ss"),
        (pd.Timestamp(MOMENT), "yyyy-mm-dd hh:mm:ss"),
        (np.datetime64(MOMENT), "yyyy-mm-dd hh:mm:ss"),
    ],
)
def test_a_date_gives_a_cell_without_a_format_one_that_shows_it(
    sheet: xw.Sheet, tmp_path: Path, moment: object, code: str
) -> None:
    sheet["A1"].value = [["when", moment], [1, moment]]
    assert sheet["B1:B2"].number_format == code
    assert sheet["A2"].number_format == "General"
    assert isinstance(sheet["B2"].value, dt.datetime)
    sheet["C1"].number_format = "0.00"
    sheet["C1"].value = moment
    assert sheet["C1"].number_format == "0.00"
    sheet.book.save(tmp_path / "dates.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "dates.xlsx").worksheets[0]
    assert saved["B2"].is_date
    assert saved["B2"].number_format == code


def test_frames_and_arrays(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame(
        {"name": ["a", "=b", None], "price": [1.5, np.nan, 3.0], "live": [True, False, True]},
        index=pd.Index(["x", "y", "z"], name="key"),
    )
    frame["name"] = frame["name"].map(lambda v: f"'{v}" if isinstance(v, str) else v)
    sheet["B2"].value = frame
    read = sheet["B2"].options(pd.DataFrame, expand="table").value
    assert list(read["name"][:2]) == ["a", "=b"]
    assert read["price"].tolist()[::2] == [1.5, 3.0]
    assert np.isnan(read["price"]["y"])
    assert read["live"].tolist() == [True, False, True]
    assert read.index.name == "key"
    sheet["H1"].value = np.arange(6).reshape(2, 3)
    assert sheet["H1"].options(np.array, expand="table").value.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert sheet["H1:I2"].options(dict).value == {0: 1, 3: 4}


def test_clearing(sheet: xw.Sheet) -> None:
    sheet["A1:C3"].value = 1
    sheet["A1:C3"].number_format = "0.00"
    sheet["B2"].formula = "=1+1"
    sheet["B:B"].clear_contents()
    assert sheet["A1:C3"].value == [[1, None, 1]] * 3
    assert sheet["B2"].number_format == "0.00"
    assert sheet["B2"].formula == ""
    sheet["A1"].clear()
    assert (sheet["A1"].value, sheet["A1"].number_format) == (None, "General")
    sheet.clear()
    assert sheet["A1:C3"].value == [[None] * 3] * 3


def test_formulas_are_read_as_written(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "text", True, 2.5, None, -0.1]]
    assert sheet["A1:F1"].formula == (("1", "text", "TRUE", "2.5", "", "-0.1"),)
    sheet["A2"].formula = (("=A1+1", "=$A1&B$1"), ("=SUM($A$1:A2)", 5))
    assert sheet["A2:B3"].formula == (("=A1+1", "=$A1&B$1"), ("=SUM($A$1:A2)", "5"))
    sheet["C2:D3"].formula = "=A2+$A2+A$2+$A$2+SUM(A:A,2:2,'a A1'!A1)&\"A2\""
    assert sheet["D3"].formula == "=B3+$A3+B$2+$A$2+SUM(B:B,3:3,'a A1'!B2)&\"A2\""
    sheet["A1"].formula = "=A3"
    sheet["B10"].formula = "=A9"
    sheet["A10:A11"].formula = "=OFFSET(A9,0,0)"
    assert sheet["A11"].formula == "=OFFSET(A10,0,0)"


def test_what_was_selected_is_known_by_sheet(sheet: xw.Sheet) -> None:
    book = sheet.book
    assert book.app.selection.address == "$A$1"
    sheet["B2:C4"].select()
    other = book.sheets.add()
    assert (book.app.selection.sheet, book.app.selection.address) == (other, "$A$1")
    sheet.activate()
    assert book.app.selection == sheet["B2:C4"]
    for each in list(book.app.books):
        each.close()
    assert xw.apps.active.selection is None


def test_what_is_not_there_says_so(sheet: xw.Sheet) -> None:
    impossible: list[Callable[[], object]] = [
        lambda: sheet.charts,
        lambda: sheet.pictures,
        lambda: sheet["A1"].color,
        lambda: sheet["A1"].insert("down"),
        lambda: sheet["A1"].copy(sheet["B1"]),
        lambda: sheet.book.save("x.xlsx", password="secret"),
        lambda: sheet.book.to_pdf("x.pdf"),
        lambda: setattr(sheet.tables.add(sheet["J1:K2"]), "name", "x"),
        lambda: sheet.tables.add(sheet["M1:N2"], has_headers=False),
        lambda: sheet.copy(before=sheet.book.app.books.add().sheets[0]),
    ]
    for action in impossible:
        with pytest.raises(NotImplementedError):
            action()


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(10**15), 10**15),
    st.text(max_size=30).filter(lambda text: not text.startswith(("=", "'"))),
    st.text(min_size=1, max_size=30).map(lambda text: f"'{text}"),
    st.sampled_from(["'=1+1", "007", "1,50", "'007", "_x0041_", " x ", "\r\n", "é€😀", "'"]),
)


def held(value: object) -> object:
    """What a cell holds of it."""
    if isinstance(value, str):
        return value.removeprefix("'") or None
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    row=st.integers(1, 50),
    column=st.integers(1, 30),
    width=st.integers(1, 5),
    values=st.lists(SCALARS, min_size=1, max_size=25),
)
def test_whatever_is_written_is_read_and_survives_a_file(
    row: int,
    column: int,
    width: int,
    values: list[object],
    tmp_path: Path,
    functions: headless.Functions,
) -> None:
    values += [None] * (-len(values) % width)
    rows = [values[i : i + width] for i in range(0, len(values), width)]
    expected = [[held(v) for v in r] for r in rows]
    path = tmp_path / "any.xlsx"
    book = xw.Book()
    target = book.sheets[0].range((row, column)).resize(len(rows), width)
    target.value = rows
    assert target.options(ndim=2).value == expected
    book.app.calculate()
    assert target.options(ndim=2).value == expected
    book.save(path)
    book.close()
    again = xw.Book(path)
    read = again.sheets[0].range(target.address).options(ndim=2).value
    assert read == expected
    assert [[type(v) for v in r] for r in read] == [[type(v) for v in r] for r in expected]
    again.close()
