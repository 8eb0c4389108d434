"""What a trader's hands do to the table of orders."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from tests.safety.books import ROWS
from tests.safety.open_sheet import KEYS, TABLE, OpenSheet
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.workbook.layout.columns import Writer

SORTED = ("price", "status", "selection", "key")
SHOWN = {column.key for column in TABLE.written_by(Writer.DESK)}
TYPED = ("market", "selection", "side", "price", "stake", "keep_at_live", "keep_when_suspended")

places = st.integers(0, ROWS - 1)
bets = st.builds(
    Bet,
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from(list(Side)),
    st.sampled_from([300, 310, 300, 310, 290, 320]),
    st.sampled_from([200, 500, 1_000, 3_000, 5_000]),
)
several = st.lists(bets, min_size=1, max_size=4)
changes = st.sampled_from(["junk", "copy", "copy", "clear", "delete", "insert", "sort", "unsort"])
blocks = st.integers(0, ROWS - 4)
flags = st.sampled_from(["", "YES"])
options = st.sampled_from(["", "", "", "", "FOK 1", "BEFORE LIVE", "OFFSET 2", "STOP 4 TICKS"])
junk = st.tuples(
    st.sampled_from(TYPED),
    st.sampled_from(
        ["", "#N/A", "b", "1.234", -2.5, 0, 1e12, 2.005, True, "punta?", "=1+1", "19901289x", 1.005]
    ),
)


def label(bet: Bet) -> str:
    return f"{bet.selection_id} · {('1', 'X', '2')[int(bet.selection_id) - 1]}"


def type_order(
    sheet: OpenSheet, row: int, market_id: str, bet: Bet, at_live: str, suspended: str, note: str
) -> None:
    """Market to stake, the two flags and the note; the cells between stay as they are."""
    said = [market_id, label(bet), bet.side.value, bet.price / 100, bet.size / 100]
    sheet.type_in(row, "market", said)
    sheet.type_in(row, "keep_at_live", [at_live, suspended])
    sheet.cell(row, "note").value = note


def paste(sheet: OpenSheet, first: int, bets: Sequence[tuple[str, Bet]], option: str = "") -> None:
    """A block of new rows, over whatever stood there; the trader knows of twins."""
    rows = []
    for market_id, bet in bets:
        cells = dict.fromkeys(KEYS) | {
            "market": market_id,
            "selection": label(bet),
            "side": bet.side.value,
            "price": bet.price / 100,
            "stake": bet.size / 100,
            "keep_when_suspended": "YES",
            "options": option or None,
            "note": "twin",
        }
        rows.append([cells[key] for key in KEYS])
    sheet.write(rows, first)


def retype(sheet: OpenSheet, row: int, market_id: str, bet: Bet) -> None:
    """Another bet over the cells of a row; what we wrote beside it stays."""
    said = [market_id, label(bet), bet.side.value, bet.price / 100, bet.size / 100]
    sheet.type_in(row, "market", said)


def clear(sheet: OpenSheet, row: int) -> None:
    """As Delete on a whole selected row: typed cells, status and all, but for the hidden key."""
    values: list[Any] = sheet.read(row + 1)[row]
    sheet.write(
        [[value if key == "key" else None for key, value in zip(KEYS, values, strict=True)]], row
    )


def copy(sheet: OpenSheet, source: int, target: int) -> None:
    """Copy and paste of a whole row: its key and its status come along."""
    sheet.write([sheet.read(source + 1)[source]], target)


def sort(sheet: OpenSheet, key: str, *, backwards: bool) -> None:
    values = sheet.read(ROWS)
    column = KEYS.index(key)
    values.sort(key=lambda row: (row[column] is None, str(row[column])), reverse=backwards)
    sheet.write(values)


def sort_typed(sheet: OpenSheet, key: str, *, backwards: bool) -> None:
    """As `sort`, of the cells that a trader fills only."""
    rows = sheet.read()
    columns = [place for place, name in enumerate(KEYS) if name not in SHOWN]
    by = KEYS.index(key) if key not in SHOWN else KEYS.index("price")
    typed = sorted(
        ([row[column] for column in columns] + [row[by]] for row in rows),
        key=lambda row: (row[-1] is None, str(row[-1])),
        reverse=backwards,
    )
    for row, values in zip(rows, typed, strict=True):
        for column, value in zip(columns, values[:-1], strict=True):
            row[column] = value
    sheet.write(rows)


def copy_shown(sheet: OpenSheet, source: int, target: int) -> None:
    """What we wrote beside one row, over what we wrote beside another; keys stay."""
    rows = sheet.read()
    for place, key in enumerate(KEYS):
        if key in SHOWN and key != "key":
            rows[target][place] = rows[source][place]
    sheet.write([rows[target]], target)


def insert_copy(sheet: OpenSheet, source: int, target: int) -> None:
    """Insert copied cells: those below move down, the last falls off the part in use."""
    rows = sheet.read()
    rows.insert(target, list(rows[source]))
    sheet.write(rows[:ROWS])


def delete(sheet: OpenSheet, row: int) -> None:
    """Delete a table row: those below move up."""
    values = sheet.read(ROWS)
    del values[row]
    sheet.write([*values, [None] * len(KEYS)])


def insert(sheet: OpenSheet, row: int) -> None:
    """Insert a row: those below move down, and the last of them falls off the part in use."""
    values = sheet.read(ROWS)
    values.insert(row, [None] * len(KEYS))
    sheet.write(values[:ROWS])


def change(sheet: OpenSheet, how: str, row: int, other: int, what: tuple[str, Any]) -> None:
    """One thing that a trader may do to the table between two orders."""
    if how == "junk":
        sheet.cell(row, what[0]).value = what[1]
    elif how == "copy":
        copy(sheet, row, other)
        sheet.tick()
    elif how == "clear":
        clear(sheet, row)
    elif how == "delete":
        delete(sheet, row)
    elif how == "insert":
        insert(sheet, row)
    else:
        sort(sheet, SORTED[other % len(SORTED)], backwards=how == "unsort")
