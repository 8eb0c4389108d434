"""The sheet Examples: every function stands there once, live, and says something."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.functions.examples import WINNERS, example_view
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.functions.declare import function
from xlbetflag.functions.kinds import Depth
from xlbetflag.functions.known import CellContext
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.options import Options, parse_options
from xlbetflag.texts.spoken import text_in
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.build.sheets.examples import (
    BET_ROW,
    MARKET_ROW,
    OWN_WIDTHS,
    SHOWN,
    TYPED,
)
from xlbetflag.workbook.build.sheets.order_words import ORDER_WORDS
from xlbetflag.workbook.layout.sheets import EXAMPLES
from xlbetflag.workbook.live.binding import Binding

SMALL: dict[str, Any] = {"blocks": 2, "order_rows": 5, "market_rows": 10}
TWO_WAY, THREE_WAY = "4002", "4001"
ERRORS = ("#", "? ", "NO FEED", "STALE", "SUSPENDED", "CLOSED")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("examples") / "demo.xlsx"
    build(path, file_id="f00000001", examples=True, **SMALL)
    return path


@pytest.fixture(scope="module")
def sheet(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)[EXAMPLES]


def test_every_command_and_option_of_an_order_row_stands_there(sheet: Worksheet) -> None:
    shown = {cell.value for (cell,) in sheet.iter_rows(min_col=TYPED + 1, max_col=TYPED + 1)}
    words = [word for word, _ in ORDER_WORDS]
    assert set(words) <= shown
    commands = [str(command) for command in Command]
    assert set(commands) <= set(words)
    options = [parse_options(word) for word in words if word not in commands]
    assert options == [parse_options(text_in(word, "it")) for word in words if word not in commands]
    nothing = Options()
    told = {name for each in options for name in Options.__struct_fields__
            if getattr(each, name) != getattr(nothing, name)}  # fmt: skip
    assert told == set(Options.__struct_fields__)


@pytest.fixture
def live(path: Path) -> Iterator[xw.Book]:
    """Open on the markets of docs/functions.md, two of which are watched."""
    headless.activate()
    view = example_view()
    cells = Cells(view, lambda: "en", winners=WINNERS.get)
    for name in FUNCTIONS:
        headless.engine.functions.add(name, lambda *values, _n=name: cells.call(_n, values))
    app = xw.App(add_book=False)
    book = app.books.open(str(path))
    binding = Binding(book)
    binding.show_markets(view.events.value or ())
    binding.assign_blocks((THREE_WAY, TWO_WAY))
    app.calculate()
    yield book
    app.quit()
    for name in FUNCTIONS:
        headless.engine.functions.remove(name)


def typed(sheet: Worksheet) -> dict[str, tuple[str, int]]:
    """By function: the formula as text, and the row (from 1) where it stands."""
    column = (cell for row in sheet.iter_rows(min_col=TYPED + 1, max_col=TYPED + 1) for cell in row)
    found = [cell for cell in column if str(cell.value).startswith("=BF_")]
    shown = {cell.value[1:].partition("(")[0]: (cell.value, cell.row) for cell in found}
    assert len(shown) == len(found), "a function stands there twice"
    return shown


def test_every_function_stands_there_once(sheet: Worksheet) -> None:
    assert typed(sheet).keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_live_cell_holds_the_formula_beside_it(sheet: Worksheet, name: str) -> None:
    formula, row = typed(sheet)[name]
    columns = FUNCTIONS[name].columns
    said = sheet.cell(row, SHOWN + (1 if columns else 2)).value
    assert said == FUNCTIONS[name].summary
    live = sheet.cell(row + (2 if columns else 0), SHOWN + 1).value
    assert (live.text if isinstance(live, ArrayFormula) else live) == formula


def test_a_table_stands_under_its_own_heads(live: xw.Book, sheet: Worksheet) -> None:
    for name, (_, row) in typed(sheet).items():
        if FUNCTIONS[name].columns is None:
            continue
        area = sheet.cell(row + 2, SHOWN + 1).value.ref
        heads = [
            sheet.cell(row + 1, SHOWN + 1 + place).value
            for place in range(live.sheets[EXAMPLES][area].columns.count)
        ]
        columns = FUNCTIONS[name].columns or ()
        assert set(heads) <= set(columns)
        assert name == "BF_BOOK" or tuple(heads) == columns[: OWN_WIDTHS.get(name)]


def test_every_example_shows_a_value(live: xw.Book, sheet: Worksheet) -> None:
    shown = live.sheets[EXAMPLES]
    assert shown[MARKET_ROW, SHOWN].value == TWO_WAY, "the first market of two selections"
    assert shown[BET_ROW, SHOWN].value == "1 · Over"
    empty = set()
    for name, (formula, row) in typed(sheet).items():
        columns = FUNCTIONS[name].columns
        cell = sheet.cell(row + (2 if columns else 0), SHOWN + 1)
        area = cell.value.ref if columns else cell.coordinate
        values = shown[area].options(ndim=2, err_to_str=True).value
        words = [value for line in values for value in line if value not in (None, "")]
        assert not [word for word in words if str(word).startswith(ERRORS)], formula
        if not words:
            empty.add(name)
    assert empty == {"BF_ORDERS", "BF_MATCHES", "BF_TREND"}  # nothing of mine, no past there


def test_the_examples_follow_the_market_that_is_typed(live: xw.Book, sheet: Worksheet) -> None:
    shown = live.sheets[EXAMPLES]
    shown[MARKET_ROW, SHOWN].value = THREE_WAY
    live.app.calculate()
    assert shown[BET_ROW, SHOWN].value == "1 · 1"
    _, row = typed(sheet)["BF_PRICE"]
    assert shown[row - 1, SHOWN].value == 2.5
    _, row = typed(sheet)["BF_MATCHES"]
    assert shown[row + 1, SHOWN].value == "B1"
    _, row = typed(sheet)["BF_EQUIVALENT"]
    assert shown[row + 1, SHOWN].value.startswith("? ")  # three selections


def test_an_argument_that_no_cell_holds_is_not_forgotten(tmp_path: Path) -> None:
    def bf_novelty(known: CellContext, novelty: Depth) -> float:
        """A function that somebody adds."""
        return float(novelty)

    bf_novelty.__module__ = "xlbetflag.functions.prices"
    function()(bf_novelty)
    try:
        with pytest.raises(KeyError, match="novelty"):
            build(tmp_path / "x.xlsx", file_id="f00000001", examples=True, **SMALL)
    finally:
        del FUNCTIONS["BF_NOVELTY"]


def test_only_the_workbook_that_asks_has_the_sheet(tmp_path: Path) -> None:
    build(tmp_path / "x.xlsx", file_id="f00000001", **SMALL)
    assert EXAMPLES not in openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames


def test_the_same_arguments_give_the_same_bytes(path: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    build(again, file_id="f00000001", examples=True, **SMALL)
    assert again.read_bytes() == path.read_bytes()
