"""From our file through Calc and back: what is kept, and that Excel's own validator is content."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.hosts.calc.conftest import Calc
from tests.support.ooxml import sdk_faults
from xlbetflag.engines import calc as engine
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import BOARD, DESK, ORDERS, POSITIONS


@pytest.fixture
def app(calc: Calc) -> xw.App:
    """The office of all tests, as xlwings has it."""
    return engine.adopt(calc.office)


def formulas(book: xw.Book) -> dict[str, str]:
    """Every BF_ formula, by its cell."""
    found = {}
    for sheet in (book.sheets[name] for name in (DESK, BOARD, POSITIONS)):
        area = sheet.used_range
        for number, row in enumerate(area.options(ndim=2).formula):
            for place, formula in enumerate(row):
                if isinstance(formula, str) and "BF_" in formula:
                    found[f"{sheet.name}!{area.row + number},{area.column + place}"] = formula
    return found


@pytest.mark.validator
def test_calc_to_xlsx_to_calc(app: xw.App, tmp_path: Path) -> None:
    made, saved = tmp_path / "è nuovo.xlsx", tmp_path / "salvato da Calc.xlsx"
    build(made, file_id="round", environment="practice")
    book = app.books.open(str(made))
    before = formulas(book)
    names = {name.name for name in book.names}
    tables = {table.name for sheet in book.sheets for table in sheet.tables}
    book.save(str(saved))
    book.close()

    assert sdk_faults(made) == []
    assert sdk_faults(saved) == []
    with zipfile.ZipFile(saved) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    assert b"BF_BOOK(" in parts
    assert b"XLBETFLAG." not in parts
    read = openpyxl.load_workbook(saved)
    assert read[BOARD]["B5"].value.ref == "B5:R14"
    assert set(read[ORDERS].tables) == {ORDER_TABLE.name}
    assert read[ORDERS].freeze_panes
    assert read[ORDERS].data_validations.dataValidation

    again = app.books.open(str(saved))
    assert len(before) > 10
    assert formulas(again) == before
    assert {name.name for name in again.names} >= {n for n in names if "Print_" not in n}
    assert {table.name for sheet in again.sheets for table in sheet.tables} == tables
    again.close()
