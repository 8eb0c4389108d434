"""A day of market time with markets that come and go: the feed keeps nothing of those that went."""

import gc

import pytest

from tests.feed.market_time import World
from xlbetflag.feed import Cadence

pytestmark = pytest.mark.torture

HOURS = 24


def test_memory_is_flat_over_a_day() -> None:
    world = World(Cadence(requests_per_second=2.0, book=10.0, longest_seen=60.0, hands=300.0))
    world.feed.start()
    sizes, objects = [], []
    for hour in range(HOURS):
        for part in range(6):
            markets = [f"{hour}-{part}-{number}" for number in range(12)]
            for market in markets:
                world.feed.exposure(market)
            world.ask(markets, 600.0, every=60.0)
        gc.collect()
        sizes.append(world.feed.size())
        objects.append(len(gc.get_objects()))
    requests = sum(world.budget.taken.values())
    world.feed.stop()
    print(
        f"\nfeed: {requests} requests in {HOURS} h of market time; kept by the scheduler"
        f" {sizes[2]} at the third hour, {sizes[-1]} at the last; objects {objects[2]},"
        f" {objects[-1]}"
    )
    assert max(sizes[3:]) <= 1.2 * max(sizes[:3])
    assert objects[-1] <= 1.02 * objects[2]
