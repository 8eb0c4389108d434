"""How fast the practice exchange is: engine operations in process, offers through HTTP."""

import random
import time
from collections.abc import Callable

import httpx
import msgspec
import pytest

from tests.practice.world import MARKET, back, lay, request, small_exchange
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.practice.exchange import Exchange
from xlbetflag.practice.server import PracticeServer

pytestmark = pytest.mark.bench

PRICES = (196, 198, 200, 202, 204, 206)
BATCH, BATCHES = 50, 60


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
    assert rate >= 10_000


def test_offers_a_second_over_http() -> None:
    exchange = small_exchange()
    exchange.open_account("demo", "demo", 10**9)
    offers = [back(300, 200, number % 3 + 1) for number in range(BATCH)]
    body = msgspec.json.encode(request(*offers))
    with (
        PracticeServer(exchange) as server,
        httpx.Client(base_url=server.url, headers={"X-BFkey": "practice"}) as web,
    ):
        login = web.post("/security/session", json={"Username": "demo", "Pwd": "demo"}).json()
        web.headers["X-BF-Session-Token"] = login["SessionToken"]
        floor = rate_of(lambda: web.get("/account/commission"))
        placing = rate_of(lambda: web.post("/offers", content=body))
    accepted = exchange.account("demo").locked
    rate = round(placing * BATCH)
    print(
        f"\npractice over HTTP: {rate:,} offers/s in batches of {BATCH} ({placing:,.0f} requests/s;"
        f" a constant answer: {floor:,.0f} requests/s, ratio {placing / floor:.2f})"
    )
    assert accepted > 0
    assert rate >= 1_000


def rate_of(call: Callable[[], httpx.Response]) -> float:
    """Requests a second, one after the other."""
    call()
    started = time.perf_counter()
    for _ in range(BATCHES):
        answer = call()
        assert answer.json()["esito"] == 1024
    return BATCHES / (time.perf_counter() - started)
