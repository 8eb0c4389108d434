"""The table of the sheet Orders."""

from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.workbook.layout.columns import CellKind, Column, Table, Writer
from xlbetflag.workbook.layout.sheets import ORDERS
from xlbetflag.workbook.layout.writers import desk_column, user_column

YES, NO = "YES", "NO"
YES_WORDS = (YES, "SI", "SÌ")

ORDER_TABLE = Table(
    name="Orders",
    sheet=ORDERS,
    rows=200,
    caption="Fill the yellow cells, one bet a row; then ARM and PLACE on the Desk sheet. "
    "A row with a status is never sent again.",
    columns=(
        desk_column(
            "key", "Key", CellKind.TEXT, 14, "The row's own name in the journal. Leave it alone."
        ),
        user_column(
            "market", "Market", CellKind.ID, 14, "The market's id, as in Markets or on the Board."
        ),
        user_column(
            "selection",
            "Selection",
            CellKind.TEXT,
            22,
            "The selection's id, its exact name, or both as in Markets: 3 · 2.",
            required=True,
        ),
        user_column(
            "side",
            "Side",
            CellKind.CHOICE,
            15,
            "BACK (punta) or LAY (banca), the whole word; or a command: CANCEL, REPLACE, GREEN, "
            "CLOSE MARKET.",
            (str(Side.BACK), str(Side.LAY), *map(str, Command)),
        ),
        user_column("price", "Price", CellKind.PRICE, 9, "Decimal odds, at least 1.01."),
        user_column("stake", "Stake", CellKind.MONEY, 11, "The backer's stake in euros."),
        Column(
            "liability",
            "Liability",
            CellKind.MONEY,
            Writer.SHEET,
            15,
            "What the bet can lose: the stake of a back, stake x (price - 1) of a lay.",
            "EUR",
        ),
        user_column(
            "keep_at_live",
            "Keep at live",
            CellKind.FLAG,
            13,
            "YES leaves what is unmatched on offer when the market turns live. "
            "NO or empty withdraws it then.",
            (YES, NO),
        ),
        user_column(
            "keep_when_suspended",
            "Keep when suspended",
            CellKind.FLAG,
            13,
            "YES leaves what is unmatched on offer while a live market is suspended. "
            "NO or empty withdraws it then. Before live it stays either way.",
            (YES, NO),
        ),
        user_column(
            "options",
            "Options",
            CellKind.TEXT,
            30,
            "What is asked beside the bet, with ; between: FOK 5; OFFSET 3; STOP 5 TICKS; "
            "FROM 20:45; UNTIL 21:30; BEFORE LIVE; LIVE; BEST.",
        ),
        user_column(
            "note",
            "Note",
            CellKind.TEXT,
            18,
            "Yours; never sent. A row with only a note is a title.",
        ),
        desk_column(
            "status", "Status", CellKind.TEXT, 16, "Where the offer stands, from the journal."
        ),
        desk_column("offer_id", "Offer id", CellKind.TEXT, 13, "The venue's id of the offer."),
        desk_column("matched", "Matched", CellKind.MONEY, 11, "Euros matched so far."),
        desk_column("remaining", "Remaining", CellKind.MONEY, 12, "Euros still on offer."),
        desk_column("message", "Message", CellKind.TEXT, 70, "What to know or to put right."),
        desk_column("updated", "Updated", CellKind.MOMENT, 15, "When the status last changed."),
    ),
)
