"""A formula that is one call of a custom function, and nothing else: `BF_BOOK($B$4,3,10)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..addresses import Area, Cell, split_sheet
from ..values import Value
from .functions import Function
from .grid import Grid

MOST_CELLS = 4_000  # of a range that a call looks at

_CALL = re.compile(r"\s*@?(?P<name>[A-Za-z_][\w.]*)\((?P<rest>.*)\)\s*", re.DOTALL)
_ARGUMENT = re.compile(
    r"\s*(?:"
    r'(?P<text>"(?:[^"]|"")*")'
    r"|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<truth>TRUE|FALSE)"
    r"|(?P<place>(?:(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r")?\s*(?P<end>,|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an argument is read: a cell, or a range."""

    sheet: str
    area: Area


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple[Value | Place, ...]

    @property
    def places(self) -> Iterator[Place]:
        return (each for each in self.arguments if isinstance(each, Place))

    def values(self, grid: Callable[[str], Grid]) -> list[object]:
        """The arguments as they stand in the grids: as a callback receives them."""
        return [
            _read(each, grid(each.sheet)) if isinstance(each, Place) else each
            for each in self.arguments
        ]


def _read(place: Place, grid: Grid) -> object:
    return grid.get(place.area.anchor) if place.area.is_cell else grid.block(place.area)


def parse_call(
    text: str,
    sheet: str,
    find: Callable[[str], Function | None],
    sheet_called: Callable[[str], str | None],
) -> Call | None:
    """The call that a formula is; None for every other formula.

    References to tables and names must be resolved already. `sheet` is the formula's own,
    `sheet_called` gives the name as the workbook has it. A call that the calculator would refuse,
    with too many arguments say, is left to it.
    """
    found = _CALL.fullmatch(text)
    if found is None or (function := find(found["name"])) is None:
        return None
    arguments: list[Value | Place] = []
    position, rest = 0, found["rest"]
    while rest.strip():
        part = _ARGUMENT.match(rest, position)
        if part is None:
            return None
        if part["place"]:
            place = _place(part["place"], sheet, sheet_called)
            if place is None:
                return None
            arguments.append(place)
        else:
            arguments.append(_literal(part))
        position = part.end()
        if not part["end"]:
            break
    return Call(function, tuple(arguments)) if function.takes(len(arguments)) else None


def _literal(part: re.Match[str]) -> Value:
    if part["text"]:
        return part["text"][1:-1].replace('""', '"')
    if part["number"]:
        return float(part["number"])
    return part["truth"].upper() == "TRUE" if part["truth"] else None


def _place(text: str, sheet: str, sheet_called: Callable[[str], str | None]) -> Place | None:
    scope, reference = split_sheet(text)
    home = sheet_called(scope) if scope else sheet
    try:
        area = Area.parse(reference)
    except ValueError:
        return None
    if home is None or area.rows * area.columns > MOST_CELLS:
        return None
    return None if area.is_cell and ":" in reference else Place(home, area)


def reads_itself(call: Call, sheet: str, area: Area) -> bool:
    return any(each.sheet == sheet and each.area.overlaps(area) for each in call.places)


def cells_read(call: Call) -> Iterator[tuple[str, Cell]]:
    for place in call.places:
        for cell in place.area.cells():
            yield place.sheet, cell
