"""What crosses between Excel and Python, through xlwings' own call: shapes and values."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.hosts.excel.conftest import Macros, key
from tests.support.views import LaidDownView
from xlbetflag.functions import FUNCTIONS
from xlbetflag.hosts.excel import block, service
from xlbetflag.hosts.excel.block import SEPARATOR, read_key
from xlbetflag.market.moments import ROME
from xlbetflag.scheduling.threads import THREADS
from xlbetflag.texts import say

PRICE = key("BF_PRICE", "813016", "1")
BOOK = key("BF_BOOK", "813016", 3.0)


class LaidDownCells:
    """Answers of cells that a test lays down; None is an exception."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    def call(self, name: str, values: tuple[Any, ...]) -> Any:
        self.asked.append((name, values))
        return self.values[name]


@pytest.fixture
def cells() -> LaidDownCells:
    return LaidDownCells()


@pytest.fixture
def macros(
    cells: LaidDownCells, windows: SimpleNamespace, fresh_workbook: Path
) -> Iterator[Macros]:
    """A workbook whose cells get what the test says; it is copying, so nothing is written."""
    desk = SimpleNamespace(
        feed=LaidDownView(),
        now=lambda: datetime.now(ROME),
        cells_over=lambda *_: cells,
        language=lambda: "en",
        say=lambda what, **values: say(what, "en", **values),
        scheduler=THREADS,
        note=lambda kind, text: None,
        heartbeat=SimpleNamespace(beat=lambda who: None),
    )
    service.current = service.Service(desk)  # type: ignore[arg-type]
    yield Macros(windows, windows.excel.open(fresh_workbook))
    service.current = None


def told(macros: Macros) -> Any:
    return macros.tick(copying=True)


def test_nothing_changed_is_a_rectangle_too(macros: Macros) -> None:
    answer = told(macros)
    assert answer[1] == ["", "", "", ""]
    assert len(answer) == 2


def test_one_change_and_then_none(macros: Macros, cells: LaidDownCells) -> None:
    cells.values["BF_PRICE"] = 2.1
    assert macros.cell(PRICE) == "NO FEED"
    assert told(macros)[1:] == [[PRICE, 0, 0, 2.1]]
    assert cells.asked[-1] == ("BF_PRICE", ("813016", "1"))
    assert told(macros)[1:] == [["", "", "", ""]]
    cells.values["BF_PRICE"] = "SUSPENDED"
    assert told(macros)[1:] == [[PRICE, 0, 0, "SUSPENDED"]]
    assert macros.cell(PRICE) == "SUSPENDED"


def test_many_changes_are_one_answer(macros: Macros, cells: LaidDownCells) -> None:
    keys = [key("BF_PRICE", "813016", f"{number}") for number in range(500)]
    cells.values["BF_PRICE"] = 3.0
    for each in keys:
        macros.cell(each)
    answer = told(macros)
    assert [row[0] for row in answer[1:]] == keys


@pytest.mark.parametrize("shape", [(10, 17), (3, 17), (1, 17), (17, 1), (1, 1)])
def test_a_table_of_any_shape(macros: Macros, cells: LaidDownCells, shape: tuple[int, int]) -> None:
    rows, columns = shape
    table = [[float(row * 100 + column) for column in range(columns)] for row in range(rows)]
    cells.values["BF_BOOK"] = table
    macros.cell(BOOK)
    answer = told(macros)
    assert answer[1] == [BOOK, rows, columns, "#"]
    assert answer[2] == [BOOK, 1, 1, 0.0]
    assert len(answer) == 2 + rows * columns
    assert macros.cell(BOOK) == table


def test_a_table_that_shrinks_leaves_nothing_behind(macros: Macros, cells: LaidDownCells) -> None:
    for rows in (5, 2, 1, 4):
        cells.values["BF_BOOK"] = [["text", 1.0]] * rows
        macros.cell(BOOK)
        told(macros)
        assert macros.cell(BOOK) == [["text", 1.0]] * rows


@pytest.mark.parametrize(
    ("value", "crosses"),
    [
        ("", ""),
        (None, ""),
        ("=1+1", "=1+1"),
        ("-2", "-2"),
        ("@name", "@name"),
        ("2,50", "2,50"),
        ("0012", "0012"),
        ("2-1", "2-1"),
        ("12 · Città", "12 · Città"),
        ("? the market is closed", "? the market is closed"),
        (2.5, 2.5),
        (0.0, 0.0),
        (7, 7),
        (True, True),
        (2**40, float(2**40)),
        (float("nan"), ""),
        (float("inf"), ""),
        (Decimal("2.50"), 2.5),
        (np.float64(2.5), 2.5),
        (np.int64(7), 7.0),
        (np.float64("nan"), ""),
        (timedelta(hours=12), 0.5),
        (datetime(2026, 5, 3, 12, tzinfo=ROME), 46145.5),
        (object, "<class 'object'>"),
        ("\ud800", "\ufffd"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_values_arrive_as_vba_takes_them(
    macros: Macros, cells: LaidDownCells, value: object, crosses: object
) -> None:
    cells.values["BF_PRICE"] = value
    cells.values["BF_BOOK"] = [[value, "end"]]
    macros.cell(PRICE)
    macros.cell(BOOK)
    told(macros)
    for arrived in (macros.cell(PRICE), macros.cell(BOOK)[0][0]):
        assert arrived == crosses
        assert type(arrived) in (str, float, int, bool)


def test_arguments_are_what_was_typed(macros: Macros, cells: LaidDownCells) -> None:
    cells.values["BF_WHATIF"] = 1.0
    rows = "r2x3" + "".join("\x1e" + cell for cell in ("t7", "n2.5", "e", "b1", "x", "t"))
    macros.cell(SEPARATOR.join(["BF_WHATIF", "n.5", "n-1E+15", "b0", "e", "t1,5", rows]))
    told(macros)
    assert cells.asked[-1] == (
        "BF_WHATIF",
        (0.5, -1e15, False, None, "1,5", [["7", 2.5, None], [True, "#VALUE!", ""]]),
    )


@pytest.mark.parametrize(
    "junk",
    ["", "BF_NOTHING", "BF_PRICE\x1fz1", "BF_PRICE\x1fr2x2\x1et1", "BF_PRICE\x1fnzwei", "\x1f\x1f"],
)
def test_a_call_that_is_none_shows_no_feed(macros: Macros, cells: LaidDownCells, junk: str) -> None:
    macros.cell(junk)
    cells.values["BF_PRICE"] = 2.1
    macros.cell(PRICE)
    told(macros)
    assert macros.cell(PRICE) == 2.1
    assert macros.cell(junk) == "NO FEED"


def test_a_function_that_fails_becomes_a_sentence(macros: Macros, cells: LaidDownCells) -> None:
    macros.cell(PRICE)  # nothing is laid down for it
    assert "did not understand" in told(macros)[0][3]
    assert macros.cell(PRICE) == "NO FEED"


@pytest.mark.parametrize("request_", [(("TICK", "one", 1, ""), ("",) * 4), (("TICK",), ("",)), 7])
def test_what_is_no_request_gets_a_sentence(macros: Macros, request_: Any) -> None:
    com = macros.windows.com_server.XLPython()
    answer = com.CallUDF("xlbetflag.hosts.excel.entry", "ask", [request_], macros.book, None)
    assert answer[0][0] == 0
    assert "did not understand" in answer[0][3]


def test_a_desk_that_was_started_again_asks_for_every_key(
    macros: Macros, cells: LaidDownCells
) -> None:
    cells.values["BF_PRICE"] = 2.1
    macros.cell(PRICE)
    told(macros)
    assert service.current
    service.current = service.Service(service.current._desk)
    cells.values["BF_PRICE"] = 2.2
    assert told(macros)[0][2] == "FRESH"
    assert macros.cell(PRICE) == 2.1
    told(macros)
    assert macros.cell(PRICE) == 2.2


def test_without_a_desk_there_is_a_sentence(macros: Macros) -> None:
    service.current = None
    assert "xlbetflag serve" in told(macros)[0][3]


def test_every_function_of_a_cell_can_be_asked() -> None:
    for name, function in FUNCTIONS.items():
        asked = key(name, *("x" for _ in function.arguments))
        assert read_key(asked) == (name, ("x",) * len(function.arguments))


def test_the_calling_workbook_is_not_kept(macros: Macros) -> None:
    told(macros)
    assert macros.windows.xlwindows.BOOK_CALLER is None
    assert block.WIDTH == 4
