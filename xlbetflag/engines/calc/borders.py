"""Borders of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

if TYPE_CHECKING:
    from .cell_range import Range
    from .looks import Looks

_UNSET = base_classes._UNSET

# xlwings' names and UNO's.
_SIDES = {
    "edge_top": "Top",
    "edge_bottom": "Bottom",
    "edge_left": "Left",
    "edge_right": "Right",
    "inside_horizontal": "Horizontal",
    "inside_vertical": "Vertical",
    "diagonal_down": "DiagonalTLBR",
    "diagonal_up": "DiagonalBLTR",
}
_STYLES = {"continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17}
_WEIGHTS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 88}
_THIN = 26


class Border(base_classes.Border):
    """One side of a range's cells."""

    def __init__(self, cells: Any, side: str) -> None:
        self._cells: Range = cells
        self._side = side

    @property
    def api(self) -> Border:
        return self

    def _line(self) -> list[int] | None:
        """``[width, colour, style]``; None where it changes along the side."""
        found: list[int] | None = self._cells.ask("range.border", _SIDES[self._side])
        return found

    @property
    def line_style(self) -> str | None:
        line = self._line()
        if line is None:
            return None
        width, _, style = line
        return next((n for n, s in _STYLES.items() if s == style), "dash") if width else "none"

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self._cells.borders.set((self._side,), line_style=value)

    @property
    def weight(self) -> str | None:
        line = self._line()
        if line is None or not line[0]:
            return None
        return min(_WEIGHTS, key=lambda name: abs(_WEIGHTS[name] - line[0]))

    @weight.setter
    def weight(self, value: str) -> None:
        self._cells.borders.set((self._side,), weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        from .looks import as_rgb

        line = self._line()
        return None if line is None or not line[0] else as_rgb(line[1])

    @color.setter
    def color(self, value: Any) -> None:
        self._cells.borders.set((self._side,), color=value)

    def change(self, line_style: Any, weight: Any, color: Any) -> None:
        """What is given; the rest stays, a side without a line gets a thin black one."""
        from .looks import as_number

        width, number, style = self._line() or [0, 0, 0]
        if line_style is not _UNSET:
            if line_style in (None, "none"):
                width = 0
            elif line_style not in _STYLES:
                raise NotImplementedError(f"Calc has no line {line_style}")
            else:
                style, width = _STYLES[line_style], width or _THIN
        if weight is not _UNSET:
            width = _WEIGHTS[weight]
        if color is not _UNSET:
            number, width = as_number(color), width or _THIN
        self._cells.tell("range.border", _SIDES[self._side], [width, number, style])


class Borders(base_classes.Borders):
    """All sides of a range's cells."""

    def __init__(self, cells: Looks) -> None:
        self.parent: Any = cells

    @property
    def api(self) -> Borders:
        return self

    def __getitem__(self, key: str) -> Border:
        return Border(self.parent, key)

    def _common(self, name: str) -> Any:
        found = {getattr(self[side], name) for side in self._grid_sides()}  # type: ignore[no-untyped-call]
        return found.pop() if len(found) == 1 else None

    @property
    def line_style(self) -> str | None:
        found: str | None = self._common("line_style")
        return found

    @line_style.setter
    def line_style(self, value: Any) -> None:
        self.set(self._grid_sides(), line_style=value)  # type: ignore[no-untyped-call]

    @property
    def weight(self) -> str | None:
        found: str | None = self._common("weight")
        return found

    @weight.setter
    def weight(self, value: Any) -> None:
        self.set(self._grid_sides(), weight=value)  # type: ignore[no-untyped-call]

    @property
    def color(self) -> tuple[int, int, int] | None:
        found: tuple[int, int, int] | None = self._common("color")
        return found

    @color.setter
    def color(self, value: Any) -> None:
        self.set(self._grid_sides(), color=value)  # type: ignore[no-untyped-call]

    def set(
        self,
        which: Any = "all",
        *,
        line_style: Any = _UNSET,
        weight: Any = _UNSET,
        color: Any = _UNSET,
    ) -> None:
        for side in which:
            self[side].change(line_style, weight, color)
