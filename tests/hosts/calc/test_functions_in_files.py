"""Files: formulas are found when one is opened, and saved as Excel knows them."""

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.hosts.calc.conftest import Calc, key
from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.test_functions import asked
from tests.support.conditions import wait_until
from xlbetflag.hosts.calc.inside import saving
from xlbetflag.hosts.calc.names import SERVICE
from xlbetflag.hosts.calc.opening import open_in_calc
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.sheets import BOARD

FIRST_MARKET = "B4"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    file = tmp_path / "la cartella di Niccolò" / "trader.xlsx"
    file.parent.mkdir()
    build(file, file_id="testfile")
    return file


def opened(calc: Calc, file: Path) -> str:
    return str(calc.run("answer = load(file).RuntimeUID", file=str(file)))


def save(calc: Calc, document: str, text: str) -> None:
    """Type something and save."""
    calc.run(
        """
        document = find(document)
        document.Sheets.getByName("Log").getCellRangeByName("A1").setFormula(text)
        document.store()
        """,
        document=document,
        text=text,
    )


SAVE = """
import unohelper
from com.sun.star.awt import XCallback

document = find(document)
document.Sheets.getByName("Log").getCellRangeByName("A1").setFormula(text)

class Later(unohelper.Base, XCallback):
    def notify(self, _):
        helper = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.DispatchHelper", context)
        helper.executeDispatch(document.CurrentController.Frame, ".uno:Save", "", 0, ())

context.ServiceManager.createInstanceWithContext(
    "com.sun.star.awt.AsyncCallback", context).addCallback(Later(), None)
"""
LOOK = """
toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
answer = [find(document).isModified(), toolkit.getTopWindowCount()]
"""


@pytest.fixture(scope="module")
def windowed_calc(screen: None, start_calc: Callable[..., Calc]) -> Iterator[Calc]:
    """One that can show a dialog, on a screen that nobody sees."""
    with Desktop() as desktop, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISPLAY", desktop.display)
        calc = start_calc(headless=False)
        yield calc
        calc.office.kill()  # a question is open


def test_ctrl_s_after_ctrl_s_asks_nothing_unless_somebody_else_changed_the_file(
    windowed_calc: Calc, workbook: Path
) -> None:
    calc = windowed_calc
    document = opened(calc, workbook)
    _, windows = calc.run(LOOK, document=document)
    for text in ("first", "second", "third"):
        calc.run(SAVE, document=document, text=text)
        wait_until(lambda: calc.run(LOOK, document=document) == [False, windows], seconds=60)
        content = parts(workbook)
        assert f">{text}<" in content
        assert "BF_BOOK(" in content
        assert SERVICE not in content
    later = workbook.stat().st_mtime + 10  # LibreOffice compares whole seconds
    os.utime(workbook, (later, later))
    calc.run(SAVE, document=document, text="fourth")
    wait_until(lambda: calc.run(LOOK, document=document) == [True, windows + 1], seconds=60)


def parts(file: Path) -> str:
    with zipfile.ZipFile(file) as package:
        names = [name for name in package.namelist() if name.endswith(".xml")]
        return "".join(package.read(name).decode() for name in names)


def board(calc: Calc, document: str, area: str) -> list[list[object]]:
    found: list[list[object]] = calc.run(
        """
        area = find(document).Sheets.getByName(sheet).getCellRangeByName(area)
        answer = [list(row) for row in area.getDataArray()]
        """,
        document=document,
        sheet=BOARD,
        area=area,
    )
    return found


def test_the_trading_workbook_opens_with_its_functions_found_and_nothing_stale(
    calc: Calc, workbook: Path
) -> None:
    document = opened(calc, workbook)
    assert calc.call("betflag.documents") == [
        {"document": document, "url": workbook.as_uri(), "title": workbook.name}
    ]
    calc.run(
        "find(document).Sheets.getByName(sheet).getCellRangeByName(cell).String = 'm1'",
        document=document,
        sheet=BOARD,
        cell=FIRST_MARKET,
    )
    rows = board(calc, document, "B5:R14")
    assert rows[0].count("NO FEED") == 2
    book = key("BF_BOOK", "m1", 3.0, 10.0)
    asked(calc, book)
    live = [["1", "Home", "", *[2.5] * 12, "LIVE", "12:00:00"], *[[""] * 17] * 9]
    calc.push([book, live])
    assert board(calc, document, "B5:R14") == live


SAYS = """
def says(name):
    return find(document).NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)
"""


def test_a_file_that_is_open_is_not_opened_a_second_time(calc: Calc, workbook: Path) -> None:
    """A desk was killed, and another one takes its place."""
    for _ in range(2):
        open_in_calc(workbook, calc.office.profile).connection.close()
    assert [each["title"] for each in calc.call("betflag.documents")] == [workbook.name]
    calc.run("for each in list(desktop.Components): each.setModified(True)")  # typed, not saved
    open_in_calc(workbook, calc.office.profile).connection.close()
    assert len(calc.call("betflag.documents")) == 1


def test_no_band_is_armed_or_live_without_a_desk(calc: Calc, workbook: Path) -> None:
    states = ["FeedState", "ArmState"]
    look = f"{SAYS}answer = [says(name).String for name in states]"
    write = f"{SAYS}for name, text in zip(states, texts): says(name).String = text"

    def is_taken_back() -> bool:
        return bool(calc.run(look, document=document, states=states) == ["NO FEED", "DISARMED"])

    document = opened(calc, workbook)
    calc.push()
    for end in (calc.fall_silent, calc.leave):
        calc.push()
        calc.run(write, document=document, states=states, texts=["LIVE", "ARMED"])
        assert not is_taken_back()
        end()
        wait_until(is_taken_back, seconds=30)
    calc.run(write, document=document, states=states, texts=["LIVE", "ARMED"])
    save(calc, document, "armed")
    calc.close(document)
    document = opened(calc, workbook)
    wait_until(is_taken_back, seconds=30)


def test_opening_a_file_leaves_it_unchanged_and_starts_no_desk(calc: Calc, workbook: Path) -> None:
    document = opened(calc, workbook)
    assert calc.run("answer = find(document).isModified()", document=document) is False
    assert not (calc.office.profile / "user" / "xlbetflag" / "desk.log").exists()


def test_what_was_saved_live_opens_as_no_feed(calc: Calc, workbook: Path) -> None:
    document = opened(calc, workbook)
    free = key("BF_BALANCE", "FREE")
    asked(calc, free)
    calc.push([free, 1234.5])
    save(calc, document, "saved")
    calc.close(document)
    calc.leave()
    assert "<v>1234.5</v>" in parts(workbook)
    shown = calc.run(
        "answer = load(file).NamedRanges.getByName('BalanceFree').ReferredCells.String",
        file=str(workbook),
    )
    assert shown == "NO FEED"


def test_saved_files_hold_the_names_that_excel_knows_and_may_be_saved_again(
    calc: Calc, workbook: Path
) -> None:
    document = opened(calc, workbook)
    for text in ("first", "second", "third"):
        save(calc, document, text)
        content = parts(workbook)
        assert f">{text}<" in content
        assert "BF_BOOK(" in content
        assert SERVICE not in content
    assert sorted(file.name for file in workbook.parent.iterdir() if file.name[0] != ".") == [
        workbook.name
    ]


def test_a_saved_copy_under_another_name_is_stripped_too(calc: Calc, workbook: Path) -> None:
    document = opened(calc, workbook)
    other = workbook.with_name("altra.xlsx")
    calc.run(
        """
        words = (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),)
        find(document).storeAsURL(url, words)
        """,
        document=document,
        url=other.as_uri(),
    )
    assert "BF_BOOK(" in parts(other)
    assert SERVICE not in parts(other)


def test_blocks_are_kept_by_one_who_saves_at_once(calc: Calc, workbook: Path) -> None:
    blocks = parts(workbook).count('t="array"')
    copy = workbook.with_name("copia.xlsx")
    calc.run(
        """
        document = load(file)
        words = (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),)
        document.storeToURL(url, words)
        document.store()
        """,
        file=str(workbook),
        url=copy.as_uri(),
    )
    assert blocks > 10
    assert parts(copy).count('t="array"') == blocks
    assert parts(workbook).count('t="array"') == blocks


def test_an_array_is_as_large_as_its_user_made_it(calc: Calc, tmp_path: Path) -> None:
    """Not as large as what its function gives, once the file has been opened and saved."""
    file = tmp_path / "mine.xlsx"
    ranges = ("A1:C2", "A5:T9")  # of 17 columns
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for area in ranges:
            sheet.write_array_formula(area, '{=BF_BOOK("m1",3,2)}')
    for _ in range(2):
        document = opened(calc, file)
        assert calc.shown(document, "A1:C1") == [["", "NO FEED", ""]]
        calc.run("find(document).store()", document=document)
        calc.close(document)
        (sheet,) = openpyxl.load_workbook(file)
        kept = [cell.value.ref for cell in (sheet["A1"], sheet["A5"])]
        assert kept == list(ranges)


def test_a_user_s_own_document_is_left_alone(calc: Calc, tmp_path: Path) -> None:
    document = calc.new(A1="=1+1", A2="'XLBETFLAG.BF_PRICE(")
    file = tmp_path / "mine.xlsx"
    calc.run(
        """
        words = (PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0),)
        find(document).storeAsURL(url, words)
        """,
        document=document,
        url=file.as_uri(),
    )
    assert "XLBETFLAG.BF_PRICE(" in parts(file)
    assert calc.call("betflag.documents") == []


def package(file: Path, formula: str) -> None:
    with zipfile.ZipFile(file, "w") as content:
        content.writestr("xl/worksheets/sheet1.xml", f"<f>{formula}</f>")
        content.writestr("xl/sharedStrings.xml", f"<t>{formula}</t>")


def test_stripping_keeps_time_and_rights_and_touches_formulas_only(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    package(file, "XLBETFLAG.BF_PRICE(A1)+XLBETFLAG.OTHER(1)+XXLBETFLAG.BF_PRICE(1)")
    file.chmod(0o640)
    os.utime(file, ns=(1_700_000_000_123_456_789, 1_700_000_000_123_456_789))
    assert saving.strip_prefix(file, SERVICE)
    state = file.stat()
    assert state.st_mtime_ns == 1_700_000_000_123_456_789
    assert stat.S_IMODE(state.st_mode) == 0o640
    with zipfile.ZipFile(file) as content:
        formula = content.read("xl/worksheets/sheet1.xml").decode()
        assert formula == "<f>BF_PRICE(A1)+XLBETFLAG.OTHER(1)+XXLBETFLAG.BF_PRICE(1)</f>"
        assert b"XLBETFLAG.BF_PRICE(A1)" in content.read("xl/sharedStrings.xml")
    before = file.read_bytes()
    assert not saving.strip_prefix(file, SERVICE)
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_that_is_no_package_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"half written")
    with pytest.raises(zipfile.BadZipFile):
        saving.strip_prefix(file, SERVICE)
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]
    assert file.read_bytes() == b"half written"
