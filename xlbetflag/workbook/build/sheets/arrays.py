"""Array formulas of a fixed range, as the blocks of Board and Positions hold them."""

from collections.abc import Callable, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.layout.columns import Column
from xlbetflag.workbook.layout.market_blocks import BLOCK_ROWS


def write_array(
    sheet: Worksheet,
    first_row: int,
    first_column: int,
    columns: Sequence[Column],
    formula: str,
    look: Callable[[Column], Any],
    rows: int = BLOCK_ROWS,
) -> None:
    """A formula ("=BF_BOOK(...)") over so many rows and these columns, every cell empty."""
    last_row, last_column = first_row + rows - 1, first_column + len(columns) - 1
    sheet.write_array_formula(
        first_row, first_column, last_row, last_column, f"{{{formula}}}", look(columns[0]), ""
    )
    # The members are written after the formula: XlsxWriter fills them with 0 otherwise.
    for row in range(first_row, last_row + 1):
        for place, column in enumerate(columns, start=first_column):
            if (row, place) != (first_row, first_column):
                sheet.write_string(row, place, "", look(column))


def text_of(cell: str) -> str:
    """An array's cell in a formula that compares it with a text.

    LibreOffice finds no text of an add-in's array equal to any other, unless it is made anew.
    """
    return f'{cell}&""'


def plain_look(column: Column) -> dict[str, Any]:
    """What every cell of a block's column has: its number format, its side."""
    return {
        "num_format": column.kind.number_format,
        "align": "right" if column.kind.is_number else "left",
        "indent": 1,
    }
