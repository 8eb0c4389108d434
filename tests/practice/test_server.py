"""The practice exchange over a real socket: every route, every refusal of the wire."""

import json
import logging
import socket
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import msgspec
import pytest

from tests.practice.world import EVENT, MARKET, back, lay, market_of, place, small_exchange
from xlbetflag.api.routes import ROUTES, Route
from xlbetflag.market.state import MarketState
from xlbetflag.practice.exchange import Exchange
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.sessions import Sessions
from xlbetflag.practice.web import BODY_LIMIT, create_app

Json = Any
REFUSED_ON_THE_WIRE = {
    "api_key",
    "session",
    "malformed",
    "too_large",
    "unknown_path",
    "method",
    "internal",
    "operator_token",
}
BET = {"tipo": 1, "esito": 1, "quota": 300, "importo": 400, "max_esposizione": 400}
PLACE = {"id_mercato": MARKET, "puntata": 400, "ritira": 0, "mantieni": 0, "offerta": [BET]}


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
    with httpx.Client(base_url=server.url, headers={"X-BFkey": "practice"}, timeout=10) as web:
        yield web


@pytest.fixture
def trader(web: httpx.Client) -> httpx.Client:
    answer = web.post("/security/session", json={"Username": "demo", "Pwd": "demo"})
    web.headers["X-BF-Session-Token"] = answer.json()["SessionToken"]
    return web


def good(response: httpx.Response) -> Json:
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer.get("esito", 1024) == 1024, answer
    assert answer.get("errore", "") == ""
    return answer


def refused(response: httpx.Response, status: int) -> str:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    answer = response.json()
    assert answer.keys() == {"errore", "esito"}
    assert answer["esito"] != 1024
    assert "Traceback" not in response.text
    return str(answer["errore"])


# --- every operation ------------------------------------------------------------------------


def login(web: httpx.Client) -> None:
    answer = good(web.post("/security/session", json={"Username": "demo", "Pwd": "demo"}))
    assert answer["Balance"] == 100_000
    assert uuid.UUID(answer["SessionToken"])
    assert isinstance(answer["UserId"], str)


def logout(web: httpx.Client) -> None:
    good(web.delete("/security/session"))
    refused(web.get("/account/balance"), 401)


def refresh(web: httpx.Client) -> None:
    good(web.put("/security/keepalive"))


def the_event(menu: Json) -> Json:
    [sport] = menu["d"]
    assert (sport["cs"], sport["ds"]) == (1, "CALCIO")
    [nation] = sport["n"]
    assert nation["dn"] == "Italia"
    [competition] = nation["m"]
    assert (competition["cm"], competition["dm"]) == (21, "Serie A")
    [event] = competition["a"]
    assert event["da"] == "Lazio - Hellas Verona"
    assert (event["id"], event["dt"]) == (str(EVENT), "2020-12-12T20:45:00")
    return event


def menu(web: httpx.Client) -> None:
    assert "s" not in the_event(good(web.get("/navigation/menu")))


def menu_with_markets(web: httpx.Client) -> None:
    [market] = the_event(good(web.get("/navigation/menu-ex")))["s"]
    assert market == {
        "id": str(MARKET),
        "ds": "Esito Finale 1x2",
        "iad": "",
        "e": [{"id": "1", "de": "1"}, {"id": "2", "de": "X"}, {"id": "3", "de": "2"}],
    }


def live_menu(web: httpx.Client) -> None:
    assert good(web.get("/navigation/menu/live")) == {"d": []}


def near_live_menu(web: httpx.Client) -> None:
    the_event(good(web.get("/navigation/menu/prossimi")))


def event(web: httpx.Client) -> None:
    answer = good(web.get(f"/navigation/menu/dettaglio/{EVENT}"))
    assert (answer["match_id"], answer["des"]) == (EVENT, "Lazio - Hellas Verona")
    assert answer.keys() == {
        "cs", "ds", "cm", "dm", "match_id", "pal", "cod", "data", "des", "lg", "sco"
    }  # fmt: skip
    [market] = answer["sco"]
    assert market == {
        "id_mercato": MARKET,
        "des": "Esito Finale 1x2",
        "iad": "",
        "esi": [{"cod": 1, "des": "1"}, {"cod": 2, "des": "X"}, {"cod": 3, "des": "2"}],
    }
    assert "inesistente" in refused(web.get("/navigation/menu/dettaglio/1"), 200)


def book(web: httpx.Client) -> None:
    for levels in (1, 2, 3):
        offers = good(web.get(f"/offers/market/{MARKET},{levels}"))["offerte"]
        best = [{"p": 1, "q": 300, "i": 1_000}, {"p": 2, "q": 290, "i": 2_000}]
        assert offers["banca"][0]["esi"][0] == {"c": 1, "d": "1", "off": best[:levels]}
        assert [outcome["off"] for outcome in offers["punta"][0]["esi"]] == [[], [], []]
    assert "inesistente" in refused(web.get("/offers/market/1,3"), 200)


def exposure(web: httpx.Client) -> None:
    good(web.post("/offers", json=PLACE))
    outcomes = good(web.get(f"/offers/exp/{MARKET}"))["esposizione"]["esi"]
    assert outcomes == [
        {"c": 1, "d": "1", "e": 800},
        {"c": 2, "d": "X", "e": -400},
        {"c": 3, "d": "2", "e": -400},
    ]


def place_two(web: httpx.Client) -> list[str]:
    """One matched in part, one resting."""
    big = {**BET, "importo": 1_500, "max_esposizione": 1_500}
    body = {**PLACE, "puntata": 1_900, "offerta": [big, {**BET, "quota": 500}]}
    answer = good(web.post("/offers", json=body))
    return [row["offerta"] for row in answer["ordine"]]


MARKET_FIELDS = {
    "stato_betflag": 2,
    "stato_sogei": 2,
    "versione": 1,
    "live": "false",
    "ritardo_live": 0,
    "data": "2020-12-12T20:45:00",
}


def my_offers(web: httpx.Client) -> None:
    first, second = place_two(web)
    good(web.request("DELETE", "/offers", json={"id_mercato": MARKET, "offerte": [{"id": second}]}))
    answer = good(web.get(f"/offers/all/{MARKET}"))
    assert answer["offerte"]["o"] == [
        {"id": first, "tipo": 1, "esi": 1, "quo": 300, "imp": 1_500, "abb": 1_000, "st": 2},
        {"id": second, "tipo": 1, "esi": 1, "quo": 500, "imp": 400, "abb": 0, "st": 4},
    ]
    assert MARKET_FIELDS.items() <= answer.items()


def matches(web: httpx.Client) -> None:
    first, _ = place_two(web)
    answer = good(web.get(f"/offers/matches/{MARKET}"))
    assert answer["abbinamenti"]["o"] == [
        {"id": first, "tipo": 1, "esi": 1, "quo": 300, "imp": 1_000}
    ]
    assert MARKET_FIELDS.items() <= answer.items()


def open_offers(web: httpx.Client) -> None:
    ids = place_two(web)
    answer = good(web.get(f"/offers/open/{MARKET}"))
    assert [(row["id"], row["st"]) for row in answer["o"]] == [(ids[0], 2), (ids[1], 1)]
    assert MARKET_FIELDS.items() <= answer.items()


def place_offers(web: httpx.Client) -> None:
    answer = good(web.post("/offers", json=PLACE))
    [row] = answer["ordine"]
    assert row.keys() == {"offerta", "importo", "abbinato", "tipo"}
    assert (row["importo"], row["abbinato"], row["tipo"]) == (400, 400, 1)
    off_ladder = {**PLACE, "offerta": [{**BET, "quota": 301}]}
    assert refused(web.post("/offers", json=off_ladder), 200) == "Quota 3,01 non ammessa"


def cancel(web: httpx.Client) -> None:
    first, second = place_two(web)
    body = {"id_mercato": MARKET, "offerte": [{"id": second}, {"id": first}]}
    answer = good(web.request("DELETE", "/offers", json=body))
    assert answer["offerta"] == [{"id": second}, {"id": first}]
    assert good(web.get(f"/offers/open/{MARKET}"))["o"] == []
    assert good(web.request("DELETE", "/offers", json=body))["offerta"] == []


def cancel_unmatched(web: httpx.Client) -> None:
    ids = place_two(web)
    answer = good(web.request("DELETE", "/offers/unmatched", json={"id_mercato": MARKET}))
    assert answer["offerta"] == [{"id": each} for each in ids]


def account_info(web: httpx.Client) -> None:
    answer = good(web.get("/account/info"))
    assert (answer["Username"], answer["Stato_conto"]) == ("demo", 1)
    assert len(answer) == 37


def balance(web: httpx.Client) -> None:
    place_two(web)
    assert good(web.get("/account/balance")) == {
        "Balance": 100_000,
        "FreeBalance": 98_100,
        "FunBalance": 0,
        "LockedBalance": 1_900,
    }


def commission(web: httpx.Client) -> None:
    assert good(web.get("/account/commission")) == {"errore": "", "esito": 1024, "tax": 251}


OPERATIONS: dict[str, Callable[[httpx.Client], None]] = {
    "place": place_offers,
    **{
        operation.__name__: operation
        for operation in (
            login, logout, refresh, menu, menu_with_markets, live_menu, near_live_menu, event,
            book, exposure, my_offers, matches, open_offers, cancel, cancel_unmatched,
            account_info, balance, commission,
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation(trader: httpx.Client, operation: str) -> None:
    OPERATIONS[operation](trader)


def test_every_route_is_exercised() -> None:
    assert {route.operation for route in ROUTES} == OPERATIONS.keys()


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
    assert "$.Pwd" in errore
    assert "12345" not in errore


def test_numbers_beyond_all_bounds_are_refused_in_words(trader: httpx.Client) -> None:
    for field, huge in (("importo", 10**30), ("quota", 10**18), ("esito", -(10**18))):
        offer = {**BET, field: huge}
        body = {**PLACE, "puntata": offer["importo"], "offerta": [offer]}
        response = trader.post("/offers", json=body)
        assert refused(response, 200 if field == "esito" else response.status_code)


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


# --- the operator ---------------------------------------------------------------------------


@pytest.fixture
def operator(server: PracticeServer) -> Iterator[httpx.Client]:
    headers = {"X-Practice-Token": "operator"}
    with httpx.Client(base_url=server.root + "/practice", headers=headers) as operator:
        yield operator


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/ledger"),
        ("GET", "/markets"),
        ("POST", "/step"),
        ("POST", "/sessions/expire"),
        ("POST", f"/markets/{MARKET}/suspend"),
        ("POST", f"/markets/{MARKET}/settle"),
    ],
)
def test_the_operators_token(operator: httpx.Client, method: str, path: str) -> None:
    refused(operator.request(method, path, headers={"X-Practice-Token": "x"}), 403)
    del operator.headers["X-Practice-Token"]
    refused(operator.request(method, path), 403)


def statuses(web: httpx.Client) -> list[int]:
    return [row["st"] for row in good(web.get(f"/offers/all/{MARKET}"))["offerte"]["o"]]


def test_a_market_life_by_the_operator(operator: httpx.Client, trader: httpx.Client) -> None:
    place_two(trader)
    life = f"/markets/{MARKET}"
    for action, state, live in (
        ("suspend", "SUSPENDED", False),
        ("resume", "OPEN", False),
        ("live", "OPEN", True),
        ("close", "CLOSED", True),
    ):
        market = operator.post(f"{life}/{action}").json()
        assert (market["state"], market["live"]) == (state, live)
        answer = good(trader.get(f"/offers/all/{MARKET}"))
        assert answer["live"] == ("true" if live else "false")
        assert answer["ritardo_live"] == (5 if live else 0)
        assert answer["versione"] == market["version"]
    refused(operator.post(f"{life}/suspend"), 409)
    refused(operator.post(f"{life}/settle", json={"winners": [1, 2]}), 409)
    refused(operator.post(f"{life}/settle", json={}), 400)
    refused(operator.post("/markets/1/suspend"), 404)
    settled = operator.post(f"{life}/settle", json={"winners": [1]}).json()
    assert (settled["state"], settled["won"]) == ("SETTLED", [1])
    assert good(trader.get("/account/balance"))["Balance"] == 100_000 + 2_000 - 50
    assert good(trader.get("/navigation/menu-ex")) == {"d": []}
    assert [row["st"] for row in good(trader.get(f"/offers/all/{MARKET}"))["offerte"]["o"]] == [
        6,
        5,
    ]


def test_a_void_market(operator: httpx.Client, trader: httpx.Client) -> None:
    place_two(trader)
    assert operator.post(f"/markets/{MARKET}/void").json()["state"] == "VOID"
    assert good(trader.get("/account/balance"))["FreeBalance"] == 100_000
    assert [row["st"] for row in good(trader.get(f"/offers/all/{MARKET}"))["offerte"]["o"]] == [
        7,
        5,
    ]


def test_the_ledger(operator: httpx.Client, trader: httpx.Client) -> None:
    first, second = place_two(trader)
    ledger = operator.get("/ledger").json()
    [demo] = [account for account in ledger["accounts"] if account["username"] == "demo"]
    assert demo["offers"] == [
        {
            "id": first,
            "market": MARKET,
            "selection": 1,
            "side": "BACK",
            "price": 300,
            "size": 1_500,
            "matched": 1_000,
            "remaining": 500,
            "status": "PART-MATCHED",
            "matches": [{"price": 300, "size": 1_000}],
        },
        {
            "id": second,
            "market": MARKET,
            "selection": 1,
            "side": "BACK",
            "price": 500,
            "size": 400,
            "matched": 0,
            "remaining": 400,
            "status": "WORKING",
            "matches": [],
        },
    ]
    assert demo["totals"] == {"offers": 2, "size": 1_900, "matched": 1_000, "remaining": 900}
    assert (demo["balance"], demo["locked"], demo["free"]) == (100_000, 1_900, 98_100)
    totals = ledger["totals"]
    assert totals["balance"] == totals["deposited"] == 1_100_000
    [market] = operator.get("/markets").json()
    assert (market["id"], market["state"], market["winners"]) == (MARKET, "OPEN", 1)


def test_expiring_sessions_by_the_operator(operator: httpx.Client, trader: httpx.Client) -> None:
    assert operator.post("/sessions/expire").json() == {"expired": 1}
    refused(trader.get("/account/balance"), 401)


# --- the server -----------------------------------------------------------------------------


def test_a_taken_port_is_said(server: PracticeServer) -> None:
    with pytest.raises(OSError, match=r".+"):
        PracticeServer(small_exchange(), port=server.port)


def test_stopping_frees_the_port() -> None:
    with PracticeServer(small_exchange()) as server:
        address = (server.host, server.port)
        assert server.host == "127.0.0.1"
    with pytest.raises(OSError, match=r".+"):
        socket.create_connection(address, timeout=5)


def test_offers_of_two_threads_are_all_there(server: PracticeServer, trader: httpx.Client) -> None:
    """The lock: a test's own thread places while the server's places."""
    exchange: Exchange = server.exchange
    other = exchange.account("other")
    for _ in range(20):
        good(trader.post("/offers", json={**PLACE, "offerta": [{**BET, "quota": 500}]}))
        place(exchange, other, back(510, 200))
    orders = market_of(exchange).orders
    assert len(orders[exchange.account("demo")]) == 20
    assert len(orders[other]) == 22
    assert msgspec.json.decode(trader.get(f"/offers/open/{MARKET}").content)["o"][19]["imp"] == 400
