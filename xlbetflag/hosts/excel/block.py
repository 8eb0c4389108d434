"""The one block that crosses between Excel's macros and the desk, there and back.

Always a rectangle of at least two rows and four columns: what is smaller, xlwings squeezes.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from xlbetflag.engines.values import MAX_TEXT, cell_value

TICK = "TICK"
OK, ASK, FRESH, FAILED = "OK", "ASK", "FRESH", "FAILED"  # states of an answer
SEPARATOR, CELL_SEPARATOR = "\x1f", "\x1e"  # of a key's parts, and of a range's cells
WIDTH, LEAST_ROWS = 4, 2
_EMPTY: list[object] = [""] * WIDTH
_WHOLE = range(-(2**31), 2**31)  # what VBA's Long holds


class Request(msgspec.Struct, frozen=True):
    """`word`: TICK or a command. `flags`: COPY and FRESH of a tick, the token of CONFIRM.

    `keys`: calls of cells that the desk has not heard of, all of them where FRESH is among the
    flags.
    """

    word: str
    sequence: float
    flags: str
    keys: tuple[str, ...]

    @property
    def is_copying(self) -> bool:
        """The user is about to paste: nothing may be written."""
        return "COPY" in self.flags.split()

    @property
    def is_fresh(self) -> bool:
        """The sheet shows nothing of ours."""
        return "FRESH" in self.flags.split()


class Answer(msgspec.Struct, frozen=True):
    """`state`: OK, ASK (show the sentence, answer with CONFIRM and the token), FRESH (send every
    key again) or FAILED (nothing was done: a tick without an answer). `changes`: key and value; a
    table is a list of rows."""

    state: str = OK
    sentence: str = ""
    token: str = ""
    changes: tuple[tuple[str, Any], ...] = ()

    def block(self, sequence: float, clock: str) -> list[list[object]]:
        """As Excel receives it."""
        rows: list[list[object]] = [[sequence, clock, self.state, crossing(self.sentence)]]
        if self.token:
            rows.append([self.token, "", "", ""])
        for key, value in self.changes:
            rows.extend(_rows(key, value))
        return rows if len(rows) >= LEAST_ROWS else [*rows, list(_EMPTY)]


def read_request(block: Sequence[Sequence[Any]]) -> Request:
    """Raises ValueError for what is no request."""
    first, *rest = block
    word, sequence, _, flags = first
    if not isinstance(sequence, int | float):
        raise ValueError(f"a request without a number: {first}")  # noqa: TRY004 - what was read
    keys = tuple(str(row[0]) for row in rest if row[0] not in ("", None))
    return Request(" ".join(str(word).upper().split()), sequence, str(flags or ""), keys)


def read_key(key: str) -> tuple[str, tuple[Any, ...]]:
    """Function and arguments of a cell's call. Raises ValueError."""
    name, *parts = key.split(SEPARATOR)
    return name, tuple(map(_argument, parts))


def _argument(part: str) -> Any:
    if not part.startswith("r"):
        return _scalar(part)
    size, *cells = part[1:].split(CELL_SEPARATOR)
    rows, columns = map(int, size.split("x"))
    if rows * columns != len(cells):
        raise ValueError(f"a range of {size} with {len(cells)} cells")
    values = [_scalar(cell) for cell in cells]
    return [values[row * columns : (row + 1) * columns] for row in range(rows)]


def _scalar(part: str) -> Any:
    kind, text = part[:1], part[1:]
    match kind:
        case "t":
            return text
        case "n":
            return float(text)
        case "b":
            return text == "1"
        case "e":
            return None
        case "x":
            return "#VALUE!"  # an error within a range; as an argument it never gets here
    raise ValueError(f"no argument: {part!r}")


def _rows(key: str, value: Any) -> Iterator[list[object]]:
    if not isinstance(value, list | tuple):
        yield [key, 0, 0, crossing(value)]
        return
    yield [key, len(value), len(value[0]), "#"]
    for row, cells in enumerate(value, start=1):
        for column, cell in enumerate(cells, start=1):
            yield [key, row, column, crossing(cell)]


def crossing(value: object) -> object:
    """A value as VBA takes it: text, a number, True or False; "" for nothing at all.

    Dates are serial numbers. What no cell can hold crosses as its text.
    """
    kind = type(value)
    if kind is str and len(value) <= MAX_TEXT and value.isascii():  # type: ignore[arg-type,attr-defined]
        return value
    if kind is bool or (kind is int and value in _WHOLE):
        return value
    if kind is not float:
        try:
            value = cell_value(value)
        except (TypeError, ValueError, OverflowError):
            value = cell_value(str(value)[:MAX_TEXT])
    if isinstance(value, float):
        return value if math.isfinite(value) else ""
    if isinstance(value, bool):
        return value
    return "" if value is None else str(value)
