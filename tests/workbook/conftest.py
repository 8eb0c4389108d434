"""A built workbook, made once for the tests that only read it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from tests.support.views import EVENT, LaidDownView
from xlbetflag.engines import headless
from xlbetflag.engines.headless import cell_range
from xlbetflag.functions import FUNCTIONS
from xlbetflag.functions.cells import Cells
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.live.binding import Binding

FILE_ID = "f00000001"
ORDER_ROWS = 12
MARKET_ROWS = 8
BLOCKS = 3


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "trader.xlsx"
    build(path, file_id=FILE_ID, blocks=BLOCKS, order_rows=ORDER_ROWS, market_rows=MARKET_ROWS)
    return path


class Writes:
    """Counts the blocks written to a workbook, with their addresses."""

    def __init__(self) -> None:
        self.areas: list[str] = []

    def take(self) -> list[str]:
        """The addresses written since last asked."""
        taken, self.areas = self.areas, []
        return taken


@pytest.fixture
def book(built: Path, tmp_path: Path) -> Iterator[xw.Book]:
    """A fresh copy of the built workbook, open in the headless engine."""
    headless.activate()
    path = tmp_path / "trader.xlsx"
    shutil.copy(built, path)
    app = xw.App()
    yield app.books.open(str(path))
    app.quit()


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Writes:
    found = Writes()
    engine_range: Any = cell_range.Range
    written = engine_range.raw_value.fset

    def write(area: cell_range.Range, data: object) -> None:
        found.areas.append(f"{area.sheet.name}!{area.address.replace('$', '')}")
        written(area, data)

    monkeypatch.setattr(engine_range, "raw_value", engine_range.raw_value.setter(write))
    return found


@pytest.fixture
def view() -> Iterator[LaidDownView]:
    view = LaidDownView()
    cells = Cells(view, lambda: "en")
    for name in FUNCTIONS:
        headless.engine.functions.add(name, lambda *values, _n=name: cells.call(_n, values))
    yield view
    for name in FUNCTIONS:
        headless.engine.functions.remove(name)


@pytest.fixture
def watching(book: xw.Book, view: LaidDownView) -> xw.Book:
    """The workbook with its one market on the first block, calculated."""
    binding = Binding(book)
    binding.show_markets((EVENT,))
    book.sheets["Markets"]["B5"].value = "YES"
    binding.assign_blocks(binding.watched())
    book.app.calculate()
    return book


def rows(book: xw.Book, sheet: str, area: str) -> list[list[Any]]:
    return book.sheets[sheet][area].options(ndim=2, err_to_str=True).value
