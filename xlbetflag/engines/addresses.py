"""Cells and areas: by number (1-based, as Excel counts) and as A1 text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

Cell = tuple[int, int]
"""Row and column, both from 1."""

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([0-9]{1,7})")
_PLAIN_SHEET_NAME = re.compile(r"[^\W\d][\w.]*")


@lru_cache(maxsize=MAX_COLUMNS)
def column_letters(number: int) -> str:
    """`28` -> `"AB"`. Raises IndexError outside the sheet."""
    if not 1 <= number <= MAX_COLUMNS:
        raise IndexError(f"column {number} is outside the sheet")
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=MAX_COLUMNS)
def column_number(letters: str) -> int:
    """`"AB"` or `"ab"` -> `28`."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """`(2, 28)` -> `"AB2"`."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of_cell(cls, cell: Cell) -> Area:
        return cls(cell[0], cell[1], cell[0], cell[1])

    @classmethod
    def parse(cls, text: str) -> Area:
        """From `A1`, `$A$1:C3`, `A:C` or `1:3`. Raises ValueError for anything else."""
        first, _, last = text.partition(":")
        last = last or first
        whole = ":" in text
        corners: list[tuple[int | None, int | None]] = []
        for part in (first, last):
            if found := _CELL.fullmatch(part):
                corners.append((int(found[2]), column_number(found[1])))
            elif whole and (found := _COLUMN.fullmatch(part)):
                corners.append((None, column_number(found[1])))
            elif whole and (found := _ROW.fullmatch(part)):
                corners.append((int(found[1]), None))
            else:
                raise ValueError(f"{text!r} is not a cell or a range")
        (row1, column1), (row2, column2) = corners
        if (row1 is None) != (row2 is None) or (column1 is None) != (column2 is None):
            raise ValueError(f"{text!r} is not a cell or a range")
        rows = sorted((1 if row1 is None else row1, MAX_ROWS if row2 is None else row2))
        columns = sorted((column1 or 1, column2 or MAX_COLUMNS))
        area = cls(rows[0], columns[0], rows[1], columns[1])
        if area.top < 1 or area.bottom > MAX_ROWS or area.right > MAX_COLUMNS:
            raise ValueError(f"{text!r} is outside the sheet")
        return area

    @property
    def anchor(self) -> Cell:
        return self.top, self.left

    @property
    def rows(self) -> int:
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        return self.right - self.left + 1

    @property
    def is_cell(self) -> bool:
        return self.top == self.bottom and self.left == self.right

    def cells(self) -> Iterator[Cell]:
        """Row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield row, column

    def __contains__(self, cell: Cell) -> bool:
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right

    def overlaps(self, other: Area) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def covers(self, other: Area) -> bool:
        return other.anchor in self and (other.bottom, other.right) in self

    def address(self, row_absolute: bool = False, column_absolute: bool = False) -> str:
        """A1 text, whole columns and rows in Excel's short form."""
        row, column = "$" * row_absolute, "$" * column_absolute
        first, last = column_letters(self.left), column_letters(self.right)
        if self.rows == MAX_ROWS:
            return f"{column}{first}:{column}{last}"
        if self.columns == MAX_COLUMNS:
            return f"{row}{self.top}:{row}{self.bottom}"
        start = f"{column}{first}{row}{self.top}"
        return start if self.is_cell else f"{start}:{column}{last}{row}{self.bottom}"


def quoted_sheet(name: str) -> str:
    """A sheet's name as it stands before `!`: quoted where Excel quotes it."""
    looks_like_cell = _CELL.fullmatch(name) or re.fullmatch(r"[Rr]\d*[Cc]\d*", name)
    if _PLAIN_SHEET_NAME.fullmatch(name) and not looks_like_cell:
        return name
    return "'" + name.replace("'", "''") + "'"


def split_sheet(text: str) -> tuple[str | None, str]:
    """`'My Sheet'!A1` -> `("My Sheet", "A1")`; no sheet gives None."""
    sheet, mark, rest = text.rpartition("!")
    if not mark:
        return None, text
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, rest
