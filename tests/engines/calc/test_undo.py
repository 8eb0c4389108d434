"""Undo is the user's: what is written through the engine is no part of it, in a real window."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import xlwings as xw

from tests.hosts.calc.desktop import Desktop
from tests.support.conditions import wait_until
from xlbetflag.engines import calc

pytestmark = [pytest.mark.libreoffice, pytest.mark.screen]
MOMENT = dt.datetime(2026, 3, 1, 20, 45)  # noqa: DTZ001  a cell has no time zone


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with Desktop() as found:
        monkeypatch.setenv("DISPLAY", found.display)
        yield found


@pytest.fixture
def sheet(desktop: Desktop) -> Iterator[xw.Sheet]:
    """Of a new book in a window that has the keys."""
    before = xw.engines.active
    calc.activate()
    with xw.App() as app:
        desktop.focus(desktop.window("Calc"))
        yield app.books[0].sheets[0]
    xw.engines.active = before


def typed(desktop: Desktop, sheet: xw.Sheet, cell: str, text: str) -> None:
    """Somebody types into a cell."""
    sheet[cell].select()
    desktop.type(f"{text}\n")
    wait_until(lambda: sheet[cell].value == text, seconds=20)


def ticks(sheet: xw.Sheet, first: int) -> None:
    """Ten writes of everything that can be written into cells."""
    for number in range(first, first + 10):
        with calc.batch(sheet.book.app):
            sheet["D1"].value = [
                [number, f"tick {number}", True, MOMENT],
                [1, "=A1", "=#N/A", None],
            ]
            sheet["D4:E5"].formula = "=ROW()"
            sheet["G4:G5"].formula_array = "=ROW(A1:A2)"
            sheet["D7:F8"].value = number
    assert sheet["D1"].value == number


def test_undo_and_redo_meet_only_what_the_user_typed(desktop: Desktop, sheet: xw.Sheet) -> None:
    typed(desktop, sheet, "A1", "first")
    typed(desktop, sheet, "A2", "second")
    ticks(sheet, 1)
    desktop.press("ctrl+z")
    wait_until(lambda: sheet["A2"].value is None, seconds=20)
    assert sheet["A1"].value == "first"
    ticks(sheet, 11)
    desktop.press("ctrl+y")
    wait_until(lambda: sheet["A2"].value == "second", seconds=20)
    ticks(sheet, 21)
    desktop.press("ctrl+z")
    wait_until(lambda: sheet["A2"].value is None, seconds=20)
    desktop.press("ctrl+z")
    wait_until(lambda: sheet["A1"].value is None, seconds=20)
    desktop.press("ctrl+z")
    desktop.press("ctrl+z")
    typed(desktop, sheet, "A9", "later")
    assert sheet["D1:E1"].value == [30.0, "tick 30"]


def test_a_write_while_the_user_types_leaves_both_alone(desktop: Desktop, sheet: xw.Sheet) -> None:
    typed(desktop, sheet, "A1", "before")
    sheet["A2"].select()
    desktop.type("half")
    ticks(sheet, 1)
    desktop.type(" and half\n")
    wait_until(lambda: sheet["A2"].value == "half and half", seconds=20)
    ticks(sheet, 11)
    desktop.press("ctrl+z")
    wait_until(lambda: sheet["A2"].value is None, seconds=20)
    assert (sheet["A1"].value, sheet["D1"].value) == ("before", 20.0)
