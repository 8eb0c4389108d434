"""Moving over a grid as Ctrl+arrow and Ctrl+* do."""

from __future__ import annotations

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area, Cell
from .grid import Grid

_STEPS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}


def is_filled(grid: Grid, cell: Cell) -> bool:
    """Not empty; a formula counts even while it shows an empty text."""
    return grid.get(cell) is not None or cell in grid.formulas


def end(grid: Grid, cell: Cell, direction: str) -> Cell:
    """The last cell of the block in that direction (down, up, right or left), or the first of the
    next, or the edge.
    """
    down, right = _STEPS[direction]
    following = (cell[0] + down, cell[1] + right)
    if is_filled(grid, cell) and is_filled(grid, following):
        while is_filled(grid, following):
            cell, following = following, (following[0] + down, following[1] + right)
        return cell
    return _next_filled(grid, cell, down, right) or _edge(cell, down, right)


def _next_filled(grid: Grid, cell: Cell, down: int, right: int) -> Cell | None:
    row, column = cell
    candidates: list[Cell]
    if right:
        columns = {*grid.rows.get(row, ()), *(c for r, c in grid.formulas if r == row)}
        candidates = [(row, c) for c in columns if (c - column) * right > 0]
    else:
        rows = {*grid.rows, *(r for r, c in grid.formulas if c == column)}
        candidates = [(r, column) for r in rows if (r - row) * down > 0]
    filled = [place for place in candidates if is_filled(grid, place)]
    return min(filled, key=lambda place: abs(place[0] - row + place[1] - column), default=None)


def _edge(cell: Cell, down: int, right: int) -> Cell:
    row = cell[0] if not down else MAX_ROWS if down > 0 else 1
    column = cell[1] if not right else MAX_COLUMNS if right > 0 else 1
    return row, column


def current_region(grid: Grid, area: Area) -> Area:
    """The block around an area, out to empty rows and columns or the sheet's edge."""
    while True:
        wider = Area(
            max(area.top - 1, 1),
            max(area.left - 1, 1),
            min(area.bottom + 1, MAX_ROWS),
            min(area.right + 1, MAX_COLUMNS),
        )
        rows = range(wider.top, wider.bottom + 1)
        columns = range(wider.left, wider.right + 1)
        grown = Area(
            wider.top if any(is_filled(grid, (wider.top, c)) for c in columns) else area.top,
            wider.left if any(is_filled(grid, (r, wider.left)) for r in rows) else area.left,
            wider.bottom
            if any(is_filled(grid, (wider.bottom, c)) for c in columns)
            else area.bottom,
            wider.right if any(is_filled(grid, (r, wider.right)) for r in rows) else area.right,
        )
        if grown == area:
            return area
        area = grown


def within_used(grid: Grid, area: Area) -> Area:
    """The part of an area worth touching: whole columns shrink to what is used."""
    used = grid.used()
    bottom = max(area.top, min(area.bottom, used.bottom))
    right = max(area.left, min(area.right, used.right))
    return Area(area.top, area.left, bottom, right)
