"""Custom functions: Python callables that formulas call."""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import formualizer as fz

from ..values import CellError, cell_value, clean_text
from .formulas import OMITTED

log = logging.getLogger(__name__)

Callback = Callable[..., object]

_KINDS = {
    CellError.NULL: "Null",
    CellError.DIV0: "Div",
    CellError.VALUE: "Value",
    CellError.REF: "Ref",
    CellError.NAME: "Name",
    CellError.NUM: "Num",
    CellError.NA: "Na",
    CellError.SPILL: "Spill",
    CellError.CALC: "Calc",
}
_ERRORS = {kind: error for error, kind in _KINDS.items()}
_ERRORS |= {"NImpl": CellError.NAME, "Error": CellError.NAME, "Circ": CellError.REF}


def error_from_calculator(value: dict[str, str]) -> CellError:
    return _ERRORS.get(value.get("kind", ""), CellError.VALUE)


def argument(value: object) -> object:
    """As a callback receives it: str, float, bool, None, CellError, or rows of these."""
    kind = type(value)
    if kind is float or value is None:
        return value
    if isinstance(value, dict):
        return error_from_calculator(value)
    if isinstance(value, list):
        return [argument(item) for item in value]
    if isinstance(value, bool | str):
        return None if value == OMITTED else value
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return cell_value(value)
    if isinstance(value, int):
        return float(value)
    return value


def _scalar(value: object) -> object:
    kind = type(value)
    if kind is bool or (kind is float and math.isfinite(value)):  # type: ignore[arg-type]
        return value
    if kind is str:
        return clean_text(value)  # type: ignore[arg-type]
    if value is None:
        return ""  # an empty result would show as 0, which reads as a price
    plain = cell_value(value)
    if plain is None:
        return ""
    if isinstance(plain, CellError):
        return fz.LiteralValue.error(_KINDS.get(plain, "Value"), None)
    if isinstance(plain, float) and not math.isfinite(plain):
        return fz.LiteralValue.error("Num", None)
    return plain


def result(value: object) -> object:
    """A callback's answer as the calculator takes it.

    One row may be a flat list; short rows are filled with #N/A; nothing at all is "".
    Raises TypeError or ValueError for what no cell can hold.
    """
    if not isinstance(value, list | tuple):
        return _scalar(value)
    if not value:
        return ""
    rows = value if isinstance(value[0], list | tuple) else [value]
    width = max(len(row) for row in rows)
    if not width:
        return ""
    table = []
    for row in rows:
        cells = [_scalar(item) for item in row]
        cells += [fz.LiteralValue.error("Na", None)] * (width - len(cells))
        table.append(cells)
    return table


@dataclass(slots=True)
class Function:
    """One registered function, as the calculator calls it."""

    name: str
    callback: Callback
    min_args: int
    max_args: int | None
    volatile: bool
    _reported: set[str] = field(default_factory=set)

    def __call__(self, *arguments: object) -> object:
        try:
            return result(self.callback(*(argument(item) for item in arguments)))
        except Exception as error:
            if (told := f"{type(error).__name__}: {error}") not in self._reported:
                self._reported.add(told)  # thousands of cells may fail alike at every tick
                log.exception("%s failed and shows %s", self.name, CellError.VALUE)
            return fz.LiteralValue.error("Value", None)


class Functions:
    """The functions that every workbook of an engine has, or those of one workbook, which has
    `common` too and prefers its own.

    Callbacks run in the thread that calculates, one at a time, and must not touch the workbook.
    """

    def __init__(self, common: Functions | None = None) -> None:
        self._own: dict[str, Function] = {}
        self._common = common
        self._changes = 0

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self._changes + (self._common.version if self._common is not None else 0)

    def add(
        self,
        name: str,
        callback: Callback,
        min_args: int = 0,
        max_args: int | None = None,
        *,
        volatile: bool = True,
    ) -> None:
        """Register or replace a function.

        The callback receives str, float, bool, None (left out, or an empty cell), `CellError`,
        and ranges as lists of rows; it returns one of these, dates, or rows of them. None shows
        as an empty text. An exception shows #VALUE! and is logged, once for
        each text. A volatile function runs
        again at every calculation, another only when its arguments changed.
        """
        upper = name.upper()
        self._own[upper] = Function(upper, callback, min_args, max_args, volatile)
        self._changes += 1

    def remove(self, name: str) -> None:
        """Raises KeyError if there is none of its own."""
        del self._own[name.upper()]
        self._changes += 1

    def __contains__(self, name: str) -> bool:
        return name.upper() in self._all()

    def __iter__(self) -> Iterator[Function]:
        return iter(self._all().values())

    def __len__(self) -> int:
        return len(self._all())

    def names(self) -> frozenset[str]:
        return frozenset(self._all())

    def volatile_names(self) -> frozenset[str]:
        return frozenset(f.name for f in self if f.volatile)

    def _all(self) -> dict[str, Function]:
        return self._own if self._common is None else {**self._common._all(), **self._own}


def fit(array: object, rows: float, columns: float) -> object:
    """An array cut or padded to a fixed range, as Excel fills one.

    A single row or column repeats; what is missing otherwise is #N/A.
    """
    table = array if isinstance(array, list) else [[array]]
    if not table or not table[0]:
        table = [[None]]
    height, width = int(rows), int(columns)
    missing: object = fz.LiteralValue.error("Na", None)
    out: list[list[object]] = []
    for row in range(height):
        if row < len(table):
            source = table[row]
        elif len(table) == 1:
            source = table[0]
        else:
            out.append([missing] * width)
            continue
        if len(source) == 1:
            cells = source * width
        else:
            cells = source[:width] + [missing] * (width - len(source))
        out.append(cells)
    return out
