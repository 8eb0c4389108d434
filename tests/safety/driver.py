"""A desk's order path in a process of its own, to be killed: reconciles, arms, places, cancels.

    python -m tests.safety.driver BASE_URL USERNAME JOURNAL FIRST_MARKET SEED RUN

It says "ready" once it is armed, then works until it is killed.
"""

import contextlib
import itertools
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

from tests.safety.venue import API_KEY, NAMES, PASSWORD, RULES
from tests.support.conditions import wait_until
from tests.support.views import NOTHING, fresh
from tests.support.worlds import NO_CEILING, QUICK, WIDE
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment, VenueConfig
from xlbetflag.market.account import Balance
from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import Reading
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.scheduling import THREADS

MARKETS = 3
OPENED = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)


class BookView:
    """Prices and money as read once at the start."""

    def __init__(self, client: Client, markets: list[str]) -> None:
        self._books = {each: fresh(client.book(each)) for each in markets}
        self._money = fresh(client.balance())

    def book(self, market_id: str) -> Reading[Book]:
        return self._books.get(market_id, NOTHING)

    def menu(self) -> Reading[tuple[Event, ...]]:
        return NOTHING

    def balance(self) -> Reading[Balance]:
        return self._money

    def commission(self) -> Reading[int]:
        return NOTHING

    def exposure(self, market_id: str) -> Reading[dict[str, int]]:
        return NOTHING

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return NOTHING

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return NOTHING

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        if market_id not in self._books:
            return None
        selections = tuple(Selection(str(place), name) for place, name in enumerate(NAMES, 1))
        market = Market(market_id, "Esito Finale 1x2", "", selections)
        return Event(market_id, "Lazio - Verona", "CALCIO", "I", "A", OPENED, (market,)), market


@contextlib.contextmanager
def order_path(url: str, username: str, journal: Path, markets: list[str]) -> Iterator[Orders]:
    """Started; it reconciles what the journal holds."""
    config = VenueConfig(base_url=url, write_margin=5.0, read_timeout=5.0)
    client = Client(config, lambda: Credentials(username, PASSWORD, API_KEY))
    kept = Journal(journal)
    orders = Orders(
        client,
        BookView(client, markets),
        kept,
        RULES,
        lambda: WIDE,
        Environment.PRACTICE,
        lambda: "en",
        THREADS,
        ceiling=NO_CEILING,
        winners=lambda market_id: 1,
        pace=QUICK,
    )
    orders.start()
    try:
        yield orders
    finally:
        orders.stop()
        kept.close()
        client.close()


def a_row(rng: Random, key: str, markets: list[str]) -> Row:
    place = rng.randint(1, 3)
    draft = Draft(
        key=key,
        market_id=rng.choice(markets),
        selection=f"{place} · {NAMES[place - 1]}",
        side=rng.choice(list(Side)),
        price=rng.choice([290, 300, 310, 320]),
        size=rng.choice([200, 250, 300, 350, 400]),
        keep_when_suspended=True,
    )
    return Row(key=key, position=int(key.rpartition("-")[2]), draft=draft)


def main() -> None:
    url, username, journal, first, seed, run = sys.argv[1:]
    markets = [str(int(first) + number) for number in range(MARKETS)]
    rng = Random(int(seed))
    with order_path(url, username, Path(journal), markets) as orders:
        wait_until(lambda: orders.is_reconciled, seconds=30)
        assert orders.arm() is None
        print("ready", flush=True)
        trade(orders, rng, run, markets)


def trade(orders: Orders, rng: Random, run: str, markets: list[str]) -> None:
    for number in itertools.count(1):
        keys = [f"r{run}-{10 * number + each}" for each in range(rng.randint(1, 6))]
        rows = [a_row(rng, key, markets) for key in keys]
        orders.place(rows, confirmed_twins=keys)
        if rng.random() < 0.3:
            orders.cancel(rng.choices(keys, k=2))
        time.sleep(rng.uniform(0.0, 0.02))  # the trader's own pace, not a wait for anything


if __name__ == "__main__":
    main()
