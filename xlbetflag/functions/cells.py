"""Answering cells: from the values of a call to the value or block that the cell shows.

One rule for everything that is not a value: a cell shows a short text that says why - the state of
the feed (NO FEED, STALE ...), or "? " and a sentence where the call itself is wrong.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from xlbetflag.functions import account, navigation, prices  # noqa: F401 - they declare themselves
from xlbetflag.functions.declare import FUNCTIONS, BlankError, Function, Row, Scalar
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.texts import say

Block = list[list[Scalar]]
MAXIMUM_REMEMBERED = 50_000

log = logging.getLogger(__name__)


class Cells:
    """Answers every BF_ function from what the view knows; never waits, never raises.

    Thread-safe: the arguments of a call are read once and remembered.
    """

    def __init__(self, view: View, language: Callable[[], str]) -> None:
        self._view = view
        self._language = language
        self._read: dict[tuple[str, tuple[object, ...]], tuple[Any, ...]] = {}

    def call(self, name: str, values: Sequence[object]) -> Scalar | Block:
        """What the cell shows. A table is a non-empty list of equally long rows."""
        function = FUNCTIONS[name]
        try:
            arguments = self._arguments(function, tuple(values))
            if function.columns is None:
                answer: Scalar = function.answer(self._view, *arguments)
                return answer
            return _block(
                function, list(function.answer(self._view, *arguments[:-1])), arguments[-1]
            )
        except BlankError:
            return self._blank(function, values)
        except Problem as problem:
            text = f"? {say(problem, self._language())}"
        except Exception:
            log.exception("%s failed", name)
            text = f"? {say('function.failed', self._language(), function=name)}"
        return text if function.columns is None else _block(function, [[text]], None)

    def _arguments(self, function: Function, values: tuple[object, ...]) -> tuple[Any, ...]:
        key = (function.name, values)
        try:
            return self._read[key]
        except KeyError:
            arguments = function.read(values)
            if len(self._read) >= MAXIMUM_REMEMBERED:
                self._read.clear()
            self._read[key] = arguments
            return arguments
        except TypeError:  # a range among the values cannot be a key; reading it says so
            return function.read(values)

    def _blank(self, function: Function, values: Sequence[object]) -> Scalar | Block:
        if function.columns is None:
            return ""
        rows = values[len(function.arguments) - 1] if len(values) == len(function.arguments) else 1
        try:
            count = function.arguments[-1].kind.parse(rows)
        except Problem:
            count = 1
        return _block(function, [], count)


def _block(function: Function, rows: list[Row], count: int | None) -> Block:
    """Rows of one width; exactly `count` of them where it is given, padded with "".

    A one-cell row is a message. Rows that do not fit are counted in the last one, never hidden.
    """
    if count is not None and len(rows) > count:
        rows = [*rows[: count - 1], [f"+{len(rows) - count + 1}", "…"]]
    if count is not None:
        rows = rows + [()] * (count - len(rows))
    width = max((len(row) for row in rows if len(row) > 2), default=len(function.columns or ()))
    return [[*row, *[""] * (width - len(row))] for row in rows or [()]]
