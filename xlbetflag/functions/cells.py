"""Answering cells: from the values of a call to the value or block that the cell shows.

One rule for everything that is not a value: a cell shows a short text that says why - the state of
the feed (NO FEED, STALE ...), or "? " and a sentence where the call itself is wrong.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from xlbetflag.functions import (  # noqa: F401 - they declare themselves
    account,
    calculators,
    coupon,
    health,
    ladder,
    navigation,
    positions,
    prices,
    staking,
)
from xlbetflag.functions.declare import FUNCTIONS, Function, Row, Scalar
from xlbetflag.functions.kinds import BlankError
from xlbetflag.functions.known import CellContext, NotCurrentError, Reader
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.texts import say

Block = list[list[Scalar]]
MAXIMUM_REMEMBERED = 50_000

log = logging.getLogger(__name__)


def nobody_said(_: str) -> None:
    """How many selections win, where there are no settings to say it."""


class Cells:
    """Answers every BF_ function from what the view knows; never waits, never raises.

    `rules` and `winners` (how many selections of a market win) are the venue's as the user's
    settings have them; `reader` is told of every book that an answer was made of. Thread-safe: the
    arguments of a call are read once and remembered.
    """

    def __init__(
        self,
        view: View,
        language: Callable[[], str],
        rules: VenueRules | None = None,
        winners: Callable[[str], int | None] = nobody_said,
        reader: Reader | None = None,
    ) -> None:
        self._known = CellContext(view, rules or VenueRules(), winners, language, reader)
        self._language = language
        self._read: dict[tuple[str, tuple[object, ...]], tuple[Any, ...]] = {}

    def call(self, name: str, values: Sequence[object]) -> Scalar | Block:
        """What the cell shows. A table is a non-empty list of equally long rows.

        A range among the values is a list of its rows; a flat list is one row.
        """
        function = FUNCTIONS[name]
        try:
            arguments = self._arguments(function, tuple(values))
            if function.columns is None:
                answer: Scalar = function.answer(self._known, *arguments)
                return answer
            return _block(
                function, list(function.answer(self._known, *arguments[:-1])), arguments[-1]
            )
        except BlankError:
            return _instead(function, values, "")
        except NotCurrentError as reason:
            return _instead(function, values, reason.word)
        except Problem as problem:
            text = f"? {self._place(problem)}{say(problem, self._language())}"
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
        except TypeError:  # a range among the values cannot be a key: it is read every time
            return function.read(values)

    def _place(self, problem: Problem) -> str:
        """Which row of a range is wrong."""
        row = problem.values.get("range_row")
        return f"{say('range.row', self._language(), row=row)} " if row else ""


def _instead(function: Function, values: Sequence[object], word: str) -> Scalar | Block:
    """A word where a value would be; in a table, in as many rows as were asked for."""
    if function.columns is None:
        return word
    rows = values[len(function.arguments) - 1] if len(values) == len(function.arguments) else 1
    try:
        count = function.arguments[-1].kind.parse(rows)
    except Problem:
        count = 1
    return _block(function, [[word]] if word else [], count)


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
