"""The Ladder sheet: what stands where."""

from xlbetflag.engines.addresses import column_letters
from xlbetflag.workbook.layout.columns import Kind, shown
from xlbetflag.workbook.layout.market_blocks import TREND_COLUMN
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN

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


def _fixed(row: int, column: int) -> str:
    """`$K$5`, of a row and a column counted from 0."""
    return f"${column_letters(column + 1)}${row + 1}"


MARKET = _fixed(CHOICE_ROW, PANEL + 1)
SELECTION = _fixed(CHOICE_ROW + 1, PANEL + 1)
CENTRE = _fixed(CHOICE_ROW + 2, PANEL + 1)
STATE = _fixed(TITLE_ROW, PLACES["my_lay"])
