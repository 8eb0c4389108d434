"""What a batch asks of names, tables and sheets: once, and all in the first round trip."""

from __future__ import annotations

from typing import Any

Call = list[Any]

# Where things are, and how many arguments a question about it has.
_STANDING = {
    "book.describe": 1,
    "book.sheets": 1,
    "names.cells": 3,
    "names.list": 1,
    "sheet.name": 1,
    "table.describe": 2,
    "tables.list": 1,
}
# What leaves everything where it is.
_HARMLESS = frozenset(
    {"range.read", "range.read_formulas", "range.write", "range.fill", "sheet.activate"}
)
_MOST_PLANS = 20


class Standing:
    """Answers that stand until a batch ends, or does something that may move things.

    Batches repeat themselves, as ticks do: what the last one asked that began with the same
    question is asked along with it.
    """

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._asked: dict[str, Call] = {}
        self._plans: dict[str, dict[str, Call]] = {}

    @staticmethod
    def covers(call: Call) -> bool:
        return _STANDING.get(call[0]) == len(call) - 1

    def note(self, call: Call) -> None:
        """Another operation of the batch."""
        if call[0] not in _HARMLESS:
            self._known.clear()

    def end(self) -> None:
        """The batch is over; what it asked is remembered."""
        if self._asked:
            first = next(iter(self._asked))
            self._plans.pop(first, None)
            self._plans[first] = self._asked
            if len(self._plans) > _MOST_PLANS:
                del self._plans[next(iter(self._plans))]
        self._known, self._asked = {}, {}

    def knows(self, call: Call) -> bool:
        return repr(call) in self._known

    def answer(self, call: Call) -> Any:
        self._asked[repr(call)] = call
        return self._known[repr(call)]

    def wanted(self, call: Call) -> list[Call]:
        """That question, and those that come after it as a rule."""
        plan = {} if self._asked else self._plans.get(repr(call), {})
        return list({repr(call): call, **plan}.values())

    def take(self, calls: list[Call], results: list[list[Any]]) -> None:
        """As many answers as came: the first that fails is the last."""
        for call, result in zip(calls, results, strict=False):
            if result[0] == "ok":
                self._known[repr(call)] = result[1]
