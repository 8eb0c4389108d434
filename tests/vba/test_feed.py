"""The timer: one at most, stale ones do nothing, and without answers nothing looks alive."""

from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication

from tests.vba.conftest import Vba
from tests.vba.sources import VBA

FRESH = "TICK [FRESH]"


@pytest.fixture
def sheet(vba: Vba) -> Vba:
    """With cells, and a timer that has ticked once, at second 1."""
    vba("SetCells", True)
    assert shown(vba) == ["NO FEED"] * 3
    vba("StartTimer")
    vba.at(1)
    assert shown(vba) == ["LIVE", 1.5, "LIVE"]
    assert vba.log == [FRESH]
    return vba


def shown(vba: Vba) -> list[Any]:
    return [vba["ShownStatus"], vba["ShownPrice"], vba["ShownBook"]]


# --- the timer ------------------------------------------------------------------------------------


def test_opening_a_file_starts_nothing(vba: Vba) -> None:
    vba("SetCells", True)
    vba("StartIfLeftOn")
    assert vba.timers == []
    assert vba.log == []
    vba("SetNamed", "TimerState", "OFF")
    vba("StartIfLeftOn")
    assert vba.timers == []


def test_a_file_goes_on_only_if_it_was_left_on(vba: Vba) -> None:
    vba("SetNamed", "TimerState", "ON")
    vba("StartIfLeftOn")
    assert vba.timers == ["TimerFired@1"]
    assert vba.log == []  # opening asks nothing: the first tick does


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [(2.5, 2.5), (1.0, 1), (0.2, 1), (-5.0, 1), (0.0, 1), (3600.0, 60), ("2,5", 1), (None, 1)],
)
def test_the_interval_comes_from_its_cell(vba: Vba, typed: object, seconds: float) -> None:
    if typed is not None:
        vba("SetNamed", "Interval", typed)
    assert vba["IntervalSeconds()"] == seconds


def test_a_tick_sets_the_next_one(sheet: Vba) -> None:
    sheet("SetNamed", "Interval", 5.0)
    assert sheet.timers == ["TimerFired@2"]
    sheet.at(2)
    assert sheet.timers == ["TimerFired@7"]
    assert sheet.log == ["TICK []"]


def test_there_are_never_two_timers(vba: Vba) -> None:
    vba("StartTimer")
    vba("StartTimer")
    vba("SetTime", 0.5)
    vba("StopTimer")
    vba("StartTimer")
    vba("WakeTimer", True)
    assert len(vba.timers) == 1


def test_a_stale_timer_does_nothing(sheet: Vba) -> None:
    before = sheet["TimerGeneration()"]
    sheet("TimerFired")  # cancelled too late: it fires before the moment that is due
    assert sheet.log == []
    assert sheet.timers == ["TimerFired@2"]
    sheet("SetTime", 1.5)
    sheet("StopTimer")
    sheet("TimerFired")
    assert sheet.log == []
    assert sheet.timers == []
    sheet("StartTimer")
    sheet("TimerFired")
    assert sheet.log == []
    assert sheet["TimerGeneration()"] == before + 2


def test_two_timers_of_one_moment_tick_once(sheet: Vba) -> None:
    sheet.at(2)
    sheet("TimerFired")
    assert sheet.log == ["TICK []"]
    assert len(sheet.timers) == 1


def test_stopping_leaves_nothing_alive(sheet: Vba) -> None:
    sheet("SetNamed", "FeedState", "LIVE")
    sheet("StopTimer")
    assert sheet.timers == []
    assert shown(sheet) == ["NO FEED"] * 3
    assert sheet['ReadNamed("FeedState")'] == "NO FEED"
    assert sheet['ReadNamed("TimerState")'] == "OFF"


@pytest.mark.parametrize("name", ["trader.xlsm", "Niccolò's book.xlsm"])
def test_the_macro_is_named_with_its_workbook(name: str) -> None:
    app = ExcelApplication()
    app.add_workbook()
    source = (VBA / "Host.bas").read_text(encoding="utf-8")
    head = "Public Function QualifiedMacro"
    body = source.partition(head)[2].partition("End Function")[0]
    body = body.replace("ThisWorkbook.Name", f'"{name}"')
    app.add_module(f"{head}{body}End Function\n", name="Host")
    expected = "'" + name.replace("'", "''") + "'!TimerFired"
    assert app.evaluate('QualifiedMacro("TimerFired")') == expected


# --- ticks ----------------------------------------------------------------------------------------


def test_each_tick_is_one_call(sheet: Vba) -> None:
    sheet.at(2)
    sheet("MovePrice")
    sheet.at(3)
    assert shown(sheet) == ["LIVE", 2.5, "LIVE"]
    assert sheet.log == ["TICK []", "TICK []"]
    assert sheet["CountCalls()"] == 3


def test_a_tick_sends_only_the_keys_that_are_new(sheet: Vba) -> None:
    assert sheet["UBound(KeysToSend(False))"] == -1
    assert sheet['BF_PRICE("813016", 2)'] == "NO FEED"
    sheet.at(2)
    assert sheet["LastBlock(2, 1)"] == "\x1f".join(("BF_PRICE", "t813016", "n2", "e", "e"))
    assert sheet["LastBlock(2, 2)"] == "BF_PRICE"
    assert sheet["UBound(LastBlock, 1)"] == 2
    assert sheet['BF_PRICE("813016", 2)'] == 2.5


def test_a_request_is_always_a_rectangle(sheet: Vba) -> None:
    sheet.at(2)
    assert [sheet[f"UBound(LastBlock, {d})"] for d in (1, 2)] == [2, 4]
    assert [sheet[f"LastBlock(1, {c})"] for c in (1, 2, 3, 4)] == ["TICK", 2, 1, ""]
    assert [sheet[f"LastBlock(2, {c})"] for c in (1, 2, 3, 4)] == [""] * 4


def test_three_missed_ticks_are_no_feed(sheet: Vba) -> None:
    sheet("SetNamed", "FeedState", "LIVE")
    sheet("SetDead", True)
    for second in (2, 3):
        sheet.at(second)
        assert shown(sheet) == ["LIVE", 1.5, "LIVE"]
    sheet.at(4)
    assert shown(sheet) == ["NO FEED"] * 3
    assert sheet['ReadNamed("FeedState")'] == "NO FEED"
    assert sheet['ReadNamed("Answer")'].startswith("The desk is not running")
    sheet("SetDead", False)
    sheet.at(5)
    assert shown(sheet) == ["LIVE", 1.5, "LIVE"]
    assert sheet.log == [FRESH]


def test_a_python_without_a_desk_is_no_feed_too(sheet: Vba) -> None:
    sheet("SetFails", True)
    for second in (2, 3, 4):
        sheet.at(second)
    assert shown(sheet) == ["NO FEED"] * 3
    assert sheet['ReadNamed("Answer")'] == "No desk here"


def test_two_missed_ticks_are_forgiven_and_everything_is_asked_again(sheet: Vba) -> None:
    sheet("SetDead", True)
    sheet.at(2)
    sheet.at(3)
    sheet("SetDead", False)
    sheet.at(4)
    sheet.at(5)
    assert sheet.log == [FRESH, "TICK []"]
    sheet("SetDead", True)
    sheet.at(6)
    sheet.at(7)
    assert shown(sheet) == ["LIVE", 1.5, "LIVE"]  # the count began anew


def test_while_the_user_copies_the_desk_is_told(sheet: Vba) -> None:
    sheet("SetPasting", True)
    sheet.at(2)
    sheet("SetPasting", False)
    sheet.at(3)
    assert sheet.log == ["TICK [COPY]", "TICK []"]


# --- saving and closing ---------------------------------------------------------------------------


def test_a_saved_file_says_when_and_the_open_one_goes_on(sheet: Vba) -> None:
    sheet("SetNamed", "FeedState", "LIVE")
    sheet("SetTime", 15 * 3600 + 4 * 60 + 5)
    sheet("RestTimer", False)
    assert shown(sheet) == ["SAVED 15:04:05", 1.5, "SAVED 15:04:05"]
    assert sheet['ReadNamed("FeedState")'] == "SAVED 15:04:05"
    assert sheet.timers == []  # under the name that the file may have no more
    sheet("WakeTimer", False)
    assert shown(sheet) == ["LIVE", 1.5, "LIVE"]
    assert sheet['ReadNamed("FeedState")'] == "LIVE"
    assert len(sheet.timers) == 1


def test_a_closing_file_sets_no_timer_even_when_it_is_saved(sheet: Vba) -> None:
    sheet("RestTimer", True)  # before the close
    sheet("RestTimer", False)  # the user saves on the way out
    sheet("WakeTimer", False)
    assert sheet.timers == []
    assert shown(sheet)[0].startswith("SAVED ")
    assert sheet['ReadNamed("TimerState")'] == "ON"


def test_after_a_cancelled_close_the_timer_goes_on_with_the_next_click(sheet: Vba) -> None:
    sheet("RestTimer", True)
    sheet("WakeTimer", True)
    assert len(sheet.timers) == 1
    assert shown(sheet) == ["LIVE", 1.5, "LIVE"]


def test_after_a_cancelled_close_a_command_goes_on_too(sheet: Vba) -> None:
    sheet("RestTimer", True)
    sheet("RefreshAll")
    sheet.at(2)
    assert shown(sheet) == ["LIVE", 1.5, "LIVE"]
    sheet("RestTimer", False)
    sheet("WakeTimer", False)
    assert len(sheet.timers) == 1


def test_a_tick_that_breaks_off_is_followed_by_another(vba: Vba) -> None:
    vba("SetBreaks", True)
    vba("StartTimer")
    vba.at(1)
    assert vba.timers == ["TimerFired@2"]


def test_saving_a_stopped_file_changes_nothing(vba: Vba) -> None:
    vba("SetCells", True)
    vba("RestTimer", False)
    assert shown(vba) == ["NO FEED"] * 3
    vba("WakeTimer", True)
    assert vba.timers == []


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (86399, "23:59:59")])
def test_times_are_written_with_colons(stateless: Vba, seconds: float, text: str) -> None:
    assert stateless[f"ClockText(CDate(46000 + {seconds} / 86400))"] == text
