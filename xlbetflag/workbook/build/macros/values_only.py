"""The workbook without functions, for an Excel that runs no macros: values are written to it."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.build.style import Styles

FUNCTION = "BF_"
FILLED_SHEET = "Filled"  # hidden: which cells are filled with what
FILLED_NAME = "FilledCells"
HEADERS = ("Sheet", "Range", "Formula")


class ValueSheet(SpokenSheet):
    """Leaves the cells of our functions empty, and remembers what would stand in them."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out: list[tuple[str, str]] = []

    def write_formula(
        self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0
    ) -> int:
        if FUNCTION not in formula:
            return super().write_formula(row, col, formula, cell_format, value)
        self.left_out.append((xl_range_abs(row, col, row, col), formula))
        return int(self.write_blank(row, col, None, cell_format))

    def write_array_formula(
        self,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        formula: str,
        cell_format: Any = None,
        value: Any = 0,
    ) -> int:
        area = first_row, first_col, last_row, last_col
        if FUNCTION not in formula:
            return int(super().write_array_formula(*area, formula, cell_format, value))
        self.left_out.append((xl_range_abs(*area), formula.strip("{}")))
        return int(self.write_blank(first_row, first_col, None, cell_format))


def list_filled(workbook: Workbook, sheets: Mapping[str, Worksheet], _: Styles) -> None:
    """A hidden sheet that names each range left empty, and the formula that fills it, as text."""
    rows = [(name, *each) for name, sheet in sheets.items() for each in sheet.left_out]
    hidden = workbook.add_worksheet(FILLED_SHEET)
    for row, cells in enumerate([HEADERS, *rows]):
        for column, text in enumerate(cells):
            hidden.write_string(row, column, text)
    hidden.very_hidden()
    last = len(rows)
    workbook.define_name(FILLED_NAME, f"={FILLED_SHEET}!{xl_range_abs(1, 0, last, 2)}")
