"""A view whose readings a test lays down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book, Level, PricePoint, SelectionBook
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import MarketOffers, Match, Offer
from xlbetflag.market.reading import FeedStatus, Health, Reading
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState

READ_AT = datetime(2026, 5, 3, 15, 4, 5, tzinfo=ROME)
NOTHING: Reading[Any] = Reading(None, Health.NO_FEED, float("inf"), None)

MARKET = Market(
    "813016",
    "Esito finale 1X2",
    "",
    (Selection("1", "1"), Selection("2", "X"), Selection("3", "2")),
)
EVENT = Event(
    "411222",
    "Lazio - Hellas Verona",
    "CALCIO",
    "Italia",
    "Serie A",
    datetime(2026, 5, 3, 20, 45, tzinfo=ROME),
    (MARKET,),
)


def offered(
    selection_id: str,
    name: str,
    back: Iterable[tuple[int, int]] = (),
    lay: Iterable[tuple[int, int]] = (),
    *,
    move: int = 0,
) -> SelectionBook:
    """What is offered on a selection: price and size of each level, the best first."""
    backs, lays = (tuple(Level(price, size) for price, size in side) for side in (back, lay))
    return SelectionBook(selection_id, name, backs, lays, move)


def book_of(
    market_id: str,
    *selections: SelectionBook,
    version: int = 1,
    state: MarketState = MarketState.OPEN,
) -> Book:
    return Book(market_id, version, state, selections)


BOOK = book_of(
    "813016",
    offered("1", "1", [(210, 15_000), (208, 2_000), (206, 350)], [(214, 9_000)], move=1),
    offered("2", "X", [(330, 1_250)], [(340, 80)], move=-1),
    offered("3", "2", lay=[(410, 500)]),
    version=7,
)
OFFERS = MarketOffers(
    "813016",
    (
        Offer("BC0001", "1", Side.BACK, 210, 1_000, 400, True, 1),
        Offer("BC0002", "3", Side.LAY, 410, 500, 500, False, 3),
    ),
    7,
    MarketState.OPEN,
    False,
    5,
    EVENT.start,
)
MATCHES = (Match("BC0001", "1", Side.BACK, 212, 400),)


def fresh(value: Any, health: Health = Health.LIVE, age: float = 0.4) -> Reading[Any]:
    return Reading(value, health, age, READ_AT)


class LaidDownView:
    """Everything known of one market; a test replaces what it is about."""

    def __init__(self) -> None:
        self.books: dict[str, Reading[Book]] = {"813016": fresh(BOOK)}
        self.events = fresh((EVENT,))
        self.money = fresh(Balance(total=100_000, free=87_500, locked=12_500, fun=0))
        self.tax = fresh(251)
        self.profits = {"813016": fresh({"1": 4_400, "2": -1_000, "3": -1_410})}
        self.mine = {"813016": fresh(OFFERS)}
        self.matched = {"813016": fresh(MATCHES)}
        self.past: dict[tuple[str, str], tuple[PricePoint, ...]] = {}
        self.live: set[str] = set()
        self.feed = FeedStatus(True, 7, 1_234, "", READ_AT)

    def book(self, market_id: str, depth: int = 3) -> Reading[Book]:
        return self.books.get(market_id, NOTHING)

    def menu(self) -> Reading[tuple[Event, ...]]:
        return self.events

    def balance(self) -> Reading[Balance]:
        return self.money

    def commission(self) -> Reading[int]:
        return self.tax

    def exposure(self, market_id: str) -> Reading[dict[str, int]]:
        return self.profits.get(market_id, NOTHING)

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return self.mine.get(market_id, NOTHING)

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return self.matched.get(market_id, NOTHING)

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return self.past.get((market_id, selection_id), ())

    def status(self) -> FeedStatus:
        return self.feed

    def is_live(self, market_id: str) -> bool:
        return market_id in self.live

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        for event in self.events.value or ():
            for market in event.markets:
                if market.market_id == market_id:
                    return event, market
        return None
