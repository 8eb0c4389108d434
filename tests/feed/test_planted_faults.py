"""The feed while the practice exchange misbehaves as planned, on market time: what is shown as live
is, ages are never smaller than the truth, nobody starves, and all comes back."""

import math
from collections.abc import Sequence

import pytest

from tests.feed.faulty_exchange import FaultyTransport, FaultyWires
from tests.feed.market_time import START, SleepingMachine
from tests.support.exchange import EVENT, MARKET, PASSWORD, back, lay, list_market
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.translate import placement
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.market.reading import Health
from xlbetflag.practice.faults.plan import FaultPlan, FaultRule, Plan
from xlbetflag.practice.venue.exchange import Exchange

WAY = 0.2  # seconds to the venue and back
MARKETS = [str(MARKET + number) for number in range(12)]
STRUCK, COMES_BACK, ALL_IS_WELL = 200, 100, 20  # seconds
LIVE_AT_MOST = 7.5  # seconds: the oldest that may be called live, whatever the budget
UNTRIED = 1.25 * 30 + 8 + 2  # seconds: a pause of what fails with its jitter, and a timeout
# and a turn of all topics, where one request a second is allowed and each second one refused
UNTRIED_WHERE_REFUSED = UNTRIED + 2 * (2 * len(MARKETS) + 4)
KINDS = (
    "drop", "reset", "delay", "status", "html", "truncated", "cut", "wrong_types",
    "rate_limited", "duplicate_rows", "shuffled_rows", "session_expired", "vanish",
)  # fmt: skip


class Station:
    """A feed over an exchange whose faults are planned."""

    def __init__(self) -> None:
        self.time = SleepingMachine(START)
        exchange = Exchange(START, clock=self.time.monotonic)
        mine = exchange.open_account("demo", PASSWORD, 1_000_000)
        maker = exchange.open_house_account("maker")
        for number, market in enumerate(MARKETS):
            list_market(exchange, int(market), event_id=EVENT + number, name=f"Roma {number}")
            for bet in (lay(400, 2_000), back(410, 2_000)):
                exchange.place(maker, placement(market, [bet]))
            for bet in (back(400, 500), lay(300, 500)):  # matched, and not
                exchange.place(mine, placement(market, [bet]))
        self.faults = FaultPlan()
        transport = FaultyTransport(exchange, self.time, self.faults)
        self._wires = FaultyWires(self.time, transport, WAY)
        client = Client(
            VenueConfig(base_url="http://127.0.0.1/", read_attempts=1),
            lambda: Credentials("demo", PASSWORD, "k"),
            transport=transport,
            scheduler=self.time,
        )
        cadence = Cadence(requests_per_second=20.0)
        self.feed = Feed(client, cadence, scheduler=self.time, carriers=self._wires)
        self.feed.start()

    def true_age(self, market: str) -> float:
        """By the exchange's own clock; inf where no book was ever read."""
        read_at = self.feed.book(market).read_at
        if read_at is None:
            return math.inf
        made = self._wires.made[Topic("book", market), read_at]
        return (self.time.now() - made).total_seconds()

    def longest_untried(self) -> float:
        """Seconds for which the book of any market was not even asked for."""
        now, tried = self.time.monotonic(), self._wires.tried
        return max(
            max(longest, now - last)
            for last, longest in (tried[Topic("book", market)] for market in MARKETS)
        )

    def watch(self, seconds: float) -> float:
        """A sheet asks for so long, and all that it is shown is checked; the oldest book of all."""
        oldest = 0.0
        ends = self.time.monotonic() + seconds
        while self.time.monotonic() < ends:
            self.time.sleep(0.25)
            self.feed.menu()
            for market in MARKETS:
                self.feed.offers(market)
                reading, true_age = self.feed.book(market), self.true_age(market)
                assert reading.age >= true_age
                assert reading.health is not Health.LIVE or true_age <= LIVE_AT_MOST
                oldest = max(oldest, true_age)
        return oldest


@pytest.fixture
def station() -> Station:
    """All is well."""
    station = Station()
    station.watch(ALL_IS_WELL)
    assert {station.feed.book(market).health for market in MARKETS} == {Health.LIVE}
    return station


def strike(station: Station, kinds: Sequence[str], probability: float) -> None:
    station.faults.replace(
        Plan(rules=tuple(FaultRule(kind=kind, probability=probability) for kind in kinds))
    )


def comes_back(station: Station) -> None:
    """Once the faults have gone everything is as before."""
    station.faults.replace(Plan())
    station.watch(COMES_BACK)
    oldest = station.watch(ALL_IS_WELL)
    assert oldest <= station.feed.cadence.longest_seen
    feed = station.feed
    assert {feed.book(market).health for market in MARKETS} == {Health.LIVE}
    assert {feed.offers(market).health for market in MARKETS} == {Health.LIVE}
    assert feed.menu().health is Health.LIVE
    assert feed.status().trouble == ""
    assert feed.budget.allowed == feed.cadence.requests_per_second
    feed.stop()


@pytest.mark.parametrize("kind", KINDS)
def test_where_half_of_all_answers_are_bad_nobody_starves_and_all_comes_back(
    station: Station, kind: str
) -> None:
    strike(station, [kind], 0.5)
    station.watch(STRUCK)
    assert station.faults.fired[kind] > 0
    refused = kind == "rate_limited"
    assert station.longest_untried() <= (UNTRIED_WHERE_REFUSED if refused else UNTRIED)
    comes_back(station)


def test_where_everything_goes_wrong_at_once_nobody_starves_and_all_comes_back(
    station: Station,
) -> None:
    strike(station, KINDS, 0.06)
    station.watch(2 * STRUCK)
    assert set(station.faults.fired) == set(KINDS)
    assert station.longest_untried() <= UNTRIED_WHERE_REFUSED
    comes_back(station)


@pytest.mark.parametrize("kind", ["drop", "delay", "html", "rate_limited"])
def test_where_nothing_comes_through_nothing_stays_live_and_all_comes_back(
    station: Station, kind: str
) -> None:
    strike(station, [kind], 1.0)
    station.watch(STRUCK)
    assert {station.feed.book(market).health for market in MARKETS} == {Health.NO_FEED}
    comes_back(station)
