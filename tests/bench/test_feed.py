"""The feed against a venue 200 ms away, over real sockets: how old every book is, beside the way it
was, in one run; what an order waits; what the scheduler itself costs."""

import functools
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from statistics import quantiles
from typing import Any

import pytest

from tests.bench.far import Far
from tests.bench.order_server import serve
from tests.bench.yesterdays_feed import YesterdaysFeed
from tests.support.exchange import API_KEY, MARKET, PASSWORD
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.feed import Cadence, Feed
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.for_orders import OrdersVenue
from xlbetflag.feed.gates import Queue
from xlbetflag.feed.reads import Reads
from xlbetflag.feed.uses import Use
from xlbetflag.scheduling import THREADS

pytestmark = [pytest.mark.bench, pytest.mark.process]

DISTANCE = 0.2  # seconds, there and back
LISTED, LIVE = 1_000, 10
MARKETS = [str(MARKET + number) for number in range(LISTED)]
WARM, SAMPLED = 45.0, 30.0  # seconds; by then all that is mine was read once
Ages = dict[str, list[float]]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    server = context.Process(target=serve, args=(LISTED, theirs, LIVE), daemon=True)
    server.start()
    assert pipe.poll(120), "the server did not start"
    yield pipe.recv()
    pipe.close()
    server.join(10)


@pytest.fixture
def client(url: str) -> Iterator[Client]:
    """Each of its requests is half the distance on its way there, and half back."""
    config = VenueConfig(base_url=url)
    who = Credentials("demo", PASSWORD, API_KEY)
    found = Client(config, lambda: who, transport=Far(config, DISTANCE / 2, DISTANCE / 2))
    yield found
    found.close()


class Sampling:
    """Ages of books, ten times a second."""

    def __init__(self, age: Callable[[str], float], markets: list[str]) -> None:
        self._age = age
        self._markets = markets

    def take(self, seconds: float) -> Ages:
        found: Ages = {market: [] for market in self._markets}
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for market in self._markets:
                found[market].append(self._age(market))
            time.sleep(0.1)
        return found


def at(ages: Ages, percent: int, markets: list[str] | None = None) -> float:
    every = [age for market in (markets or ages) for age in ages[market]]
    return quantiles(every, n=100, method="inclusive")[percent - 1]


class Desk:
    """Today's feed with 10 live markets and 10 others with orders, whose looks come every second as
    the order path's do."""

    def __init__(self, client: Client, per_second: float, markets: list[str]) -> None:
        self.budget = Budget(per_second, THREADS)
        cadence = Cadence(requests_per_second=per_second)
        self.feed = Feed(client, cadence, budget=self.budget)
        self.held = markets[LIVE : LIVE + 10]
        self._markets = markets
        self._venue = OrdersVenue(client, self.feed, THREADS)
        self.feed.follow(lambda: frozenset(self.held))
        self.feed.start()
        self.feed.menu()
        self._lanes = [
            THREADS.lane(f"look-{market}", functools.partial(self._look, market))
            for market in self.held
        ]

    def _look(self, market: str) -> float:
        self._venue.my_offers(market)
        return 1.0

    def age(self, market: str) -> float:
        self.feed.offers(market)
        self.feed.matches(market)
        self.feed.exposure(market)
        return self.feed.book(market).age

    def turn(self, use: Use) -> float:
        """Seconds until a request of that use may begin."""
        began = time.monotonic()
        Queue(self.budget, THREADS, use).enter("place")
        return time.monotonic() - began

    def stop(self) -> None:
        for lane in self._lanes:
            lane.stop()
        self.feed.stop()


def test_how_old_every_book_is_beside_the_way_it_was(client: Client) -> None:
    markets = MARKETS[:100]
    live, held, others = markets[:LIVE], markets[LIVE : LIVE + 10], markets[LIVE + 10 :]
    client.login()
    old = YesterdaysFeed(client, markets, live, 40.0)
    began = time.monotonic()
    sampling = Sampling(lambda m: time.monotonic() - old.books.get(m, began), markets)
    sampling.take(WARM)
    before, requests = sampling.take(SAMPLED), old.requests
    old.stop()
    rows = [("as it was", 40.0, before, requests / (WARM + SAMPLED), "")]
    bursts = []
    for per_second in (40.0, 100.0):
        desk = Desk(client, per_second, markets)
        sampling = Sampling(desk.age, markets)
        sampling.take(WARM)
        turns: list[float] = []
        stopping = threading.Event()

        thread = threading.Thread(target=order_now_and_then, args=(desk, turns, stopping))
        thread.start()
        taken = sum(desk.budget.taken.values())
        ages = sampling.take(SAMPLED)
        pace = (sum(desk.budget.taken.values()) - taken) / SAMPLED
        stopping.set()
        thread.join()
        bursts.append((per_second, turns, burst(desk)))
        desk.stop()
        rows.append(("today", per_second, ages, pace, f"{max(turns) * 1e3:.0f} ms"))
    print(
        f"\nfeed: 100 markets, a venue {DISTANCE * 1e3:.0f} ms away, load {os.getloadavg()[0]:.1f}"
    )
    print(" way        budget  used  median   95 %   live 95 %  orders 95 %  others 95 %  order")
    for name, budget, ages, pace, order_wait in rows:
        print(
            f" {name:10} {budget:4.0f}/s {pace:4.0f}/s {at(ages, 50):5.1f} s"
            f" {at(ages, 95):5.1f} s {at(ages, 95, live):8.1f} s {at(ages, 95, held):10.1f} s"
            f" {at(ages, 95, others):10.1f} s   {order_wait}"
        )
    for per_second, _, drained in bursts:
        print(f" a burst of 60 orders at {per_second:.0f}/s: the last begins after {drained:.2f} s")
    now, quick = rows[1][2], rows[2][2]
    assert at(now, 95) <= 6.0
    assert at(now, 95, live) <= 2.0
    assert at(now, 95, held) <= 2.0
    assert at(before, 95) >= 3 * at(now, 95)
    assert at(quick, 95) <= 2.0
    for per_second, turns, drained in bursts:
        assert max(turns) <= 0.05
        assert drained <= 60 / per_second + 0.75


def order_now_and_then(desk: Desk, turns: list[float], stopping: threading.Event) -> None:
    while not stopping.wait(2.0):
        turns.append(desk.turn(Use.ORDERS))


def burst(desk: Desk) -> float:
    """Seconds until the last of sixty orders that come at once may begin."""
    began = time.monotonic()
    last: list[float] = []

    def one() -> None:
        desk.turn(Use.ORDERS)
        last.append(time.monotonic() - began)

    threads = [threading.Thread(target=one) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(last)


def test_what_the_scheduler_costs(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """1,000 markets listed, 300 watched: its seconds of a core, without requests and decoding."""
    spent = [0.0]

    def measured(method: Callable[..., Any]) -> Callable[..., Any]:
        def measuring(*args: Any) -> Any:
            began = time.thread_time()
            try:
                return method(*args)
            finally:
                spent[0] += time.thread_time() - began

        return measuring

    for name in ("_step", "_answered"):
        monkeypatch.setattr(Reads, name, measured(getattr(Reads, name)))
    desk = Desk(client, 40.0, MARKETS[:300])
    desk.feed.menu()
    sampling = Sampling(desk.age, MARKETS[:300])
    sampling.take(WARM)
    spent[0] = 0.0
    began = time.monotonic()
    ages = sampling.take(20.0)
    share = spent[0] / (time.monotonic() - began)
    desk.stop()
    print(
        f"\nfeed: {LISTED} markets listed, 300 watched, 40 requests/s: the scheduler takes"
        f" {share:.1%} of a core; books 95 % at most {at(ages, 95):.1f} s"
    )
    assert share <= 0.05
