"""Error values on the sheets of a workbook, in any host."""

import xlwings as xw

from xlbetflag.engines.values import CellError

WORDS = frozenset(str(error.value) for error in CellError)


def error_values(book: xw.Book) -> list[str]:
    """Of every cell that is used, on every sheet: "Board!B5 #VALUE!"."""
    found: list[str] = []
    for sheet in book.sheets:
        used = sheet.used_range
        rows = used.options(ndim=2, err_to_str=True).value
        found += [
            f"{sheet.name}!{used[row, column].get_address(False, False)} {value}"
            for row, values in enumerate(rows)
            for column, value in enumerate(values)
            if value in WORDS
        ]
    return found
