"""The scheduler of all reads on market time: who is read when, and no age is ever too small."""

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.market_time import World, most_in_a_second
from xlbetflag.feed import Cadence, Topic
from xlbetflag.feed.for_orders import OrdersView
from xlbetflag.feed.uses import Use
from xlbetflag.market.offer import Offer
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side

WAY = 0.2  # seconds to the venue and back
OFFER = Offer("BC1", "1", Side.BACK, 200, 1_000, 400, True, 1)


def names(kind: str, count: int) -> list[str]:
    return [f"{kind}{number}" for number in range(count)]


def ages(world: World, markets: list[str], seconds: float) -> dict[str, list[float]]:
    """Of each market, as a cell has it ten times a second, each held against the truth."""
    found: dict[str, list[float]] = {market: [] for market in markets}
    ends = world.time.monotonic() + seconds
    while world.time.monotonic() < ends:
        world.time.sleep(0.1)
        for market in markets:
            reading = world.feed.book(market)
            true_age = world.true_age(market)
            assert reading.age >= true_age - 0.002, market
            if reading.health is Health.LIVE:
                assert true_age <= 7.5
            found[market].append(reading.age)
    return found


@settings(max_examples=12, deadline=None)
@given(
    held=st.integers(0, 15),
    live=st.integers(0, 15),
    others=st.integers(0, 80),
    per_second=st.integers(10, 100),
    seconds=st.floats(0.05, 0.5),
)
def test_no_class_starves_no_age_is_too_small_and_the_budget_holds(
    held: int, live: int, others: int, per_second: int, seconds: float
) -> None:
    world = World(Cadence(requests_per_second=float(per_second)))
    world.venue.delay = lambda operation, market: seconds
    groups = {"held": names("h", held), "live": names("l", live), "other": names("o", others)}
    markets = [market for group in groups.values() for market in group]
    world.venue.list_markets(markets, live=groups["live"])
    world.feed.follow(lambda: frozenset(groups["held"]))
    world.feed.start()
    world.feed.menu()
    world.ask(markets, 10 + 3 * len(markets) / per_second)
    found = ages(world, markets, 15)
    lateness = world.feed.lateness
    cadence = world.feed.cadence
    longest = {
        "held": (cadence.book, cadence.longest_held),
        "live": (cadence.live_book, cadence.longest_live),
        "other": (cadence.book, cadence.longest_seen),
    }
    for kind, group in groups.items():
        shortest, most = longest[kind]
        bound = shortest + lateness * (most - shortest)
        for market in group:
            assert max(found[market]) <= 1.25 * bound + seconds + 10 / per_second, market
    assert most_in_a_second(world.venue.arrivals) <= per_second
    world.feed.stop()


def test_an_order_leaves_within_50_ms_whatever_the_reads_do_and_a_burst_drains() -> None:
    world = World(Cadence(requests_per_second=40.0))
    markets = names("m", 300)
    world.feed.start()
    world.ask(markets, 20)
    for _ in range(20):
        assert world.wait_for_turn(Use.ORDERS) <= 0.05
        world.ask(markets, 7.3)
    began = world.time.monotonic()
    waits = [world.wait_for_turn(Use.ORDERS) for _ in range(60)]
    assert waits[0] <= 0.05
    assert world.time.monotonic() - began <= 60 / 40 + 0.6
    world.ask(markets, 20)
    assert all(world.age(market) < 30 for market in markets)  # reads go on
    world.feed.stop()


def test_a_venue_that_refuses_is_asked_half_as_often_and_recovers() -> None:
    world = World(Cadence(requests_per_second=40.0))
    world.venue.most = 20
    markets = names("m", 100)
    world.feed.start()
    world.ask(markets, 120)
    assert sum(world.budget.refusals.values()) > 0
    assert most_in_a_second(list(world.venue.arrivals)[-200:]) <= 30
    refused = sum(world.budget.refusals.values())
    assert refused < 120  # of thousands
    world.venue.most = math.inf
    world.ask(markets, 90)
    assert world.budget.allowed == 40.0
    assert max(map(world.age, markets)) < 6
    world.feed.stop()


def test_markets_that_the_venue_answers_for_in_three_seconds_do_not_stop_the_rest() -> None:
    world = World(Cadence(requests_per_second=40.0))
    slow, quick = names("s", 20), names("q", 20)
    world.venue.delay = lambda operation, market: 3.0 if market in slow else WAY
    world.feed.start()
    world.ask(slow + quick, 20)
    found = ages(world, quick, 20)
    assert max(max(each) for each in found.values()) <= 2.5
    assert max(map(world.age, slow)) <= 7.5
    assert world.wires.most_under_way > 20
    world.feed.stop()


def test_a_machine_that_slept_an_hour_shows_nothing_as_fresh_and_reads_all_anew_at_once() -> None:
    world = World(Cadence())
    markets = names("m", 10)
    world.feed.start()
    world.feed.menu()
    for market in markets:
        world.feed.offers(market)
    world.ask(markets, 30)
    assert {world.feed.book(market).health for market in markets} == {Health.LIVE}
    world.time.sleep_through(3_600.0)  # also while a cell has just looked
    for market in markets:
        assert world.feed.book(market).health is Health.NO_FEED
        assert world.feed.offers(market).health is Health.NO_FEED
        assert world.feed.book(market).age >= 3_600.0
    assert world.feed.menu().health is Health.NO_FEED
    world.ask(markets, 4)
    assert {world.feed.book(market).health for market in markets} == {Health.LIVE}
    assert {world.feed.offers(market).health for market in markets} == {Health.LIVE}
    assert world.feed.menu().health is Health.LIVE
    world.feed.stop()


def test_an_answer_that_was_under_way_while_the_machine_slept_is_as_old_as_its_request() -> None:
    world = World(Cadence())
    world.venue.delay = lambda operation, market: 2.0
    world.feed.start()
    world.feed.book("7")
    world.time.sleep(1.5)  # it was made, and is on its way back
    world.time.sleep_through(3_600.0)
    world.time.sleep(0.6)
    reading = world.feed.book("7")
    assert reading.value is not None
    assert reading.health is Health.NO_FEED
    assert reading.age >= 3_600.0
    world.feed.stop()


def test_an_answer_that_was_overtaken_is_not_taken() -> None:
    world = World(Cadence())
    world.feed.start()
    world.feed.book("7")
    world.time.sleep(5)
    late = world.venue.through(world.venue.gate).book("7")
    sent, wall = world.time.monotonic(), world.time.now()
    world.time.sleep(5)
    known = world.feed.book("7").value
    world.feed.learned(Topic("book", "7"), late, sent, wall)
    assert world.feed.book("7").value is known
    world.feed.stop()


def test_what_is_mine_is_read_seldom_where_nothing_is_and_the_rest_only_after_a_change() -> None:
    world = World(Cadence())
    feed, venue = world.feed, world.venue
    feed.start()

    def asks(seconds: float) -> None:
        ends = world.time.monotonic() + seconds
        while world.time.monotonic() < ends:
            feed.offers("7"), feed.matches("7"), feed.exposure("7")
            world.time.sleep(0.5)

    asks(20)
    assert feed.matches("7").value == ()
    before = venue.calls.copy()
    asks(300)
    assert 8 <= venue.calls["my_offers"] - before["my_offers"] <= 13  # every 30 s, jittered
    for kind in ("matches", "exposure"):
        assert before[kind] == 1
        assert venue.calls[kind] - before[kind] <= 2  # every four minutes, jittered
    assert feed.matches("7").health is feed.exposure("7").health is Health.LIVE
    assert feed.matches("7").age <= 40
    venue.offers["7"] = (OFFER,)  # a hand's
    asks(40)
    assert feed.offers("7").value is not None
    assert [match.size for match in feed.matches("7").value or ()] == [400]
    before = venue.calls.copy()
    asks(60)
    assert venue.calls["my_offers"] - before["my_offers"] >= 25  # often, while it works
    assert venue.calls["matches"] - before["matches"] <= 1
    assert feed.matches("7").age <= 3
    feed.stop()


def test_a_market_that_an_order_names_is_read_at_once_and_often_from_then_on() -> None:
    world = World(Cadence(requests_per_second=40.0))
    markets = names("m", 300)
    world.feed.start()
    world.ask(markets, 30)
    oldest = max(markets, key=world.age)
    assert world.age(oldest) > 3
    view = OrdersView(world.feed)
    view.book(oldest)
    world.time.sleep(WAY + 0.15)
    assert world.age(oldest) <= WAY + 0.17
    ends = world.time.monotonic() + 10
    while world.time.monotonic() < ends:
        world.ask(markets, 0.5)
        assert view.book(oldest).age <= 4
    view.book("new")
    world.time.sleep(WAY + 0.15)
    assert world.age("new") <= WAY + 0.17
    world.feed.stop()


def test_orders_take_what_is_mine_for_fresh_only_where_it_is_read_often() -> None:
    world = World(Cadence())
    view = OrdersView(world.feed)
    world.feed.start()
    ends = world.time.monotonic() + 60
    while world.time.monotonic() < ends:
        reading = world.feed.offers("7")
        if 6 < reading.age < math.inf:
            break
        world.time.sleep(0.5)
    assert reading.health is Health.LIVE  # for a cell, where nothing is mine
    assert view.offers("7").health is Health.STALE
    world.time.sleep(WAY + 0.2)
    assert view.offers("7").health is Health.LIVE
    world.feed.stop()


def test_what_is_in_front_is_read_more_often_than_what_is_not() -> None:
    world = World(Cadence(requests_per_second=20.0))
    markets = names("m", 100)
    front = markets[:20]
    world.feed.start()
    in_front = [front]

    def tell() -> float:
        world.feed.show("sheet", in_front[0])
        return 1.0

    teller = world.time.lane("sheet", tell)
    world.ask(markets, 60)
    found = ages(world, markets, 30)
    seen = max(max(found[market]) for market in front)
    other = max(max(found[market]) for market in markets[20:])
    assert seen < other
    in_front[0] = markets[80:]
    world.ask(markets, 30)
    found = ages(world, markets, 30)
    assert max(max(found[market]) for market in markets[80:]) < other
    teller.stop()  # the workbook is gone: all that is asked for counts as seen
    world.ask(markets, 20)
    assert {each.name: each.topics for each in world.feed.state().classes}["seen"] == 100
    world.feed.stop()


def test_markets_that_come_and_go_leave_nothing_behind() -> None:
    world = World(Cadence(requests_per_second=4.0, book=5.0, longest_other=60.0, longest_seen=50.0))
    world.feed.start()
    sizes = []
    for part in range(24):
        world.ask(names(f"{part}-", 20), 300.0, every=20.0)
        sizes.append(world.feed.size())
    assert max(sizes[4:]) <= 1.1 * max(sizes[:4])
    world.feed.stop()


@pytest.mark.parametrize("seconds", [0.0, 3_600.0])
def test_a_book_of_a_feed_that_cannot_read_grows_old_by_both_clocks(seconds: float) -> None:
    world = World(Cadence())
    world.feed.start()
    world.ask(["7"], 5)
    world.venue.is_down = True
    world.time.sleep(4.0)
    world.time.sleep_through(seconds)
    assert world.feed.book("7").health is (Health.NO_FEED if seconds else Health.STALE)
    assert world.age("7") >= world.true_age("7") - 0.002
    assert world.feed.book("7").trouble == "HTTP 503"
    assert world.time.slept == timedelta(seconds=seconds)
    world.feed.stop()
