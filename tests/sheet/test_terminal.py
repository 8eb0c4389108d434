"""The board and the orders on a terminal, and as plain lines elsewhere."""

import io

import msgspec
import pytest
from rich.console import Console

from xlbetflag.cli.screen import Screen, line_of, order_lines, picture
from xlbetflag.workbook.live.view import BlockView, SheetView

ROWS = (
    ("1", "1", "▲", 2.06, 3.5, 2.08, 20.0, 2.1, 150.0, 2.14, 90.0, "", "", "", "")
    + ("LIVE", "15:04:05"),
    ("2", "X", "", "", "", "", "", 3.3, 12.5, 3.4, 0.8, "", "", "", "", "LIVE", "15:04:05"),
)
ORDER = {
    "row": 5,
    "market": "813016",
    "selection": "1 · 1",
    "side": "BACK",
    "price": "due",
    "stake": 5.0,
    "options": "",
    "status": "REFUSED",
    "offer_id": "",
    "matched": "",
    "remaining": "",
    "message": "[bold]Price[/] 'due' is not a number.",
}
GREEN = {**ORDER, "row": 7, "selection": "", "side": "GREEN", "price": "", "stake": ""}
VIEW = SheetView(
    "PRACTICE",
    "ARMED",
    "LIVE",
    "15:04:05",
    (BlockView("813016", "Lazio - Hellas Verona", "Esito finale", "", ROWS),),
    (
        ORDER,
        {**ORDER, "row": 6, "options": "FOK 3", "status": "WORKING", "message": ""},
        {**GREEN, "status": "ENDED", "message": "Done."},
    ),
)


def text_of(view: SheetView) -> str:
    console = Console(file=io.StringIO(), width=160, force_terminal=False)
    console.print(picture(view))
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_the_picture_shows_prices_states_and_sentences() -> None:
    shown = text_of(VIEW)
    for part in ("PRACTICE", "ARMED", "2.10", "150.00", "3.40", "WORKING", "▲", "15:04:05"):
        assert part in shown
    assert "[bold]Price[/] 'due' is not a number." in shown


def test_a_line_for_each_tick_where_there_is_no_terminal() -> None:
    console = Console(file=io.StringIO(), width=300, soft_wrap=True)
    with Screen(console) as screen:
        screen.show(VIEW, 7)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert printed.splitlines() == [line_of(VIEW, 7), *order_lines(VIEW)]
    assert "row 5  BACK 1 · 1 5.00 @ due: REFUSED  [bold]Price[/] 'due'" in printed
    assert "row 6  BACK 1 · 1 5.00 @ due FOK 3: WORKING\n" in printed
    assert "row 7  GREEN: ENDED  Done.\n" in printed
    assert "1 2.10/2.14, X 3.30/3.40" in printed
    assert "ENDED 1  REFUSED 1  WORKING 1" in printed


def test_a_terminal_is_updated_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")  # a dumb one is written to line by line
    console = Console(file=io.StringIO(), width=160, force_terminal=True)
    with Screen(console) as screen:
        screen.show(VIEW, 1)
        screen.show(VIEW, 2)
    assert "\x1b[" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_row_without_prices_is_the_word_that_says_why() -> None:
    waiting = ("", "NO FEED", *[""] * 13, "NO FEED", "")
    block = BlockView("813016", "Lazio - Hellas Verona", "Esito finale", "", (waiting,))
    assert line_of(msgspec.structs.replace(VIEW, blocks=(block,)), 1).count("NO FEED") == 1
    assert "/" not in line_of(msgspec.structs.replace(VIEW, blocks=(block,)), 1)
