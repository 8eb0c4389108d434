"""What is typed: a command and nothing that does not belong to it; what lowers risk at once."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.support.conditions import wait_until
from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.cli.session import Keyboard
from xlbetflag.functions import Cells
from xlbetflag.hosts.calc.pushing import Pushing
from xlbetflag.practice.server import PracticeServer
from xlbetflag.sheet.typed import at_once, misfit_of, read_command
from xlbetflag.texts import say
from xlbetflag.texts.commands import COMMANDS
from xlbetflag.workbook.layout.desk import COMMAND

LOWERING = {
    "HALT": "halt",
    "DISARM": "disarm",
    "CANCEL ALL": "cancel_all",
    "CANCEL ALL AT VENUE YES": "cancel_all",
}
ROWS = ("PREVIEW", "PLACE", "PLACE TWINS", "CANCEL", "NEXT")
ALONE = [each for each in COMMANDS if each not in (*ROWS, "REPLACE", "DECIDE")]
EVERY_WORD = sorted({word for each in [*COMMANDS, *COMMANDS.values()] for word in each.split()})


class Noting:
    """Orders that only note what they were told."""

    is_read_only = False
    trouble = ""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda **_: self.done.append(name)


def a_desk() -> Any:
    return SimpleNamespace(
        orders=Noting(),
        language=lambda: "en",
        say=lambda what, **values: say(what, "en", **values),
        note=lambda kind, text: None,
    )


@pytest.mark.parametrize("command", [*COMMANDS, *COMMANDS.values()])
def test_every_command_is_read_in_both_languages(command: str) -> None:
    english = next(each for each in COMMANDS if command in (each, COMMANDS[each]))
    assert read_command(f"  {command.lower()} ") == (english, [])


@pytest.mark.parametrize("more", ["5", "5 7", "all", "xyz", "-", "!", "now please"])
@pytest.mark.parametrize("command", ALONE)
def test_a_command_that_stands_alone_does_nothing_with_words_behind_it(
    command: str, more: str
) -> None:
    if " ".join(read_command(f"{command} {more}")[1]) != more.upper():
        return  # another command: CANCEL ALL AT VENUE YES ...
    desk = a_desk()
    said = at_once(desk, f"{command} {more}")
    assert said is None or "Nothing was done" in said
    assert desk.orders.done == []
    assert command in misfit_of(command, [more.upper()], "en")


@given(words=st.lists(st.sampled_from([*EVERY_WORD, "5", "7", "-", "XYZ"]), max_size=7))
def test_only_the_very_words_of_a_lowering_command_do_it_at_once(words: list[str]) -> None:
    desk = a_desk()
    typed = " ".join(words)
    at_once(desk, typed)
    command, rest = read_command(typed)
    assert desk.orders.done == ([LOWERING[command]] if command in LOWERING and not rest else [])


WRONG = [
    "cancel all 5",
    "cancel 5 all",
    "annulla tutto 5",
    "annulla 5 tutto",
    "halt 5",
    "arm xyz",
    "disarm all",
    "replace 5 3 4",
    "replace 5",
    "replace",
    "place 5 all",
    "place all",
    "cancel 5, 7",
    "cancel -5",
    "cancel 5.0",
    "cancel row 5",
    "cancel all at venue yes 5",
    "cancel all at venue no",
    "resume 5",
    "rearm rules 5",
    "preview x",
]


def test_words_that_do_not_fit_do_nothing_in_the_sheet(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    sheet = open_sheet(settings_for(server.url))
    (market, *_) = first_markets(server)
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    sheet.works(market)
    cell = sheet.host.book.names[COMMAND.name].refers_to_range
    answer = sheet.host.book.names["Answer"].refers_to_range
    for typed in WRONG:
        said = sheet.host.sheet.command(typed)
        assert "Nothing was done" in said or "as in REPLACE 5" in said, (typed, said)
        cell.value = typed
        sheet.host.tick()
        assert answer.value == said
        assert sheet.desk.orders.is_armed
    results = sheet.desk.orders.results().values()
    assert [(r.status.value, "ancel" in r.message) for r in results] == [("WORKING", False)]
    row = sheet.type_order(1)
    said = sheet.host.sheet.command(f"CANCEL {row} {row + 1} 99")
    assert said == f"No order stands in: {row}, {row + 1}, 99."
    said = sheet.host.sheet.command(f"CANCEL {row - 1} 99")
    assert said == "Cancelling 1 rows: each shows its result. No order stands in: 99."
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])


# --- at once ---------------------------------------------------------------------------------


class Slow:
    """A keyboard whose lines come when a test types them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._typed = threading.Condition()
        self._is_over = False

    def type(self, line: str) -> None:
        with self._typed:
            self._lines.append(line)
            self._typed.notify()

    def close(self) -> None:
        with self._typed:
            self._is_over = True
            self._typed.notify()

    def __iter__(self) -> Iterator[str]:
        while True:
            with self._typed:
                assert self._typed.wait_for(lambda: self._lines or self._is_over, 10)
                if not self._lines:
                    return
                line = self._lines.pop(0)
            yield line


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow()
    monkeypatch.setattr("sys.stdin", slow)
    yield slow
    slow.close()


def test_what_lowers_risk_is_done_while_a_tick_is_far_away(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], keys: Slow
) -> None:
    sheet = open_sheet(settings_for(server.url))
    sheet.arm()
    sheet.host.sheet.interval = 1_000.0
    written = io.StringIO()
    keyboard = Keyboard(sheet.desk, Console(file=written, width=200))
    keyboard.heard = sheet.host.hurry
    sheet.host._next = time.monotonic() + 1_000.0
    waiting = threading.Thread(target=sheet.host.wait)
    waiting.start()
    keys.type("disarm\n")
    wait_until(lambda: not sheet.desk.orders.is_armed, seconds=2.0)
    keys.type("ferma\n")
    wait_until(lambda: sheet.desk.orders.is_halted, seconds=2.0)
    wait_until(lambda: "Halted" in written.getvalue())
    assert waiting.is_alive()
    keys.type("cancel 5\n")  # needs the sheet: the wait ends, and it is taken
    waiting.join(2.0)
    assert not waiting.is_alive()
    assert keyboard.typed.get(timeout=2.0) == "cancel 5\n"
    assert keyboard.typed.empty()


def test_a_desk_that_only_looks_says_so_at_once() -> None:
    desk = a_desk()
    desk.orders.is_read_only, desk.orders.trouble = True, "another desk writes"
    assert at_once(desk, "halt") == "another desk writes"
    assert desk.orders.done == []


def test_the_command_cell_is_looked_at_between_slow_ticks(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], tmp_path: Path
) -> None:
    sheet = open_sheet(settings_for(server.url))
    sheet.arm()
    sheet.host.tick()
    ticks = sheet.host.sheet.ticks
    cell = sheet.host.book.names[COMMAND.name].refers_to_range
    cell.value = "halt"
    sheet.host.sheet.obey()
    assert sheet.desk.orders.is_halted
    assert cell.value is None
    assert sheet.host.sheet.ticks == ticks


class PushedCalc:
    """A connection to a Calc in which some commands were just given."""

    def __init__(self, *commands: str) -> None:
        self._commands = [{"document": "d1", "command": each} for each in commands]
        self.told: list[tuple[object, ...]] = []

    def call(self, *_: object) -> dict[str, object]:
        return {"gone": [], "asked": [], "commands": self._commands}

    def send(self, *what: object) -> None:
        self.told.append(what)


def test_calc_s_own_buttons_lower_risk_from_the_thread_that_pushes(tmp_path: Path) -> None:
    """Whatever the ticks are doing, and from whatever window."""
    desk, calc = a_desk(), PushedCalc("HALT", "PLACE", "CANCEL", "CANCEL ALL")
    delivery: Any = SimpleNamespace(forget=lambda: None, take=lambda _: None)
    pushing = Pushing(
        Cells(delivery, lambda: "en"),
        delivery,
        delivery,
        tmp_path,
        at_once=lambda typed: at_once(desk, typed),
    )
    pushing.push(calc)  # type: ignore[arg-type]
    assert desk.orders.done == ["halt", "cancel_all"]
    assert [pushing.commands.get_nowait().command for _ in range(2)] == ["PLACE", "CANCEL"]
    assert pushing.commands.empty()
    assert [what[:2] for what in calc.told] == [("betflag.tell", "d1")] * 2


def test_a_keyboard_goes_on_hearing_after_a_command_that_failed(keys: Slow) -> None:
    desk, written = a_desk(), io.StringIO()

    def fail() -> None:
        raise RuntimeError("a bug of ours")

    desk.orders.halt = fail
    Keyboard(desk, Console(file=written, width=200))
    keys.type("halt\n")
    keys.type("cancel all\n")
    wait_until(lambda: desk.orders.done == ["cancel_all"])
    assert "RuntimeError" in written.getvalue()
