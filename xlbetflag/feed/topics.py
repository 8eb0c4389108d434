"""What can be kept fresh, how it is read, and how often."""

import logging
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple

import msgspec

from xlbetflag.api.client import Client
from xlbetflag.api.errors import ApiError
from xlbetflag.market.book import FULL_DEPTH

log = logging.getLogger(__name__)


class Topic(NamedTuple):
    """One thing of the venue: a kind, and of most kinds the market it is about."""

    kind: str
    market_id: str = ""


MENU = Topic("menu")
LIVE_MENU = Topic("live_menu")
BALANCE = Topic("balance")
COMMISSION = Topic("commission")
SESSION = Topic("session")
ALWAYS_READ = (LIVE_MENU, SESSION)  # kept up whether or not a cell asks
OF_OFFERS = ("matches", "exposure")  # read again where my offers have changed
PRIVATE = ("offers", *OF_OFFERS)

READERS: Mapping[str, Callable[[Client, str], Any]] = {
    "menu": lambda client, _: client.menu_with_markets(),
    "live_menu": lambda client, _: client.live_menu(),
    "session": lambda client, _: client.refresh(),
    "balance": lambda client, _: client.balance(),
    "commission": lambda client, _: client.commission(),
    "exposure": lambda client, market_id: client.exposure(market_id),
    "offers": lambda client, market_id: client.my_offers(market_id),
    "matches": lambda client, market_id: client.matches(market_id),
}


def ask(topic: Topic, client: Client, depth: int = FULL_DEPTH) -> Any:
    """The value, or the exception that was raised instead. `depth`: of a book."""
    try:
        if topic.kind == "book":
            return client.book(topic.market_id, depth)
        return READERS[topic.kind](client, topic.market_id)
    except ApiError as error:
        return error
    except Exception as error:
        log.exception("reading %s failed", topic.kind)
        return error


Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
Factor = Annotated[float, msgspec.Meta(ge=1, le=1_000)]
PerSecond = Annotated[float, msgspec.Meta(gt=0, le=10_000)]


class Cadence(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds between two reads of each kind where the budget allows it, and what follows.

    `hands`: between two looks at my offers where nothing is known to be mine. `longest_*`: how old
    a book may grow where there is not enough budget for all: with orders or waiting triggers, live,
    in front, any other. A value is STALE after `stale_factor` missed reads and NO FEED after
    `dead_factor`, but not before `least_stale` and `least_dead` seconds. A topic nobody asks for is
    dropped after `forget_after`. `requests_per_second` is the budget of every request, orders' too:
    a quarter is kept for those.
    """

    book: Seconds = 1.0
    live_book: Seconds = 0.5
    mine: Seconds = 2.0
    balance: Seconds = 5.0
    menu: Seconds = 60.0
    live_menu: Seconds = 10.0
    commission: Seconds = 3_600.0
    session: Seconds = 300.0
    hands: Seconds = 30.0
    longest_held: Seconds = 1.4
    longest_live: Seconds = 1.2
    longest_seen: Seconds = 4.0
    longest_other: Seconds = 5.0
    stale_factor: Factor = 3.0
    dead_factor: Factor = 10.0
    least_stale: Seconds = 3.0
    least_dead: Seconds = 15.0
    longest_pause: Seconds = 30.0
    forget_after: Seconds = 120.0
    requests_per_second: PerSecond = 40.0

    def of(self, kind: str, *, is_live: bool) -> float:
        """Seconds between two reads of this kind."""
        if kind == "book":
            return self.live_book if is_live else self.book
        if kind in PRIVATE:
            return self.mine
        seconds: float = getattr(self, kind)
        return seconds

    def stale_after(self, seconds: float) -> float:
        return max(self.least_stale, self.stale_factor * seconds)

    def dead_after(self, seconds: float) -> float:
        return max(self.least_dead, self.dead_factor * seconds)
