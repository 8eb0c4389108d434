"""The built files: current, the same to the byte, sound; and what is wrong would be seen."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.support import ooxml
from tests.vba.sources import ROOT, VBA
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.macros import __main__ as maker
from xlbetflag.workbook.build.macros.buttons import BUTTONS, WIDTH
from xlbetflag.workbook.build.macros.made import FILE_ID, MADE, VALUES, WITH_MACROS, make
from xlbetflag.workbook.build.macros.project import build_project
from xlbetflag.workbook.build.macros.sources import Module, standard_modules, workbook_module
from xlbetflag.workbook.build.macros.values_only import FILLED_NAME, FUNCTION
from xlbetflag.workbook.build.macros.variant import CONFIG, TIMER_STATE, packaged_project
from xlbetflag.workbook.build.variants import build_values, build_with_macros
from xlbetflag.workbook.layout.sheets import DESK, ORDERS

SMALL: dict[str, Any] = {"file_id": "f00000001", "blocks": 1, "order_rows": 3, "market_rows": 3}
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    make(ROOT, folder)
    return folder


@pytest.mark.parametrize("name", MADE)
def test_what_is_committed_is_what_the_sources_make(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (ROOT / name).read_bytes(), "run: make workbooks"


def test_make_workbooks_writes_where_they_are_committed() -> None:
    assert maker.ROOT == ROOT


def test_a_changed_source_makes_another_project() -> None:
    modules = standard_modules(VBA)
    changed = [Module(m.name, f"{m.source}' changed\n", m.is_class) for m in modules]
    events = workbook_module(VBA)
    assert build_project(events, modules) == packaged_project()
    for place in (0, len(modules) - 1):  # one of ours, one of xlwings'
        one = [*modules[:place], changed[place], *modules[place + 1 :]]
        assert build_project(events, one) != packaged_project(), modules[place].name


@pytest.mark.validator
@pytest.mark.parametrize("name", [WITH_MACROS, VALUES])
def test_the_built_files_are_sound(made: Path, name: str) -> None:
    assert ooxml.faults(made / name) == []


@pytest.mark.validator
def test_a_fresh_copy_from_the_command_line_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "è mio.xlsm"
    command = [sys.executable, "-m", "xlbetflag", "new", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert ooxml.faults(path) == []
    with zipfile.ZipFile(path) as package:
        assert package.read("xl/vbaProject.bin") == packaged_project()
    key = load_workbook(path, read_only=True)[ORDERS]["B5"].value
    assert re.fullmatch(r"f[0-9a-f]{8}-0001", key)
    assert not key.startswith(FILE_ID)


@pytest.mark.validator
@pytest.mark.parametrize("language", ["en", "it"])
def test_the_plain_workbook_is_sound(tmp_path: Path, language: str) -> None:
    path = tmp_path / "trader.xlsx"
    build(path, **SMALL, language=language)
    assert ooxml.faults(path) == []


def test_the_buttons_are_large_enough_and_the_plain_workbook_has_none(
    made: Path, tmp_path: Path
) -> None:
    assert WIDTH >= 90
    with zipfile.ZipFile(made / WITH_MACROS) as package:
        drawn = [package.read(n).decode() for n in package.namelist() if "vmlDrawing" in n]
    macros = [ooxml.BUTTON_MACRO.findall(each) for each in drawn]
    assert macros == [[macro for _, macro in BUTTONS]] * 2  # on Desk and Orders
    build(tmp_path / "plain.xlsx", **SMALL)
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as package:
        assert not [name for name in package.namelist() if "vml" in name]


def test_the_hidden_settings_attach_to_the_desk_that_runs(made: Path) -> None:
    book = load_workbook(made / WITH_MACROS)
    rows = [[cell.value for cell in row[:2]] for row in book[CONFIG]["A1:B2"]]
    assert rows == [["DEBUG UDFS", "True"], ["USE UDF SERVER", "True"]]
    assert book[CONFIG].sheet_state == "veryHidden"
    assert book.defined_names[TIMER_STATE].attr_text == f"'{CONFIG}'!$D$1"
    assert book[CONFIG]["D1"].value == "OFF"
    assert book[ORDERS]["K2"].value == "=Answer" or book[ORDERS]["L2"].value == "=Answer"
    assert book.sheetnames[0] == DESK


def test_the_values_only_workbook_names_what_it_leaves_to_be_filled(
    made: Path, tmp_path: Path
) -> None:
    build(tmp_path / "plain.xlsx", file_id="f00000000")
    expected = set()
    for sheet in load_workbook(tmp_path / "plain.xlsx"):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            text, area = getattr(cell.value, "text", cell.value), getattr(cell.value, "ref", None)
            if isinstance(text, str) and text.startswith("=") and FUNCTION in text:
                expected.add((sheet.title, area or cell.coordinate, text))
    book = load_workbook(made / VALUES)
    name, area = book.defined_names[FILLED_NAME].attr_text.split("!")
    filled = {tuple(cell.value for cell in row) for row in book[name][area]}
    assert {(s, a.replace("$", "").split(":")[0], f) for s, a, f in filled} == {
        (s, a.split(":")[0], f) for s, a, f in expected
    }
    with zipfile.ZipFile(made / VALUES) as package:
        for part in package.namelist():
            formulas = re.findall(rb"<f[ >].*?</f>", package.read(part))
            assert not [each for each in formulas if FUNCTION.encode() in each]


def test_a_copy_has_row_keys_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsm", tmp_path / "2.xlsm"
    build_with_macros(first, **SMALL)
    build_with_macros(second, **{**SMALL, "file_id": "f00000002"})
    keys = [load_workbook(path)[ORDERS]["B5"].value for path in (first, second)]
    assert keys == ["f00000001-0001", "f00000002-0001"]
    with zipfile.ZipFile(first) as package:
        assert package.read("xl/vbaProject.bin") == packaged_project()


# --- planted faults -------------------------------------------------------------------------------


def change(part: str, old: str, new: str, count: int = 1) -> Callable[[Parts], None]:
    """Replace text in a part, which must have it."""

    def plant(parts: Parts) -> None:
        assert old.encode() in parts[part], (part, old)
        parts[part] = parts[part].replace(old.encode(), new.encode(), count)

    return plant


def drop(part: str) -> Callable[[Parts], None]:
    def plant(parts: Parts) -> None:
        del parts[part]

    return plant


def pattern(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def plant(parts: Parts) -> None:
        changed, count = re.subn(old.encode(), new.encode(), parts[part], count=1, flags=re.DOTALL)
        assert count, (part, old)
        parts[part] = changed

    return plant


BOOK, DESK_XML = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
ORDERS_XML = "xl/worksheets/sheet6.xml"
TABLE, VML, STYLES = "xl/tables/table1.xml", "xl/drawings/vmlDrawing1.vml", "xl/styles.xml"
PLANTED: dict[str, Callable[[Parts], None]] = {
    "a sheet's code name": change(DESK_XML, 'codeName="SheetDesk"', 'codeName="Sheet1"'),
    "the workbook's code name": change(BOOK, 'codeName="ThisWorkbook"', 'codeName="Book"'),
    "no code name": change(DESK_XML, ' codeName="SheetDesk"', ""),
    "a button's macro": change(VML, "[0]!PlaceOrders", "[0]!PlaceOrder"),
    "a button's private macro": change(VML, "[0]!PlaceOrders", "[0]!Tell"),
    "a table's header": pattern(TABLE, r'(<tableColumn id="2" name=")[^"]*', r"\1Other"),
    "a column twice": pattern(
        TABLE, r'(<tableColumn id="2" name=")([^"]*)(.*?id="3" name=")[^"]*', r"\1\2\3\2"
    ),
    "a column too few": pattern(TABLE, r'<tableColumn id="2"[^>]*/>', ""),
    "a table's id": pattern("xl/tables/table2.xml", r' id="\d+"', ' id="1"'),
    "a table's filter": pattern(TABLE, r'<autoFilter ref="[^"]*"', '<autoFilter ref="A1:B2"'),
    "a name twice": pattern(BOOK, r"(<definedName [^>]*>[^<]*</definedName>)", r"\1\1"),
    "a name to no sheet": pattern(BOOK, r'(name="Answer">)Desk!', r"\1Dask!"),
    "a name to nothing": pattern(BOOK, r'(name="Answer">)[^<]*', r"\1#REF!"),
    "a text": pattern(DESK_XML, r't="s"><v>\d+', 't="s"><v>99999'),
    "a look": pattern(DESK_XML, r'(<c r="B4" s=")\d+', r"\g<1>99999"),
    "a rule's look": pattern(DESK_XML, r'dxfId="\d+"', 'dxfId="9999"'),
    "a kind of cell": pattern(DESK_XML, r't="s"', 't="zz"'),
    "an unknown element": change(DESK_XML, "<sheetData>", "<sheetDate/><sheetData>"),
    "a merge over another": pattern(
        DESK_XML, r"(<mergeCells[^>]*>)", r'\1<mergeCell ref="A1:Z1"/>'
    ),
    "a list too long": pattern(
        DESK_XML, r'(type="list".*?<formula1>)[^<]*', r'\1"' + "word," * 60 + '"'
    ),
    "a function": change("xl/worksheets/sheet5.xml", "BF_STATUS", "BF_STATE"),
    "a sheet's name": pattern(BOOK, r'(<sheet name="Desk".*?<sheet name=")[^"]*', r"\1Desk"),
    "half a part": lambda parts: parts.update({ORDERS_XML: parts[ORDERS_XML][:-40]}),
    "no drawing": drop(VML),
    "no project": drop("xl/vbaProject.bin"),
    "the content type": change(
        "[Content_Types].xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
    "a mangled project": lambda parts: parts.update({"xl/vbaProject.bin": b"x" * 4096}),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    path = tmp_path_factory.mktemp("small") / "small.xlsm"
    build_with_macros(path, **SMALL)
    assert ooxml.own_faults(path) == ooxml.sdk_faults(path) == []
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.validator
@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_caught(small: Parts, tmp_path: Path, fault: str) -> None:
    parts = dict(small)
    PLANTED[fault](parts)
    path = tmp_path / "faulty.xlsm"
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert ooxml.own_faults(path) or ooxml.sdk_faults(path) or ooxml.audit_faults(path)


def test_enough_faults_are_planted() -> None:
    assert len(PLANTED) >= 20


def test_the_variants_take_the_language(tmp_path: Path) -> None:
    path = tmp_path / "it.xlsx"
    build_values(path, **SMALL, language="it")
    assert load_workbook(path)[ORDERS]["C4"].value == "Mercato"
    path = tmp_path / "it.xlsm"
    build_with_macros(path, **SMALL, language="it")
    with zipfile.ZipFile(path) as package:
        drawn = package.read("xl/drawings/vmlDrawing1.vml").decode()
    assert "Annulla tutto" in drawn
    texts = [cell.value for row in load_workbook(path)[DESK].iter_rows() for cell in row]
    assert any(str(text).startswith("1.  Premi Avvia") for text in texts)
    assert not any("xlbetflag run" in str(text) for text in texts)
