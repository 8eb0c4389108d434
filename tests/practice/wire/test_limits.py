"""How much the exchange takes from one client, and who may reach it."""

import socket

import httpx
import pytest

from tests.practice.wire.placing import good, refused
from tests.support.exchange import MARKET, small_exchange
from xlbetflag.practice.server import Options, PracticeServer, run
from xlbetflag.practice.wire import requests
from xlbetflag.practice.wire.access import AccessError, is_this_machine
from xlbetflag.practice.wire.limits import RateLimit, RateLimiter

ANY = "0.0.0.0"  # noqa: S104 - every address, to see it refused


def test_a_bucket_fills_up_with_time_and_no_further() -> None:
    now = 0.0
    limiter = RateLimiter(RateLimit(per_second=2, burst=3), clock=lambda: now)
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limiter.take("b") == 0  # a key of its own, a bucket of its own
    now = 0.25
    assert limiter.take("a") == 0.25
    now = 0.5
    assert [limiter.take("a"), limiter.take("a")] == [0, 0.5]
    now = 1_000.0
    assert [limiter.take("a") for _ in range(4)] == [0, 0, 0, 0.5]


@pytest.mark.parametrize(("rate", "burst"), [(0, 1), (-1, 1), (1, 0)])
def test_a_limit_that_lets_nothing_through(rate: float, burst: int) -> None:
    with pytest.raises(ValueError, match="rate limit"):
        RateLimit(rate, burst)


@pytest.mark.socket
def test_429_beyond_the_burst() -> None:
    limit = RateLimit(per_second=0.1, burst=2)
    with (
        PracticeServer(small_exchange(), rate_limit=limit) as server,
        httpx.Client(base_url=server.url, headers={"X-BFkey": "practice"}) as web_client,
    ):
        path = f"/offers/market/{MARKET},3"
        good(web_client.get(path))
        refused(web_client.get(path, headers={"X-BFkey": "wrong"}), 403)  # takes no permit
        good(web_client.get(path))
        answer = web_client.get(path)
        refused(answer, 429)
        assert 8 <= int(answer.headers["Retry-After"]) <= 10
        assert web_client.get(server.root + "/openapi.json").status_code != 429


def test_a_body_that_never_comes(
    server: PracticeServer, trader: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests, "BODY_SECONDS", 0.05)
    with socket.create_connection((server.host, server.port), timeout=10) as raw:
        raw.sendall(
            b"POST /api/rest/security/session HTTP/1.1\r\nHost: x\r\nX-BFkey: practice\r\n"
            b"Content-Length: 500\r\n\r\n{"
        )
        assert raw.recv(65_536).startswith(b"HTTP/1.1 400 ")
    good(trader.get("/account/balance"))


@pytest.mark.parametrize(
    "request_line",
    [
        b"\x00\x01\x02 nonsense",
        b"GET /",
        b"GET / HTTP/1.1\r\nContent-Length: -1",
        b"GET / HTTP/3.7",
        b"GET /" + b"x" * 200_000 + b" HTTP/1.1",
        b"GET / HTTP/1.1\r\nX-Long: " + b"x" * 200_000,
    ],
)
def test_what_is_no_http_gets_an_envelope(server: PracticeServer, request_line: bytes) -> None:
    with socket.create_connection((server.host, server.port), timeout=10) as raw:
        raw.sendall(request_line + b"\r\nHost: x\r\n\r\n")
        received = raw.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"application/json" in head
    assert body == '{"errore":"Richiesta non valida: non è HTTP","esito":10}'.encode()


# --- who may reach it -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        (ANY, False),
        ("::", False),
        ("192.168.1.7", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_which_addresses_are_this_machine(host: str, is_own: bool) -> None:
    assert is_this_machine(host) is is_own


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (Options(host=ANY, port=0), "--allow-remote"),
        (Options(host=ANY, port=0, operator_token="t" * 20), "--allow-remote"),
        (Options(host=ANY, port=0, allow_remote=True), "--operator-token"),
        (Options(host="::", port=0, allow_remote=True, operator_token="short"), "12 characters"),
    ],
)
def test_others_are_let_in_only_on_purpose(options: Options, sentence: str) -> None:
    with pytest.raises(AccessError, match=sentence):
        run(options)


@pytest.mark.socket
def test_others_are_let_in_on_purpose() -> None:
    with PracticeServer(
        small_exchange(), host=ANY, allow_remote=True, operator_token="t" * 12
    ) as server:
        address = f"http://127.0.0.1:{server.port}/practice/markets"
        assert httpx.get(address, headers={"X-Practice-Token": "t" * 12}).status_code == 200
    with pytest.raises(AccessError):
        PracticeServer(small_exchange(), host=ANY, operator_token="t" * 12)
