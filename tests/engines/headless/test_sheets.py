"""Sheets and tables that are made, copied, renamed and deleted in the file."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw
from hypothesis import assume, given
from hypothesis import strategies as st

from tests import needs
from tests.engines.headless.test_store import members
from tests.support.ooxml import audit_faults, sdk_faults
from xlbetflag.engines import headless
from xlbetflag.engines.addresses import quoted_sheet
from xlbetflag.engines.headless.references import about_sheet

pytestmark = pytest.mark.process

NEW = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}


@pytest.fixture
def path(tmp_path: Path, functions: headless.Functions) -> Path:
    """Two sheets, the second in front, that refer to each other."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        one, two = book.add_worksheet("One"), book.add_worksheet("Dati d'asta")
        two.activate()
        one.write_row("A1", [1, 2])
        one.write_formula("A2", "='Dati d''asta'!A1*2+One!A1", None, 21)
        one.write_formula("A3", '="Dati d\'asta!A1"', None, "Dati d'asta!A1")
        one.write_url("C1", "https://example.org/?a=1&b=2")
        one.write_url("C2", "https://example.org/other")
        two.write_column("A1", [10, 20])
        two.write_formula("B1", "=SUM(One!A1:B1,One!$A:$A)", None, 27)
        two.add_table("D1:E3", {"name": "Orders", "columns": [{"header": "Key"}, {"header": "P"}]})
        two.write_formula("F2", "=SUM(Orders[P])", None, 0)
        two.print_area("A1:B2")
        book.define_name("Rate", "='Dati d''asta'!$A$2")
        book.define_name("One!Local", "=One!$A$1")
    return path


@pytest.fixture
def book(path: Path) -> xw.Book:
    return xw.Book(path)


def saved(book: xw.Book, tmp_path: Path) -> Path:
    """Where it was saved; what was saved is valid and is read by another program."""
    target = tmp_path / "saved.xlsx"
    book.save(target)
    assert audit_faults(target) == []
    if needs.validator():
        assert sdk_faults(target) == []
    assert openpyxl.load_workbook(target).sheetnames == [sheet.name for sheet in book.sheets]
    return target


def test_a_sheet_is_added_and_every_other_part_keeps_its_bytes(
    book: xw.Book, path: Path, tmp_path: Path
) -> None:
    made = book.sheets.add("New & <one>", after=book.sheets["One"])
    assert [sheet.name for sheet in book.sheets] == ["One", "New & <one>", "Dati d'asta"]
    assert (made.index, book.sheets.active) == (2, made)
    made["A1"].value = [["x", 3.5], ["=B1*2", None]]
    book.sheets["One"]["A2"].formula = "='New & <one>'!A2+1"
    book.app.calculate()
    assert book.sheets["One"]["A2"].value == 8
    target = saved(book, tmp_path)
    before, after = members(path), members(target)
    assert {name for name in before if before[name] != after.get(name)} == {
        *NEW,
        "xl/worksheets/sheet1.xml",  # whose formula was written
        "xl/worksheets/sheet2.xml",  # whose formula has another result
    }
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}
    again = xw.Book(target)
    assert again.sheets["New & <one>"]["A2"].value == 7
    assert again.names["Rate"].refers_to_range.address == "$A$2"
    assert [name.name for name in again.sheets["One"].names] == ["One!Local"]
    assert openpyxl.load_workbook(target).active.title == "Dati d'asta"


def test_sheets_without_a_name_are_counted_and_stand_before_the_one_in_front(book: xw.Book) -> None:
    assert book.sheets.add().name == "Sheet3"
    assert book.sheets.add().name == "Sheet4"
    assert [sheet.name for sheet in book.sheets] == ["Sheet4", "Sheet3", "One", "Dati d'asta"]
    for wrong in ("", "a" * 32, "a/b", "'a", "one", "[x]"):
        with pytest.raises(ValueError, match="sheet"):
            book.sheets[0].name = wrong


def test_a_renamed_sheet_takes_everything_along(book: xw.Book, tmp_path: Path) -> None:
    sheet, one = book.sheets["Dati d'asta"], book.sheets["One"]
    sheet.name = "O'Neill's 2"
    assert one["A2"].formula == "='O''Neill''s 2'!A1*2+One!A1"
    assert one["A3"].formula == '="Dati d\'asta!A1"', "a text is no reference"
    one.name = "Uno"
    assert one["A2"].formula == "='O''Neill''s 2'!A1*2+Uno!A1"
    assert sheet["B1"].formula == "=SUM(Uno!A1:B1,Uno!$A:$A)"
    assert book.names["Rate"].refers_to_range == sheet["A2"]
    assert [name.name for name in one.names] == ["Uno!Local"]
    assert one.names["Local"].refers_to_range == one["A1"]
    sheet["A1"].value = 50
    book.app.calculate()
    assert one["A2"].value == 101
    target = saved(book, tmp_path)
    read = openpyxl.load_workbook(target)
    assert read["Uno"]["A2"].value == "='O''Neill''s 2'!A1*2+Uno!A1"
    assert read["O'Neill's 2"].print_area == "'O''Neill''s 2'!$A$1:$B$2"
    assert xw.Book(target).sheets["O'Neill's 2"].tables["Orders"].range.address == "$D$1:$E$3"


def test_a_deleted_sheet_leaves_errors_and_no_parts(
    book: xw.Book, path: Path, tmp_path: Path
) -> None:
    book.sheets["Dati d'asta"].delete()
    one = book.sheets["One"]
    assert book.sheets.active == one
    assert one["A2"].formula == "=#REF!*2+One!A1"
    assert book.names["Rate"].refers_to == "=#REF!"
    book.app.calculate()
    assert one["A2"].options(err_to_str=True).value == "#REF!"
    with pytest.raises(ValueError, match="one sheet in view"):
        one.delete()
    target = saved(book, tmp_path)
    gone = set(members(path)) - set(members(target))
    assert gone >= {"xl/worksheets/sheet2.xml", "xl/tables/table1.xml"}
    assert "xl/worksheets/_rels/sheet2.xml.rels" in gone
    assert xw.Book(target).sheets["One"].names["Local"].refers_to_range.address == "$A$1"


def test_a_copied_sheet_is_one_of_its_own(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets["Dati d'asta"]
    sheet["E2:E3"].value = [[5], [6]]
    made = sheet.copy(after=sheet)
    assert made.name == "Dati d'asta (2)"
    assert made["B1"].formula == "=SUM(One!A1:B1,One!$A:$A)"
    assert [table.name for table in made.tables] == ["Orders1"]
    assert made["F2"].formula == "=SUM(Orders1[P])"
    made["E2"].value = 100
    book.app.calculate()
    assert (sheet["F2"].value, made["F2"].value) == (11, 106)
    one = book.sheets["One"].copy(name="Links")
    assert one["A2"].formula == "='Dati d''asta'!A1*2+Links!A1"
    assert one.names["Local"].refers_to_range == one["A1"]
    target = saved(book, tmp_path)
    read = openpyxl.load_workbook(target)
    assert read["Links"]["C2"].hyperlink.target == "https://example.org/other"
    assert read["Dati d'asta (2)"].tables["Orders1"].ref == "D1:E3"
    assert read["Dati d'asta (2)"].print_area == "'Dati d''asta (2)'!$A$1:$B$2"
    assert [s.sheet_view.tabSelected for s in read.worksheets].count(True) == 1


@pytest.mark.usefixtures("functions")
def test_what_is_not_rewritten_here_refuses_the_change_and_names_the_part(tmp_path: Path) -> None:
    path = tmp_path / "chart.xlsx"
    with xlsxwriter.Workbook(path) as made:
        data, shown = made.add_worksheet("Data"), made.add_worksheet("Shown")
        third = made.add_worksheet("Third")
        made.add_worksheet("Lists")
        chart = made.add_chart({"type": "line"})
        chart.add_series({"values": "=Data!$B$4:$B$8"})
        shown.insert_chart("F3", chart)
        third.write_formula("A1", "=SUM(Data:Third!A2)")
        shown.data_validation("A2", {"validate": "list", "source": "=Lists!$A$1:$A$3"})
        data.write("A1", "Third!A1")
    book = xw.Book(path)
    for change in (
        lambda: setattr(book.sheets["Data"], "name", "X"),
        lambda: book.sheets["Data"].delete(),
        lambda: setattr(book.sheets["Third"], "name", "X"),
        lambda: book.sheets["Lists"].delete(),
        lambda: book.sheets["Shown"].copy(),
    ):
        with pytest.raises(NotImplementedError, match=r"chart1|several|sheet2|drawing"):
            change()
    assert [sheet.name for sheet in book.sheets] == ["Data", "Shown", "Third", "Lists"]
    book.sheets["Shown"].name = "Seen"
    book.save(tmp_path / "saved.xlsx")
    before, after = members(path), members(tmp_path / "saved.xlsx")
    assert {name for name in before if before[name] != after[name]} == {"xl/workbook.xml"}


NAMES = ["One", "Dati d'asta", "2026", "Bücher", "O'Neill's (2)"]
REFERENCES = ["A1", "$B$2:C3", "A:C", "$1:3", "Rate", "A1:$B$9"]


@given(
    name=st.sampled_from(NAMES),
    other=st.sampled_from(NAMES),
    places=st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(REFERENCES)), max_size=4),
)
def test_a_formula_follows_a_sheet_there_and_back(
    name: str, other: str, places: list[tuple[str, str]]
) -> None:
    assume(other not in [sheet for sheet, _ in places])
    told = f'"{name}!A1"'.replace("'", "")
    parts = [*(f"{quoted_sheet(sheet)}!{rest}" for sheet, rest in places), told, "[1]One!A1", "Z9"]
    text = f"SUM({','.join(parts)})"
    moved = about_sheet(text, name, other)
    assert about_sheet(moved, other, name) == text
    count = sum(sheet == name for sheet, _ in places)
    assert about_sheet(text, name, None).count("#REF!") == count
    assert (moved == text) == (count == 0 or name == other)


def test_a_table_is_made_in_the_file(book: xw.Book, path: Path, tmp_path: Path) -> None:
    sheet = book.sheets["One"]
    sheet["H1"].value = [["Name", "Price", "Price"], ["a", 1, 2], ["b", 3, 4]]
    table = sheet.tables.add(sheet["H1"].expand(), name="Bets")
    assert table.header_row_range.value == ["Name", "Price", "Price2"]
    assert table.data_body_range.address == "$H$2:$J$3"
    assert sheet["I2"].table.name == "Bets"
    sheet["L1"].formula = "=SUM(Bets[Price2])"
    book.app.calculate()
    assert sheet["L1"].value == 6
    empty = sheet.tables.add(sheet["N5"])
    assert (empty.name, empty.range.address) == ("Table1", "$N$5:$N$6")
    assert empty.insert_row_range == sheet["N6"]
    frame = pd.DataFrame({"Name": ["x", "y", "z"], "Price": [1, 2, 3], "Price2": [4, 5, 6]})
    table.update(frame, index=False)
    assert table.range.address == "$H$1:$J$4"
    for area, name in (("I3:K5", None), ("P1:Q2", "orders"), ("P1:Q2", "rate"), ("P1:Q2", "A1")):
        with pytest.raises(ValueError, match=r"way|already|no name"):
            sheet.tables.add(sheet[area], name=name)
    target = saved(book, tmp_path)
    read = openpyxl.load_workbook(target)["One"].tables
    assert dict(read.items()) == {"Bets": "H1:J4", "Table1": "N5:N6"}
    assert len({each.id for each in read.values()} | {1}) == 3, "numbers of their own"
    before, after = members(path), members(target)
    assert before["xl/tables/table1.xml"] == after["xl/tables/table1.xml"]


def test_a_name_of_a_sheet_is_given_to_a_range(book: xw.Book) -> None:
    sheet = book.sheets["One"]
    sheet["B1"].name = "'Dati d''asta'!Mine"
    assert [name.name for name in book.sheets["Dati d'asta"].names if "Mine" in name.name] == [
        "'Dati d''asta'!Mine"
    ]
    assert sheet["B1"].name.name == "'Dati d''asta'!Mine"
    with pytest.raises(KeyError):
        sheet["B1"].name = "Nowhere!Mine"
