"""The few formulas that the values-only workbook leaves to us: BF_ calls, IF, &, =, cells, and
ranges of cells as arguments."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from xlbetflag.engines.addresses import column_number
from xlbetflag.engines.values import display

_TOKEN = re.compile(
    r"""\s*(?:
    "(?P<text>(?:[^"]|"")*)"
    | (?P<number>\d+(?:\.\d+)?)(?!\w)
    | (?P<name>[A-Z][A-Z0-9_]*)(?=\()
    | (?:(?P<sheet>\w+)!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)(?!\w)
    | (?P<sign>[(),=&:])
    )""",
    re.VERBOSE,
)


class Cell(NamedTuple):
    sheet: str
    row: int
    column: int


Look = Callable[[Cell], Any]
Call = Callable[[str, Sequence[Any]], Any]
Expression = Callable[[Look, Call], Any]


class Formula(NamedTuple):
    """`cells`: all it may look at. `value(look, call)`: `call` answers a BF_ function."""

    cells: tuple[Cell, ...]
    value: Expression


def parse(formula: str, sheet: str) -> Formula:
    """A formula that stands in that sheet. Raises ValueError for what is none of ours."""
    parser = _Parser(formula, sheet)
    expression = parser.comparison()
    if parser.sign():
        raise ValueError(f"not understood: {formula}")
    return Formula(tuple(parser.cells), expression)


class _Parser:
    def __init__(self, formula: str, sheet: str) -> None:
        self._tokens = list(_tokens(formula.removeprefix("=")))
        self._sheet = sheet
        self.cells: list[Cell] = []
        self._calls = 0  # around the place that is read

    def sign(self) -> str:
        """The sign that comes next; empty where something else does, or nothing."""
        return str(self._tokens[0]["sign"] or "") if self._tokens else ""

    def comparison(self) -> Expression:
        left = self._joined()
        if self.sign() != "=":
            return left
        self._tokens.pop(0)
        right = self._joined()
        return lambda look, call: _blank(left(look, call)) == _blank(right(look, call))

    def _joined(self) -> Expression:
        parts = [self._single()]
        while self.sign() == "&":
            self._tokens.pop(0)
            parts.append(self._single())
        if len(parts) == 1:
            return parts[0]
        return lambda look, call: "".join(display(part(look, call)) for part in parts)

    def _single(self) -> Expression:
        token = self._tokens.pop(0) if self._tokens else {"sign": ""}
        if token["sign"] is not None:
            raise ValueError(f"not understood: {token['sign']!r}")
        if token["text"] is not None:
            text = token["text"].replace('""', '"')
            return lambda look, call: text
        if token["number"] is not None:
            number = float(token["number"])
            return lambda look, call: number
        if token["name"] is not None:
            return self._call(token["name"])
        cell = self._cell(token)
        if self._calls and self.sign() == ":":
            return self._range(cell)
        self.cells.append(cell)
        return lambda look, call: look(cell)

    def _cell(self, token: dict[str, Any]) -> Cell:
        sheet = token["sheet"] or self._sheet
        return Cell(sheet, int(token["row"]), column_number(token["column"]))

    def _range(self, first: Cell) -> Expression:
        """An argument's rows of cells."""
        self._tokens.pop(0)
        if not self._tokens or self._tokens[0]["row"] is None:
            raise ValueError(f"not understood: a range from row {first.row} without an end")
        last = self._cell(self._tokens.pop(0))
        rows = [
            [Cell(first.sheet, row, column) for column in range(first.column, last.column + 1)]
            for row in range(first.row, last.row + 1)
        ]
        self.cells += [cell for row in rows for cell in row]
        return lambda look, call: [[look(cell) for cell in row] for row in rows]

    def _call(self, name: str) -> Expression:
        self._tokens.pop(0)
        self._calls += 1
        arguments: list[Expression] = []
        while self.sign() != ")":
            if self.sign() == ",":
                arguments.append(_nothing)
            else:
                arguments.append(self.comparison())
            if self.sign() == ",":
                self._tokens.pop(0)
            elif self.sign() != ")":
                raise ValueError(f"{name} does not end")
        self._tokens.pop(0)
        self._calls -= 1
        if name != "IF":
            return lambda look, call: call(name, [each(look, call) for each in arguments])
        condition, yes, no = arguments
        return lambda look, call: (yes if condition(look, call) else no)(look, call)


def _tokens(formula: str) -> Iterator[dict[str, Any]]:
    place = 0
    while place < len(formula):
        found = _TOKEN.match(formula, place)
        if found is None:
            raise ValueError(f"not understood: {formula[place:]!r} in {formula!r}")
        place = found.end()
        yield found.groupdict()


def _nothing(_: Look, __: Call) -> None:
    """An argument that was left out."""


def _blank(value: Any) -> Any:
    return "" if value is None else value
