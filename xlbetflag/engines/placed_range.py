"""Where a range is: the part of xlwings' Range that asks nothing of the cells."""

from __future__ import annotations

from typing import Any, Generic, Protocol, Self, TypeVar

from xlwings import base_classes

from .addresses import MAX_COLUMNS, MAX_ROWS, Area


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class _Sheet(_Named, Protocol):
    @property
    def book(self) -> _Named: ...


SheetT = TypeVar("SheetT", bound=_Sheet)

# What a sheet's name may have, beside letters and digits, without being quoted in an address.
_UNQUOTED = str.maketrans("", "", "[]._")


_DIRECTIONS = {"d": "down", "u": "up", "r": "right", "l": "left"}


def direction_named(text: str) -> str:
    """`down`, `up`, `right` or `left`, from itself or its first letter. Raises ValueError."""
    name = _DIRECTIONS.get(text, text)
    if name not in _DIRECTIONS.values():
        raise ValueError(f"{text!r} is no direction: down, up, right or left")
    return name


class PlacedRange(base_classes.Range, Generic[SheetT]):
    """A rectangle of cells, which may have no rows or columns at all."""

    def __init__(self, sheet: SheetT, row: int, column: int, rows: int, columns: int) -> None:
        last_row, last_column = row + max(rows, 1) - 1, column + max(columns, 1) - 1
        if row < 1 or column < 1 or last_row > MAX_ROWS or last_column > MAX_COLUMNS:
            raise IndexError(f"row {row}, column {column}, {rows} x {columns} is off the sheet")
        self._sheet = sheet
        self._row, self._column = row, column
        self._shape = rows, columns
        self.options: dict[str, Any] = {}

    @classmethod
    def over(cls, sheet: SheetT, area: Area) -> Self:
        return cls(sheet, area.top, area.left, area.rows, area.columns)

    @property
    def api(self) -> Self:
        return self

    @property
    def sheet(self) -> SheetT:
        return self._sheet

    @property
    def coords(self) -> tuple[SheetT, int, int, int, int]:
        return self._sheet, self._row, self._column, *self._shape

    @property
    def row(self) -> int:
        return self._row

    @property
    def column(self) -> int:
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        return self._shape

    @property
    def area(self) -> Area:
        """Raises ValueError for a range without cells."""
        rows, columns = self._shape
        if not rows or not columns:
            raise ValueError("this range has no cells")
        return Area(self._row, self._column, self._row + rows - 1, self._column + columns - 1)

    @property
    def _empty(self) -> bool:
        return 0 in self._shape

    def __len__(self) -> int:
        return self._shape[0] * self._shape[1]

    def __call__(self, arg1: int, arg2: int | None = None) -> Self:
        """The cell at row and column, or at a position counted row by row; all from 1."""
        if arg2 is None:
            down, right = divmod(arg1 - 1, self._shape[1] or 1)
        else:
            down, right = arg1 - 1, arg2 - 1
        return type(self)(self._sheet, self._row + down, self._column + right, 1, 1)

    @property
    def rows(self) -> Self:
        return self

    @property
    def columns(self) -> Self:
        return self

    @property
    def address(self) -> str:
        if self._empty:
            corner = Area(self._row, self._column, self._row, self._column)
            return f"{corner.address(True, True)}{{{self._shape[0]}x{self._shape[1]}}}"
        return self.area.address(True, True)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = self.area.address(row_absolute, col_absolute)
        if not external:
            return address
        place = f"[{self._sheet.book.name}]{self._sheet.name}"
        if not place.translate(_UNQUOTED).isalnum():
            place = "'" + place.replace("'", "''") + "'"
        return f"{place}!{address}"
