"""Keeping what the desk writes safe from stray typing, and hinting at what a person may type.

Not sheet protection: Excel refuses writes from outside to locked cells of a protected sheet too
(its UserInterfaceOnly exception is not saved with the file), and a protected table can be neither
sorted, filtered nor lengthened. So cells of the desk carry a validation that refuses typing, which
writes from outside do not meet; array formulas refuse it by themselves. Cells of the user carry
validations that only warn: people paste, and what they paste is read strictly anyway.
"""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from xlbetflag.workbook.build.sheets.spoken import SpokenSheet
from xlbetflag.workbook.layout.columns import CellKind, Writer

Area = tuple[int, int, int, int]  # first row, first column, last row, last column

TITLE_LIMIT, MESSAGE_LIMIT = 32, 255  # what the file format allows


def guard(sheet: Worksheet, area: Area) -> None:
    """Refuse typing into cells that the desk writes."""
    sheet.data_validation(
        *area,
        {
            "validate": "custom",
            "value": "=FALSE",
            "ignore_blank": False,
            "error_type": "stop",
            "error_title": "Written by the desk",
            "error_message": "This cell is kept by the desk. Press Esc to leave it as it was.",
        },
    )


def hint(
    sheet: Worksheet, area: Area, *, kind: CellKind, text: str, choices: Sequence[str] = ()
) -> None:
    """Offer the choices, or warn about a value that will not be understood. Beside the choices all
    may be typed that is understood (REPLACE 12 2.1, PUNTA): no question then, and no key is lost to
    one; what is not understood is told in the sheet."""
    rule = _rule(kind, choices)
    if rule:
        sheet.data_validation(
            *area,
            {
                **rule,
                "ignore_blank": True,
                "show_error": not choices,
                "error_type": "warning",
                "error_title": "Is this meant?",
                "error_message": text[:MESSAGE_LIMIT],
            },
        )


def explain(sheet: SpokenSheet, row: int, column: int, title: str, text: str, by: Writer) -> None:
    """Show help beside a header when it is selected."""
    who = {
        Writer.USER: "Yours to fill.",
        Writer.DESK: "Written by the desk.",
        Writer.SHEET: "Computed by the sheet.",
    }[by]
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "any",
            "input_title": sheet.say(title)[:TITLE_LIMIT],
            "input_message": f"{sheet.say(text)} {sheet.say(who)}".strip()[:MESSAGE_LIMIT],
        },
    )


def _rule(kind: CellKind, choices: Sequence[str]) -> dict[str, Any]:
    if choices:
        return {"validate": "list", "source": list(choices)}
    if kind is CellKind.PRICE:
        return {"validate": "decimal", "criteria": ">=", "value": 1.01}
    if kind in (CellKind.MONEY, CellKind.SECONDS):
        return {"validate": "decimal", "criteria": ">", "value": 0}
    if kind is CellKind.WHOLE:
        return {"validate": "integer", "criteria": ">=", "value": 0}
    return {}
