"""The feed against a client whose answers and delays the test decides."""

import copy
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conditions import wait_until
from tests.support.views import book_of, offered
from xlbetflag.api.errors import RateLimited, Refused, Unavailable
from xlbetflag.api.gate import Gate, OpenGate
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.feed.entry import Entry
from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.reading import Health
from xlbetflag.market.state import MarketState

START = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)
QUICK = Cadence(book=0.01, live_book=0.01, mine=0.01, balance=0.01, requests_per_second=10_000)
SLOW = Cadence(book=3_600.0)


def a_book(market_id: str = "7", price: int = 200, state: MarketState = MarketState.OPEN) -> Book:
    roma = offered("1", "Roma", [(price, 1_000)], [(price + 2, 500)])
    return book_of(market_id, roma, state=state)


class ScriptedClient:
    """Answers like the venue's client; `book_answer` may be replaced by a test."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.gate: Gate = OpenGate()
        self.book_answer: Any = a_book
        self.live: tuple[Event, ...] = ()

    def through(self, gate: Gate) -> "ScriptedClient":
        other = copy.copy(self)
        other.gate = gate
        return other

    def book(self, market_id: str, depth: int = 3) -> Book:
        self.calls[f"book {market_id}"] += 1
        self.gate.enter("book")
        try:
            answer: Book = self.book_answer(market_id)
        except RateLimited as error:
            self.gate.refused("book", error.retry_after)
            raise
        return answer

    def menu_with_markets(self) -> tuple[Event, ...]:
        self.calls["menu"] += 1
        market = Market("7", "Esito finale", "", (Selection("1", "Roma"),))
        return (Event("70", "Roma - Lazio", "CALCIO", "Italia", "Serie A", START, (market,)),)

    def live_menu(self) -> tuple[Event, ...]:
        self.calls["live_menu"] += 1
        return self.live

    def refresh(self) -> None:
        self.calls["refresh"] += 1

    def balance(self) -> Any:
        self.calls["balance"] += 1
        return SimpleNamespace(free=1)


@contextmanager
def running(client: ScriptedClient, cadence: Cadence = QUICK, **clocks: Any) -> Iterator[Feed]:
    feed = Feed(client, cadence, **clocks)  # type: ignore[arg-type]
    feed.start()
    try:
        yield feed
    finally:
        feed.stop()


@given(
    age=st.floats(0, 100),
    seconds=st.floats(0.1, 20),
    cadence=st.builds(Cadence, least_stale=st.floats(0.1, 10), least_dead=st.floats(10, 50)),
)
def test_it_is_known_when_a_value_grows_too_old(
    age: float, seconds: float, cadence: Cadence
) -> None:
    entry = Entry(Topic("book", "7"), 0.0)
    entry.value, entry.sent, entry.read_at = a_book(), 0.0, START

    def health(at: float) -> Health:
        return entry.reading(at, START, seconds, cadence).health

    turns = entry.turns_in(age, START, seconds, cadence)
    if turns == float("inf"):
        assert health(age) is health(age + 1_000) is Health.NO_FEED
    else:
        assert turns >= 0
        assert health(age + turns - 1e-6) is health(age) or turns < 1e-6
        assert health(age + turns + 1e-6) is not health(age)


def test_a_value_that_was_never_read_grows_no_older() -> None:
    entry = Entry(Topic("book", "7"), 0.0)
    assert entry.turns_in(5.0, START, 1.0, Cadence()) == float("inf")


def test_a_bell_rings_when_something_was_read_or_could_not_be_and_at_the_end() -> None:
    client = ScriptedClient()
    heard = threading.Event()
    with running(client, SLOW) as feed, feed.bell.heard(heard.set):
        feed.book("7")
        wait_until(heard.is_set)
        assert feed.refresh()
        heard.clear()

        def fails(market_id: str) -> Book:
            raise Unavailable("book", "r1", "closed")

        client.book_answer = fails
        feed.hasten([Topic("book", "7")])
        wait_until(heard.is_set)
        wait_until(lambda: feed.book("7").trouble)
        heard.clear()
        feed.stop()
        assert heard.is_set()
    heard.clear()
    feed.bell.ring()
    assert not heard.is_set()


def test_however_many_ask_there_is_one_request() -> None:
    client = ScriptedClient()
    with running(client, SLOW) as feed:
        for _ in range(1_000):
            feed.book("7")
        wait_until(lambda: feed.book("7").health is Health.LIVE)
        for _ in range(1_000):
            feed.book("7")
        assert client.calls["book 7"] == 1


def test_a_reader_never_waits_for_a_slow_venue() -> None:
    client = ScriptedClient()
    release = threading.Event()
    client.book_answer = lambda market_id: release.wait(10) and a_book(market_id)
    with running(client) as feed:
        feed.book("7")
        wait_until(lambda: client.calls["book 7"] == 1)
        started = time.perf_counter()
        reading = feed.book("7")
        assert time.perf_counter() - started < 0.05
        assert reading.health is Health.NO_FEED
        release.set()
        wait_until(lambda: feed.book("7").health is Health.LIVE)


def test_a_failed_read_keeps_the_value_says_why_and_recovers() -> None:
    client = ScriptedClient()
    with running(client) as feed:
        feed.book("7")
        wait_until(lambda: feed.book("7").value is not None)

        def down(_: str) -> Book:
            raise Unavailable("book", "r1", "HTTP 503")

        client.book_answer = down
        wait_until(lambda: feed.book("7").trouble == "HTTP 503")
        assert feed.book("7").value is not None
        assert feed.status().trouble == "HTTP 503"
        client.book_answer = lambda market_id: a_book(market_id, 210)
        wait_until(lambda: feed.book("7").value == a_book("7", 210) or _moved(feed))
        assert feed.book("7").trouble == ""
        assert feed.status().trouble == ""


def test_a_market_that_is_gone_is_the_trouble_of_its_own_cells_alone() -> None:
    client = ScriptedClient()

    def gone(market_id: str) -> Book:
        if market_id in refused:
            raise Refused("book", "r1", 21, "Mercato inesistente")
        return a_book(market_id)

    refused = {"19800001"}
    client.book_answer = gone
    with running(client) as feed:
        feed.menu()
        wait_until(lambda: feed.find("7") is not None)
        feed.book("19800001")
        wait_until(lambda: "inesistente" in feed.book("19800001").trouble)
        assert feed.book("19800001").health is Health.NO_FEED
        assert feed.status().trouble == ""
        refused.add("7")  # which the menu lists: that is no market of last week
        wait_until(lambda: "inesistente" in feed.book("7").trouble)
        assert "inesistente" in feed.status().trouble


def _moved(feed: Feed) -> bool:
    value = feed.book("7").value
    return value is not None and value.selections[0].back[0].price == 210


def test_an_unforeseen_error_of_one_topic_does_not_stop_the_others() -> None:
    client = ScriptedClient()
    client.book_answer = lambda _: 1 / 0
    with running(client) as feed:
        feed.book("7")
        feed.balance()
        wait_until(lambda: feed.book("7").trouble == "ZeroDivisionError")
        wait_until(lambda: client.calls["balance"] > 5)


def test_errors_are_asked_again_ever_more_rarely() -> None:
    client = ScriptedClient()

    def down(_: str) -> Book:
        raise Unavailable("book", "r1", "HTTP 503")

    client.book_answer = down
    cadence = Cadence(book=0.02, requests_per_second=10_000)
    with running(client, cadence) as feed:
        started = time.monotonic()
        feed.book("7")
        wait_until(lambda: client.calls["book 7"] == 5)
        # 0.04 + 0.08 + 0.16 + 0.32 s between five attempts, less a quarter of jitter
        assert time.monotonic() - started > 0.6 * 0.75


def test_a_rate_limit_silences_the_whole_feed_for_the_time_the_venue_asks() -> None:
    client = ScriptedClient()
    asked: list[float] = []

    def limited(market_id: str) -> Book:
        asked.append(time.monotonic())
        if len(asked) == 1:
            raise RateLimited("book", "r1", None, "HTTP 429", 0.3)
        return a_book(market_id)

    client.book_answer = limited
    with running(client) as feed:
        feed.book("7")
        wait_until(lambda: len(asked) == 1)
        balances = client.calls["balance"]
        feed.balance()
        wait_until(lambda: len(asked) > 1)
        assert asked[1] - asked[0] >= 0.29
        assert client.calls["balance"] <= balances + 5


def test_the_budget_bounds_requests_however_many_markets_are_due() -> None:
    client = ScriptedClient()
    cadence = Cadence(book=0.001, requests_per_second=20)
    with running(client, cadence) as feed:
        for market_id in range(50):
            feed.book(str(market_id))
        started = time.monotonic()
        wait_until(lambda: sum(client.calls.values()) >= 40)
        elapsed = time.monotonic() - started
        # twenty are saved up, the rest come at twenty a second
        assert sum(client.calls.values()) <= 20 + 20 * elapsed + 5


def test_a_market_nobody_asks_for_is_forgotten() -> None:
    client = ScriptedClient()
    cadence = Cadence(book=0.01, forget_after=0.05, requests_per_second=10_000)
    with running(client, cadence) as feed:
        feed.book("7")
        wait_until(lambda: feed.status().topics == 2)  # what stands: live menu, session
        count = client.calls["book 7"]
        wait_until(lambda: client.calls["live_menu"] >= 1)
        assert client.calls["book 7"] <= count + 1


def test_a_stopped_feed_says_no_feed_at_once() -> None:
    client = ScriptedClient()
    with running(client) as feed:
        feed.book("7")
        wait_until(lambda: feed.book("7").health is Health.LIVE)
        feed.stop()
        assert feed.book("7").health is Health.NO_FEED
        feed.start()
        wait_until(lambda: feed.book("7").health is Health.LIVE)


def test_refresh_reads_again_even_what_is_being_read() -> None:
    client = ScriptedClient()
    prices = iter(range(200, 100_000))
    gate = threading.Semaphore(0)

    def gated(market_id: str) -> Book:
        price = next(prices)
        assert gate.acquire(timeout=10)
        return a_book(market_id, price)

    client.book_answer = gated
    with running(client, SLOW) as feed:
        feed.book("7")
        wait_until(lambda: client.calls["book 7"] == 1)
        done: list[bool] = []
        waiter = threading.Thread(
            target=lambda: done.append(feed.refresh([Topic("book", "7")], timeout=10))
        )
        waiter.start()
        gate.release()  # the read that was under way when refresh was called
        wait_until(lambda: client.calls["book 7"] == 2)
        assert not done
        gate.release()
        waiter.join(10)
        assert done == [True]
        value = feed.book("7").value
        assert value is not None
        assert value.selections[0].back[0].price == 201


def test_refresh_gives_up_after_its_time() -> None:
    client = ScriptedClient()
    release = threading.Event()
    client.book_answer = lambda market_id: release.wait(10) and a_book(market_id)
    with running(client, SLOW) as feed:
        assert not feed.refresh([Topic("book", "7")], timeout=0.05)
        release.set()


def test_moves_are_seen_against_the_book_before() -> None:
    client = ScriptedClient()
    with running(client, SLOW) as feed:
        assert feed.refresh([Topic("book", "7")])
        client.book_answer = lambda market_id: a_book(market_id, 190)
        assert feed.refresh([Topic("book", "7")])
        value = feed.book("7").value
        assert value is not None
        assert value.selections[0].move == -1


def test_live_markets_are_known_and_read_more_often() -> None:
    client = ScriptedClient()
    client.live = client.menu_with_markets()
    with running(client, QUICK) as feed:
        feed.menu()
        wait_until(lambda: feed.is_live("7"))
        assert feed.find("7") is not None
        assert not feed.is_live("8")
    assert Cadence(book=1.0, live_book=0.5).of("book", is_live=True) == 0.5
    assert Cadence(book=1.0, live_book=0.5).of("book", is_live=False) == 1.0


@pytest.mark.parametrize(
    ("monotonic_age", "wall_age", "health"),
    [
        (0.0, 0.0, Health.LIVE),
        (2.9, 2.9, Health.LIVE),
        (3.1, 3.1, Health.STALE),
        (15.1, 15.1, Health.NO_FEED),
        (0.1, 60.0, Health.NO_FEED),  # the machine slept: only the wall clock knows
        (60.0, 0.1, Health.NO_FEED),  # somebody set the wall clock back
    ],
)
def test_age_is_the_larger_of_the_two_clocks(
    monotonic_age: float, wall_age: float, health: Health
) -> None:
    entry = Entry(Topic("book", "7"), 100.0)
    entry.value, entry.sent, entry.read_at = a_book(), 100.0, START
    reading = entry.reading(
        100.0 + monotonic_age, START + timedelta(seconds=wall_age), 1.0, Cadence()
    )
    assert reading.health is health
    assert reading.age == pytest.approx(max(monotonic_age, wall_age))


@pytest.mark.parametrize(
    ("state", "health"),
    [
        (MarketState.OPEN, Health.LIVE),
        (MarketState.ANNOUNCED, Health.SUSPENDED),
        (MarketState.SUSPENDED, Health.SUSPENDED),
        (MarketState.UNKNOWN, Health.SUSPENDED),
        (MarketState.CLOSED, Health.CLOSED),
        (MarketState.SETTLED, Health.CLOSED),
        (MarketState.VOID, Health.CLOSED),
    ],
)
def test_only_an_open_market_is_live(state: MarketState, health: Health) -> None:
    entry = Entry(Topic("book", "7"), 100.0)
    entry.value, entry.sent, entry.read_at = a_book(state=state), 100.0, START
    assert entry.reading(100.0, START, 1.0, Cadence()).health is health
