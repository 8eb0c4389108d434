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

from tests.safety.venue import API_KEY, PASSWORD, RULES
from tests.support.exchange import NAMES
from tests.support.views import NOTHING, LaidDownView, fresh
from tests.support.worlds import armed, listed, make_orders
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.market.moments import ROME
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.rows.draft import Draft, Row

MARKETS = 3
OPENED = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)


def read_once(client: Client, markets: list[str]) -> LaidDownView:
    """Prices and money as they stand at the start."""
    view = LaidDownView()
    view.books = {each: fresh(client.book(each)) for each in markets}
    view.events = fresh(tuple(listed(each)[0] for each in markets))
    view.money = fresh(client.balance())
    view.tax, view.profits, view.mine, view.matched = NOTHING, {}, {}, {}
    return view


@contextlib.contextmanager
def order_path(url: str, username: str, journal: Path, markets: list[str]) -> Iterator[Orders]:
    """Started; it reconciles what the journal holds."""
    config = VenueConfig(base_url=url, write_margin=5.0, read_timeout=5.0)
    client = Client(config, lambda: Credentials(username, PASSWORD, API_KEY))
    kept = Journal(journal)
    orders = make_orders(client, read_once(client, markets), kept, rules=RULES)
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
        armed(orders, seconds=30)
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
