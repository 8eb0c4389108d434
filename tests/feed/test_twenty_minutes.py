"""Twenty minutes of market time on the practice exchange: each age in a cell, held against the
exchange's own clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.feed.market_time import SleepingMachine, Way
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.feed.carriers import Ask, Done
from xlbetflag.functions import Cells
from xlbetflag.market.moments import rome
from xlbetflag.market.reading import Reading
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.life.ticker import Ticker
from xlbetflag.practice.local import LocalTransport
from xlbetflag.practice.venue.exchange import Exchange

pytestmark = pytest.mark.long

START = datetime(2026, 3, 28, 19, 30, tzinfo=UTC)
WAY = 0.3  # seconds there and back
MINUTES = 20
FUNCTIONS = ("BF_AGE", "BF_STATUS")


class Wires:
    """Carriers that note at which moment of the exchange each answer was made, by its topic and by
    the moment at which its request left."""

    is_full = False

    def __init__(self, time: SleepingMachine) -> None:
        self._time = time
        self.made: dict[tuple[Topic, datetime], datetime] = {}

    def carry(self, ask: Ask, done: Done) -> None:
        key = (ask.args[0], rome(self._time.now()))  # type: ignore[attr-defined]

        def asked() -> Any:
            self.made[key] = self._time.now()  # which the exchange's clock is
            return ask()

        Way(self._time, WAY / 2, asked, done, lambda: None)

    def stop(self) -> None: ...


def test_no_age_in_a_cell_is_smaller_than_the_exchanges_own() -> None:
    time = SleepingMachine(START)
    exchange = Exchange(START, clock=time.monotonic)
    exchange.open_account("demo", "demo", 1_000_000)
    Script(exchange, seed=5, count=4)
    ticker = Ticker(exchange, 1.0, time)
    ticker.start()
    transport = LocalTransport(exchange, time, api_key="k")
    client = Client(
        VenueConfig(base_url="http://127.0.0.1/"),
        lambda: Credentials("demo", "demo", "k"),
        transport=transport,
        scheduler=time,
    )
    wires = Wires(time)
    feed = Feed(client, Cadence(requests_per_second=20.0), scheduler=time, carriers=wires)
    cells = Cells(feed, lambda: "en")
    feed.start()
    checked, shown = 0, set()
    while time.monotonic() < MINUTES * 60:
        time.sleep(0.7)
        feed.menu()
        for number in list(exchange.markets):
            market = str(number)
            readings: dict[str, Reading[Any]] = {
                "book": feed.book(market),
                "offers": feed.offers(market),
                "matches": feed.matches(market),
                "exposure": feed.exposure(market),
            }
            for kind, reading in readings.items():
                if reading.read_at is None:
                    continue
                made = _made(wires, Topic(kind, market), reading.read_at)
                assert reading.age >= (time.now() - made).total_seconds()
                assert reading.age >= (time.now() - reading.read_at).total_seconds()
                checked += 1
            age, status = (cells.call(name, (market,)) for name in FUNCTIONS)
            shown.add(status)
            if isinstance(age, float):
                made = _made(wires, Topic("book", market), readings["book"].read_at)
                assert age >= (time.now() - made).total_seconds()
                assert status != "LIVE" or age <= 7.5
                checked += 1
    feed.stop()
    ticker.stop()
    print(f"\nfeed: {checked} ages of {MINUTES} minutes held against the exchange's clock: {shown}")
    assert checked > 10_000
    assert "LIVE" in shown


def _made(wires: Wires, topic: Topic, read_at: datetime | None) -> datetime:
    """When the exchange made it; what is confirmed by my offers, when it made those."""
    assert read_at is not None
    offers = Topic("offers", topic.market_id)
    return wires.made.get((topic, read_at)) or wires.made[offers, read_at]
