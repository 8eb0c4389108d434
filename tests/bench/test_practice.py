"""How fast the practice exchange is in process: engine operations, risk check included."""

import random
import time

import pytest

from tests.practice.world import MARKET, OPENED, back, lay, request, small_exchange
from tests.recordings import HORSE, recording
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.practice.exchange import Exchange
from xlbetflag.practice.replay import Replay

pytestmark = pytest.mark.bench

PRICES = (196, 198, 200, 202, 204, 206)


def traded(exchange: Exchange, operations: int) -> tuple[int, int]:
    """Place single offers that often match, cancel some; (operations done, offers matched)."""
    rng = random.Random(1)
    traders = [exchange.open_account(f"trader {n}", "", 10**9) for n in range(4)]
    asked = [
        request(
            rng.choice((back, lay))(rng.choice(PRICES), rng.randint(4, 40) * 50, rng.randint(1, 3))
        )
        for _ in range(operations)
    ]
    done = matched = 0
    started = time.perf_counter()
    for number, each in enumerate(asked):
        trader = traders[number % 4]
        [order] = exchange.place(trader, each)
        done += 1
        matched += bool(order.matches)
        if order.remaining and number % 3 == 0:
            exchange.cancel(trader, CancelRequest(MARKET, (OfferReference(order.offer_id),)))
            done += 1
    return round(done / (time.perf_counter() - started)), matched


def test_engine_operations_a_second() -> None:
    exchange = small_exchange()
    rate, matched = traded(exchange, 20_000)
    print(f"\npractice engine: {rate:,} operations/s, risk check and matching included")
    assert matched > 5_000
    assert rate >= 20_000


def test_replay_against_real_time() -> None:
    exchange = Exchange(OPENED)
    replay = Replay(exchange, recording(HORSE))
    first, started = replay.now, time.perf_counter()
    while not replay.is_over:
        exchange.tick()
    ratio = (replay.now - first).total_seconds() / (time.perf_counter() - started)
    print(f"\npractice replay: {ratio:,.0f} x real time, ticked second by second")
    assert replay.market.won
    assert ratio >= 1_000
