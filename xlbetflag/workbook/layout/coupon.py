"""The Coupon sheet: a line a market, filled by one function from the markets listed beside it."""

from xlbetflag.workbook.layout.columns import CellKind, Column, shown
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN

LINES = 200
CHOICE_ROW, HEADER_ROW = 2, 3
FIRST_LINE_ROW = HEADER_ROW + 1
LAST_LINE_ROW = FIRST_LINE_ROW + LINES - 1

CHOICES = "CouponChoices"  # sort, competition and row of Watch, beside their labels
LISTED = "CouponMarkets"  # market, by what it is watched, whether it is mine; the desk writes it
LISTED_ROWS, LISTED_WIDTH = 300, 3  # more than the lines, so that the last one can say so


def _selection(number: int) -> tuple[Column, ...]:
    return (
        shown(f"selection_{number}", "", CellKind.TEXT, 9),
        shown(f"back_{number}", "Back", CellKind.PRICE, 6.5),
        shown(f"back_{number}_size", "EUR", CellKind.MONEY, 7.5),
        shown(f"lay_{number}", "Lay", CellKind.PRICE, 6.5),
        shown(f"lay_{number}_size", "EUR", CellKind.MONEY, 7.5),
    )


# As BF_COUPON gives them.
COUPON_COLUMNS = (
    shown("start", "Start", CellKind.TEXT, 10),
    shown("event", "Event", CellKind.TEXT, 25),
    shown("market", "Market", CellKind.TEXT, 15),
    shown("line", "Line", CellKind.TEXT, 5),
    *_selection(1),
    *_selection(2),
    *_selection(3),
    shown("more", "More", CellKind.TEXT, 7),
    shown("status", "Status", CellKind.TEXT, 11),
    shown("age", "Age", CellKind.WHOLE, 5.5),
    shown("worst", "Worst", CellKind.MONEY, 8),
    shown("best", "Best", CellKind.MONEY, 8),
    shown("open", "Open", CellKind.WHOLE, 5.5),
    shown("market_id", "Market id", CellKind.TEXT, 11),
    shown("state", "", CellKind.WHOLE, 0),
)
PLACES = {column.key: FIRST_COLUMN + i for i, column in enumerate(COUPON_COLUMNS)}
LAST_COLUMN = PLACES["market_id"]
FIRST_LISTED = PLACES["state"] + 2
