"""What a value becomes on its way into Calc: blocks of texts and numbers, and the rest beside.

As the headless engine has it: text that starts with `=` is a formula, unless an apostrophe stands
in front; other text stays text, also `007`. In `Range.formula` numbers are read from text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..values import CellError, DateSerial, cell_value

Rows = Sequence[Sequence[object]]


def as_rows(data: object) -> Rows:
    """One row, or rows, of what xlwings hands over."""
    if not isinstance(data, list | tuple):
        return [[data]]
    return data if data and isinstance(data[0], list | tuple) else [data]


def encoded(rows: Rows, *, as_formulas: bool = False) -> tuple[list[list[Any]], dict[str, Any]]:
    """Rows of texts and numbers, and what they cannot say, by place (see `inside.values`).

    Raises TypeError for what no cell can hold.
    """
    beside: dict[str, list[list[Any]]] = {}
    block: list[list[Any]] = []
    for down, row in enumerate(rows):
        line: list[Any] = []
        block.append(line)
        for right, value in enumerate(row):
            kind = type(value)
            if kind is float and math.isfinite(value):  # type: ignore[arg-type]
                line.append(value)
            elif kind is str and value[:1] not in ("=", "'") and not as_formulas:  # type: ignore[index]
                line.append(_text(value))
            else:
                plain, name, more = _unusual(value, as_formulas)
                line.append(plain)
                if name:
                    beside.setdefault(name, []).append([down, right, *more])
    return block, beside


def _unusual(value: object, as_formulas: bool) -> tuple[Any, str, list[Any]]:
    """The plain part, what it is besides, and how that goes on."""
    if type(value) is DateSerial:
        return float(value), "dates", []
    plain = cell_value(value)
    if isinstance(plain, str) and plain.startswith("=") and len(plain) > 1:
        return "", "formulas", [plain]
    if isinstance(plain, str) and as_formulas:
        plain = _typed(plain)
    if isinstance(plain, bool):
        return float(plain), "logical", []
    if isinstance(plain, CellError):
        return "", "formulas", [f"={plain}"]
    if isinstance(plain, str):
        return plain.removeprefix("'"), "", []
    if plain is None or not math.isfinite(plain):
        return "", "", []
    return plain, "", []


def _typed(text: str) -> str | float | bool:
    """What Excel makes of text in a formula: a number, TRUE, FALSE, or text."""
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if text[:1].isdigit() or text[:1] in "+-.":
        try:
            return float(text)
        except ValueError:
            return text
    return text


def _text(value: Any) -> Any:
    return value if value.isascii() and len(value) < 32_768 else cell_value(value)
