"""The buttons: one command each, sent once, and what the desk says is shown."""

import pytest

from tests.vba.conftest import Vba
from tests.vba.sources import VBA
from xlbetflag.workbook.build.macros.buttons import BUTTONS

WORDS = {
    "StartFeed": "START",
    "StopFeed": "STOP",
    "RefreshAll": "REFRESH",
    "ArmDesk": "ARM",
    "PlaceOrders": "PLACE",
    "CancelSelected": "CANCEL 5 7",
    "CancelAll": "CANCEL ALL",
    "HaltDesk": "HALT",
}


def test_every_button_has_a_command() -> None:
    assert {macro for _, macro in BUTTONS} == set(WORDS)


@pytest.mark.parametrize("macro", WORDS)
def test_a_button_is_one_line_and_one_call(vba: Vba, macro: str) -> None:
    source = (VBA / "Buttons.bas").read_text(encoding="utf-8")
    lines = source.partition(f"Public Sub {macro}()\n")[2].partition("End Sub")[0].splitlines()
    assert len(lines) == 1
    vba("SetChosen", " 5 7")
    vba(macro)
    assert vba.log == [f"{WORDS[macro]} []"]
    assert vba['ReadNamed("Answer")'] == f"Did {WORDS[macro]}"
    assert vba["Status"] == f"xlbetflag: Did {WORDS[macro]}"


def test_every_command_but_stop_keeps_the_timer_going(vba: Vba) -> None:
    vba("ArmDesk")
    assert len(vba.timers) == 1
    vba("StopFeed")
    assert vba.timers == []


def test_a_question_is_two_calls(vba: Vba) -> None:
    vba("AskOn", "PLACE")
    vba("SetAgrees", True)
    vba("PlaceOrders")
    assert vba.log == ["PLACE []", "CONFIRM [token 1]"]
    assert vba['ReadNamed("Answer")'] == "Did CONFIRM"


def test_a_question_refused_sends_nothing_more(vba: Vba) -> None:
    vba("AskOn", "PLACE")
    vba("PlaceOrders")
    assert vba.log == ["PLACE []"]
    assert vba['ReadNamed("Answer")'] == "Nothing was sent."


def test_a_command_without_an_answer_is_not_sent_again(vba: Vba) -> None:
    vba("ArmDesk")
    vba.log  # noqa: B018  taken
    vba("SetDead", True)
    vba("PlaceOrders")
    assert "not known" in vba['ReadNamed("Answer")']
    vba("SetDead", False)
    for second in range(1, 5):
        vba.at(second)
    assert all(call.startswith("TICK") for call in vba.log)


def test_without_a_desk_the_sentence_says_so(vba: Vba) -> None:
    vba("SetDead", True)
    vba("PlaceOrders")
    assert vba['ReadNamed("Answer")'].startswith("The desk is not running")
    vba("ArmDesk")
    assert vba["Started"] == '"python" -m xlbetflag serve;'  # once, however often it is asked
    vba("SetTime", 31)
    vba("ArmDesk")
    assert vba["Started"].count(";") == 2


def test_copying_is_told_with_a_command(vba: Vba) -> None:
    vba("SetPasting", True)
    vba("RefreshAll")
    assert vba.log == ["REFRESH [COPY]"]
