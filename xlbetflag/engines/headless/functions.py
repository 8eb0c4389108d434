"""Custom functions: Python callables that formulas call."""

from __future__ import annotations

import datetime as dt
import logging
import math
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import formualizer as fz

from ..values import CellError, Value, cell_value, clean_text
from .formulas import OMITTED

log = logging.getLogger(__name__)

Callback = Callable[..., object]
Answer = Value | list[list[Value]]

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


def _scalar(value: object) -> Value:
    kind = type(value)
    if kind is bool or (kind is float and math.isfinite(value)):  # type: ignore[arg-type]
        return value  # type: ignore[return-value]
    if kind is str:
        return clean_text(value)  # type: ignore[arg-type]
    if value is None:
        return ""  # an empty result would show as 0, which reads as a price
    plain = cell_value(value)
    if isinstance(plain, float):
        return float(plain) if math.isfinite(plain) else CellError.NUM
    if isinstance(plain, CellError) and plain not in _KINDS:
        return CellError.VALUE
    return "" if plain is None else plain


@dataclass(slots=True)
class Rows:
    """What a call gave last, as it came and as cells show it."""

    given: Sequence[tuple[object, ...]] = ()
    kinds: Sequence[list[type]] = ()
    shown: list[list[Value]] = field(default_factory=list)


def result(value: object, last: Rows | None = None) -> Answer:
    """A callback's answer as cells show it.

    One row may be a flat list; short rows are filled with #N/A; nothing at all is "". Rows that are
    as in `last` are the very lists that it shows; it is brought up to date.
    Raises TypeError or ValueError for what no cell can hold.
    """
    if not isinstance(value, list | tuple):
        return _scalar(value)
    if not value:
        return ""
    rows = value if isinstance(value[0], list | tuple) else [value]
    width = max(map(len, rows))
    if not width:
        return ""
    given = [tuple(row) for row in rows]
    kinds = [list(map(type, row)) for row in given]
    known = last if last is not None and len(last.given) == len(given) else None
    table = []
    for place, row in enumerate(given):
        if known and row == known.given[place] and kinds[place] == known.kinds[place]:
            cells = known.shown[place]
        else:
            cells = [_scalar(item) for item in row]
        if len(cells) != width:
            cells = cells[: len(row)] + [CellError.NA] * (width - len(row))
        table.append(cells)
    if last is not None:
        last.given, last.kinds, last.shown = given, kinds, table
    return table


def to_calculator(answer: Answer) -> object:
    """Errors as the calculator has them."""
    if isinstance(answer, list):
        return [[to_calculator(cell) for cell in row] for row in answer]
    if isinstance(answer, CellError):
        return fz.LiteralValue.error(_KINDS.get(answer, "Value"), None)
    return answer


class Sources(Protocol):
    """What callbacks look at. Whoever calls them need not call again while that stays as it is."""

    def look(self) -> None:
        """From now on everything is as it is at this moment, until the next such call."""

    def noting(self, call: Callable[[], Answer]) -> tuple[Answer, Collection[Hashable]]:
        """Do it; what it came to, and the sources that it looked at."""

    def stamp(self, source: Hashable) -> object:
        """Equal to an earlier stamp while the source says the same as then."""


@dataclass(slots=True)
class Function:
    """One registered function, as the calculator calls it."""

    name: str
    callback: Callback
    min_args: int
    max_args: int | None
    volatile: bool
    sources: Sources | None = None
    _reported: set[str] = field(default_factory=set)

    @property
    def is_live(self) -> bool:
        """Whether its answer can be another though its arguments are the same."""
        return self.volatile or self.sources is not None

    def takes(self, count: int) -> bool:
        """Whether it may be called with so many arguments."""
        return self.min_args <= count and (self.max_args is None or count <= self.max_args)

    def answer(self, arguments: Sequence[object], last: Rows | None = None) -> Answer:
        """Never raises: what fails shows #VALUE!. `last`: as of `result`."""
        try:
            return result(self.callback(*arguments), last)
        except Exception as error:
            if (told := f"{type(error).__name__}: {error}") not in self._reported:
                self._reported.add(told)  # thousands of cells may fail alike at every tick
                log.exception("%s failed and shows %s", self.name, CellError.VALUE)
            return CellError.VALUE

    def __call__(self, *arguments: object) -> object:
        """As the calculator calls it."""
        return to_calculator(self.answer([argument(item) for item in arguments]))


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
        sources: Sources | None = None,
    ) -> None:
        """Register or replace a function.

        The callback receives str, float, bool, None (left out, or an empty cell), `CellError`,
        and ranges as lists of rows; it returns one of these, dates, or rows of them. None shows
        as an empty text. An exception shows #VALUE! and is logged, once for
        each text. A volatile function runs
        again at every calculation, another only when its arguments changed, or something that it
        has looked at in `sources`.
        """
        upper = name.upper()
        self._own[upper] = Function(upper, callback, min_args, max_args, volatile, sources)
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

    def find(self, name: str) -> Function | None:
        return self._all().get(name.upper())

    def _all(self) -> dict[str, Function]:
        return self._own if self._common is None else {**self._common._all(), **self._own}


def fit(answer: Answer, area: tuple[int, int]) -> list[list[Value]]:
    """An answer cut or padded to so many rows and columns, as Excel fills a fixed range.

    A single row or column repeats; what is missing otherwise is #N/A.
    """
    height, width = area
    table = answer if isinstance(answer, list) else [[answer]]
    out: list[list[Value]] = []
    for row in range(height):
        if row < len(table):
            source = table[row]
        elif len(table) == 1:
            source = table[0]
        else:
            out.append([CellError.NA] * width)
            continue
        if len(source) == width:
            cells = source
        elif len(source) == 1:
            cells = source * width
        else:
            cells = source[:width] + [CellError.NA] * (width - len(source))
        out.append(cells)
    return out


def fit_in_calculator(array: object, rows: float, columns: float) -> object:
    """The same where the calculator has the array."""
    found = argument(array)
    is_filled = isinstance(found, list) and found and found[0]
    answer: Answer = found if is_filled or not isinstance(found, list) else [[None]]  # type: ignore[assignment]
    return to_calculator(fit(answer, (int(rows), int(columns))))
