"""The part of Range that is about places: sizes, merging, inserting, copying, sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area

if TYPE_CHECKING:
    from .cell_range import Range
    from .connection import Connection
    from .sheet import Sheet

# Excel's unit for the width of columns: characters of 7 pixels, and 5 pixels of padding.
_CHARACTER, _PADDING, _PIXEL = 7, 5, 0.75


def points(length: float) -> float:
    """To 1/20, in which Calc keeps its lengths; UNO tells them in 1/100 mm."""
    return round(length * 20) / 20


class Layout:
    """Mixed into Range, which says where its cells are."""

    connection: Connection
    _sheet: Sheet
    _row: int
    _column: int
    _shape: tuple[int, int]

    if TYPE_CHECKING:

        @property
        def area(self) -> Area: ...

        @property
        def corners(self) -> list[int]: ...

        def ask(self, operation: str, *arguments: Any) -> Any: ...

        def tell(self, operation: str, *arguments: Any) -> None: ...

    def _box(self) -> list[float]:
        found: list[float] = self.ask("range.box")
        return found

    @property
    def left(self) -> float:
        """In points, as every length but the width of columns."""
        return points(self._box()[0])

    @property
    def top(self) -> float:
        return points(self._box()[1])

    @property
    def width(self) -> float:
        return points(self._box()[2])

    @property
    def height(self) -> float:
        return points(self._box()[3])

    @property
    def column_width(self) -> float | None:
        """In characters, as Excel counts; None where columns differ."""
        width: float | None = self.ask("range.lines", "columns", "Width")
        if width is None:
            return None
        return round(max((width / _PIXEL - _PADDING) / _CHARACTER, 0.0), 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        width = (value * _CHARACTER + _PADDING) * _PIXEL if value else 0
        self.tell("range.lines", "columns", "Width", width)

    @property
    def row_height(self) -> float | None:
        height = self.ask("range.lines", "rows", "Height")
        return None if height is None else points(height)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.tell("range.lines", "rows", "Height", value)

    @property
    def row_hidden(self) -> bool | None:
        shown = self.ask("range.lines", "rows", "IsVisible")
        return None if shown is None else not shown

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.tell("range.lines", "rows", "IsVisible", not value)

    @property
    def column_hidden(self) -> bool | None:
        shown = self.ask("range.lines", "columns", "IsVisible")
        return None if shown is None else not shown

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.tell("range.lines", "columns", "IsVisible", not value)

    def autofit(self, axis: str | None = None) -> None:
        """`axis`: "rows" or "r", "columns" or "c"; None for both."""
        if axis not in (None, "rows", "r", "columns", "c"):
            raise ValueError(f"{axis!r} is neither rows nor columns")
        if axis in (None, "columns", "c"):
            self.tell("range.lines", "columns", "OptimalWidth", True)
        if axis in (None, "rows", "r"):
            self.tell("range.lines", "rows", "OptimalHeight", True)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        """`shift`: "down" or "right"; None: down, but right for cells higher than wide.

        New cells look like those above or to the left; the other origin is not offered by Calc.
        """
        if copy_origin == "format_from_right_or_below":
            raise NotImplementedError("Calc takes formats from the left or from above")
        rows, columns = self._shape
        by_shape = "right" if rows > columns else "down"
        self.tell("range.insert", self._shift(shift or by_shape, ("down", "right")))

    def delete(self, shift: str | None = None) -> None:
        """`shift`: "up" or "left"; None: left, but up for cells wider than high, as Excel does."""
        rows, columns = self._shape
        by_shape = "up" if columns > rows else "left"
        self.tell("range.delete", self._shift(shift or by_shape, ("up", "left")))

    def _shift(self, shift: str, known: tuple[str, str]) -> str:
        if self._shape[1] == MAX_COLUMNS:
            return "rows"
        if self._shape[0] == MAX_ROWS:
            return "columns"
        if shift not in known:
            raise ValueError(f"{shift!r} is neither {known[0]} nor {known[1]}")
        return shift

    def copy(self, destination: Any = None) -> None:
        """To the cell at the top left corner of an xlwings Range, in the same book."""
        if destination is None:
            raise NotImplementedError("Calc's clipboard is left to its user: give a destination")
        home, row, column, *_ = destination.impl.coords
        self.tell("range.copy", home.reference, row, column)

    def move(self, destination: Any) -> None:
        """As `copy`; references to the cells follow them."""
        home, row, column, *_ = destination.impl.coords
        self.tell("range.move", home.reference, row, column)

    def copy_from(
        self,
        source_range: Any,
        copy_type: str = "all",
        skip_blanks: bool = False,
        transpose: bool = False,
    ) -> None:
        """Everything, `values` or `formulas` of another xlwings Range."""
        if skip_blanks or transpose:
            raise NotImplementedError("cells are copied as they are")
        source: Range = source_range.impl
        target = type(source)(self._sheet, self._row, self._column, *source.shape)
        if copy_type == "all":
            source.tell("range.copy", self._sheet.reference, self._row, self._column)
        elif copy_type == "values":
            target.raw_value = source.raw_value
        elif copy_type == "formulas":
            target.formula = source.formula
        else:
            raise NotImplementedError(f"{copy_type} are not copied by themselves")

    def merge(self, across: bool = False) -> None:
        """Into one cell, or with `across` into one a row."""
        top, left, bottom, right = self.corners
        if not across:
            self.tell("range.merge", True)
            return
        for row in range(top, bottom + 1):
            corners = [row, left, row, right]
            self.connection.send("range.merge", self._sheet.reference, corners, True)

    def unmerge(self) -> None:
        self.tell("range.merge", False)

    @property
    def merge_area(self) -> Range:
        from .cell_range import Range

        place = (self._sheet.reference, self._row, self._column)
        return Range.over(self._sheet, Area(*self.connection.call("range.merge_area", *place)))

    @property
    def merge_cells(self) -> bool:
        return bool(self.ask("range.is_merged"))

    def select(self) -> None:
        self.tell("range.select")

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        """`keys`: columns of the range from 1, the first counting most."""
        fields = [[key - 1, up] for key, up in zip(keys, ascending, strict=True)]
        self.tell("range.sort", fields, has_headers)

    def find(
        self, text: str, whole: bool, direction: str, order: str, match_case: bool
    ) -> Range | None:
        """The first cell that shows the text; by rows or by columns, from either end."""
        answer = self.ask("range.find", text, whole, direction, order, match_case)
        if answer is None:
            return None
        return type(self)(self._sheet, *answer, 1, 1)  # type: ignore[call-arg, return-value]

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        self.tell("range.replace", old, new, whole, match_case)
