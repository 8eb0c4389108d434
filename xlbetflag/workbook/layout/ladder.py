"""The Ladder sheet: what stands where."""

from xlbetflag.engines.addresses import column_letters
from xlbetflag.workbook.layout.columns import CellKind, shown
from xlbetflag.workbook.layout.market_blocks import TREND_COLUMN
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN

CHOICE = "LadderChoice"  # market, selection and centre, one below the other
RUNGS = 31
TITLE_ROW, HEADER_ROW = 2, 3
FIRST_RUNG_ROW = HEADER_ROW + 1


RUNG_COLUMNS = (
    shown("matched_back", "Matched", CellKind.MONEY, 10),
    shown("my_back", "My back", CellKind.MONEY, 10),
    shown("back", "Back", CellKind.MONEY, 12),
    shown("price", "Price", CellKind.PRICE, 9),
    shown("move", "", CellKind.TEXT, 4),
    shown("lay", "Lay", CellKind.MONEY, 12),
    shown("my_lay", "My lay", CellKind.MONEY, 10),
    shown("matched_lay", "Matched", CellKind.MONEY, 10),
    shown("status", "Status", CellKind.TEXT, 12),
)
# Beside the ladder: every selection of its market, as BF_BOOK gives it at depth 1.
CHOICE_COLUMNS = (
    shown("selection_id", "Id", CellKind.ID, 12),
    shown("selection", "Selection", CellKind.TEXT, 26),
    shown("move", "", CellKind.TEXT, 4),
    shown("back_1", "Back", CellKind.PRICE, 8),
    shown("back_1_size", "EUR", CellKind.MONEY, 10),
    shown("lay_1", "Lay", CellKind.PRICE, 8),
    shown("lay_1_size", "EUR", CellKind.MONEY, 10),
    shown("status", "Status", CellKind.TEXT, 12),
    shown("read_at", "Read at", CellKind.TEXT, 10),
)
LABEL_COLUMN = shown("label", "To choose", CellKind.TEXT, 28)
PROFIT_COLUMN = shown("profit", "If it wins", CellKind.MONEY, 12)

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
