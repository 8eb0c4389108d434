"""What Calc answers for a block of cells, as xlwings takes it."""

from __future__ import annotations

from typing import Any

from ..values import CellError, DateSerial


def block(answer: dict[str, Any], shape: tuple[int, int]) -> list[list[Any]]:
    """Rows of `shape`: str, float, bool, None, DateSerial or CellError."""
    rows: list[list[Any]] = answer["rows"]
    for area in answer.get("dates", ()):
        _convert(rows, area, DateSerial)
    for area in answer.get("logical", ()):
        _convert(rows, area, bool)
    for row, column, text in answer.get("errors", ()):
        rows[row][column] = CellError.parse(text)
    height, width = shape
    if len(rows) < height or (rows and len(rows[0]) < width):
        rows = [row + [None] * (width - len(row)) for row in rows]
        rows += [[None] * width for _ in range(height - len(rows))]
    if width == 1 and height == 1 and rows[0][0] == "":
        return [[None]]
    return rows


def _convert(rows: list[list[Any]], area: list[int], kind: type) -> None:
    top, left, bottom, right = area
    for row in rows[top : bottom + 1]:
        for column in range(left, right + 1):
            value = row[column]
            if type(value) is float or type(value) is int:
                row[column] = kind(value)
