"""How fast the practice exchange is in process, and what HTTP would add to that."""

import random
import time
from pathlib import Path

import msgspec
import pytest

from tests.bench.wrk import Load, alone
from tests.support.exchange import MARKET, OPENED, back, lay, request, small_exchange
from tests.support.recordings import HORSE, recording
from xlbetflag.api.messages import (
    SUCCESS,
    CancelRequest,
    OfferReference,
    PlaceAnswer,
    PlacedOffer,
)
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.wire.answers import book

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


def test_engine_operations_a_second(tmp_path: Path) -> None:
    exchange = small_exchange()
    rate, matched = traded(exchange, 20_000)
    print(f"\npractice engine: {rate:,} operations/s, risk check and matching included")
    assert matched > 5_000
    assert rate >= 20_000
    offer = PlacedOffer(offerta="BC0001", importo=200, abbinato=0, tipo=1)
    placed = PlaceAnswer(esito=SUCCESS, ordine=(offer,))
    asked = [("POST", "/api/rest/offers", msgspec.json.encode(request(back(200, 200))))]
    print(
        share_of_http(rate, "one operation a request", asked, msgspec.json.encode(placed), tmp_path)
    )


def test_replay_against_real_time(tmp_path: Path) -> None:
    exchange = Exchange(OPENED)
    replay = Replay(exchange, recording(HORSE))
    first, started = replay.now, time.perf_counter()
    while not replay.is_over:
        exchange.tick()
    taken = time.perf_counter() - started
    ratio, rate = (replay.now - first).total_seconds() / taken, round(replay.position / taken)
    print(f"\npractice replay: {ratio:,.0f} x real time, second by second, {rate:,} updates/s")
    assert replay.market.won
    assert ratio >= 1_000
    answer = msgspec.json.encode(book(replay.market, 3))
    asked = [("GET", f"/api/rest/offers/market/{replay.market.market_id},3", b"")]
    print(share_of_http(rate, "an update read over HTTP", asked, answer, tmp_path))


def share_of_http(
    rate: int, what: str, asked: list[tuple[str, str, bytes]], answer: bytes, folder: Path
) -> str:
    """Of the time for one of these with the HTTP request that asks for it."""
    floor = alone(Load(asked, {}), answer, folder)
    return (
        f"the HTTP server alone gives a constant {floor:,.0f} times a second: of {what}, "
        f"{rate / (rate + floor):.0%} would be the server alone"
    )
