"""How deep a book is read: as deep as the one that needs most of it, and never less than was asked
for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feed.market_time import START, SleepingMachine, World
from tests.support.exchange import MARKET, PASSWORD, back, lay, list_market
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.translate import placement
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.feed.for_orders import OrdersView
from xlbetflag.functions import Cells
from xlbetflag.market.book import BEST_ALONE, FULL_DEPTH
from xlbetflag.market.reading import Health
from xlbetflag.practice.local import LocalTransport
from xlbetflag.practice.venue.exchange import Exchange

WAY = 0.2  # seconds to the venue and back
FORGET = 20.0
asks = st.lists(
    st.tuples(st.floats(0.02, 30.0), st.sampled_from(("7", "8")), st.integers(1, 3)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(asks=asks)
def test_nobody_is_given_less_depth_than_was_asked_for_and_what_is_missing_comes_at_once(
    asks: list[tuple[float, str, int]],
) -> None:
    world = World(Cadence(forget_after=FORGET))
    world.feed.start()
    for pause, market, depth in asks:
        reading = world.feed.book(market, depth)
        if reading.value is None:
            assert reading.health is Health.NO_FEED
            world.time.sleep(2 * WAY + 0.1)  # one that is under way comes first
            reading = world.feed.book(market, depth)
            assert reading.value is not None
        assert reading.value.depth >= depth
        world.time.sleep(pause)
    if all(depth == BEST_ALONE for _, _, depth in asks):
        assert not world.venue.calls[f"level {FULL_DEPTH}"]
    world.feed.stop()


def test_best_prices_cost_one_level_until_somebody_needs_more_and_again_once_nobody_does() -> None:
    world = World(Cadence(forget_after=FORGET))
    feed, levels = world.feed, world.venue.calls
    feed.start()

    def best_prices(seconds: float) -> None:
        ends = world.time.monotonic() + seconds
        while world.time.monotonic() < ends:
            world.time.sleep(0.5)
            assert feed.book("7", BEST_ALONE).health is Health.LIVE  # whatever the others ask

    feed.book("7", BEST_ALONE)
    best_prices(30)
    assert not levels["level 3"]
    deep = feed.book("7")
    assert (deep.value, deep.health) == (None, Health.NO_FEED)  # not: nothing offered there
    best_prices(0.5)
    assert feed.book("7").health is Health.LIVE
    shallow = levels["level 1"]
    best_prices(FORGET - 1)
    assert levels["level 1"] == shallow
    best_prices(10)
    assert levels["level 1"] > shallow
    feed.stop()


def test_a_look_at_all_that_is_known_makes_nothing_deeper_and_one_at_a_book_does() -> None:
    world = World(Cadence())
    world.feed.start()
    world.feed.book("7", BEST_ALONE)
    world.time.sleep(2)
    world.feed.hasten()
    world.time.sleep(2)
    assert not world.venue.calls["level 3"]
    assert world.feed.refresh([Topic("book", "7")])
    assert world.feed.book("7").health is Health.LIVE
    world.feed.stop()


def test_cells_and_orders_over_the_practice_exchange_see_as_deep_as_they_ask() -> None:
    time = SleepingMachine(START)
    exchange = Exchange(START, clock=time.monotonic)
    exchange.open_account("demo", PASSWORD, 1_000_000)
    maker = exchange.open_house_account("maker")
    list_market(exchange, MARKET)
    for step in range(3):
        for bet in (lay(400 - 10 * step, 2_000), back(410 + 10 * step, 2_000)):
            exchange.place(maker, placement(str(MARKET), [bet]))
    client = Client(
        VenueConfig(base_url="http://127.0.0.1/"),
        lambda: Credentials("demo", PASSWORD, "k"),
        transport=LocalTransport(exchange, time, api_key="k"),
        scheduler=time,
    )
    feed = Feed(client, Cadence(), scheduler=time)
    cells, orders, market = Cells(feed, lambda: "en"), OrdersView(feed), str(MARKET)
    feed.start()

    def price(level: int) -> object:
        return cells.call("BF_PRICE", (market, 1, "BACK", level))

    def known(depth: int) -> list[int]:
        book = feed.book(market, depth).value
        return [level.price for level in book.selections[0].back] if book else []

    assert price(1) == "NO FEED"
    time.sleep(1)
    assert price(1) == 4.0
    assert known(BEST_ALONE) == [400]
    assert price(2) == "NO FEED"  # and not the empty cell of a price that is not there
    assert price(1) == 4.0
    time.sleep(0.5)
    assert (price(1), price(2), price(3)) == (4.0, 3.9, 3.8)
    assert known(FULL_DEPTH) == [400, 390, 380]
    found = orders.book(market).value
    assert found is not None
    assert found.depth == FULL_DEPTH
    feed.stop()
