"""The practice exchange as a server: keys, sessions, bad input, starting and stopping."""

import json
import logging
import re
import socket
import uuid
from typing import Any

import httpx
import msgspec
import pytest

from tests.practice.conftest import CERTIFICATES
from tests.practice.wire.placing import BET, PLACE, good, refused
from tests.support.exchange import EVENT, MARKET, market_of, small_exchange
from xlbetflag.api import messages as m
from xlbetflag.api.routes import ROUTES, Route
from xlbetflag.market.state import MarketState
from xlbetflag.practice.operator.controls import NewAccount, Seek, Settlement, Speed
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.web import create_app
from xlbetflag.practice.wire.misfit import in_italian
from xlbetflag.practice.wire.responses import BODY_LIMIT
from xlbetflag.practice.wire.sessions import Sessions

REFUSED_ON_THE_WIRE = {
    "api_key",
    "session",
    "malformed",
    "too_large",
    "unknown_path",
    "method",
    "internal",
    "operator_token",
    "rate",
}


def test_a_route_without_a_handler_fails_at_the_start() -> None:
    new = Route(operation="dance", method="GET", path="/dance", answer=None)
    with pytest.raises(LookupError, match="dance"):
        create_app(small_exchange(), Sessions(60), api_key="k", routes=(*ROUTES, new))


# --- key, session ---------------------------------------------------------------------------


def asked(web: httpx.Client, route: Route, **options: Any) -> httpx.Response:
    path = route.path.format(id_mercato=MARKET, id_avvenimento=EVENT, livello=3)
    body = None if route.request is None else b"{}"
    return web.request(route.method, path, content=body, **options)


def test_the_key_is_checked_on_every_call(trader: httpx.Client) -> None:
    del trader.headers["X-BFkey"]
    for route in ROUTES:
        refused(asked(trader, route, headers={"X-BFkey": "wrong"}), 403)
        refused(asked(trader, route, headers={"X-BFkey": "é".encode()}), 403)
        refused(asked(trader, route), 403)


def test_the_session_is_checked_where_there_is_one(web: httpx.Client) -> None:
    for route in ROUTES:
        if route.session:
            refused(asked(web, route), 401)
            refused(asked(web, route, headers={"X-BF-Session-Token": str(uuid.uuid4())}), 401)


def test_wrong_password(web: httpx.Client) -> None:
    body = {"Username": "demo", "Pwd": "Demo"}
    assert "Password" not in refused(web.post("/security/session", json=body), 200)


def test_sessions_expire_after_a_silence_and_live_by_calls() -> None:
    time = 0.0
    sessions = Sessions(60, clock=lambda: time)
    account = small_exchange().open_account("demo", "", 0)
    busy, silent = sessions.start(account), sessions.start(account)
    for time in (59.0, 118.0, 177.0):  # noqa: B007 - the clock reads it
        assert sessions.account(busy) is account
    with pytest.raises(Exception, match="scaduta"):
        sessions.account(silent)
    time = 237.0
    with pytest.raises(Exception, match="scaduta"):
        sessions.account(busy)


def test_an_expired_session_over_the_wire(server: PracticeServer, trader: httpx.Client) -> None:
    good(trader.get("/account/balance"))
    server.sessions.expire_all()
    assert "scaduta" in refused(trader.get("/account/balance"), 401)
    refused(trader.post("/offers", json=PLACE), 401)
    assert server.exchange.account("demo").locked == 0


@pytest.mark.socket
def test_the_lifetime_is_the_rule_unless_set() -> None:
    exchange = small_exchange()
    ruled = PracticeServer(exchange)
    short = PracticeServer(exchange, session_lifetime=0.0)
    assert (ruled.sessions.lifetime, short.sessions.lifetime) == (1_200, 0.0)
    with pytest.raises(Exception, match="scaduta"):
        short.sessions.account(short.sessions.start(exchange.purse))
    ruled.stop()
    short.stop()


# --- bad input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"<html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id_mercato": ' + b"[" * 100_000,
        b'{"x": ' + b"[" * 100_000,
        json.dumps({**PLACE, "id_mercato": "19901289"}).encode(),
        json.dumps({**PLACE, "offerta": [{**BET, "quota": 3.5}]}).encode(),
        json.dumps({**PLACE, "offerta": [{**BET, "importo": None}]}).encode(),
        json.dumps({key: PLACE[key] for key in PLACE if key != "puntata"}).encode(),
    ],
)
def test_a_malformed_body(trader: httpx.Client, body: bytes) -> None:
    assert refused(trader.post("/offers", content=body), 400).startswith("Richiesta non valida")


def test_a_malformed_body_names_the_field_and_quotes_no_value(trader: httpx.Client) -> None:
    body = {"Username": "demo", "Pwd": 12345}
    errore = refused(trader.post("/security/session", json=body), 400)
    assert errore == "Richiesta non valida: il campo Pwd deve essere un testo"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"null", "il corpo deve essere un oggetto"),
        (b"{", "non è JSON"),
        ({**PLACE, "id_mercato": "1"}, "il campo id_mercato deve essere un numero intero"),
        ({**PLACE, "offerta": {}}, "il campo offerta deve essere una lista"),
        ({**PLACE, "offerta": [{**BET, "quota": 3.5}]}, "il campo offerta[0].quota deve essere"),
        ({**PLACE, "offerta": [{}]}, "manca il campo offerta[0].tipo"),
        ({key: PLACE[key] for key in PLACE if key != "puntata"}, "manca il campo puntata"),
    ],
)
def test_what_is_wrong_with_a_body_is_said_in_italian(
    trader: httpx.Client, body: Any, says: str
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body)
    assert says in refused(trader.post("/offers", content=content), 400)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (Settlement, b'{"winners": [1], "more": 1}'),
        (NewAccount, b'{"username": "", "password": "x"}'),
        (NewAccount, b'{"username": "x", "password": "x", "amount": -1}'),
        (NewAccount, b'{"username": "x", "password": "x", "api_key": "a b"}'),
        (Seek, b'{"at": "now"}'),
        (Seek, b'{"at": "2021-03-29T08:40:06"}'),
        (Speed, b'{"speed": "fast"}'),
        (m.CancelRequest, b'{"id_mercato": 1, "offerte": [{"id": 1.5}]}'),
        (m.PlaceRequest, b'{"id_mercato": true}'),
    ],
)
def test_no_english_word_of_the_decoder_is_passed_on(kind: type, content: bytes) -> None:
    with pytest.raises(msgspec.ValidationError) as found:
        msgspec.json.decode(content, type=kind)
    said = in_italian(found.value)
    english = {"expected", "got", "object", "contains", "invalid", "field", "value", "of"}
    assert not english & set(re.findall(r"[a-z]+", said.lower())), said


@pytest.mark.parametrize(
    ("field", "huge", "status", "says"),
    [
        ("importo", "9" * 4_298 + "50", 200, "oltre 1.000.000.000.000.000,00 superiore al massimo"),
        ("quota", "9" * 4_300, 200, "oltre 1.000.000.000.000.000,00 non ammessa"),
        ("esito", "-" + "9" * 18, 200, "inesistente"),
        *((field, "9" * 9_000, 400, "è un numero troppo grande") for field in BET),
    ],
)
def test_numbers_beyond_all_bounds_are_refused_in_words(
    trader: httpx.Client, field: str, huge: str, status: int, says: str
) -> None:
    stake = "HUGE" if field == "importo" else PLACE["puntata"]
    body = {**PLACE, "puntata": stake, "offerta": [{**BET, "quota": 100_000, field: "HUGE"}]}
    written = json.dumps(body).replace('"HUGE"', huge)
    assert says in refused(trader.post("/offers", content=written), status)


def test_a_body_beyond_the_limit(trader: httpx.Client) -> None:
    assert str(BODY_LIMIT) in refused(
        trader.post("/offers", content=b" " * BODY_LIMIT + b"{}"), 413
    )


@pytest.mark.parametrize(
    "path",
    [
        "/offers/market/x,3",
        "/offers/market/-1,3",
        "/offers/market/1.5,3",
        "/offers/market/٣,3",
        f"/offers/market/{2**63},3",
        f"/offers/market/{'9' * 400},3",
        f"/offers/market/{MARKET},0",
        f"/offers/market/{MARKET},4",
        "/offers/all/abc",
        "/navigation/menu/dettaglio/1e3",
    ],
)
def test_numbers_in_paths(trader: httpx.Client, path: str) -> None:
    refused(trader.get(path), 400)


@pytest.mark.parametrize("headers", [{}, {"X-BFkey": "wrong"}])
def test_another_slash_or_no_key_is_an_envelope_and_no_redirect(
    server: PracticeServer, trader: httpx.Client, headers: dict[str, str]
) -> None:
    with httpx.Client(base_url=server.url, headers=headers, verify=CERTIFICATES) as anybody:
        for route in ROUTES:
            path = route.path.format(id_mercato=MARKET, id_avvenimento=EVENT, livello=3)
            refused(anybody.request(route.method, path), 403)
            refused(anybody.request(route.method, f"{path}/"), 404)
            refused(trader.request(route.method, f"{path}/"), 404)
    for path in ("/", "/operator/", "/practice/ledger/", "/openapi.json/"):
        assert trader.get(server.root + path).status_code == 404


def test_unknown_paths_and_methods(server: PracticeServer, trader: httpx.Client) -> None:
    refused(trader.get("/offers/market"), 404)
    refused(trader.get(server.root + "/"), 404)
    refused(trader.put("/offers"), 405)


def test_a_defect_of_ours_shows_no_stack_trace(
    server: PracticeServer, trader: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    market_of(server.exchange).state = MarketState.UNKNOWN  # no code on the wire
    with caplog.at_level(logging.CRITICAL):
        errore = refused(trader.get(f"/offers/market/{MARKET},3"), 500)
    assert errore == "Errore interno"


def test_a_client_that_hangs_up_harms_nobody(server: PracticeServer, trader: httpx.Client) -> None:
    token = trader.headers["X-BF-Session-Token"]
    head = "POST /api/rest/offers HTTP/1.1\r\nHost: x\r\nX-BFkey: practice\r\n" + (
        f"X-BF-Session-Token: {token}\r\nContent-Length: 500\r\n\r\n{{"
    )
    with socket.create_connection((server.host, server.port)) as raw:
        raw.sendall(head.encode())
    good(trader.get("/account/balance"))
    assert server.exchange.account("demo").locked == 0


# --- the server -----------------------------------------------------------------------------


def test_a_taken_port_is_said(server: PracticeServer) -> None:
    with pytest.raises(OSError, match=r".+"):
        PracticeServer(small_exchange(), port=server.port)


@pytest.mark.socket
def test_stopping_frees_the_port() -> None:
    with PracticeServer(small_exchange()) as server:
        address = (server.host, server.port)
        assert server.host == "127.0.0.1"
    with pytest.raises(OSError, match=r".+"):
        socket.create_connection(address, timeout=5)
