"""The three cells of the Ladder sheet that say which ladder it is."""

from typing import TYPE_CHECKING

import msgspec

from xlbetflag.market.inputs import parse_id, parse_price
from xlbetflag.market.money import Hundredths, as_float
from xlbetflag.market.problem import Problem
from xlbetflag.workbook.layout.ladder import CHOICE
from xlbetflag.workbook.live.block import find_name, named, read
from xlbetflag.workbook.live.cells import as_text

if TYPE_CHECKING:
    import xlwings as xw


class LadderChoice(msgspec.Struct, frozen=True):
    """`selection` as typed. `centre` is the price the ladder stands around, None for none yet."""

    market_id: str
    selection: str
    centre: Hundredths | None


class LadderCells:
    """Of a live workbook; one without the sheet has no choice."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._for: tuple[str, str] | None = None

    def choice(self) -> LadderChoice | None:
        """What the user chose; None where nothing is, or nothing that can be read.

        A centre belongs to the selection it was written for: of another one there is none yet.
        """
        found = find_name(self._book, CHOICE)
        if found is None:
            return None
        market, selection, centre = (row[0] for row in read(found))
        try:
            chosen = parse_id(market, "market"), as_text(selection)
        except Problem:
            return None
        return LadderChoice(*chosen, _price(centre) if chosen == self._for else None)

    def show_centre(self, choice: LadderChoice, centre: Hundredths) -> None:
        """Move the ladder; one cell, and only when it moves."""
        named(self._book, CHOICE)[2, 0].value = as_float(centre)
        self._for = choice.market_id, choice.selection


def _price(value: object) -> Hundredths | None:
    try:
        return parse_price(value)
    except Problem:
        return None
