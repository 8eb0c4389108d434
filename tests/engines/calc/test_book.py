"""Apps, books, sheets and names in a real Calc."""

from __future__ import annotations

import socket
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwings as xw

from xlbetflag.engines import calc
from xlbetflag.engines.calc.inside import locks


def test_an_app_says_what_it_is(app: xw.App, office: calc.Office) -> None:
    assert app.pid == office.pid
    assert app.engine.name == "calc"
    assert app.version.major == 16
    assert (Path(app.impl.path) / "soffice").exists() or Path(app.impl.path).is_dir()
    assert calc.register() in list(xw.engines)
    assert app in list(xw.engines["calc"].apps)
    app.display_alerts = False
    app.status_bar = "busy"
    assert app.status_bar == "busy"
    app.status_bar = False


@pytest.mark.parametrize("switch", ["enable_events", "interactive", "screen_updating"])
def test_what_is_switched_off_stays_off_until_it_is_switched_on(app: xw.App, switch: str) -> None:
    assert getattr(app, switch)
    setattr(app, switch, False)
    try:
        assert not getattr(app, switch)
        book = app.books.add()
        book.sheets[0]["A1"].value = 2
        assert book.sheets[0]["A1"].value == 2.0
        assert not getattr(app, switch)
    finally:
        setattr(app, switch, True)
    assert getattr(app, switch)


def test_without_windows_nothing_is_visible(app: xw.App) -> None:
    app.visible = True
    assert not app.visible


def test_a_new_or_opened_book_is_the_active_one(app: xw.App, tmp_path: Path) -> None:
    first = app.books.add()
    first.save(tmp_path / "first.xlsx")
    for _ in range(5):
        assert app.books.add() == app.books.active
    first.activate()
    assert app.books.active == first
    first.close()
    assert app.books.open(tmp_path / "first.xlsx") == app.books.active


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xlsm"])
def test_a_book_is_saved_and_opened_again(app: xw.App, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"Über Città {ending}.{ending}"
    book = app.books.add()
    book.sheets[0]["A1"].value = [[1.5, True, "=A1*2"]]
    book.save(path)
    assert book.name == path.name
    assert Path(book.fullname) == path
    book.sheets[0]["A2"].value = "later"
    book.save()
    book.close()
    assert path.name not in [each.name for each in app.books]
    again = app.books.open(path)
    assert again.sheets[0]["A1:C1"].value == [1.5, True, 3.0]
    assert again.sheets[0]["A2"].value == "later"
    assert app.books.open(path) == again
    assert app.books[path.name] == again
    if ending == "xlsx":
        assert openpyxl.load_workbook(path).active["C1"].value == "=A1*2"


def test_a_template_opens_as_a_new_book(app: xw.App, tmp_path: Path) -> None:
    book = app.books.add()
    book.sheets[0]["A1"].value = "from a template"
    book.save(tmp_path / "form.xlt")
    assert book.name == "form.xlt"
    book.close()
    again = app.books.open(tmp_path / "form.xlt")
    assert again.name != "form.xlt"
    assert again.sheets[0]["A1"].value == "from a template"


def test_what_cannot_be_saved_or_opened_says_so(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="doc"):
        book.save(tmp_path / "x.doc")
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "missing.xlsx")
    book.sheets[0]["A1"].value = "secret"
    with pytest.raises(NotImplementedError, match="password"):
        book.save(tmp_path / "locked.xlsx", password="opensesame")
    book.save(tmp_path / "locked.ods", password="opensesame")
    book.close()
    with pytest.raises(PermissionError, match="password"):
        app.books.open(tmp_path / "locked.ods")
    opened = app.books.open(tmp_path / "locked.ods", password="opensesame")
    assert opened.sheets[0]["A1"].value == "secret"


def test_macros_of_a_file_are_not_run(app: xw.App, book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match="macros of a file"):
        book.macro("Module1.Run")()
    with pytest.raises(calc.CalcError, match="Standard"):
        app.macro("Module1.Run")()


def test_a_book_prints_to_pdf(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "printed"
    book.sheets[0].page_setup.print_area = "$A$1:$B$4"
    assert book.sheets[0].page_setup.print_area == "$A$1:$B$4"
    book.to_pdf(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    book.sheets[0].page_setup.print_area = None
    assert book.sheets[0].page_setup.print_area is None


def test_a_lock_left_by_a_killed_office_is_no_obstacle(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "à b.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("One").write(0, 0, 5)
    gone = tmp_path / "gone profile"
    lock = locks.path_of(path)
    lock.write_text(f",u,{socket.gethostname()},01.01.2026 10:00,{gone.as_uri()};", "utf-8")
    book = app.books.open(path)
    book.sheets[0]["A1"].value = 6
    book.save()
    assert book.sheets[0]["A1"].value == 6.0
    book.close()
    assert not lock.exists()


def test_a_lock_of_someone_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    lock = locks.path_of(path)
    for entry in (",u,other-machine,01.01.2026 10:00,file:///p;", "nonsense", ""):
        lock.write_text(entry, "utf-8")
        assert not locks.remove_stale(path, tmp_path / "own")
        assert lock.exists()


def test_a_book_that_was_closed_says_so(app: xw.App) -> None:
    book = app.books.add()
    sheet = book.sheets[0]
    sheet["A1"].value = 1
    book.close()
    for use in (lambda: sheet["A1"].value, lambda: sheet.name, lambda: book.name):
        with pytest.raises(calc.CalcGone, match="not open any more"):
            use()


def test_sheets_are_added_renamed_moved_copied_and_deleted(app: xw.App, book: xw.Book) -> None:
    first = book.sheets[0]
    first["A1"].value = 7
    last = book.sheets.add("Last", after=first)
    middle = book.sheets.add("Middle", before=last)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", "Middle", "Last"]
    assert book.sheets.active == middle
    last.name = "End"
    assert (last.name, last.index) == ("End", 3)
    last.move(before=first)
    assert [sheet.name for sheet in book.sheets] == ["End", "Sheet1", "Middle"]
    first.activate()
    assert book.sheets.active == first
    copied = first.copy(after=middle, name="Copy")
    assert copied["A1"].value == 7.0
    copied["A1"].value = 8
    assert first["A1"].value == 7.0
    other = app.books.add()
    first.copy(before=other.sheets[0])
    assert other.sheets[0]["A1"].value == 7.0
    middle.delete()
    assert "Middle" not in [sheet.name for sheet in book.sheets]
    with pytest.raises(calc.CalcGone):
        _ = middle["A1"].value
    with pytest.raises(KeyError):
        _ = book.sheets["Middle"]
    with pytest.raises(ValueError, match="End"):
        first.name = "End"
    assert first["A1"].value == 7.0


def test_sheets_are_hidden_and_frozen(book: xw.Book) -> None:
    sheet = book.sheets[0]
    with pytest.raises(ValueError, match="in view"):
        sheet.visible = False
    other = book.sheets.add("Other")
    other.visible = False
    assert not other.visible
    assert sheet.visible
    sheet.freeze_panes.freeze_at("A1:B3")
    sheet.freeze_panes.unfreeze()
    with pytest.raises(NotImplementedError):
        sheet.show_gridlines = False
    other.visible = True
    assert other.visible


def test_names_of_a_book_and_of_its_sheets(book: xw.Book) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("Other one", after=sheet)
    sheet["B2:C3"].name = "Block"
    assert sheet["B2:C3"].name.name == "Block"
    assert book.names["Block"].refers_to == "=Sheet1!$B$2:$C$3"
    assert book.names["block"].refers_to_range == sheet["B2:C3"]
    sheet["Block"].value = 3
    assert sheet["C3"].value == 3.0
    other.names.add("Local", "='Other one'!$A$1")
    assert [name.name for name in other.names] == ["'Other one'!Local"]
    assert book.names["'Other one'!Local"].refers_to_range == other["A1"]
    assert "Local" not in sheet.names
    book.names.add("Rate", "=0.05")
    assert book.names["Rate"].refers_to == "=0.05"
    with pytest.raises(KeyError):
        _ = book.names["Rate"].refers_to_range
    book.names["Rate"].refers_to = "=Sheet1!$A$1"
    assert book.names["Rate"].refers_to_range == sheet["A1"]
    book.names["Rate"].name = "Ratio"
    assert "Ratio" in book.names
    assert "Rate" not in book.names
    book.names["Ratio"].delete()
    assert len(book.names) == 2
    with pytest.raises(KeyError):
        _ = sheet["Nothing"]


def test_a_caller_for_code_that_asks_for_it(book: xw.Book) -> None:
    book.set_mock_caller()
    try:
        assert xw.Book.caller() == book
    finally:
        del xw.Book._mock_caller  # type: ignore[attr-defined]


def test_a_batch_is_one_round_trip_and_reads_see_it(app: xw.App, sheet: xw.Sheet) -> None:
    with calc.batch(app):
        for row in range(1, 51):
            sheet[row, 0].value = row
        assert sheet["A2:A4"].value == [1.0, 2.0, 3.0]
        sheet["B1"].formula = "=SUM(A:A)"
    assert sheet["B1"].value == 1275.0


def test_an_error_in_a_batch_names_its_operation(app: xw.App, sheet: xw.Sheet) -> None:
    def write() -> None:
        with calc.batch(app):
            sheet["A1"].value = 1
            sheet["A2"].number_format = "[nonsense"
            sheet["A3"].value = 3

    with pytest.raises(ValueError, match="number_format"):
        write()
    assert sheet["A1:A3"].value == [1.0, None, None]
