"""A built workbook, made once for the tests that only read it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from xlbetflag.engines import headless
from xlbetflag.engines.headless import cell_range
from xlbetflag.workbook.builder import build

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
    engine_range = cell_range.Range
    written = engine_range.raw_value.fset

    def write(area: cell_range.Range, data: object) -> None:
        found.areas.append(f"{area.sheet.name}!{area.address.replace('$', '')}")
        written(area, data)

    monkeypatch.setattr(engine_range, "raw_value", engine_range.raw_value.setter(write))
    return found
