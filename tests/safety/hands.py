"""What a trader's hands do to the table of orders."""

from typing import Any

from hypothesis import strategies as st

from tests.safety.station import ROWS, TABLE, Station
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

KEYS = [column.key for column in TABLE.columns]
SORTED = ("price", "status", "selection", "key")
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
junk = st.tuples(
    st.sampled_from(TYPED),
    st.sampled_from(
        ["", "#N/A", "b", "1.234", -2.5, 0, 1e12, 2.005, True, "punta?", "=1+1", "19901289x", 1.005]
    ),
)


def label(bet: Bet) -> str:
    return f"{bet.selection_id} · {('1', 'X', '2')[int(bet.selection_id) - 1]}"


def type_order(
    station: Station, row: int, market_id: str, bet: Bet, at_live: str, suspended: str, note: str
) -> None:
    values = [
        market_id,
        label(bet),
        bet.side.value,
        bet.price / 100,
        bet.size / 100,
        at_live,
        suspended,
        note,
    ]
    for key, value in zip((*TYPED, "note"), values, strict=True):
        station.cell(row, key).value = value


def clear(station: Station, row: int) -> None:
    """As Delete on a whole selected row: typed cells, status and all, but for the hidden key."""
    values: list[Any] = station.read(row + 1)[row]
    station.write(
        [[value if key == "key" else None for key, value in zip(KEYS, values, strict=True)]], row
    )


def copy(station: Station, source: int, target: int) -> None:
    """Copy and paste of a whole row: its key and its status come along."""
    station.write([station.read(source + 1)[source]], target)


def sort(station: Station, key: str, *, backwards: bool) -> None:
    values = station.read(ROWS)
    column = KEYS.index(key)
    values.sort(key=lambda row: (row[column] is None, str(row[column])), reverse=backwards)
    station.write(values)


def delete(station: Station, row: int) -> None:
    """Delete a table row: those below move up."""
    values = station.read(ROWS)
    del values[row]
    station.write([*values, [None] * len(KEYS)])


def insert(station: Station, row: int) -> None:
    """Insert a row: those below move down, and the last of them falls off the part in use."""
    values = station.read(ROWS)
    values.insert(row, [None] * len(KEYS))
    station.write(values[:ROWS])


def change(station: Station, how: str, row: int, other: int, what: tuple[str, Any]) -> None:
    """One thing that a trader may do to the table between two orders."""
    if how == "junk":
        station.cell(row, what[0]).value = what[1]
    elif how == "copy":
        copy(station, row, other)
        station.tick()
    elif how == "clear":
        clear(station, row)
    elif how == "delete":
        delete(station, row)
    elif how == "insert":
        insert(station, row)
    else:
        sort(station, SORTED[other % len(SORTED)], backwards=how == "unsort")
