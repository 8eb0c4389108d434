"""Array formulas: as large as their user made them."""

from __future__ import annotations

from typing import Any

FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA


def keep(model: Any) -> None:
    """Let Calc know again how large each array is.

    It forgets that whenever it reads formulas anew, as it does when the add-in's names are found,
    and then takes what the function gives for its size, or writes an array into an .xlsx as a
    formula of one cell, its other cells empty. To be asked for the array that a cell belongs to
    makes it measure it.
    """
    for sheet in model.Sheets:
        for area in sheet.queryContentCells(FORMULAS):
            measured: set[tuple[int, int]] = set()
            for down, row in enumerate(area.getFormulaArray()):
                for right, formula in enumerate(row):
                    if formula.startswith("{=") and (down, right) not in measured:
                        measured |= _measure(sheet, area, area.getCellByPosition(right, down))


def _measure(sheet: Any, area: Any, cell: Any) -> set[tuple[int, int]]:
    """The cells of the array, as (row, column) of the area."""
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    array, within = cursor.RangeAddress, area.RangeAddress
    return {
        (row - within.StartRow, column - within.StartColumn)
        for row in range(array.StartRow, array.EndRow + 1)
        for column in range(array.StartColumn, array.EndColumn + 1)
    }
