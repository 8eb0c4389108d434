"""What a calculation came to: read back from the calculator in few blocks, into the grids."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import formualizer as fz

from ..addresses import Area, Cell, cell_name, quoted_sheet
from ..values import CellError, Value
from .formulas import Kind
from .functions import error_from_calculator
from .grid import Grid

WIDEST_GAP = 16  # rows without a formula that are read along rather than begin another block


class Results:
    """The formulas of one sheet that the calculator evaluates, and where they are read."""

    def __init__(self, sheet: str, grid: Grid, formulas: Iterable[Cell]) -> None:
        self._sheet = sheet
        self._grid = grid
        plain: list[Cell] = []
        self._arrays: list[Cell] = []
        for cell in formulas:
            (plain if grid.formulas[cell].kind is Kind.PLAIN else self._arrays).append(cell)
        self._runs = list(_runs(plain))

    def collect(self, workbook: fz.Workbook) -> set[Cell]:
        """Read all of them; the cells that show something else than before."""
        view, changed, grid = workbook.sheet(self._sheet), set[Cell](), self._grid
        for anchor in self._arrays:
            formula = grid.formulas[anchor]
            if formula.kind is Kind.DYNAMIC:
                before, extent = formula.area, self._extent(workbook, anchor)
                if before != extent:
                    grid.set_extent(anchor, extent)
                    changed.update(before.cells())
            changed |= self._read(view, formula.area, formula.area.cells())
        for area, cells in self._runs:
            changed |= self._read(view, area, cells)
        return changed

    def blocked(self) -> list[Cell]:
        """The spills that found no room."""
        return [anchor for anchor in self._arrays if self._grid.is_blocked(anchor)]

    def _extent(self, workbook: fz.Workbook, anchor: Cell) -> Area:
        address = f"{quoted_sheet(self._sheet)}!{cell_name(*anchor)}"
        spill = workbook.inspect_cell(address, include_values=False).cell.spill
        if spill is None or spill.extent is None:
            return Area.of_cell(anchor)
        return Area.parse(spill.extent.rpartition("!")[2])

    def _read(self, view: fz.Sheet, area: Area, cells: Iterable[Cell]) -> set[Cell]:
        address = fz.RangeAddress(self._sheet, area.top, area.left, area.bottom, area.right)
        rows, top, left = view.get_values(address), area.top, area.left
        put = self._grid.put_result
        return {cell for cell in cells if put(cell, output(rows[cell[0] - top][cell[1] - left]))}


def _runs(cells: Collection[Cell]) -> Iterator[tuple[Area, list[Cell]]]:
    """Cells as few vertical stretches; other cells may stand between them."""
    columns: dict[int, list[int]] = defaultdict(list)
    for row, column in cells:
        columns[column].append(row)
    for column, rows in columns.items():
        rows.sort()
        run = [rows[0]]
        for row in rows[1:]:
            if row > run[-1] + WIDEST_GAP:
                yield Area(run[0], column, run[-1], column), [(each, column) for each in run]
                run = []
            run.append(row)
        yield Area(run[0], column, run[-1], column), [(each, column) for each in run]


def output(value: object) -> Value:
    if isinstance(value, float):
        return value if math.isfinite(value) else CellError.NUM
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dict):
        return error_from_calculator(value)
    return CellError.VALUE
