"""Several users with keys of their own, and a POST that waits for a live market."""

import threading
import time
from collections.abc import Callable

import httpx
import pytest

from tests.practice.wire.placing import PLACE, good, refused
from tests.support.exchange import MARKET, OPENED, market_of, small_exchange
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue.exchange import Exchange

pytestmark = pytest.mark.socket


@pytest.fixture
def exchange() -> Exchange:
    exchange = small_exchange()
    exchange.open_account("demo", "demo", 100_000)
    exchange.open_account("anna", "uno", 20_000, api_key="anna-key")
    exchange.open_account("bruno", "due", 30_000, api_key="bruno-key")
    return exchange


Login = Callable[[str, str, str], httpx.Client]


@pytest.fixture
def login(exchange: Exchange):
    with PracticeServer(exchange) as server:
        clients = []

        def login(key: str, user: str, password: str) -> httpx.Client:
            web = httpx.Client(base_url=server.url, headers={"X-BFkey": key}, timeout=20)
            clients.append(web)
            answer = web.post("/security/session", json={"Username": user, "Pwd": password})
            web.headers["X-BF-Session-Token"] = answer.json().get("SessionToken", "")
            web.answer = answer  # type: ignore[attr-defined]
            return web

        yield login
        for web in clients:
            web.close()


def test_every_user_with_a_key_of_their_own(login: Login) -> None:
    for key, user, password, balance in (
        ("practice", "demo", "demo", 100_000),
        ("anna-key", "anna", "uno", 20_000),
        ("bruno-key", "bruno", "due", 30_000),
    ):
        assert good(login(key, user, password).get("/account/balance"))["Balance"] == balance


@pytest.mark.parametrize(
    ("key", "user", "password"),
    [("practice", "anna", "uno"), ("bruno-key", "anna", "uno"), ("anna-key", "demo", "demo")],
)
def test_a_key_logs_in_only_its_user(login: Login, key: str, user: str, password: str) -> None:
    refused(login(key, user, password).answer, 403)  # type: ignore[attr-defined]


def test_a_session_under_another_users_key(login: Login) -> None:
    anna = login("anna-key", "anna", "uno")
    refused(anna.get("/account/balance", headers={"X-BFkey": "bruno-key"}), 403)
    refused(anna.get("/account/balance", headers={"X-BFkey": "nobody"}), 403)
    good(anna.get("/account/balance"))


def test_a_post_waits_for_the_live_delay_and_holds_up_nobody(
    exchange: Exchange, login: Login
) -> None:
    anna, demo = login("anna-key", "anna", "uno"), login("practice", "demo", "demo")
    market = market_of(exchange)
    with exchange.lock:
        market.live_delay = 1
        market.turn_live()
    answers: list[httpx.Response] = []
    posting = threading.Thread(target=lambda: answers.append(anna.post("/offers", json=PLACE)))
    started = time.monotonic()
    posting.start()
    while not exchange.waiting:
        assert time.monotonic() < started + 10
    assert good(demo.get(f"/offers/open/{MARKET}"))["ritardo_live"] == 1
    assert not answers
    posting.join(15)
    assert time.monotonic() - started >= 1
    [row] = good(answers[0])["ordine"]
    assert (row["importo"], exchange.account("anna").locked) == (400, 400)


def test_a_tick_of_the_market_answers_the_post(exchange: Exchange, login: Login) -> None:
    anna = login("anna-key", "anna", "uno")
    with exchange.lock:
        market_of(exchange).live_delay = 3_600
        market_of(exchange).turn_live()
    answers: list[httpx.Response] = []
    posting = threading.Thread(target=lambda: answers.append(anna.post("/offers", json=PLACE)))
    posting.start()
    limit = time.monotonic() + 10
    while not exchange.waiting:
        assert time.monotonic() < limit
    exchange.tick_seconds = 3_600
    with exchange.lock:
        market_of(exchange).suspend()
    exchange.tick()
    posting.join(15)
    assert "sospeso" in refused(answers[0], 200)


def test_deposits_and_a_statement_that_sums_to_the_balance(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    exchange.deposit(anna, 5_000, "bonifico")
    assert [(entry.amount, entry.balance, entry.at) for entry in anna.statement] == [
        (20_000, 20_000, OPENED),
        (5_000, 25_000, OPENED),
    ]
    assert anna.deposited == anna.balance == 25_000
    with pytest.raises(ValueError, match="deposit"):
        exchange.deposit(anna, 0)
