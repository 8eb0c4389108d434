"""Tables, shapes, pictures and charts in a real Calc."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw


@pytest.fixture
def table(sheet: xw.Sheet) -> xw.main.Table:
    sheet["B2"].value = [["Name", "Price"], ["a", 1], ["b", 2], ["c", 3]]
    return sheet.tables.add(sheet["B2:C5"], name="Tab")


def test_a_table_and_its_parts(sheet: xw.Sheet, table: xw.main.Table) -> None:
    assert table.name == "Tab"
    assert table.range.address == "$B$2:$C$5"
    assert table.header_row_range.value == ["Name", "Price"]
    assert table.data_body_range.address == "$B$3:$C$5"
    assert table.totals_row_range is None
    assert table.show_headers
    assert table.parent == sheet
    assert sheet["B4"].table.name == "Tab"
    assert sheet["E4"].table is None
    assert sheet["Tab"].address == "$B$3:$C$5"
    assert "Tab" in sheet.tables
    assert len(sheet.tables) == 1
    with pytest.raises(ValueError, match="in the way"):
        sheet.tables.add(sheet["C5:D9"])
    with pytest.raises(ValueError, match="there already"):
        sheet.tables.add(sheet["F1:G3"], name="tab")


def test_a_tables_options(table: xw.main.Table) -> None:
    table.show_totals = True
    assert table.range.address == "$B$2:$C$6"
    assert table.totals_row_range.value == ["Total", 6.0]
    assert table.data_body_range.address == "$B$3:$C$5"
    table.show_totals = False
    assert table.range.address == "$B$2:$C$5"
    table.show_autofilter = False
    assert not table.show_autofilter
    table.name = "Other"
    assert table.display_name == "Other"
    assert table.range.address == "$B$2:$C$5"
    with pytest.raises(NotImplementedError):
        table.show_headers = False
    with pytest.raises(NotImplementedError):
        table.table_style = "TableStyleMedium2"


def test_a_table_grows_and_shrinks(sheet: xw.Sheet, table: xw.main.Table) -> None:
    sheet["B7"].value = "below"
    table.rows.add(["d", 4])
    assert table.data_body_range.value[-1] == ["d", 4.0]
    assert sheet["B8"].value == "below"
    table.rows.add(["first", 0], index=1)
    assert [row.range.value[0] for row in table.rows] == ["first", "a", "b", "c", "d"]
    table.rows[1].delete()
    assert [row.range.value[0] for row in table.rows] == ["first", "b", "c", "d"]
    table.columns.add("Size", index=2)
    assert [column.name for column in table.columns] == ["Name", "Size", "Price"]
    table.columns["Size"].delete()
    assert table.columns["Price"].data_body_range.value == [0.0, 2.0, 3.0, 4.0]
    table.sort(2, ascending=False)
    assert table.columns["Price"].data_body_range.value == [4.0, 3.0, 2.0, 0.0]
    table.resize(sheet["B2:D4"])
    assert table.header_row_range.value == ["Name", "Price", "Column3"]


def test_a_frame_updates_a_table(table: xw.main.Table) -> None:
    table.update(pd.DataFrame({"Name": ["x"], "Price": [9.0], "More": [1.0]}), index=False)
    assert table.range.value == [["Name", "Price", "More"], ["x", 9.0, 1.0]]


def test_a_table_without_headers_gets_some(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    table = sheet.tables.add(sheet["A1:B2"], has_headers=False)
    assert table.name == "Table1"
    assert table.range.value == [["Column1", "Column2"], [1.0, 2.0], [3.0, 4.0]]


def test_tables_are_counted_as_they_stand_on_their_sheet(book: xw.Book) -> None:
    sheet = book.sheets[0]
    for corner, name in (("A9", "Alpha"), ("E1", "Beta"), ("A1", "Gamma"), ("A5", "Zeta")):
        sheet[corner].value = [["a", "b"], [1, 2]]
        sheet.tables.add(sheet[corner].expand(), name=name)
    assert [table.name for table in sheet.tables] == ["Gamma", "Beta", "Zeta", "Alpha"]
    copied = sheet.copy()
    corners = [table.range.address for table in copied.tables]
    assert corners == ["$A$1:$B$2", "$E$1:$F$2", "$A$5:$B$6", "$A$9:$B$10"]
    assert {table.parent for table in copied.tables} == {copied}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """20 x 10 grey pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc)

    rows = b"".join(b"\0" + b"\x80" * 20 for _ in range(10))
    path = tmp_path / "grey ü.png"
    header = struct.pack(">IIBBBBB", 20, 10, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def test_pictures(sheet: xw.Sheet, picture: Path) -> None:
    one = sheet.pictures.add(picture, left=30, top=40)
    assert one.name == "Picture 1"
    assert (one.left, one.top) == (30, 40)
    assert one.width == pytest.approx(2 * one.height, rel=0.02)
    two = sheet.pictures.add(picture, name="Logo", height=50, anchor=sheet["C3"])
    assert two.height == 50
    assert two.width == pytest.approx(100, abs=1)
    assert two.left == pytest.approx(sheet["C3"].left, abs=0.5)
    assert [each.name for each in sheet.pictures] == ["Picture 1", "Logo"]
    sheet.pictures.add(picture, name="Logo", update=True)
    assert len(sheet.pictures) == 2
    shape = sheet.shapes["Logo"]
    assert shape.type == "picture"
    before = shape.width
    shape.scale_width(2)
    assert shape.width == pytest.approx(2 * before, rel=0.01)
    two.name = "Mark"
    two.left, two.top, two.width = 5, 6, 70
    assert (sheet.shapes["Mark"].left, two.top, two.width) == (5, 6, 70)
    one.delete()
    assert [each.name for each in sheet.shapes] == ["Mark"]
    with pytest.raises(KeyError):
        _ = sheet.pictures["Picture 1"]


def test_a_picture_keeps_its_aspect_ratio_unless_told_otherwise(
    book: xw.Book, picture: Path, tmp_path: Path
) -> None:
    sheet = book.sheets[0]
    one = sheet.pictures.add(picture, name="One", left=100, top=100)
    assert one.lock_aspect_ratio
    one.width = 60
    assert (one.width, one.height) == (60, pytest.approx(30, abs=0.1))
    sheet.shapes["One"].height = 20
    assert (one.width, one.height) == (pytest.approx(40, abs=0.1), 20)
    sheet.shapes["One"].scale_width(2)
    assert (one.width, one.height) == (pytest.approx(80, abs=0.1), pytest.approx(40, abs=0.1))
    sheet.shapes["One"].scale_height(0.5, scale="scale_from_bottom_right")
    assert (one.left, one.top) == (pytest.approx(140, abs=0.2), pytest.approx(120, abs=0.2))
    free = sheet.pictures.add(picture, name="Free", width=50, height=50)
    assert not free.lock_aspect_ratio
    free.width = 70
    assert (free.width, free.height) == (70, 50)
    one.lock_aspect_ratio = False
    sheet.shapes["One"].scale_height(2)
    assert (one.width, one.height) == (pytest.approx(40, abs=0.2), pytest.approx(40, abs=0.2))
    assert not sheet.copy().pictures["One"].lock_aspect_ratio
    book.save(tmp_path / "kept.ods")
    book.close()
    again = sheet.book.app.books.open(tmp_path / "kept.ods")
    assert not again.sheets[0].pictures["One"].lock_aspect_ratio
    again.sheets[0].pictures["One"].lock_aspect_ratio = True
    assert again.sheets[0].pictures["One"].lock_aspect_ratio


def test_charts(sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].value = [["x", "Back", "Lay"], ["a", 1, 2], ["b", 3, 4], ["c", 5, 6]]
    chart = sheet.charts.add(10, 20, 300, 200, chart_type="line", source=sheet["A1:C4"], name="P")
    assert [each.name for each in sheet.charts] == ["P"]
    assert chart.chart_type == "line"
    assert (chart.left, chart.width) == (
        pytest.approx(10, abs=0.1),
        pytest.approx(300, abs=0.1),
    )
    assert [series.name for series in chart.series] == ["Back", "Lay"]
    for kind in ("column_clustered", "bar_stacked", "area_stacked_100", "pie", "xy_scatter_lines"):
        chart.chart_type = kind
        assert chart.chart_type == kind
    chart.chart_type = "column_clustered"
    assert chart.title is None
    chart.title = "Prices"
    assert chart.title == "Prices"
    chart.title = None
    assert chart.title is None
    chart.legend.position = "bottom"
    assert (chart.legend.visible, chart.legend.position) == (True, "bottom")
    chart.legend.visible = False
    assert not chart.legend.visible
    axis = chart.value_axis
    axis.title, axis.minimum_scale, axis.maximum_scale = "Price", 0, 10
    assert (axis.title, axis.minimum_scale, axis.maximum_scale) == ("Price", 0.0, 10.0)
    chart.series["Lay"].fill_color = (255, 0, 128)
    assert chart.series[1].fill_color == (255, 0, 128)
    chart.to_png(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert sheet.shapes["P"].type == "chart"
    with pytest.raises(NotImplementedError):
        chart.chart_type = "pyramid_col"
    chart.delete()
    assert len(sheet.charts) == 0


def test_what_calc_lacks_is_not_pretended(sheet: xw.Sheet) -> None:
    for use in (
        lambda: sheet["A1"].conditional_formats.add_cell_value,
        lambda: sheet["A1"].impl.data_validation,
        lambda: sheet["A1"].impl.comment,
        lambda: sheet["A1"].copy(),
    ):
        with pytest.raises(NotImplementedError):
            use()
