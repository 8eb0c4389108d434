"""Functions that draw: a selection as a ladder of prices, and where prices went."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from xlbetflag.functions.declare import ArgumentKind, Row, Scalar, function, whole_number
from xlbetflag.functions.kinds import BlankError, MarketId, PointCount, SelectionText
from xlbetflag.functions.known import CellContext, NotCurrentError
from xlbetflag.functions.prices import MOVES
from xlbetflag.market.book import BEST_ALONE
from xlbetflag.market.inputs import is_blank, parse_price
from xlbetflag.market.money import Cents, Hundredths, as_float
from xlbetflag.market.position import Position
from xlbetflag.market.reading import Health
from xlbetflag.market.rungs import Rung, middle, rungs

UNKNOWN = "?"
BARS = "▁▂▃▄▅▆▇█"
LADDER_COLUMNS = (
    "Matched back",
    "My back",
    "Back",
    "Price",
    "Move",
    "Lay",
    "My lay",
    "Matched lay",
    "Status",
)
CentrePrice = Annotated[
    Hundredths | None,
    ArgumentKind(
        lambda value: None if is_blank(value) else parse_price(value),
        "the price in the middle; empty for around the best prices",
    ),
]
RungCount = Annotated[
    int, ArgumentKind(whole_number("prices", 3, 101), "how many prices, 3 to 101")
]


@function(columns=LADDER_COLUMNS)
def bf_ladder(
    known: CellContext,
    market: MarketId,
    selection: SelectionText,
    centre: CentrePrice = None,
    prices: RungCount = 21,
) -> Iterator[Row]:
    """A selection as a ladder, the highest price first: what can be taken there, and what is mine.

    Empty where nothing is offered; "?" where nobody can know, deeper than the three prices that the
    venue shows of each side, and in my columns while my offers are not fresh. Without a centre it
    stands around the best prices. Every row ends with the state of the feed.
    """
    if not selection:
        raise BlankError
    reading = known.book(market)
    if reading.value is None or reading.health is Health.NO_FEED:
        no_feed = str(Health.NO_FEED)
        yield ["", "", "", no_feed, "", "", "", "", no_feed]
        return
    found = reading.value.find(selection, known.line(market))
    ladder = known.rules.ladder.value
    around = centre or middle(found, ladder)
    if around is None:
        yield ["", "", "", "", "", "", "", "", str(reading.health)]
        return
    try:
        mine = known.position(market)
    except NotCurrentError:
        mine = None
    for rung in rungs(found, mine or Position(), ladder, around, prices):
        yield [*_cells(rung, is_mine_known=mine is not None), str(reading.health)]


@function(columns=("Prices",))
def bf_trend(known: CellContext, market: MarketId, points: PointCount = 24) -> Iterator[Row]:
    """Where each selection's best back price went, oldest first, as a line of small bars.

    A row per selection in the order of BF_BOOK, a bar for each time the price changed, from the
    lowest of them to the highest. As this desk saw it; BF_HISTORY gives the prices themselves.
    """
    reading = known.book(market, BEST_ALONE)
    if reading.value is None or reading.health is Health.NO_FEED:
        raise NotCurrentError(str(Health.NO_FEED))
    for selection in reading.value.selections:
        past = known.view.history(market, selection.selection_id)
        yield [bars(_latest([point.back for point in past if point.back], points))]


def bars(values: Sequence[int]) -> str:
    """The values as bars between their lowest and their highest: [1, 2, 3] gives "▁▄█"."""
    if not values:
        return ""
    lowest, highest = min(values), max(values)
    if lowest == highest:
        return BARS[3] * len(values)
    top = len(BARS) - 1
    return "".join(BARS[(value - lowest) * top // (highest - lowest)] for value in values)


def _latest(prices: Sequence[int], count: int) -> list[int]:
    """The last so many that differ from the one before, oldest first."""
    found: list[int] = []
    for price in reversed(prices):
        if len(found) == count:
            break
        if not found or found[-1] != price:
            found.append(price)
    return found[::-1]


def _cells(rung: Rung, *, is_mine_known: bool) -> list[Scalar]:
    def mine(size: Cents) -> Scalar:
        return _size(size if is_mine_known else None)

    return [
        mine(rung.matched_back),
        mine(rung.my_back),
        _size(rung.back),
        as_float(rung.price),
        MOVES[rung.move],
        _size(rung.lay),
        mine(rung.my_lay),
        mine(rung.matched_lay),
    ]


def _size(size: Cents | None) -> Scalar:
    if size is None:
        return UNKNOWN
    return as_float(size) if size else ""
