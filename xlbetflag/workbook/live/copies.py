"""Sheets that the user copied: they look like ours, and nobody keeps them up to date.

Every sheet of ours carries a mark in its band, a number in a cell that shows text only; a workbook
name says which sheet is the real one. A copy has the mark without the name, and is told so there.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from xlbetflag.workbook.layout.sheets import BAND_ROW, SHEETS, home_name, sheet_mark
from xlbetflag.workbook.live.block import find_name, read
from xlbetflag.workbook.live.cells import text_cell

if TYPE_CHECKING:
    import xlwings as xw


ORIGINALS: dict[float, str] = {sheet_mark(name): name for name in SHEETS}


class Copies:
    """Of one open workbook; looked for again when its sheets have changed."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._seen: list[str] = []

    def mark(self, text: Callable[[str], str]) -> list[str]:
        """Write `text(name of the original)` into new copies; the texts that were written."""
        sheets = [sheet.name for sheet in self._book.sheets]
        if sheets == self._seen:
            return []
        self._seen = sheets
        # Names of a single sheet, as a copy has, read "Sheet!Name".
        ours = {name.name for name in self._book.names} & set(map(home_name, SHEETS))
        found = {name: find_name(self._book, name) for name in ours}
        homes = {name: area.sheet.name for name, area in found.items() if area is not None}
        return [said for sheet in sheets for said in self._told(sheet, homes, text)]

    def _told(self, sheet: str, homes: dict[str, str], text: Callable[[str], str]) -> list[str]:
        band = self._book.sheets[sheet].range((BAND_ROW + 1, 1), (BAND_ROW + 1, 26))
        for place, value in enumerate(read(band)[0]):
            if isinstance(value, int | float) and value in ORIGINALS:
                original = ORIGINALS[value]
                if homes.get(home_name(original), sheet) == sheet:
                    return []
                said = text(original)
                band[0, place].value = text_cell(said)
                return [f"{sheet}: {said}"]
        return []
