"""The Calc engine: one cell, a block beside openpyxl in memory, a batch beside single calls."""

from __future__ import annotations

from collections.abc import Iterator

import openpyxl
import pytest
import xlwings as xw

from tests.bench.timing import interleaved
from xlbetflag.engines import calc

pytestmark = [pytest.mark.bench, pytest.mark.libreoffice]

ROWS, COLUMNS, CELLS, ROUNDS = 1_000, 20, 200, 15
BLOCK = [
    [f"selection {row}" if column % 4 == 0 else row + column / 100 for column in range(COLUMNS)]
    for row in range(ROWS)
]


@pytest.fixture
def sheet() -> Iterator[xw.Sheet]:
    office = calc.Office.start()
    app = calc.adopt(office)
    yield app.books.add().sheets[0]
    app.quit()


def test_one_cell(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]

    def read() -> object:
        return cell.value

    def write() -> None:
        cell.value = 2.5

    taken = interleaved({"read": read, "write": write}, rounds=200)
    print({name: f"{seconds * 1000:.2f} ms a cell" for name, seconds in taken.items()})
    assert max(taken.values()) <= 0.002


def test_a_block_beside_openpyxl(sheet: xw.Sheet) -> None:
    area = sheet["A1"].resize(ROWS, COLUMNS)
    other = openpyxl.Workbook().active
    for row in BLOCK:
        other.append(row)

    def write() -> None:
        area.value = BLOCK

    def append() -> None:
        fresh = openpyxl.Workbook().active
        for row in BLOCK:
            fresh.append(row)

    write()
    assert area.value == BLOCK
    taken = interleaved(
        {
            "read": lambda: area.value,
            "openpyxl iter_rows": lambda: list(other.iter_rows(values_only=True)),
            "write": write,
            "openpyxl append": append,
        },
        rounds=ROUNDS,
    )
    reading = taken["read"] / taken["openpyxl iter_rows"]
    writing = taken["write"] / taken["openpyxl append"]
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()})
    print(f"{ROWS} x {COLUMNS}: read {reading:.2f} x iter_rows, write {writing:.2f} x append")
    assert reading <= 4
    assert writing <= 4


def test_a_batch_beside_single_calls(sheet: xw.Sheet) -> None:
    cells = [sheet[place // 10, place % 10] for place in range(CELLS)]

    def singly() -> None:
        for cell in cells:
            cell.value = 2.5

    def together() -> None:
        with calc.batch(sheet.book.app):
            singly()

    taken = interleaved({"singly": singly, "together": together}, rounds=ROUNDS)
    ratio = taken["singly"] / taken["together"]
    print({name: f"{seconds * 1000:.1f} ms" for name, seconds in taken.items()})
    print(f"{CELLS} cells in a batch: {ratio:.1f} times as fast as one by one")
    assert ratio >= 5
