"""A practice exchange over a real socket, and clients of it."""

import ssl
from collections.abc import Iterator

import httpx
import pytest

from tests.support.exchange import lay, place, small_exchange
from xlbetflag.practice.server import PracticeServer

CERTIFICATES = ssl.create_default_context()  # unused here; a client loads them anew otherwise


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    exchange = small_exchange()
    exchange.open_account("demo", "demo", 100_000)
    other = exchange.open_account("other", "", 1_000_000)
    place(exchange, other, lay(300, 1_000), lay(290, 2_000))
    with PracticeServer(exchange, operator_token="operator") as server:
        yield server


@pytest.fixture
def web(server: PracticeServer) -> Iterator[httpx.Client]:
    headers = {"X-BFkey": "practice"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=10, verify=CERTIFICATES) as web:
        yield web


@pytest.fixture
def trader(web: httpx.Client) -> httpx.Client:
    answer = web.post("/security/session", json={"Username": "demo", "Pwd": "demo"})
    web.headers["X-BF-Session-Token"] = answer.json()["SessionToken"]
    return web


@pytest.fixture
def operator(server: PracticeServer) -> Iterator[httpx.Client]:
    headers = {"X-Practice-Token": "operator"}
    with httpx.Client(
        base_url=server.root + "/practice", headers=headers, verify=CERTIFICATES
    ) as operator:
        yield operator
