"""The tables of the sheets Markets, Watch and Log."""

from xlbetflag.workbook.layout.columns import CellKind, Table
from xlbetflag.workbook.layout.orders import ORDER_TABLE, YES
from xlbetflag.workbook.layout.sheets import LOG, MARKETS, WATCH
from xlbetflag.workbook.layout.writers import desk_column, user_column

IN_TURN = ("NEXT", "PROSSIMO")
MOST_MARKETS = 50  # of one row of Watch

MARKET_TABLE = Table(
    name="Markets",
    sheet=MARKETS,
    rows=1000,
    caption="Choose YES in the yellow column to watch a market: it appears on the Board. "
    "Sort and filter as you like.",
    columns=(
        user_column(
            "watch", "Watch", CellKind.FLAG, 12, "YES puts the market on the Board.", (YES,)
        ),
        desk_column("start", "Start", CellKind.START, 19, "Kick-off, Italian time."),
        desk_column("sport", "Sport", CellKind.TEXT, 13),
        desk_column("competition", "Competition", CellKind.TEXT, 24),
        desk_column("event", "Event", CellKind.TEXT, 32),
        desk_column("market", "Market", CellKind.TEXT, 24),
        desk_column("line", "Line", CellKind.TEXT, 8, "The goal or handicap line of the market."),
        desk_column(
            "market_id", "Market id", CellKind.TEXT, 14, "What BF_ functions and orders ask for."
        ),
        desk_column("event_id", "Event id", CellKind.TEXT, 13),
        desk_column("selections", "Selections", CellKind.TEXT, 80, "Each as id · name."),
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
        user_column(
            "sport", "Sport", CellKind.TEXT, 14, "Words of the sport's name, as on Markets."
        ),
        user_column(
            "competition", "Competition", CellKind.TEXT, 22, "Words of the competition's name."
        ),
        user_column("event", "Event", CellKind.TEXT, 22, "Words of the event's name, as a team's."),
        user_column(
            "market", "Market", CellKind.TEXT, 22, "Words of the market's name and line: over 2.5"
        ),
        user_column(
            "starts",
            "Starts",
            CellKind.TEXT,
            14,
            "60 for the next 60 minutes, 18:00-20:30 for between these times (Italian time), "
            "empty for any time.",
        ),
        user_column(
            "most",
            "At most",
            CellKind.WHOLE,
            9,
            "How many markets at a time. Empty: as many as the Board has room for.",
        ),
        user_column(
            "in_turn",
            "In turn",
            CellKind.CHOICE,
            10,
            "NEXT: one event at a time; the next one when that is closed, or by the command NEXT.",
            IN_TURN[:1],
        ),
        desk_column("found", "Found", CellKind.WHOLE, 9, "How many markets match now."),
        desk_column("on_board", "On Board", CellKind.WHOLE, 9, "How many of them the Board shows."),
        desk_column(
            "no_room", "No room", CellKind.WHOLE, 9, "Watched, but the Board has no block left."
        ),
        desk_column("message", "Message", CellKind.TEXT, 60, "What to know or to put right."),
        desk_column(
            "markets", "Market ids", CellKind.TEXT, 40, "The markets that this row watches."
        ),
    ),
)

LOG_TABLE = Table(
    name="LogLines",
    sheet=LOG,
    rows=200,
    caption="The latest first. The journal keeps everything.",
    has_filter=False,
    columns=(
        desk_column("at", "Time", CellKind.MOMENT, 17),
        desk_column("kind", "Kind", CellKind.TEXT, 14),
        desk_column("text", "Text", CellKind.TEXT, 24),
    ),
)

TABLES = (ORDER_TABLE, MARKET_TABLE, WATCH_TABLE, LOG_TABLE)
