"""Properties of cells, of a part of their text, and of shapes, by UNO's names.

A target is ``["cells", sheet, corners]``, ``["characters", sheet, corners, start, stop]``,
``["shape", sheet, name]`` or ``["shape text", sheet, name, start, stop]`` (`stop` None: the end).
Enumerations travel as their names. A line is ``[width in 1/100 mm, colour, style]``.
"""

from __future__ import annotations

from typing import Any

import uno

from . import documents, drawings, formats
from .server import Operation

_MIXED = "AMBIGUOUS_VALUE"


def get(context: Any, target: list[Any], names: list[str]) -> list[Any]:
    """The values; None where the cells or characters differ."""
    found = _target(context, target)
    return [_value(found, name) for name in names]


def put(context: Any, target: list[Any], values: dict[str, Any]) -> None:
    found = _target(context, target)
    for name, value in values.items():
        before = getattr(found, name)
        if isinstance(before, uno.Enum):
            value = uno.Enum(before.typeName, value)
        setattr(found, name, value)


def number_format(context: Any, reference: list[str], corners: list[int], *code: str) -> str | None:
    """Excel's spelling, None where cells differ; set with a value."""
    document = documents.book(context, reference[0])
    cells = documents.area(context, reference, corners)
    if code:
        cells.NumberFormat = formats.key(document, code[0])
        return None
    if formats.is_mixed(cells, "NumberFormat"):
        found = {formats.code(document, number) for number, _ in formats.groups(cells)}
        return found.pop() if len(found) == 1 else None
    return formats.code(document, cells.NumberFormat)


def text(context: Any, target: list[Any], *value: str) -> str:
    """The text of cells' characters or of a shape; set with a value."""
    found = _target(context, target)
    if value:
        found.setString(value[0])
    return str(found.getString())


def border(
    context: Any, reference: list[str], corners: list[int], side: str, *line: list[int]
) -> list[int] | None:
    """The line at one side of a block of cells, None where it changes; set with a value.

    `side`: Top, Bottom, Left, Right, Horizontal or Vertical (between the cells), DiagonalTLBR or
    DiagonalBLTR (across each).
    """
    cells = documents.area(context, reference, corners)
    if side.startswith("Diagonal"):
        if line:
            setattr(cells, side + "2", _line(*line[0]))
        if str(cells.getPropertyState(side + "2").value) == _MIXED:
            return None
        return _parts(getattr(cells, side + "2"))
    # Set one by one, the sides of several cells would take each other away.
    lines = cells.TableBorder2
    if line:
        fresh = documents.struct("table.TableBorder2", **{side + "Line": _line(*line[0])})
        setattr(fresh, f"Is{side}LineValid", True)
        cells.TableBorder2 = fresh
        return line[0]
    return _parts(getattr(lines, side + "Line")) if getattr(lines, f"Is{side}LineValid") else None


def _line(width: int, color: int, style: int) -> Any:
    return documents.struct(
        "table.BorderLine2", Color=color, OuterLineWidth=width, LineWidth=width, LineStyle=style
    )


def _parts(line: Any) -> list[int]:
    return [line.OuterLineWidth or line.InnerLineWidth, line.Color, line.LineStyle]


def _target(context: Any, target: list[Any]) -> Any:
    kind, reference, place, *part = target
    if kind == "cells":
        return documents.area(context, reference, place)
    if kind == "shape":
        return drawings.shape(context, reference, place)
    if kind == "characters":
        holder = documents.area(context, reference, place).getCellByPosition(0, 0)
    else:
        holder = drawings.shape(context, reference, place)
    start, stop = part
    cursor = holder.createTextCursor()
    cursor.gotoStart(False)
    cursor.goRight(start, False)
    if stop is None:
        cursor.gotoEnd(True)
    else:
        cursor.goRight(stop - start, True)
    return cursor


def _value(found: Any, name: str) -> Any:
    if str(found.getPropertyState(name).value) == _MIXED:
        return None
    value = getattr(found, name)
    if isinstance(value, uno.Enum):
        return value.value
    return value


OPERATIONS: dict[str, Operation] = {
    "attributes.get": get,
    "attributes.put": put,
    "attributes.number_format": number_format,
    "attributes.text": text,
    "range.border": border,
}
