"""The wire against files written by hand from what is known of the venue: names and structure."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from tests.support.exchange import MARKET, lay, market_of, request, small_exchange
from xlbetflag.market.side import Side
from xlbetflag.practice.server import PracticeServer

GOLDEN = Path(__file__).parent / "golden"
RESTING = (
    (0, Side.LAY, 152, 500),
    (0, Side.LAY, 151, 2_050),
    (1, Side.LAY, 325, 1_000),
    (2, Side.LAY, 600, 350),
    (0, Side.BACK, 155, 700),
    (0, Side.BACK, 156, 1_200),
    (0, Side.BACK, 158, 300),
    (0, Side.BACK, 160, 900),
    (2, Side.BACK, 700, 200),
)


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    exchange = small_exchange()
    exchange.open_account("demo", "demo", 100_000)
    market = market_of(exchange)
    for _ in range(3):
        market.suspend()
        market.resume()
    maker = exchange.open_house_account("maker")
    for selection, side, price, size in RESTING:
        market.place(maker, "", selection, side, price, size)
    with (
        PracticeServer(exchange) as server,
        httpx.Client(base_url=server.url, headers={"X-BFkey": "practice"}) as web,
    ):
        answer = web.post("/security/session", json={"Username": "demo", "Pwd": "demo"}).json()
        web.headers["X-BF-Session-Token"] = answer["SessionToken"]
        yield web


@pytest.mark.socket
def test_book(web: httpx.Client) -> None:
    assert web.get(f"/offers/market/{MARKET},3").json() == golden("book")


@pytest.mark.socket
def test_placement_and_cancel(web: httpx.Client) -> None:
    placed = web.post("/offers", json=golden("place.request"))
    assert placed.json() == golden("place.answer")
    cancelled = web.request("DELETE", "/offers", json=golden("cancel.request"))
    assert cancelled.json() == golden("cancel.answer")


def test_our_own_placement_is_spelled_so() -> None:
    ours = request(
        lay(155, 1_000, 1), lay(330, 400, 2), version=7, cancel_at_live=True,
        keep_when_suspended=True,
    )  # fmt: skip
    assert json.loads(msgspec.json.encode(ours)) == golden("place.request")
