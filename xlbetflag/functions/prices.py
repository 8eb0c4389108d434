"""Functions of a market's book. A number in a cell is always live; anything else says why."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime

from xlbetflag.functions.declare import Row, Scalar, function
from xlbetflag.functions.kinds import (
    Depth,
    LevelNumber,
    MarketId,
    PointCount,
    SelectionText,
    SideWord,
    Stake,
)
from xlbetflag.functions.known import CellContext, NotCurrentError
from xlbetflag.market.book import BEST_ALONE, FULL_DEPTH, Level, PricePoint, SelectionBook
from xlbetflag.market.money import Hundredths, as_float
from xlbetflag.market.offer import average_price
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side

MOVES = {1: "▲", -1: "▼", 0: ""}


def book_columns(depth: int = FULL_DEPTH) -> tuple[str, ...]:
    """The heads of BF_BOOK's table: back prices deepest first, lay prices best first."""
    levels = [f"Back {n}" for n in range(depth, 0, -1)] + [f"Lay {n}" for n in range(1, depth + 1)]
    pairs = [head for level in levels for head in (level, f"{level} size")]
    return ("Id", "Selection", "Move", *pairs, "Status", "Read at")


@function(columns=book_columns())
def bf_book(known: CellContext, market: MarketId, depth: Depth = FULL_DEPTH) -> Iterator[Row]:
    """A market's book: a row per selection, back prices deepest first, then lay prices.

    Every row ends with the state of the feed and the time at which it was read. A market that
    was never read shows NO FEED.
    """
    reading = known.book(market, depth)
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
    known: CellContext,
    market: MarketId,
    selection: SelectionText,
    side: SideWord = Side.BACK,
    level: LevelNumber = 1,
) -> Scalar:
    """The price that a bet on this side could take now, in decimal odds.

    A word where there is no live price: SUSPENDED, CLOSED, STALE or NO FEED; empty where nobody
    offers one.
    """
    found = _level(known, market, selection, side, level)
    return as_float(found.price) if found else ""


@function()
def bf_size(
    known: CellContext,
    market: MarketId,
    selection: SelectionText,
    side: SideWord = Side.BACK,
    level: LevelNumber = 1,
) -> Scalar:
    """The size in euros that can be taken at that price; words as in BF_PRICE."""
    found = _level(known, market, selection, side, level)
    return as_float(found.size) if found else ""


@function()
def bf_status(known: CellContext, market: MarketId) -> Scalar:
    """LIVE, SUSPENDED, CLOSED, STALE or NO FEED. Only LIVE may be traded on."""
    return str(known.book(market, BEST_ALONE).health)


@function()
def bf_age(known: CellContext, market: MarketId) -> Scalar:
    """Seconds since the market's book was read; NO FEED where it was not."""
    reading = known.book(market, BEST_ALONE)
    return str(Health.NO_FEED) if reading.value is None else math.ceil(10 * reading.age) / 10


@function()
def bf_weighted(
    known: CellContext, market: MarketId, selection: SelectionText, side: SideWord, stake: Stake
) -> Scalar:
    """The average price at which that stake would be matched now, through the prices on offer.

    A sentence where the best three prices do not hold so much; words as in BF_PRICE.
    """
    parts = _selection(known, market, selection, FULL_DEPTH).takes(side, stake)
    average = average_price(parts)
    found = sum(part.size for part in parts)
    if average is None or found < stake:
        raise Problem("depth.too_little", found=found, stake=stake)
    return average


@function()
def bf_bookpct(known: CellContext, market: MarketId, side: SideWord = Side.BACK) -> Scalar:
    """The book of one side: the sum of 1 / best odds, 1.02 for a book of 102 %.

    Above 1 on the back side is what the market keeps from backers, below 1 on the lay side from
    layers; with several winners compare it with their number. Empty where a selection has no price
    on that side; words as in BF_PRICE.
    """
    percentage = known.live_book(market, BEST_ALONE).percentage(side)
    return "" if percentage is None else percentage


@function(columns=("Time", "Price"))
def bf_history(
    known: CellContext,
    market: MarketId,
    selection: SelectionText,
    side: SideWord = Side.BACK,
    points: PointCount = 60,
) -> Iterator[Row]:
    """A selection's best price each time it changed, oldest first: a column for a chart.

    As this desk saw it, since the market was first asked for. The last row is now: the price, or
    the word that BF_PRICE shows. The price is empty while nobody offers one.
    """
    reading = known.book(market, BEST_ALONE)
    if reading.value is None or reading.read_at is None:
        raise NotCurrentError(str(Health.NO_FEED))
    found = reading.value.find(selection, known.line(market))
    past = list(_changes(known.view.history(market, found.selection_id), side))
    for at, price in past[len(past) - (points - 1) if len(past) >= points else 0 :]:
        yield [f"{at:%H:%M:%S}", as_float(price) if price else ""]
    now = f"{reading.read_at:%H:%M:%S}"
    if reading.health is not Health.LIVE:
        yield [now, str(reading.health)]
    else:
        best = found.best(side)
        yield [now, as_float(best.price) if best else ""]


def _changes(points: Sequence[PricePoint], side: Side) -> Iterator[tuple[datetime, Hundredths]]:
    before = None
    for point in points:
        price = point.price(side)
        if price != before:
            yield point.at, price
        before = price


def _level(known: CellContext, market: str, selection: str, side: Side, level: int) -> Level | None:
    levels = _selection(known, market, selection, level).levels(side)
    return levels[level - 1] if level <= len(levels) else None


def _selection(known: CellContext, market: str, selection: str, depth: int) -> SelectionBook:
    return known.live_book(market, depth).find(selection, known.line(market))


def _cells(levels: Sequence[Level], depth: int, *, deepest_first: bool) -> list[Scalar]:
    places = range(depth - 1, -1, -1) if deepest_first else range(depth)
    cells: list[Scalar] = []
    for place in places:
        if place < len(levels):
            cells += (levels[place].price / 100, levels[place].size / 100)
        else:
            cells += ("", "")
    return cells
