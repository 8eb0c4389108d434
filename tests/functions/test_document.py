"""docs/functions.md: every entry is the declared one, every example is what a cell shows."""

from collections.abc import Iterator
from typing import Any

import pytest
import xlwings as xw

from tests.functions.examples import (
    DOCUMENT,
    WINNERS,
    Example,
    example_view,
    examples,
    renewed,
)
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS, Cells

PAGE = DOCUMENT.read_text("utf-8")
FOUND = examples(PAGE)
ROOM = 30  # rows between two examples in the sheet


@pytest.fixture(scope="module")
def sheet() -> Iterator[xw.Sheet]:
    """Every example in a workbook of the headless host, calculated."""
    headless.activate()
    cells = Cells(example_view(), lambda: "en", winners=WINNERS.get)
    for function in FUNCTIONS.values():
        headless.engine.functions.add(
            function.name,
            lambda *values, name=function.name: cells.call(name, values),
            min_args=function.minimum_arguments,
            max_args=len(function.arguments),
        )
    app = xw.App(add_book=False)
    sheet = app.books.add().sheets[0]
    for number, example in enumerate(FOUND):
        sheet[number * ROOM, 0].formula2 = example.formula
    app.calculate()
    yield sheet
    app.quit()
    for name in FUNCTIONS:
        headless.engine.functions.remove(name)


@pytest.mark.parametrize("number", range(len(FOUND)), ids=[each.formula for each in FOUND])
def test_a_cell_shows_what_the_page_says(sheet: xw.Sheet, number: int) -> None:
    example = FOUND[number]
    columns = FUNCTIONS[example.function].columns
    width, rows = max(len(row) for row in example.shown), len(example.shown)
    first = number * ROOM
    area = sheet[first : first + rows + 1, 0 : width + 1]
    shown = area.options(ndim=2, err_to_str=True).value
    for row, told in zip(shown, example.shown, strict=False):
        assert [_as_told(cell, text) for cell, text in zip(row, told, strict=False)] == list(told)
        assert row[width] is None  # and nothing beside it
    assert shown[rows] == [None] * (width + 1)  # nor below
    if columns is None:
        assert not example.head
    elif example.function != "BF_BOOK":  # whose columns depend on the depth
        assert example.head == columns


def _as_told(cell: Any, text: str) -> str:
    """A number with as many decimals as the page gives it."""
    if isinstance(cell, float):
        _, _, decimals = text.partition(".")
        return f"{cell:.{len(decimals)}f}"
    return cell or ""


def test_every_function_has_its_entry_and_an_example() -> None:
    assert renewed(PAGE) == PAGE, "python -m tests.functions.examples writes it anew"
    assert {example.function for example in FOUND} == set(FUNCTIONS)


def test_at_least_thirty_are_worked_by_hand() -> None:
    worked = [example for example in FOUND if any(sign in example.why for sign in "+−×/=")]
    assert len(worked) >= 30


def test_an_example_is_read_as_it_is_written() -> None:
    text = "- `=BF_X(1)` → `2`: because.\n- `=BF_Y()`. Why.\n\n  | A |\n  |---|\n  | 3 |\n"
    assert examples(text) == [
        Example("=BF_X(1)", (), (("2",),), "because."),
        Example("=BF_Y()", ("A",), (("3",),), "Why."),
    ]
