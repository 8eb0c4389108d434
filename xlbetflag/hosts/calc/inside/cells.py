"""The BF_ functions of all open documents: what each cell shows, and what a push changes.

A call is known by its key: the JSON of ["BF_PRICE", argument, ...], arguments as LibreOffice hands
them over (text, float), trailing omitted ones left out. Every cell with the same key shares one
`Result`, which LibreOffice asks once and then listens to.

Nothing here knows UNO; `Result` is made one of its objects in `components`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

NO_FEED = "NO FEED"
SILENCE_SECONDS = 3.0
MOST_OF_A_RANGE = 1_000
SWEEP_SECONDS = 1.0  # between looks whether the cells of some keys are still there
SWEPT_AT_ONCE = 20
Value = Any  # a scalar, or a table: a tuple of rows of one length


class Refused(ValueError):  # noqa: N818 - what is wrong
    """A push that this desk may not make; the sentence says why."""


class Cells:
    """`declared`: by function's name what `extension` writes of it. `make(key, value)`: a Result.
    `tell(results, judge)`: let their cells know, in the office's own thread; then, if there is a
    `judge`, calculate what is open and call it.

    Thread-safe. The lock is never held while LibreOffice is called.
    """

    def __init__(
        self,
        declared: Mapping[str, Mapping[str, Any]],
        make: Callable[[str, Value], Any],
        tell: Callable[[set[Any], Callable[[], set[Any]] | None], None],
    ) -> None:
        self._declared = declared
        self._make = make
        self._tell = tell
        self._lock = threading.Lock()
        self._results: dict[str, Any] = {}
        self._blanks: dict[str, Any] = {}
        self._asked: list[str] = []
        self._gone: list[str] = []
        self._suspects: list[Any] = []
        self._to_sweep: list[str] = []
        self._swept_at = 0.0
        self._desk = ""
        self._sequence = 0
        self._pushed_at = 0.0

    # What LibreOffice asks.

    def call(self, name: str, arguments: Sequence[Any]) -> Any:
        """The Result of a call, which nobody renews where its market's cell is empty."""
        function = self._declared[name]
        values = [_plain(value) for value in arguments]
        while values and values[-1] is None:
            values.pop()
        key = json.dumps([name, *values], ensure_ascii=False, separators=(",", ":"))
        with self._lock:
            if _is_blank(function, values):
                return self._blank(key, function, values)
            result = self._results.get(key)
            if result is None:
                result = self._make(key, _no_feed(function, values))
                self._results[key] = result
                self._asked.append(key)
            result.is_shown = True
            return result

    def _blank(self, key: str, function: Mapping[str, Any], values: Sequence[Any]) -> Any:
        """Empty, and a table as large as was asked for: LibreOffice takes one from a Result only,
        and shows #VALUE! for one that a call gives."""
        if key not in self._blanks:
            is_one = function["columns"] is None
            self._blanks[key] = self._make(key, "" if is_one else _padded([], function, values))
        return self._blanks[key]

    # What the desk says.

    def push(
        self, desk: str, sequence: int, changes: Iterable[tuple[str, Any]]
    ) -> dict[str, list[str]]:
        """Take new values; what was asked since the last push, and what nobody shows any more.

        Raises Refused where another desk pushes.
        """
        now = time.monotonic()
        with self._lock:
            if self._desk and desk != self._desk and now - self._pushed_at < SILENCE_SECONDS:
                raise Refused("another desk is connected to this LibreOffice")
            told = set()
            if desk != self._desk or sequence != self._sequence + 1:
                told = self._forget_values()
            self._desk, self._sequence, self._pushed_at = desk, sequence, now
            for key, value in changes:
                result = self._results.get(key)
                if result is not None:
                    result.set(_table(value) if isinstance(value, list) else value)
                    told.add(result)
            suspects: set[Any] = set()
            if now - self._swept_at > SWEEP_SECONDS and not self._suspects:
                self._swept_at = now
                suspects = self._sweep()
            asked, self._asked = self._asked, []
            gone, self._gone = self._gone, []
        self._tell(told, None)
        if suspects:
            self._tell(suspects, self._judge)
        return {"asked": asked, "gone": gone}

    def leave(self, desk: str) -> None:
        """That desk goes: nothing it said is shown any longer."""
        with self._lock:
            told = self._end() if desk == self._desk else set()
        self._tell(told, None)

    def watch(self) -> None:
        """To be called a few times a second: ends the feed of a desk that fell silent."""
        with self._lock:
            is_silent = self._desk and time.monotonic() - self._pushed_at > SILENCE_SECONDS
            told = self._end() if is_silent else set()
        self._tell(told, None)

    @property
    def desk(self) -> str:
        """The desk that is connected; "" without one."""
        return self._desk

    def _end(self) -> set[Any]:
        self._desk = ""
        return self._forget_values()

    def _forget_values(self) -> set[Any]:
        """Every cell to NO FEED, every key asked anew."""
        for result in self._results.values():
            self._clear(result)
        self._asked, self._gone = list(self._results), []
        self._suspects, self._to_sweep = [], []
        return set(self._results.values())

    def _sweep(self) -> set[Any]:
        """Some keys in turn: a cell that still shows one asks again once it has been told."""
        if not self._to_sweep:
            self._to_sweep = list(self._results)
        keys, self._to_sweep = self._to_sweep[:SWEPT_AT_ONCE], self._to_sweep[SWEPT_AT_ONCE:]
        self._suspects = [self._results[key] for key in keys if key in self._results]
        for result in self._suspects:
            result.is_shown = False
        return set(self._suspects)

    def _judge(self) -> set[Any]:
        """Those of the last sweep that no cell asked for again. Should one be there after all, it
        must not keep a value that nobody renews."""
        with self._lock:
            gone = {result for result in self._suspects if not result.is_shown}
            self._suspects = []
            for result in gone:
                del self._results[result.key]
                self._gone.append(result.key)
                self._clear(result)
        return gone

    def _clear(self, result: Any) -> None:
        name, *values = json.loads(result.key)
        result.set(_no_feed(self._declared[name], values))


def _plain(value: Any) -> Any:
    """A cell's value; a range of one cell is that cell, and one too large to send is empty."""
    if isinstance(value, tuple):
        rows = [[_plain(cell) for cell in row] for row in value]
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return rows if sum(map(len, rows)) <= MOST_OF_A_RANGE else []
    return value if value is None or isinstance(value, (str, float)) else float(value)


def _is_blank(function: Mapping[str, Any], values: Sequence[Any]) -> bool:
    place = function["market"]
    if place is None:
        return False
    value = values[place] if place < len(values) else ""
    # LibreOffice hands an empty cell over as 0, which is no market's id.
    return value in (None, 0.0) or (isinstance(value, str) and not value.strip())


def _no_feed(function: Mapping[str, Any], values: Sequence[Any]) -> Value:
    if function["columns"] is None:
        return NO_FEED
    row = [""] * function["columns"]
    for place in function["said_in"]:
        row[place] = NO_FEED
    return _padded([row], function, values)


def _padded(rows: list[list[str]], function: Mapping[str, Any], values: Sequence[Any]) -> Value:
    """As many rows as the last argument, `rows`, says."""
    given = values[-1] if len(values) == function["arguments"] else None
    count = int(given) if isinstance(given, float) and 1 <= given <= 5_000 else 1
    return _table([*rows, *([[""] * function["columns"]] * (count - len(rows)))])


def _table(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Rows for LibreOffice, which takes text and floats."""
    return tuple(
        tuple("" if c is None else c if isinstance(c, str) else float(c) for c in row)
        for row in rows
    )
