"""Conditional formats, one list of rules for each group of cells.

No cell may belong to two groups: where ranges overlap Excel merges what they say, LibreOffice
shows one of them only. Within a group the first rule that holds wins, in both.
"""

from collections.abc import Iterable
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

Area = tuple[int, int, int, int]  # first row, first column, last row, last column
FormatRule = tuple[
    str, Format
]  # a condition written for the first cell of the first area, and its look


def add_rules(sheet: Worksheet, areas: Iterable[Area], rules: Iterable[FormatRule]) -> None:
    """Give every area the same rules, the first that holds winning."""
    ranges = [xl_range(*area) for area in areas]
    for condition, look in rules:
        options: dict[str, Any] = {
            "type": "formula",
            "criteria": f"={condition}",
            "format": look,
            "stop_if_true": True,
        }
        if len(ranges) > 1:
            options["multi_range"] = " ".join(ranges)
        sheet.conditional_format(ranges[0], options)
