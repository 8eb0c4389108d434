"""Every sheet of the trading workbook: its tables, its named cells, its blocks.

The builder, the parser, the binding and the lists are made from this.
"""

from xlbetflag.automation.command import Command
from xlbetflag.market.money import as_float
from xlbetflag.market.side import Side
from xlbetflag.orders.limits import Limits
from xlbetflag.workbook.columns import Column, Field, Kind, Table, Writer

DESK, MARKETS, WATCH, BOARD, ORDERS = "Desk", "Markets", "Watch", "Board", "Orders"
LADDER, POSITIONS, SUMMARY, LOG, HELP = "Ladder", "Positions", "Summary", "Log", "Help"
SHEETS = (DESK, MARKETS, WATCH, BOARD, LADDER, ORDERS, POSITIONS, SUMMARY, LOG, HELP)
EXAMPLES = "Examples"  # of the demo's workbook alone

YES, NO = "YES", "NO"
YES_WORDS = (YES, "SI", "SÌ")
IN_TURN = ("NEXT", "PROSSIMO")
MOST_MARKETS = 50  # of one row of Watch
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

BAND_ROW = 0  # all rows and columns here are counted from 0
FIRST_COLUMN = 1  # column A is a margin
TABLE_HEADER_ROW = 3
FIRST_TABLE_ROW = TABLE_HEADER_ROW + 1


def _user(
    key: str,
    header: str,
    kind: Kind,
    width: float,
    text: str,
    choices: tuple[str, ...] = (),
    *,
    required: bool = False,
) -> Column:
    return Column(key, header, kind, Writer.USER, width, text, choices=choices, required=required)


def _desk(key: str, header: str, kind: Kind, width: float, text: str = "") -> Column:
    return Column(key, header, kind, Writer.DESK, width, text)


ORDER_TABLE = Table(
    name="Orders",
    sheet=ORDERS,
    rows=200,
    caption="Fill the yellow cells, one bet a row; then ARM and PLACE on the Desk sheet. "
    "A row with a status is never sent again.",
    columns=(
        _desk("key", "Key", Kind.TEXT, 14, "The row's own name in the journal. Leave it alone."),
        _user("market", "Market", Kind.ID, 14, "The market's id, as in Markets or on the Board."),
        _user(
            "selection",
            "Selection",
            Kind.TEXT,
            22,
            "The selection's id, its exact name, or both as in Markets: 3 · 2.",
            required=True,
        ),
        _user(
            "side",
            "Side",
            Kind.CHOICE,
            15,
            "BACK (punta) or LAY (banca), the whole word; or a command: CANCEL, REPLACE, GREEN, "
            "CLOSE MARKET.",
            (str(Side.BACK), str(Side.LAY), *map(str, Command)),
        ),
        _user("price", "Price", Kind.PRICE, 9, "Decimal odds, at least 1.01."),
        _user("stake", "Stake", Kind.MONEY, 11, "The backer's stake in euros."),
        Column(
            "liability",
            "Liability",
            Kind.MONEY,
            Writer.SHEET,
            15,
            "What the bet can lose: the stake of a back, stake x (price - 1) of a lay.",
            "EUR",
        ),
        _user(
            "keep_at_live",
            "Keep at live",
            Kind.FLAG,
            13,
            "YES leaves what is unmatched on offer when the market turns live. "
            "NO or empty withdraws it then.",
            (YES, NO),
        ),
        _user(
            "keep_when_suspended",
            "Keep when suspended",
            Kind.FLAG,
            13,
            "YES leaves what is unmatched on offer while a live market is suspended. "
            "NO or empty withdraws it then. Before live it stays either way.",
            (YES, NO),
        ),
        _user(
            "options",
            "Options",
            Kind.TEXT,
            30,
            "What is asked beside the bet, with ; between: FOK 5; OFFSET 3; STOP 5 TICKS; "
            "FROM 20:45; UNTIL 21:30; BEFORE LIVE; LIVE; BEST.",
        ),
        _user(
            "note", "Note", Kind.TEXT, 18, "Yours; never sent. A row with only a note is a title."
        ),
        _desk("status", "Status", Kind.TEXT, 16, "Where the offer stands, from the journal."),
        _desk("offer_id", "Offer id", Kind.TEXT, 13, "The venue's id of the offer."),
        _desk("matched", "Matched", Kind.MONEY, 11, "Euros matched so far."),
        _desk("remaining", "Remaining", Kind.MONEY, 12, "Euros still on offer."),
        _desk("message", "Message", Kind.TEXT, 70, "What to know or to put right."),
        _desk("updated", "Updated", Kind.MOMENT, 15, "When the status last changed."),
    ),
)

MARKET_TABLE = Table(
    name="Markets",
    sheet=MARKETS,
    rows=1000,
    caption="Choose YES in the yellow column to watch a market: it appears on the Board. "
    "Sort and filter as you like.",
    columns=(
        _user("watch", "Watch", Kind.FLAG, 12, "YES puts the market on the Board.", (YES,)),
        _desk("start", "Start", Kind.START, 19, "Kick-off, Italian time."),
        _desk("sport", "Sport", Kind.TEXT, 13),
        _desk("competition", "Competition", Kind.TEXT, 24),
        _desk("event", "Event", Kind.TEXT, 32),
        _desk("market", "Market", Kind.TEXT, 24),
        _desk("line", "Line", Kind.TEXT, 8, "The goal or handicap line of the market."),
        _desk("market_id", "Market id", Kind.TEXT, 14, "What BF_ functions and orders ask for."),
        _desk("event_id", "Event id", Kind.TEXT, 13),
        _desk("selections", "Selections", Kind.TEXT, 80, "Each as id · name."),
    ),
)

WATCH_TABLE = Table(
    name="Watches",
    sheet=WATCH,
    rows=20,
    caption="A search a row: what it finds goes to the Board, earliest start first, and stays "
    "until it is closed. Empty cells hold for everything.",
    has_filter=False,
    columns=(
        _user("sport", "Sport", Kind.TEXT, 14, "Words of the sport's name, as on Markets."),
        _user("competition", "Competition", Kind.TEXT, 22, "Words of the competition's name."),
        _user("event", "Event", Kind.TEXT, 22, "Words of the event's name, as a team's."),
        _user("market", "Market", Kind.TEXT, 22, "Words of the market's name and line: over 2.5"),
        _user(
            "starts",
            "Starts",
            Kind.TEXT,
            14,
            "60 for the next 60 minutes, 18:00-20:30 for between these times (Italian time), "
            "empty for any time.",
        ),
        _user(
            "most",
            "At most",
            Kind.WHOLE,
            9,
            "How many markets at a time. Empty: as many as the Board has room for.",
        ),
        _user(
            "in_turn",
            "In turn",
            Kind.CHOICE,
            10,
            "NEXT: one event at a time; the next one when that is closed, or by the command NEXT.",
            IN_TURN[:1],
        ),
        _desk("found", "Found", Kind.WHOLE, 9, "How many markets match now."),
        _desk("on_board", "On Board", Kind.WHOLE, 9, "How many of them the Board shows."),
        _desk("no_room", "No room", Kind.WHOLE, 9, "Watched, but the Board has no block left."),
        _desk("message", "Message", Kind.TEXT, 60, "What to know or to put right."),
        _desk("markets", "Market ids", Kind.TEXT, 40, "The markets that this row watches."),
    ),
)

LOG_TABLE = Table(
    name="LogLines",
    sheet=LOG,
    rows=200,
    caption="The latest first. The journal keeps everything.",
    has_filter=False,
    columns=(
        _desk("at", "Time", Kind.MOMENT, 17),
        _desk("kind", "Kind", Kind.TEXT, 14),
        _desk("text", "Text", Kind.TEXT, 24),
    ),
)

TABLES = (ORDER_TABLE, MARKET_TABLE, WATCH_TABLE, LOG_TABLE)

# The Desk's own named cells. The desk writes SESSION as one block, top to bottom.
SESSION = (
    Field("Environment", "Environment", Kind.TEXT, Writer.DESK, "PRACTICE"),
    Field("Connection", "Connection", Kind.TEXT, Writer.DESK, "NOT CONNECTED"),
    Field("FeedState", "Feed", Kind.TEXT, Writer.DESK, "NO FEED"),
    Field("ReadAt", "Time read", Kind.TEXT, Writer.DESK, "--:--:--"),
    Field("ArmState", "Trading", Kind.TEXT, Writer.DESK, "DISARMED"),
    Field("HaltState", "Halt", Kind.TEXT, Writer.DESK, "NOT HALTED"),
    Field("Requests", "Requests", Kind.WHOLE, Writer.DESK, 0),
    Field("BoardRoom", "Board", Kind.TEXT, Writer.DESK, "", "Blocks in use; what has no room."),
)
SESSION_BLOCK = "Session"

BALANCE = (
    Field("BalanceFree", "Free", Kind.MONEY, Writer.SHEET, '=BF_BALANCE("FREE")', unit="EUR"),
    Field("BalanceTotal", "Total", Kind.MONEY, Writer.SHEET, '=BF_BALANCE("TOTAL")', unit="EUR"),
    Field("BalanceLocked", "Locked", Kind.MONEY, Writer.SHEET, '=BF_BALANCE("LOCKED")', unit="EUR"),
)


def _setting(
    name: str, label: str, kind: Kind, default: float | None, unit: str, text: str
) -> Field:
    return Field(name, label, kind, Writer.USER, default, text, unit)


INTERVAL = _setting(
    "Interval", "Refresh every", Kind.SECONDS, 1.0, "s", "How often the sheet is refreshed."
)
_SHIPPED = Limits()


def _euros(cents: int | None) -> float | None:
    return None if cents is None else as_float(cents)


# By the limit's name in orders.limits, whose own defaults are shipped.
LIMITS = {
    "stake_per_bet": _setting(
        "StakePerBet",
        "Stake per bet",
        Kind.MONEY,
        _euros(_SHIPPED.stake_per_bet),
        "EUR",
        "No single stake above.",
    ),
    "liability_per_market": _setting(
        "LiabilityPerMarket",
        "Liability per market",
        Kind.MONEY,
        _euros(_SHIPPED.liability_per_market),
        "EUR",
        "The worst outcome of one market.",
    ),
    "stake_per_day": _setting(
        "StakePerDay",
        "Stake per day",
        Kind.MONEY,
        _euros(_SHIPPED.stake_per_day),
        "EUR",
        "All bets since midnight.",
    ),
    "loss_per_day": _setting(
        "LossPerDay",
        "Loss per day",
        Kind.MONEY,
        _euros(_SHIPPED.loss_per_day),
        "EUR",
        "Then nothing more is sent.",
    ),
    "rows_per_batch": _setting(
        "RowsPerBatch",
        "Rows per batch",
        Kind.WHOLE,
        _SHIPPED.rows_per_batch,
        "rows",
        "The most one PLACE sends.",
    ),
    "price_distance_ticks": _setting(
        "PriceDistance",
        "Distance from best price",
        Kind.WHOLE,
        _SHIPPED.price_distance_ticks,
        "ticks",
        "Catches a slip of the finger.",
    ),
    "price_age_seconds": _setting(
        "PriceAge",
        "Age of price",
        Kind.SECONDS,
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
    Kind.CHOICE,
    Writer.USER,
    None,
    "Choose what the desk should do.",
    choices=COMMANDS,
)
ANSWER = Field(
    "Answer", "Answer", Kind.TEXT, Writer.DESK, "The desk is not running. Start it: xlbetflag serve"
)
FILE_ID = Field("FileId", "File", Kind.TEXT, Writer.DESK, None, "Names the rows of this file.")
KEYS_USED = Field("KeysUsed", "Row keys given", Kind.WHOLE, Writer.DESK, None)
LANGUAGE = Field("Language", "Language", Kind.TEXT, Writer.DESK, None, "Of the texts of this file.")

HOW_TO_BEGIN = (
    "Open this file with: xlbetflag run FILE. Markets and balance appear.",
    "On Markets choose YES beside what you want to watch: it opens on the Board.",
    "On Orders fill the yellow cells: market, selection, side, price and stake.",
    "Choose ARM, then PLACE. Bad rows say why and stay; the good ones go.",
    "REPLACE 5 3.40 cancels row 5 and, once confirmed, places what is left of it at 3.40.",
    "CANCEL 5 7 cancels the orders in rows 5 and 7, CANCEL ALL all of ours; HALT stops everything.",
)

_SHEET_MARK = 739_218_450  # no number that a person has in the first row of a sheet


def sheet_mark(sheet: str) -> int:
    """The number by which a sheet and its copies are known, in the band of each."""
    return _SHEET_MARK + SHEETS.index(sheet)


def home_name(sheet: str) -> str:
    """The defined name that tells the sheet itself from its copies."""
    return f"Home_{sheet}"
