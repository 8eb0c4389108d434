"""What stands where in the block of a market, which is on the same rows of Board and Positions."""

from xlbetflag.workbook.layout.columns import CellKind, shown

# A block of the Board: a title line, then a row per selection.
BOOK_DEPTH = 3
BLOCK_ROWS = 10
BOARD_HEADER_ROW = 2
FIRST_BLOCK_ROW = BOARD_HEADER_ROW + 1
BLOCK_HEIGHT = BLOCK_ROWS + 2  # the title line above, an empty line below

EMPTY_BLOCK = "Empty. Choose YES beside a market on the Markets sheet."

# The title's cells by their place in the block: id under Id, event under Selection, and so on.
TITLE_MARKET_ID, TITLE_EVENT, TITLE_MARKET, TITLE_LINE, TITLE_START = 0, 1, 5, 9, 11
TITLE_WIDTH = TITLE_START + 1


BOOK_COLUMNS = (
    shown("selection_id", "Id", CellKind.ID, 12),
    shown("selection", "Selection", CellKind.TEXT, 30),
    shown("move", "", CellKind.TEXT, 4),
    shown("back_3", "Back 3", CellKind.PRICE, 8),
    shown("back_3_size", "EUR", CellKind.MONEY, 12),
    shown("back_2", "Back 2", CellKind.PRICE, 8),
    shown("back_2_size", "EUR", CellKind.MONEY, 12),
    shown("back_1", "Back", CellKind.PRICE, 9),
    shown("back_1_size", "EUR", CellKind.MONEY, 12),
    shown("lay_1", "Lay", CellKind.PRICE, 9),
    shown("lay_1_size", "EUR", CellKind.MONEY, 12),
    shown("lay_2", "Lay 2", CellKind.PRICE, 8),
    shown("lay_2_size", "EUR", CellKind.MONEY, 12),
    shown("lay_3", "Lay 3", CellKind.PRICE, 8),
    shown("lay_3_size", "EUR", CellKind.MONEY, 12),
    shown("status", "Status", CellKind.TEXT, 12),
    shown("read_at", "Read at", CellKind.TEXT, 10),
)

TREND_COLUMN = shown("trend", "Where it went", CellKind.TEXT, 34)

# A block of Positions stands on the same rows as its block of the Board. Each group is what one
# function gives; a column without a header repeats another and is hidden.
MATCHED_COLUMNS = (
    shown("selection_id", "Id", CellKind.ID, 12),
    shown("selection", "Selection", CellKind.TEXT, 26),
    shown("profit", "If it wins", CellKind.MONEY, 14),
    shown("loses", "", CellKind.MONEY, 0),
    shown("winners", "Winners", CellKind.WHOLE, 9),
)
FILLED_COLUMNS = (
    shown("selection_id", "", CellKind.ID, 0),
    shown("selection", "", CellKind.TEXT, 0),
    shown("profit", "If all fills", CellKind.MONEY, 14),
    shown("loses", "", CellKind.MONEY, 0),
    shown("winners", "", CellKind.WHOLE, 0),
)
GREEN_COLUMNS = (
    shown("selection_id", "Green up", CellKind.ID, 11),
    shown("selection", "", CellKind.TEXT, 0),
    shown("side", "Side", CellKind.TEXT, 7),
    shown("price", "Price", CellKind.PRICE, 8),
    shown("size", "Stake", CellKind.MONEY, 10),
    shown("available", "Available", CellKind.MONEY, 11),
    shown("uneven", "Uneven", CellKind.MONEY, 10),
    shown("profit", "Then, if it wins", CellKind.MONEY, 16),
    shown("loses", "", CellKind.MONEY, 0),
    shown("note", "Note", CellKind.TEXT, 24),
)
VENUE_COLUMN = shown("profit", "At the venue", CellKind.MONEY, 14)
MATCH_COLUMNS = (
    shown("offer_id", "Offer id", CellKind.TEXT, 13),
    shown("selection_id", "Sel. id", CellKind.ID, 9),
    shown("selection", "Selection", CellKind.TEXT, 22),
    shown("side", "Side", CellKind.TEXT, 7),
    shown("price", "Price", CellKind.PRICE, 8),
    shown("size", "Size", CellKind.MONEY, 10),
)
OFFER_COLUMNS = (
    *MATCH_COLUMNS,
    shown("matched", "Matched", CellKind.MONEY, 10),
    shown("remaining", "Remaining", CellKind.MONEY, 11),
    shown("status", "Status", CellKind.TEXT, 11),
)


def block_row(block: int) -> int:
    """The title row of block 1, 2, ... on Board and Positions."""
    return FIRST_BLOCK_ROW + (block - 1) * BLOCK_HEIGHT


def block_name(block: int) -> str:
    """The defined name of a block's title cells, market id first."""
    return f"Block_{block}"


def market_name(block: int) -> str:
    """The defined name of the cell with a block's market id."""
    return f"Block_{block}_Market"
