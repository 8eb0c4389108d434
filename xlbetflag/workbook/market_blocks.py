"""What stands where in the block of a market, which is on the same rows of Board and Positions."""

from xlbetflag.workbook.columns import Column, Kind, Writer

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


def _book(key: str, header: str, kind: Kind, width: float) -> Column:
    return Column(key, header, kind, Writer.SHEET, width)


BOOK_COLUMNS = (
    _book("selection_id", "Id", Kind.ID, 12),
    _book("selection", "Selection", Kind.TEXT, 30),
    _book("move", "", Kind.TEXT, 4),
    _book("back_3", "Back 3", Kind.PRICE, 8),
    _book("back_3_size", "EUR", Kind.MONEY, 12),
    _book("back_2", "Back 2", Kind.PRICE, 8),
    _book("back_2_size", "EUR", Kind.MONEY, 12),
    _book("back_1", "Back", Kind.PRICE, 9),
    _book("back_1_size", "EUR", Kind.MONEY, 12),
    _book("lay_1", "Lay", Kind.PRICE, 9),
    _book("lay_1_size", "EUR", Kind.MONEY, 12),
    _book("lay_2", "Lay 2", Kind.PRICE, 8),
    _book("lay_2_size", "EUR", Kind.MONEY, 12),
    _book("lay_3", "Lay 3", Kind.PRICE, 8),
    _book("lay_3_size", "EUR", Kind.MONEY, 12),
    _book("status", "Status", Kind.TEXT, 12),
    _book("read_at", "Read at", Kind.TEXT, 10),
)

TREND_COLUMN = _book("trend", "Where it went", Kind.TEXT, 26)

# A block of Positions stands on the same rows as its block of the Board. Each group is what one
# function gives; a column without a header repeats another and is hidden.
MATCHED_COLUMNS = (
    _book("selection_id", "Id", Kind.ID, 12),
    _book("selection", "Selection", Kind.TEXT, 26),
    _book("profit", "If it wins", Kind.MONEY, 14),
    _book("loses", "", Kind.MONEY, 0),
    _book("winners", "Winners", Kind.WHOLE, 9),
)
FILLED_COLUMNS = (
    _book("selection_id", "", Kind.ID, 0),
    _book("selection", "", Kind.TEXT, 0),
    _book("profit", "If all fills", Kind.MONEY, 14),
    _book("loses", "", Kind.MONEY, 0),
    _book("winners", "", Kind.WHOLE, 0),
)
GREEN_COLUMNS = (
    _book("selection_id", "Green up", Kind.ID, 11),
    _book("selection", "", Kind.TEXT, 0),
    _book("side", "Side", Kind.TEXT, 7),
    _book("price", "Price", Kind.PRICE, 8),
    _book("size", "Stake", Kind.MONEY, 10),
    _book("available", "Available", Kind.MONEY, 11),
    _book("uneven", "Uneven", Kind.MONEY, 10),
    _book("profit", "Then, if it wins", Kind.MONEY, 16),
    _book("loses", "", Kind.MONEY, 0),
    _book("note", "Note", Kind.TEXT, 24),
)
VENUE_COLUMN = _book("profit", "At the venue", Kind.MONEY, 14)
OFFER_COLUMNS = (
    _book("offer_id", "Offer id", Kind.TEXT, 13),
    _book("selection_id", "Sel. id", Kind.ID, 9),
    _book("selection", "Selection", Kind.TEXT, 22),
    _book("side", "Side", Kind.TEXT, 7),
    _book("price", "Price", Kind.PRICE, 8),
    _book("size", "Size", Kind.MONEY, 10),
    _book("matched", "Matched", Kind.MONEY, 10),
    _book("remaining", "Remaining", Kind.MONEY, 11),
    _book("status", "Status", Kind.TEXT, 11),
)
MATCH_COLUMNS = (
    _book("offer_id", "Offer id", Kind.TEXT, 13),
    _book("selection_id", "Sel. id", Kind.ID, 9),
    _book("selection", "Selection", Kind.TEXT, 22),
    _book("side", "Side", Kind.TEXT, 7),
    _book("price", "Price", Kind.PRICE, 8),
    _book("size", "Size", Kind.MONEY, 10),
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
