"""The sheets, and what every one of them has: its band, its margin, its mark."""

DESK, MARKETS, WATCH, BOARD, ORDERS = "Desk", "Markets", "Watch", "Board", "Orders"
COUPON = "Coupon"
LADDER, POSITIONS, SUMMARY, LOG, HELP = "Ladder", "Positions", "Summary", "Log", "Help"
SHEETS = (DESK, MARKETS, WATCH, COUPON, BOARD, LADDER, ORDERS, POSITIONS, SUMMARY, LOG, HELP)
EXAMPLES = "Examples"  # of the demo's workbook alone

BAND_ROW = 0  # all rows and columns here are counted from 0
FIRST_COLUMN = 1  # column A is a margin
TABLE_HEADER_ROW = 3
FIRST_TABLE_ROW = TABLE_HEADER_ROW + 1


_SHEET_MARK = 739_218_450  # no number that a person has in the first row of a sheet
# In the order in which they came: a sheet keeps its mark whatever is put before it.
_MARKED = (DESK, MARKETS, WATCH, BOARD, LADDER, ORDERS, POSITIONS, SUMMARY, LOG, HELP, COUPON)


def sheet_mark(sheet: str) -> int:
    """The number by which a sheet and its copies are known, in the band of each."""
    return _SHEET_MARK + _MARKED.index(sheet)


def home_name(sheet: str) -> str:
    """The defined name that tells the sheet itself from its copies."""
    return f"Home_{sheet}"
