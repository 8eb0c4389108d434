"""The Betflag menu, the sheet's buttons, questions and news."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.hosts.calc.conftest import Calc, key
from tests.support.conditions import wait_until
from xlbetflag.hosts.calc.names import COMMANDS_SERVICE
from xlbetflag.texts import calc as texts

ASKED = [command for command in texts.COMMANDS if command != "CONNECT"]
CHOOSE = """
helper = context.ServiceManager.createInstanceWithContext(
    "com.sun.star.frame.DispatchHelper", context)
frame = find(document).CurrentController.Frame
frame.activate()
helper.executeDispatch(frame, "service:%s?" + command, "", 0, ())
"""
CLICK = """
document = find(document)
sheet = document.Sheets.getByName(name)
document.CurrentController.setActiveSheet(sheet)
button = sheet.DrawPage.Forms.getByIndex(0).getByIndex(0)
view = document.CurrentController.getControl(button)
for _ in range(times):
    view.getAccessibleContext().doAccessibleAction(0)
"""
BAR = 'answer = find(document).CurrentController.hasInfobar("betflag")'


def choose(calc: Calc, document: str, command: str) -> None:
    """From the menu."""
    calc.run(CHOOSE % COMMANDS_SERVICE, document=document, command=command)


def given(calc: Calc) -> list[dict]:
    """The next commands that reach the desk."""
    found: list[dict] = []

    def came() -> bool:
        found.extend(calc.push()["commands"])
        return bool(found)

    wait_until(came)
    return found


@pytest.fixture
def buttons(tmp_path: Path) -> Path:
    """A file as Excel's: a button that names a macro, on each of two sheets."""
    file = tmp_path / "con pulsanti ò.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for name, caption in (("Desk", "Place"), ("Orders", "Blocca"), ("Mine", "My own")):
            sheet = book.add_worksheet(name)
            sheet.write_formula("A1", '=BF_PRICE("m1","Home")')
            sheet.insert_button("C3", {"macro": "Xlbetflag_Command", "caption": caption})
    return file


def test_every_command_of_the_menu_reaches_the_desk_once_and_in_order(calc: Calc) -> None:
    document = calc.new()
    calc.push()
    for command in ASKED:
        choose(calc, document, command)
    commands = given(calc)
    while len(commands) < len(ASKED):
        commands += given(calc)
    assert [each["command"] for each in commands] == ASKED
    assert {each["document"] for each in commands} == {document}
    assert calc.push()["commands"] == []


def test_a_command_says_which_document_and_which_rows(calc: Calc) -> None:
    calc.new()
    document = calc.new()
    calc.run(
        """
        document = find(document)
        sheet = document.Sheets.getByIndex(0)
        document.CurrentController.select(sheet.getCellRangeByName("B5:C7"))
        """,
        document=document,
    )
    calc.push()
    choose(calc, document, "CANCEL")
    (command,) = given(calc)
    assert (command["document"], command["rows"]) == (document, [[5, 7]])


def test_a_desk_that_is_late_gets_its_commands_and_another_one_does_not(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE("m1";"Home")')
    price = [key("BF_PRICE", "m1", "Home"), 2.5]
    for name, expected in (("a test", ["HALT"]), ("another", [])):
        wait_until(lambda: calc.push(price) and calc.shown(document) == 2.5)
        calc.fall_silent()
        choose(calc, document, "HALT")
        wait_until(lambda: calc.shown(document) == "NO FEED")
        calc.desk = name
        assert [each["command"] for each in calc.push()["commands"]] == expected
    calc.leave()
    calc.desk = "a test"


def test_without_a_desk_a_command_is_refused_in_the_window_and_never_done_later(
    calc: Calc,
) -> None:
    document = calc.new()
    choose(calc, document, "PLACE")
    assert calc.run(BAR, document=document) is True
    assert calc.push()["commands"] == []


def test_a_command_that_a_desk_left_behind_is_not_the_next_one_s(calc: Calc) -> None:
    document = calc.new()
    calc.push()
    choose(calc, document, "PLACE")
    calc.leave()
    assert calc.push()["commands"] == []


@pytest.mark.parametrize(("sheet", "command"), [("Desk", "PLACE"), ("Orders", "HALT")])
def test_one_click_on_a_sheet_s_button_is_one_command(
    calc: Calc, buttons: Path, sheet: str, command: str
) -> None:
    document = calc.run("answer = load(file).RuntimeUID", file=str(buttons))
    calc.push()
    for name in ("Mine", "Orders", "Desk", "Orders", "Desk"):
        calc.run(CLICK, document=document, name=name, times=0)
    calc.run(CLICK, document=document, name=sheet, times=1)
    (found,) = given(calc)
    assert (found["command"], found["sheet"]) == (command, sheet)
    assert found["url"] == buttons.as_uri()
    calc.run(CLICK, document=document, name="Mine", times=1)
    choose(calc, document, "REFRESH")
    assert [each["command"] for each in given(calc)] == ["REFRESH"]


def test_a_file_with_buttons_is_kept_before_calc_saves_it_without_them(
    calc: Calc, buttons: Path
) -> None:
    original = buttons.read_bytes()
    document = calc.run("answer = load(file).RuntimeUID", file=str(buttons))
    for number in range(2):
        calc.run(
            """
            document = find(document)
            document.Sheets.getByIndex(0).getCellRangeByName("A9").Value = number
            document.store()
            """,
            document=document,
            number=number,
        )
    kept = buttons.with_name("con pulsanti ò (before Calc).xlsx")
    assert kept.read_bytes() == original
    assert buttons.read_bytes() != original
    assert calc.run(BAR, document=document) is True


def test_a_question_does_not_hold_up_pushes_and_no_box_means_no(calc: Calc) -> None:
    document = calc.new()
    calc.push()
    number = calc.call("betflag.ask", calc.desk, document, "Send 3 rows?")
    (answer,) = given(calc)
    assert answer["command"] == "ANSWER"
    assert (answer["document"], answer["number"], answer["yes"]) == (document, number, False)
    wait_until(lambda: calc.call("betflag.asking") == [])


@pytest.mark.parametrize("operation", ["betflag.status", "betflag.tell"])
def test_news_is_a_bar_in_the_document_s_window(calc: Calc, operation: str) -> None:
    document = calc.new()
    for text in ("3 rows sent", "2 rows refused"):
        calc.call(operation, document, text)
        assert calc.run(BAR, document=document) is True
    calc.call(operation, document, "")
    assert calc.run(BAR, document=document) is False
    calc.close(document)
    with pytest.raises(KeyError, match="not open"):
        calc.call(operation, document, "too late")


@pytest.fixture
def connecting(calc: Calc, tmp_path: Path) -> Callable[[str], Path]:
    """Lets Connect run a Python program of the test's own; its words go to a file."""
    file = calc.office.profile / "user" / "xlbetflag" / "connect.json"

    def written(program: str) -> Path:
        said = tmp_path / "said.json"
        words = [sys.executable, "-c", program, str(said), "{profile}"]
        file.write_text(json.dumps(words), encoding="utf-8")
        return said

    return written


def test_connect_starts_a_desk_that_is_told_of_the_profile(
    calc: Calc, connecting: Callable[[str], Path]
) -> None:
    said = connecting(
        "import json, os, sys; from pathlib import Path;"
        "words = [sys.argv[2], os.environ.get('PYTHONPATH'), os.environ.get('PYTHONHOME')];"
        "draft = Path(sys.argv[1] + '.part'); draft.write_text(json.dumps(words));"
        "draft.rename(sys.argv[1])"
    )
    document = calc.new()
    choose(calc, document, "CONNECT")
    wait_until(said.exists, seconds=30)
    assert json.loads(said.read_text("utf-8")) == [str(calc.office.profile), None, None]
    assert calc.run(BAR, document=document) is True


def test_a_desk_that_does_not_start_says_why_in_the_window(
    calc: Calc, connecting: Callable[[str], Path]
) -> None:
    connecting("import sys; sys.exit('no credentials are stored')")
    document = calc.new()
    choose(calc, document, "CONNECT")
    log = calc.office.profile / "user" / "xlbetflag" / "desk.log"
    wait_until(lambda: log.exists() and "no credentials" in log.read_text("utf-8"), seconds=30)


def test_connect_with_a_desk_starts_no_second_one(
    calc: Calc, connecting: Callable[[str], Path]
) -> None:
    said = connecting("import sys; open(sys.argv[1], 'w')")
    document = calc.new()
    calc.push()
    choose(calc, document, "CONNECT")
    assert calc.push()["commands"] == []
    assert not said.exists()
