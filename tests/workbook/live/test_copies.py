"""A copied sheet says what it is; a sheet that was only moved, or is the user's, is left alone."""

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.workbook.conftest import Writes
from xlbetflag.engines import headless
from xlbetflag.workbook.layout.sheets import BOARD, DESK, SHEETS
from xlbetflag.workbook.live.binding import Binding

MINE = "Calculations"


@pytest.fixture(scope="module")
def copied(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook with a copy of every sheet, its sheets turned round, and one of the user's."""
    path = tmp_path_factory.mktemp("copies") / "copies.xlsx"
    workbook = openpyxl.load_workbook(built)
    for name in SHEETS:
        workbook.copy_worksheet(workbook[name]).title = f"{name} (2)"
    workbook.create_sheet(MINE).append([1, 2, "notes"])
    workbook._sheets.reverse()
    workbook.save(path)
    return path


@pytest.fixture
def book(copied: Path) -> Iterator[xw.Book]:
    headless.activate()
    app = xw.App()
    yield app.books.open(str(copied))
    app.quit()


def told(name: str) -> str:
    return f"COPY of {name}"


def test_each_copy_is_told_once_what_it_is(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    writes.take()
    expected = {f"{name} (2): COPY of {name}" for name in SHEETS}
    assert set(binding.mark_copies(told)) == expected
    assert len(writes.take()) == len(SHEETS)
    for name in SHEETS:
        assert told(name) in book.sheets[f"{name} (2)"]["A1:Z1"].value
        assert told(name) not in book.sheets[name]["A1:Z1"].value
    assert book.sheets[MINE]["A1:C1"].value == [1, 2, "notes"]
    assert binding.mark_copies(told) == []
    assert Binding(book).mark_copies(told) == []


def test_a_copied_board_keeps_its_markets_while_the_board_goes_on(book: xw.Book) -> None:
    binding = Binding(book)
    copy = book.sheets["Board (2)"]
    copy["B4:C4"].value = ["9001", "Lazio - Verona"]  # as they stood when it was copied
    assert binding.assign_blocks(("9002",))[0] == "9002"
    assert book.sheets[BOARD]["B4"].value == "9002"
    assert copy["B4:C4"].value == ["9001", "Lazio - Verona"]


def test_moved_sheets_are_bound_by_their_names(book: xw.Book) -> None:
    assert [sheet.name for sheet in book.sheets][-1] == DESK
    binding = Binding(book)
    assert binding.inputs().limits.stake_per_bet is not None
    assert binding.rows() == ()
    book.names["Command"].refers_to_range.value = "arm"
    assert binding.inputs().command == "ARM"
    assert book.sheets[DESK][book.names["Command"].refers_to_range.address].value == "arm"


def test_the_real_sheets_alone_are_no_copies(built: Path) -> None:
    headless.activate()
    app = xw.App()
    assert Binding(app.books.open(str(built))).mark_copies(told) == []
    app.quit()
