"""The Ladder sheet: what stands where, and the three cells that say which ladder it is."""

from typing import TYPE_CHECKING

import msgspec
from xlsxwriter.utility import xl_rowcol_to_cell

from xlbetflag.market.inputs import parse_id, parse_price
from xlbetflag.market.money import Hundredths, as_float
from xlbetflag.market.problem import Problem
from xlbetflag.workbook.block import find_name, named, read
from xlbetflag.workbook.cells import as_text
from xlbetflag.workbook.columns import Kind, shown
from xlbetflag.workbook.layout import FIRST_COLUMN
from xlbetflag.workbook.market_blocks import TREND_COLUMN

if TYPE_CHECKING:
    import xlwings as xw

CHOICE = "LadderChoice"  # market, selection and centre, one below the other
RUNGS = 31
TITLE_ROW, HEADER_ROW = 2, 3
FIRST_RUNG_ROW = HEADER_ROW + 1


RUNG_COLUMNS = (
    shown("matched_back", "Matched", Kind.MONEY, 10),
    shown("my_back", "My back", Kind.MONEY, 10),
    shown("back", "Back", Kind.MONEY, 12),
    shown("price", "Price", Kind.PRICE, 9),
    shown("move", "", Kind.TEXT, 4),
    shown("lay", "Lay", Kind.MONEY, 12),
    shown("my_lay", "My lay", Kind.MONEY, 10),
    shown("matched_lay", "Matched", Kind.MONEY, 10),
    shown("status", "Status", Kind.TEXT, 12),
)
# Beside the ladder: every selection of its market, as BF_BOOK gives it at depth 1.
CHOICE_COLUMNS = (
    shown("selection_id", "Id", Kind.ID, 12),
    shown("selection", "Selection", Kind.TEXT, 26),
    shown("move", "", Kind.TEXT, 4),
    shown("back_1", "Back", Kind.PRICE, 8),
    shown("back_1_size", "EUR", Kind.MONEY, 10),
    shown("lay_1", "Lay", Kind.PRICE, 8),
    shown("lay_1_size", "EUR", Kind.MONEY, 10),
    shown("status", "Status", Kind.TEXT, 12),
    shown("read_at", "Read at", Kind.TEXT, 10),
)
LABEL_COLUMN = shown("label", "To choose", Kind.TEXT, 28)
PROFIT_COLUMN = shown("profit", "If it wins", Kind.MONEY, 12)

PLACES = {column.key: FIRST_COLUMN + i for i, column in enumerate(RUNG_COLUMNS)}
LAST_RUNG_ROW = FIRST_RUNG_ROW + RUNGS - 1
PANEL = FIRST_COLUMN + len(RUNG_COLUMNS) + 1
CHOICE_ROW = FIRST_RUNG_ROW  # market, selection, centre
SELECTIONS_ROW = CHOICE_ROW + 6
PROFIT, TREND, LABEL = (PANEL + len(CHOICE_COLUMNS) + i for i in range(3))
SIDE_COLUMNS = {PROFIT: PROFIT_COLUMN, TREND: TREND_COLUMN, LABEL: LABEL_COLUMN}
MARKET = xl_rowcol_to_cell(CHOICE_ROW, PANEL + 1, row_abs=True, col_abs=True)
SELECTION = xl_rowcol_to_cell(CHOICE_ROW + 1, PANEL + 1, row_abs=True, col_abs=True)
CENTRE = xl_rowcol_to_cell(CHOICE_ROW + 2, PANEL + 1, row_abs=True, col_abs=True)
STATE = xl_rowcol_to_cell(TITLE_ROW, PLACES["my_lay"], row_abs=True, col_abs=True)


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
