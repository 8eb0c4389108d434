"""The file: what a save changes, and that nothing else does."""

from __future__ import annotations

import datetime as dt
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw
from lxml import etree

from xlbetflag.engines import headless

KICK_OFF = dt.datetime(2026, 3, 1, 20, 45)  # noqa: DTZ001  a cell has no time zone
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rich_workbook(path: Path) -> None:
    """One of everything the engine must leave alone."""
    with xlsxwriter.Workbook(path) as book:
        desk = book.add_worksheet("Desk")
        other = book.add_worksheet("Dati d'asta")
        yellow = book.add_format({"bg_color": "#FFFFCC", "num_format": "0.00", "bold": True})
        date = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        blue = book.add_format({"font_color": "#0000FF", "num_format": "#,##0.00"})
        book.define_name("Market", "=Desk!$A$1")
        book.define_name("'Dati d'asta'!Local", "='Dati d''asta'!$B$4:$B$6")
        desk.freeze_panes(3, 1)
        desk.set_column("A:A", 20, blue)
        desk.set_column("H:H", 9, None, {"hidden": True})
        desk.set_row(9, 30, yellow)
        desk.write("A1", "1.234", yellow)
        desk.write("A2", 2.5, yellow)
        desk.write("B2", KICK_OFF, date)
        desk.write("C2", True)
        desk.write_rich_string("D2", "plain ", yellow, "bold")
        desk.write_formula("A3", "=A2*2", yellow, 5)
        desk.write_array_formula("D4:F6", "{=BF_TABLE(A2)}", yellow)
        desk.write_dynamic_array_formula("J4", "=BF_TABLE(A2)")
        desk.merge_range("B8:D8", "merged", yellow)
        desk.write_comment("A2", "a note", {"author": "me"})
        desk.data_validation("A2", {"validate": "list", "source": ["1", "2"]})
        desk.conditional_format("A1:A9", {"type": "cell", "criteria": ">", "value": 3})
        desk.conditional_format("B1:B9", {"type": "data_bar"})
        desk.write_url("C9", "https://example.org/?a=1&b=2")
        desk.insert_button("G1", {"macro": "Place", "caption": "Place"})
        desk.protect("", {"select_locked_cells": True})
        other.add_table(
            "A3:C8",
            {
                "name": "Orders",
                "columns": [{"header": "Key"}, {"header": "Price"}, {"header": "Stake [€]"}],
                "data": [["k1", 2.5, 10], ["k2", 3.5, 20]],
            },
        )
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Dati d''asta'!$B$4:$B$8"})
        other.insert_chart("F3", chart)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def outside_cells(data: bytes) -> bytes:
    """A sheet's XML without its cells, the rows that only hold cells, and its dimension."""
    root = etree.fromstring(data)
    sheet_data = root.find(f"{MAIN}sheetData")
    assert sheet_data is not None
    for row in list(sheet_data):
        for cell in list(row):
            row.remove(cell)
        row.attrib.pop("spans", "")
        if list(row.attrib) == ["r"]:
            sheet_data.remove(row)
    dimension = root.find(f"{MAIN}dimension")
    assert dimension is not None
    dimension.set("ref", "")
    return etree.tostring(root, method="c14n")


def cells(data: bytes) -> dict[str, bytes]:
    return {
        cell.get("r", ""): etree.tostring(cell, method="c14n")
        for cell in etree.fromstring(data).iter(f"{MAIN}c")
    }


def cell_xml(path: Path, reference: str, sheet: int = 1) -> etree._Element:
    root = etree.fromstring(members(path)[f"xl/worksheets/sheet{sheet}.xml"])
    (found,) = (cell for cell in root.iter(f"{MAIN}c") if cell.get("r") == reference)
    return found


@pytest.fixture
def rich(tmp_path: Path, functions: headless.Functions) -> Path:
    functions.add("BF_TABLE", lambda n: [[f"row {i}", i, ""] for i in range(int(n))])
    path = tmp_path / "rich.xlsx"
    rich_workbook(path)
    return path


def test_saving_an_untouched_book_changes_no_member(rich: Path, tmp_path: Path) -> None:
    book = xw.Book(rich)
    book.save(tmp_path / "copy.xlsx")
    before, after = members(rich), members(tmp_path / "copy.xlsx")
    assert before == after
    assert list(before) == list(after)


def test_only_cells_of_the_changed_sheet_change(rich: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    sheet["A2"].value = 4
    sheet["B20"].value = [["new", 1], [None, True]]
    book.app.calculate()
    book.save(copy)

    before, after = members(rich), members(copy)
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml"}
    old, new = before["xl/worksheets/sheet1.xml"], after["xl/worksheets/sheet1.xml"]
    assert outside_cells(new) == outside_cells(old)

    old_cells, new_cells = cells(old), cells(new)
    array_cells = {f"{column}{row}" for column in "DEF" for row in (4, 5, 6)}
    array_cells.remove("E4")  # the only one that was 0 and is
    spill_cells = {f"{column}{row}" for column in "JKL" for row in (4, 5, 6, 7)}
    assert {r for r in new_cells if old_cells.get(r) != new_cells[r]} == (
        {"A2", "A3", "B20", "C20", "C21"} | array_cells | spill_cells
    )


def test_an_independent_reader_sees_the_values_and_the_furniture(
    rich: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    sheet["A2"].value = 4
    sheet["A10"].value = [1.5, "x"]
    sheet["A30"].value = 7
    book.app.calculate()
    book.save(copy)

    read = openpyxl.load_workbook(copy, data_only=True)
    desk = read["Desk"]
    assert [desk[r].value for r in ("A1", "A2", "A3", "C2")] == ["1.234", 4, 8, True]
    assert desk["B2"].value == KICK_OFF
    assert [[c.value for c in row] for row in desk["D4:F6"]] == [
        [f"row {i}", i, None] for i in range(3)
    ]
    assert [c.value for c in desk["J"][3:9]] == ["row 0", "row 1", "row 2", "row 3", None, None]
    assert desk["A2"].number_format == "0.00"
    assert desk["B10"].number_format == "0.00", "a new cell takes its row's style"
    assert desk["A30"].number_format == "#,##0.00", "a new cell takes its column's style"
    assert desk.freeze_panes == "B4"
    assert [str(r) for r in desk.merged_cells.ranges] == ["B8:D8"]
    assert desk["A2"].comment.text.endswith("a note")
    assert len(desk.data_validations.dataValidation) == 1
    assert len(desk.conditional_formatting) == 2
    assert desk["C9"].hyperlink.target == "https://example.org/?a=1&b=2"
    assert desk.protection.sheet
    assert desk.dimensions == "A1:L30"
    assert read["Dati d'asta"].tables["Orders"].ref == "A3:C8"
    assert read.defined_names["Market"].attr_text == "Desk!$A$1"
    formulas = openpyxl.load_workbook(copy)["Desk"]
    assert formulas["A3"].value == "=A2*2"
    assert formulas["D4"].value.ref == "D4:F6"
    assert formulas["J4"].value.ref == "J4:L7"


def test_a_thousand_rows_are_inserted_in_order(rich: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    block = [[f"r{row}c{column}" for column in range(17)] for row in range(1_000)]
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    sheet["M1"].value = block
    sheet["B1000"].value = "last but one"
    sheet["XFD1048576"].value = "corner"
    book.save(copy)

    root = etree.fromstring(members(copy)["xl/worksheets/sheet1.xml"])
    rows = [int(row.get("r", "0")) for row in root.iter(f"{MAIN}row")]
    assert rows == sorted(set(rows))
    for row in root.iter(f"{MAIN}row"):
        columns = [openpyxl.utils.cell.coordinate_to_tuple(c.get("r", ""))[1] for c in row]
        assert columns == sorted(set(columns))
    read = openpyxl.load_workbook(copy, read_only=True)
    got = [list(row) for row in read["Desk"].iter_rows(1, 1_000, 13, 29, values_only=True)]
    read.close()
    assert got == block


def test_shrinking_a_spill_removes_its_stale_members_and_keeps_their_style(
    rich: Path, tmp_path: Path
) -> None:
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    sheet["J7"].number_format = "0.0"
    sheet["A2"].value = 6
    book.app.calculate()
    book.save(tmp_path / "long.xlsx")
    assert cell_xml(tmp_path / "long.xlsx", "J4").find(f"{MAIN}f").get("ref") == "J4:L9"
    style = cell_xml(tmp_path / "long.xlsx", "J7").get("s")

    sheet["A2"].value = 2
    book.app.calculate()
    book.save(tmp_path / "short.xlsx")
    assert cell_xml(tmp_path / "short.xlsx", "J4").find(f"{MAIN}f").get("ref") == "J4:L5"
    stale = cell_xml(tmp_path / "short.xlsx", "J7")
    assert (len(stale), stale.get("t"), stale.get("s")) == (0, None, style)


def test_saving_over_the_opened_file_and_opening_again(rich: Path) -> None:
    book = xw.Book(rich)
    book.sheets["Desk"]["A2"].value = 3
    book.app.calculate()
    book.save()
    book.close()
    again = xw.Book(rich)
    assert again.sheets["Desk"]["A2:A3"].value == [3, 6]
    assert again.sheets["Desk"]["J4:K6"].value == [["row 0", 0], ["row 1", 1], ["row 2", 2]]
    again.sheets["Desk"]["A2"].value = 1
    again.app.calculate()
    assert again.sheets["Desk"]["J4:K6"].value == [["row 0", 0], [None, None], [None, None]]


@pytest.mark.posix("POSIX permissions")
def test_a_failing_save_leaves_the_old_file_and_no_rubbish(
    rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = xw.Book(rich)
    book.sheets["Desk"]["A2"].value = 9
    before = rich.read_bytes()

    def no_space(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_space)
        with pytest.raises(OSError, match="No space"):
            book.save()
    assert rich.read_bytes() == before
    assert [p.name for p in rich.parent.iterdir()] == [rich.name]
    rich.chmod(0o640)
    book.save()
    assert rich.read_bytes() != before
    assert stat.S_IMODE(rich.stat().st_mode) == 0o640
    assert openpyxl.load_workbook(rich)["Desk"]["A2"].value == 9


def test_a_new_book_is_saved_and_opened(tmp_path: Path, functions: headless.Functions) -> None:
    book = xw.Book()
    book.sheets[0]["A1"].value = [["a", 1], ["b", 2]]
    book.sheets[0]["A3"].formula = "=SUM(B1:B2)"
    book.app.calculate()
    path = tmp_path / "new.xlsx"
    book.save(path)
    assert book.fullname == str(path.resolve())
    read = openpyxl.load_workbook(path, data_only=True).active
    assert [[c.value for c in row] for row in read["A1:B3"]] == [["a", 1], ["b", 2], [3, None]]


def test_a_formula_that_spills_gets_its_metadata(
    tmp_path: Path, functions: headless.Functions
) -> None:
    functions.add("BF_TABLE", lambda n: [[i] for i in range(int(n))])
    book = xw.Book()
    book.sheets[0]["B2"].formula2 = "=BF_TABLE(3)"
    book.app.calculate()
    book.save(tmp_path / "new.xlsx")
    parts = members(tmp_path / "new.xlsx")
    assert b'name="XLDAPR"' in parts["xl/metadata.xml"]
    assert b"/xl/metadata.xml" in parts["[Content_Types].xml"]
    assert b"sheetMetadata" in parts["xl/_rels/workbook.xml.rels"]
    cell = cell_xml(tmp_path / "new.xlsx", "B2")
    assert cell.get("cm") == "1"
    book.close()
    again = xw.Book(tmp_path / "new.xlsx").sheets[0]
    functions.add("BF_TABLE", lambda n: [[i] for i in range(2)])
    again.book.app.calculate()
    assert again["B2:B4"].value == [0, 1, None]


def test_the_calculation_chain_goes_when_formulas_change(rich: Path, tmp_path: Path) -> None:
    chained = tmp_path / "chained.xlsx"
    parts = members(rich)
    with zipfile.ZipFile(chained, "w") as package:
        for name, data in parts.items():
            if name == "[Content_Types].xml":
                override = (
                    b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.'
                    b'openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
                )
                data = data.replace(b"</Types>", override)
            if name == "xl/_rels/workbook.xml.rels":
                link = (
                    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/'
                    b'officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'
                    b"</Relationships>"
                )
                data = data.replace(b"</Relationships>", link)
            package.writestr(name, data)
        package.writestr(
            "xl/calcChain.xml",
            '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<c r="A3" i="1"/></calcChain>',
        )
    book = xw.Book(chained)
    book.sheets["Desk"]["A2"].value = 3
    book.app.calculate()
    book.save(tmp_path / "values.xlsx")
    assert "xl/calcChain.xml" in members(tmp_path / "values.xlsx")
    book.sheets["Desk"]["A3"].value = "no formula"
    book.save(tmp_path / "formulas.xlsx")
    after = members(tmp_path / "formulas.xlsx")
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_text_that_would_be_something_else_stays_text(rich: Path, tmp_path: Path) -> None:
    texts = ["=1+1", "007", "1,50", "+39", "@cmd", "-2", "'quoted", "TRUE", "#N/A", "1.234"]
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    sheet["A40"].options(transpose=True).value = [f"'{text}" for text in texts]
    sheet["C40"].options(transpose=True).value = ["007", "1,50", "+39", "@cmd", "TRUE"]
    assert sheet["A40:A49"].value == texts
    book.app.calculate()
    assert sheet["A40:A49"].value == texts
    book.save(tmp_path / "copy.xlsx")
    read = openpyxl.load_workbook(tmp_path / "copy.xlsx")["Desk"]
    assert [read.cell(40 + i, 1).value for i in range(len(texts))] == texts
    assert all(read.cell(40 + i, 1).data_type == "s" for i in range(1, len(texts)))
    assert all(read.cell(40 + i, 1).quotePrefix for i in range(len(texts)))
    assert cell_xml(tmp_path / "copy.xlsx", "A40").get("t") == "inlineStr"
    assert read["A40"].number_format == "#,##0.00", "the apostrophe keeps the rest of the style"
    book.close()

    again = xw.Book(tmp_path / "copy.xlsx").sheets["Desk"]
    assert again["A40:A49"].value == texts
    assert again["C40:C44"].value == ["007", "1,50", "+39", "@cmd", "TRUE"]
    again["A41"].value = 5
    again.book.save()
    assert not openpyxl.load_workbook(tmp_path / "copy.xlsx")["Desk"]["A41"].quotePrefix


def test_an_equals_sign_is_a_formula_but_not_in_a_text_cell(
    tmp_path: Path, functions: headless.Functions
) -> None:
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1"].value = "=1+1"
    sheet["A2"].number_format = "@"
    sheet["A2"].value = "=1+1"
    sheet["A3"].value = "="
    book.app.calculate()
    assert sheet["A1:A3"].value == [2, "=1+1", "="]
    assert [row[0] for row in sheet["A1:A3"].formula] == ["=1+1", "=1+1", "="]


@pytest.mark.parametrize(
    "text",
    ["  spaced  ", "two\nlines\t.", "carriage\r\nreturn", "nul \x00 bell \x07", "_x000D_ literal"],
)
def test_awkward_text_survives(text: str, tmp_path: Path, functions: headless.Functions) -> None:
    functions.add("BF_ECHO", lambda: text)
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1"].value = f"'{text}"
    sheet["A2"].value = "=BF_ECHO()"
    book.app.calculate()
    book.save(tmp_path / "text.xlsx")
    book.close()
    again = xw.Book(tmp_path / "text.xlsx").sheets[0]
    assert again["A1:A2"].value == [text, text]
    assert openpyxl.load_workbook(tmp_path / "text.xlsx").active["A1"].data_type == "s"


def test_shared_formulas_are_read_and_unshared_when_their_model_goes(
    tmp_path: Path, functions: headless.Functions
) -> None:
    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as plain:
        sheet = plain.add_worksheet()
        for row in range(4):
            sheet.write(row, 0, row + 1)
            sheet.write_formula(row, 1, "=MODEL" if row == 0 else f"=COPY{row}")
    parts = members(tmp_path / "plain.xlsx")
    data = parts["xl/worksheets/sheet1.xml"]
    model = b'<f t="shared" ref="B1:B4" si="0">A1*$A$4+SUM(A$1:A1)&amp;"A1"</f>'
    data = data.replace(b"<f>MODEL</f>", model)
    data = re.sub(rb"<f>COPY\d</f>", b'<f t="shared" si="0"/>', data)
    with zipfile.ZipFile(tmp_path / "shared.xlsx", "w") as package:
        for name, body in parts.items():
            package.writestr(name, data if name == "xl/worksheets/sheet1.xml" else body)

    book = xw.Book(tmp_path / "shared.xlsx")
    live = book.sheets[0]
    assert live["B3"].formula == '=A3*$A$4+SUM(A$1:A3)&"A1"'
    book.app.calculate()
    assert live["B1:B4"].value == ["5A1", "11A1", "18A1", "26A1"]
    live["B1"].value = "gone"
    book.save()
    read = openpyxl.load_workbook(tmp_path / "shared.xlsx").active
    assert [read.cell(r, 2).value for r in range(1, 5)] == [
        "gone",
        *(f'=A{r}*$A$4+SUM(A$1:A{r})&"A1"' for r in (2, 3, 4)),
    ]


def test_table_headers_follow_their_cells_and_rows_can_be_added(rich: Path, tmp_path: Path) -> None:
    book = xw.Book(rich)
    sheet = book.sheets["Dati d'asta"]
    table = sheet.tables["Orders"]
    sheet["B3"].value = "Odds"
    table.resize(sheet["A3:C20"])
    sheet["E1"].formula = "=SUM(Orders[Odds])"
    sheet["E5"].formula = "=Orders[@Odds]*2"
    sheet["B20"].value = 100
    book.app.calculate()
    assert sheet["E1"].value == 106
    assert sheet["E5"].value == 7
    book.save(tmp_path / "copy.xlsx")
    read = openpyxl.load_workbook(tmp_path / "copy.xlsx")["Dati d'asta"]
    assert read.tables["Orders"].ref == "A3:C20"
    assert read.tables["Orders"].autoFilter.ref == "A3:C20"
    assert [c.name for c in read.tables["Orders"].tableColumns] == ["Key", "Odds", "Stake [€]"]
    assert read["E5"].value == "=Orders[[#This Row],[Odds]]*2"
    with pytest.raises(ValueError, match="top left"):
        table.resize(sheet["A4:C20"])
    with pytest.raises(NotImplementedError):
        table.resize(sheet["A3:D20"])


def test_names_and_hidden_sheets_are_saved(rich: Path, tmp_path: Path) -> None:
    book = xw.Book(rich)
    book.sheets["Desk"]["B5:B6"].name = "Ours"
    book.names.add("Rate", "=0.05")
    book.names["Market"].refers_to = "=Desk!$A$2"
    book.sheets["Dati d'asta"].names["Local"].delete()
    book.sheets["Dati d'asta"].visible = False
    book.save(tmp_path / "copy.xlsx")
    changed = {
        name
        for name, data in members(tmp_path / "copy.xlsx").items()
        if members(rich)[name] != data
    }
    assert changed == {"xl/workbook.xml"}
    read = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    assert {n: d.attr_text for n, d in read.defined_names.items()} == {
        "Market": "Desk!$A$2",
        "Ours": "Desk!$B$5:$B$6",
        "Rate": "0.05",
    }
    assert read["Dati d'asta"].sheet_state == "hidden"
    assert not read["Dati d'asta"].defined_names


def test_number_formats_are_kept_by_value_and_added_to_the_styles(
    rich: Path, tmp_path: Path
) -> None:
    book = xw.Book(rich)
    sheet = book.sheets["Desk"]
    assert sheet["A2"].number_format == "0.00"
    assert sheet["B2"].number_format == "dd/mm/yyyy hh:mm:ss"
    assert sheet["A1:B2"].number_format is None
    sheet["C30:C31"].number_format = "[Blue]0.000"
    sheet["A2"].number_format = "0%"
    sheet["C30:C31"].value = [[1.5], [2.5]]
    book.save(tmp_path / "copy.xlsx")
    read = openpyxl.load_workbook(tmp_path / "copy.xlsx")["Desk"]
    assert [read[r].number_format for r in ("C30", "C31", "A2")] == [
        "[Blue]0.000",
        "[Blue]0.000",
        "0%",
    ]
    assert read["A2"].font.bold
    assert read["A2"].fill.start_color.rgb == "FFFFFFCC"


@pytest.mark.parametrize("name", ["wrong.xlsm", "wrong.txt"])
def test_endings_that_do_not_fit_are_refused(name: str, rich: Path) -> None:
    book = xw.Book(rich)
    with pytest.raises(ValueError, match="without macros"):
        book.save(rich.with_name(name))
    assert not rich.with_name(name).exists()


def test_what_is_no_workbook_is_refused(tmp_path: Path, functions: headless.Functions) -> None:
    path = tmp_path / "no.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("hello.txt", "hello")
    with pytest.raises(ValueError, match="not an Excel workbook"):
        xw.Book(path)


def test_error_values_are_saved_as_excel_saves_them(
    tmp_path: Path, functions: headless.Functions
) -> None:
    functions.add("BF_TABLE", lambda: [[1], [2]])
    book = xw.Book()
    sheet = book.sheets[0]
    sheet["A1"].value = "=1/0"
    sheet["A2"].value = headless.CellError.NA
    sheet["B1"].formula2 = "=BF_TABLE()"
    sheet["B2"].value = "in the way"
    book.app.calculate()
    assert sheet["B1"].options(err_to_str=True).value == "#SPILL!"
    book.save(tmp_path / "errors.xlsx")
    found: dict[str, Any] = {
        r: openpyxl.load_workbook(tmp_path / "errors.xlsx", data_only=True).active[r].value
        for r in ("A1", "A2", "B1")
    }
    assert found == {"A1": "#DIV/0!", "A2": "#N/A", "B1": "#VALUE!"}
    assert cell_xml(tmp_path / "errors.xlsx", "A1").get("t") == "e"
