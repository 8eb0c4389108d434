"""The named cells of the sheet Desk: session, balance, settings, command and answer."""

from xlbetflag.market.money import as_float
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.workbook.layout.columns import CellKind, Field, Writer

COMMANDS = (
    "START",
    "STOP",
    "ARM",
    "DISARM",
    "PREVIEW",
    "PLACE",
    "PLACE TWINS",
    "CANCEL",
    "CANCEL ALL",
    "CANCEL ALL AT VENUE",
    "REPLACE",
    "REARM RULES",
    "HALT",
    "RESUME",
    "REFRESH",
    "NEXT",
)

# The Desk's own named cells. The desk writes SESSION as one block, top to bottom.
SESSION = (
    Field("Environment", "Environment", CellKind.TEXT, Writer.DESK, "PRACTICE"),
    Field("Connection", "Connection", CellKind.TEXT, Writer.DESK, "NOT CONNECTED"),
    Field("FeedState", "Feed", CellKind.TEXT, Writer.DESK, "NO FEED"),
    Field("ReadAt", "Time read", CellKind.TEXT, Writer.DESK, "--:--:--"),
    Field("ArmState", "Trading", CellKind.TEXT, Writer.DESK, "DISARMED"),
    Field("HaltState", "Halt", CellKind.TEXT, Writer.DESK, "NOT HALTED"),
    Field("Requests", "Requests", CellKind.WHOLE, Writer.DESK, 0),
    Field("BoardRoom", "Board", CellKind.TEXT, Writer.DESK, "", "Blocks in use; what has no room."),
)
SESSION_BLOCK = "Session"

# How fresh prices are, and what that costs: a line; a table that the desk writes with its heads.
FEED_LINE = "FeedLine"
FEED_TABLE = "FeedTable"
FEED_ROWS, FEED_COLUMNS = 13, 8

BALANCE = (
    Field("BalanceFree", "Free", CellKind.MONEY, Writer.SHEET, '=BF_BALANCE("FREE")', unit="EUR"),
    Field(
        "BalanceTotal", "Total", CellKind.MONEY, Writer.SHEET, '=BF_BALANCE("TOTAL")', unit="EUR"
    ),
    Field(
        "BalanceLocked", "Locked", CellKind.MONEY, Writer.SHEET, '=BF_BALANCE("LOCKED")', unit="EUR"
    ),
)


def _setting(
    name: str, label: str, kind: CellKind, default: float | None, unit: str, text: str
) -> Field:
    return Field(name, label, kind, Writer.USER, default, text, unit)


INTERVAL = _setting(
    "Interval", "Refresh every", CellKind.SECONDS, 1.0, "s", "How often the sheet is refreshed."
)
_SHIPPED = Limits()


def _euros(cents: int | None) -> float | None:
    return None if cents is None else as_float(cents)


# By the limit's name in orders.rows.limits, whose own defaults are shipped.
LIMITS = {
    "stake_per_bet": _setting(
        "StakePerBet",
        "Stake per bet",
        CellKind.MONEY,
        _euros(_SHIPPED.stake_per_bet),
        "EUR",
        "No single stake above.",
    ),
    "liability_per_market": _setting(
        "LiabilityPerMarket",
        "Liability per market",
        CellKind.MONEY,
        _euros(_SHIPPED.liability_per_market),
        "EUR",
        "The worst outcome of one market.",
    ),
    "stake_per_day": _setting(
        "StakePerDay",
        "Stake per day",
        CellKind.MONEY,
        _euros(_SHIPPED.stake_per_day),
        "EUR",
        "All bets since midnight.",
    ),
    "loss_per_day": _setting(
        "LossPerDay",
        "Loss per day",
        CellKind.MONEY,
        _euros(_SHIPPED.loss_per_day),
        "EUR",
        "Then nothing more is sent.",
    ),
    "rows_per_batch": _setting(
        "RowsPerBatch",
        "Rows per batch",
        CellKind.WHOLE,
        _SHIPPED.rows_per_batch,
        "rows",
        "The most one PLACE sends.",
    ),
    "price_distance_ticks": _setting(
        "PriceDistance",
        "Distance from best price",
        CellKind.WHOLE,
        _SHIPPED.price_distance_ticks,
        "ticks",
        "Catches a slip of the finger.",
    ),
    "price_age_seconds": _setting(
        "PriceAge",
        "Age of price",
        CellKind.SECONDS,
        _SHIPPED.price_age_seconds,
        "s",
        "Older prices refuse the row.",
    ),
}
SETTINGS = (INTERVAL, *LIMITS.values())
SETTINGS_BLOCK = "Settings"  # labels and values, so that a moved row is still read by its label

COMMAND = Field(
    "Command",
    "Command",
    CellKind.CHOICE,
    Writer.USER,
    None,
    "Choose what the desk should do.",
    choices=COMMANDS,
)
ANSWER = Field(
    "Answer",
    "Answer",
    CellKind.TEXT,
    Writer.DESK,
    "The desk is not running. Start it: xlbetflag serve",
)
FILE_ID = Field("FileId", "File", CellKind.TEXT, Writer.DESK, None, "Names the rows of this file.")
KEYS_USED = Field("KeysUsed", "Row keys given", CellKind.WHOLE, Writer.DESK, None)
LANGUAGE = Field(
    "Language", "Language", CellKind.TEXT, Writer.DESK, None, "Of the texts of this file."
)

HOW_TO_BEGIN = (
    "Open this file with: xlbetflag run FILE. Markets and balance appear.",
    "On Markets choose YES beside what you want to watch: it opens on the Board.",
    "On Orders fill the yellow cells: market, selection, side, price and stake.",
    "Choose ARM, then PLACE. Bad rows say why and stay; the good ones go.",
    "REPLACE 5 3.40 cancels row 5 and, once confirmed, places what is left of it at 3.40.",
    "CANCEL 5 7 cancels the orders in rows 5 and 7, CANCEL ALL all of ours; HALT stops everything.",
)
