"""Ranges as places and as looks."""

from __future__ import annotations

import pytest
import xlwings as xw


def test_addresses_and_parts(sheet: xw.Sheet) -> None:
    cells = sheet["B2:D5"]
    assert cells.address == "$B$2:$D$5"
    assert cells.get_address(False, False) == "B2:D5"
    assert cells.shape == (4, 3)
    assert cells[1, 2].address == "$D$3"
    assert cells(5).address == "$C$3"
    assert cells.offset(1, 1).address == "$C$3:$E$6"
    assert cells.resize(1, 1).address == "$B$2"
    assert cells.last_cell.address == "$D$5"
    assert cells.rows[1].address == "$B$3:$D$3"
    assert cells.columns[0].address == "$B$2:$B$5"
    assert sheet.range("B2", "D5") == cells
    assert sheet.range((2, 2), (5, 4)) == cells
    assert sheet.cells[0, 0].address == "$A$1"
    assert cells.sheet == sheet
    assert cells.get_address(include_sheetname=True).endswith("!$B$2:$D$5")


def test_ends_regions_and_what_is_used(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"
    sheet["B2"].value = [[1, 2, None], [3, 4, None], [5, None, None], [None] * 3, [6, 7, 8]]
    assert sheet.used_range.address == "$B$2:$D$6"
    ends = {
        ("B2", "down"): "$B$4",
        ("B4", "down"): "$B$6",
        ("B6", "down"): "$B$1048576",
        ("B6", "up"): "$B$4",
        ("B4", "up"): "$B$2",
        ("B2", "up"): "$B$1",
        ("B2", "right"): "$C$2",
        ("C2", "right"): "$XFD$2",
        ("C2", "left"): "$B$2",
        ("A6", "right"): "$B$6",
        ("F6", "left"): "$D$6",
    }
    assert {key: sheet[key[0]].end(key[1]).address for key in ends} == ends
    assert {key: sheet[key[0]].end(key[1][0]).address for key in ends} == ends
    assert sheet["B2"].current_region.address == "$B$2:$C$4"
    assert sheet["D6"].current_region.address == "$B$6:$D$6"
    assert sheet["H20"].current_region.address == "$H$20"
    assert sheet["B2"].expand().address == "$B$2:$C$4"
    assert sheet["B2"].expand("down").address == "$B$2:$B$4"
    with pytest.raises(ValueError, match="direction"):
        sheet["A1"].impl.end("sideways")


def test_clearing_contents_formats_or_both(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    for clear, value, color in (
        ("clear_contents", None, (1, 2, 3)),
        ("clear_formats", 1.0, None),
        ("clear", None, None),
    ):
        cells.value = 1
        cells.color = (1, 2, 3)
        getattr(cells, clear)()
        assert (sheet["A1"].value, sheet["A1"].color) == (value, color)
    sheet["C3"].value = 1
    sheet.clear_contents()
    assert sheet["C3"].value is None


def test_inserting_and_deleting_shift_what_is_behind(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["A1"].insert("down")
    assert sheet["A1:B3"].value == [[None, 2.0], [1.0, 4.0], [3.0, None]]
    sheet["A1"].delete("up")
    sheet["A1"].insert("right")
    assert sheet["A1:C1"].value == [None, 1.0, 2.0]
    sheet["A1"].delete("left")
    sheet["1:1"].insert("down")
    assert sheet["A1:B3"].value == [[None, None], [1.0, 2.0], [3.0, 4.0]]
    sheet["A:A"].delete()
    assert sheet["A1:A3"].value == [None, 2.0, 4.0]


def test_deleting_cells_shifts_what_is_beside_or_below_by_their_shape(sheet: xw.Sheet) -> None:
    for cells, gone in (("A1", 2.0), ("A1:A2", 2.0), ("A1:B2", 3.0), ("A1:B1", 4.0)):
        sheet["A1"].value = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
        sheet[cells].delete()
        assert sheet["A1"].value == gone, cells
    with pytest.raises(ValueError, match="sideways"):
        sheet["A1"].delete("sideways")


def test_copying_moving_and_references_that_follow(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "=A1+1"]]
    sheet["A1"].color = (10, 20, 30)
    sheet["A1:B1"].copy(sheet["A5"])
    assert sheet["A5:B5"].formula == (("1", "=A5+1"),)
    assert sheet["A5"].color == (10, 20, 30)
    sheet["A1"].move(sheet["D1"])
    assert sheet["B1"].formula == "=D1+1"
    sheet["F1"].copy_from(sheet["A5:B5"], "values")
    assert sheet["F1:G1"].formula == (("1", "2"),)


def test_copying_to_another_sheet_takes_the_sheet_along(book: xw.Book) -> None:
    one, two = book.sheets[0], book.sheets.add("Two", after=book.sheets[0])
    one["A1"].value = 5
    one["A1"].copy(two["B2"])
    assert two["B2"].value == 5.0


def test_merging(sheet: xw.Sheet) -> None:
    cells = sheet["B2:D3"]
    assert not cells.merge_cells
    cells.merge()
    assert cells.merge_cells
    assert sheet["C3"].merge_area.address == "$B$2:$D$3"
    cells.unmerge()
    assert sheet["C3"].merge_area.address == "$C$3"
    cells.merge(across=True)
    assert sheet["C3"].merge_area.address == "$B$3:$D$3"


def test_merging_over_merged_cells_gives_the_new_range(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].merge()
    sheet["A1:B2"].merge()
    assert sheet["A2"].merge_area.address == "$A$1:$B$2"
    sheet["D4:E5"].merge()
    sheet["C3:D4"].merge()
    assert sheet["D4"].merge_area.address == "$C$3:$D$4"
    assert not sheet["E5"].merge_cells
    sheet["C3"].unmerge()
    assert not sheet["C3:D4"].merge_cells


def test_sorting(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["k", "v"], ["b", 1], ["a", 2], ["b", 0]]
    sheet["A1:B4"].sort([1, 2], ascending=[True, False], has_headers=True)
    assert sheet["A1:B4"].value == [["k", "v"], ["a", 2.0], ["b", 1.0], ["b", 0.0]]


def test_finding_and_replacing(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["one", "Two"], ["twofold", "one two"]]
    assert sheet["A1:B2"].find("two").address == "$B$1"
    assert sheet["A1:B2"].find("two", match_case=True).address == "$A$2"
    assert sheet["A1:B2"].find("two", whole=True, match_case=True) is None
    sheet["A1:B2"].replace_all("two", "2", match_case=True)
    assert sheet["A1:B2"].value == [["one", "Two"], ["2fold", "one 2"]]


def test_sizes_in_excels_units(sheet: xw.Sheet) -> None:
    sheet["A1"].column_width = 20
    sheet["A1"].row_height = 30
    assert sheet["A1"].column_width == pytest.approx(20, abs=0.05)
    assert sheet["A1"].row_height == 30
    assert sheet["A1"].height == 30
    assert sheet["B2"].left == sheet["A1"].width
    assert sheet["B2"].top == 30
    sheet["A5:A8"].row_height = 60
    assert sheet["A5:C8"].height == 240
    last = sheet["XFD1048576"]
    assert last.width == pytest.approx(sheet["XFC1"].width, abs=0.1)
    assert last.height == pytest.approx(sheet["A9"].height, abs=0.1)
    assert sheet["A1:B1"].column_width is None
    sheet["A1"].value = "a rather long text that needs a wide column"
    sheet["A1"].columns.autofit()
    width = sheet["A1"].column_width
    assert width is not None
    assert width > 25
    sheet.autofit()
    sheet["A1:A3"].rows[0].rows.hidden = True
    assert sheet["A1"].rows.hidden is True
    assert sheet["A2"].rows.hidden is False
    assert sheet["A1:A2"].rows.hidden is None
    sheet["C:C"].columns.hidden = True
    assert sheet["C1"].columns.hidden is True


def test_number_formats_are_spelled_as_in_excel(sheet: xw.Sheet) -> None:
    assert sheet["A1"].number_format == "General"
    for code in ("0.00", "#,##0.00", "yyyy-mm-dd", "hh:mm:ss", "0.0%", "@", '0.0 "kg"', "General"):
        sheet["A1"].number_format = code
        assert sheet["A1"].number_format == code
    sheet["B1"].number_format = "0"
    assert sheet["A1:B1"].number_format is None
    sheet["C1"].value = True
    assert sheet["C1"].number_format == "General"


def test_fonts_colours_and_alignment(sheet: xw.Sheet) -> None:
    cells = sheet["A1:B2"]
    font = cells.font
    font.bold, font.italic, font.size, font.name = True, True, 14, "Carlito"
    font.color = "#ff8000"
    assert (font.bold, font.italic, font.size, font.name) == (True, True, 14, "Carlito")
    assert font.color == (255, 128, 0)
    assert sheet["A1:C1"].font.bold is None
    assert sheet["C1"].font.bold is False
    assert sheet["C1"].font.color == (0, 0, 0)
    cells.color = (1, 2, 3)
    assert cells.color == (1, 2, 3)
    assert sheet["A1:C1"].color is None
    cells.color = None
    assert cells.color is None
    cells.wrap_text = True
    assert cells.wrap_text is True
    for side in ("left", "center", "right", "fill", "justify", "distributed", "general"):
        cells.horizontal_alignment = side
        assert cells.horizontal_alignment == side
    for side in ("top", "center", "justify", "distributed", "bottom"):
        cells.vertical_alignment = side  # type: ignore[assignment]
        assert cells.vertical_alignment == side


def test_a_part_of_a_text_has_a_font_of_its_own(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "plain bold"
    sheet["A1"].characters[6:].font.bold = True
    assert sheet["A1"].characters.text == "plain bold"
    assert sheet["A1"].characters[6:10].text == "bold"
    assert sheet["A1"].characters[0].font.bold is False
    assert sheet["A1"].characters[7].font.bold is True
    assert sheet["A1"].value == "plain bold"


def test_borders(sheet: xw.Sheet) -> None:
    cells = sheet["B2:C3"]
    cells.borders.set("outside", line_style="continuous", weight="thick", color=(255, 0, 0))
    assert cells.borders["edge_top"].weight == "thick"
    assert cells.borders["edge_left"].color == (255, 0, 0)
    assert cells.borders["inside_vertical"].line_style == "none"
    cells.borders["inside_horizontal"].line_style = "dash"
    assert cells.borders["inside_horizontal"].line_style == "dash"
    cells.borders.clear()
    assert cells.borders.line_style == "none"


def test_links_and_notes(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("https://www.example.org/", "shown")
    assert sheet["A1"].hyperlink == "https://www.example.org/"
    assert sheet["A1"].value == "shown"
    with pytest.raises(Exception, match="hyperlink"):
        _ = sheet["B1"].hyperlink
    assert sheet["A2"].note is None
    note = sheet["A2"].add_note("first")
    note.text = "second"
    assert sheet["A2"].note.text == "second"  # type: ignore[attr-defined]
    assert [each.location.address for each in sheet.notes] == ["$A$2"]
    with pytest.raises(ValueError, match="already has a note"):
        sheet["A2"].add_note("again")
    note.delete()
    assert sheet["A2"].note is None


def test_the_selection(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["B2:C4"].select()
    assert app.selection.address == "$B$2:$C$4"
    assert app.selection.sheet == sheet
