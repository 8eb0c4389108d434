"""Functions of a market's book. A number in a cell is always live; anything else says why."""

from collections.abc import Iterator, Sequence

from xlbetflag.functions.declare import (
    Depth,
    LevelNumber,
    MarketId,
    Row,
    Scalar,
    SelectionText,
    SideWord,
    function,
)
from xlbetflag.market.book import Level
from xlbetflag.market.money import as_float
from xlbetflag.market.reading import Health, View
from xlbetflag.market.side import Side

MOVES = {1: "▲", -1: "▼", 0: ""}
DEPTH = 3


def book_columns(depth: int = DEPTH) -> tuple[str, ...]:
    """The heads of BF_BOOK's table: back prices deepest first, lay prices best first."""
    levels = [f"Back {n}" for n in range(depth, 0, -1)] + [f"Lay {n}" for n in range(1, depth + 1)]
    pairs = [head for level in levels for head in (level, f"{level} size")]
    return ("Id", "Selection", "Move", *pairs, "Status", "Read at")


@function(columns=book_columns())
def bf_book(view: View, market: MarketId, depth: Depth = DEPTH) -> Iterator[Row]:
    """A market's book: a row per selection, back prices deepest first, then lay prices.

    Every row ends with the state of the feed and the time at which it was read. A market that
    was never read shows NO FEED.
    """
    reading = view.book(market)
    if reading.value is None or reading.health is Health.NO_FEED:
        no_feed = str(Health.NO_FEED)
        yield ["", no_feed, *[""] * (4 * depth + 1), no_feed, ""]
        return
    read_at = f"{reading.read_at:%H:%M:%S}" if reading.read_at else ""
    for selection in reading.value.selections:
        yield [
            selection.selection_id,
            selection.name,
            MOVES[selection.move],
            *_cells(selection.back, depth, deepest_first=True),
            *_cells(selection.lay, depth, deepest_first=False),
            str(reading.health),
            read_at,
        ]


@function()
def bf_price(
    view: View,
    market: MarketId,
    selection: SelectionText,
    side: SideWord = Side.BACK,
    level: LevelNumber = 1,
) -> Scalar:
    """The price that a bet on this side could take now, in decimal odds.

    A word where there is no live price: SUSPENDED, CLOSED, STALE or NO FEED; empty where nobody
    offers one.
    """
    found = _level(view, market, selection, side, level)
    return found if isinstance(found, str) else as_float(found.price)


@function()
def bf_size(
    view: View,
    market: MarketId,
    selection: SelectionText,
    side: SideWord = Side.BACK,
    level: LevelNumber = 1,
) -> Scalar:
    """The size in euros that can be taken at that price; words as in BF_PRICE."""
    found = _level(view, market, selection, side, level)
    return found if isinstance(found, str) else as_float(found.size)


@function()
def bf_status(view: View, market: MarketId) -> Scalar:
    """LIVE, SUSPENDED, CLOSED, STALE or NO FEED. Only LIVE may be traded on."""
    return str(view.book(market).health)


@function()
def bf_age(view: View, market: MarketId) -> Scalar:
    """Seconds since the market's book was read; NO FEED where it was not."""
    reading = view.book(market)
    return str(Health.NO_FEED) if reading.value is None else round(reading.age, 1)


def _level(view: View, market: str, selection: str, side: Side, level: int) -> Level | str:
    reading = view.book(market)
    if reading.health is not Health.LIVE or reading.value is None:
        return str(reading.health)
    known = view.find(market)
    line = known[1].line if known else ""
    levels = reading.value.find(selection, line).levels(side)
    return levels[level - 1] if level <= len(levels) else ""


def _cells(levels: Sequence[Level], depth: int, *, deepest_first: bool) -> list[Scalar]:
    places = range(depth - 1, -1, -1) if deepest_first else range(depth)
    cells: list[Scalar] = []
    for place in places:
        if place < len(levels):
            cells += (levels[place].price / 100, levels[place].size / 100)
        else:
            cells += ("", "")
    return cells
