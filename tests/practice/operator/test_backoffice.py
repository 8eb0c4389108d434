"""The operator's endpoints: the ledger, and moving a market's life."""

import httpx
import pytest

from tests.practice.wire.placing import good, place_two, refused
from tests.support.exchange import MARKET


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/ledger"),
        ("GET", "/markets"),
        ("POST", "/step"),
        ("POST", "/sessions/expire"),
        ("POST", f"/markets/{MARKET}/suspend"),
        ("POST", f"/markets/{MARKET}/settle"),
        ("POST", "/accounts"),
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


@pytest.mark.parametrize(
    ("result", "won", "balance"),
    [
        # 10.00 backed at 3.00 on the first selection; 2.51 % of what is won net
        (
            {"winners": [], "tied": [1, 2]},
            [1, 2],
            100_000 + 500 - 13,
        ),  # half of it wins, half loses
        ({"winners": [], "tied": [2, 3]}, [2, 3], 100_000 - 1_000),
        ({"winners": [2], "returned": [1]}, [2], 100_000),
        ({"winners": [], "returned": [1, 2, 3]}, [], 100_000),
    ],
)
def test_a_dead_heat_and_a_push_by_the_operator(
    operator: httpx.Client,
    trader: httpx.Client,
    result: dict[str, list[int]],
    won: list[int],
    balance: int,
) -> None:
    place_two(trader)
    settled = operator.post(f"/markets/{MARKET}/settle", json=result).json()
    assert (settled["state"], settled["won"]) == ("SETTLED", won)
    assert good(trader.get("/account/balance"))["Balance"] == balance


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ({"winners": [1], "tied": [2, 3]}, 409),
        ({"winners": [], "tied": [1]}, 409),
        ({"winners": [1], "returned": [1]}, 409),
        ({"winners": [], "returned": [1, 2]}, 409),
        ({"winners": [], "tied": [1, 9]}, 409),
        ({"winners": [], "dead_heat": [1, 2]}, 400),
    ],
)
def test_a_result_that_cannot_be(
    operator: httpx.Client, result: dict[str, list[int]], status: int
) -> None:
    refused(operator.post(f"/markets/{MARKET}/settle", json=result), status)
    assert operator.get("/markets").json()[0]["state"] == "OPEN"


def test_a_second_trader_with_a_key_of_their_own(
    operator: httpx.Client, web: httpx.Client, trader: httpx.Client
) -> None:
    new = {"username": "anna", "password": "segreta", "amount": 50_000, "api_key": "anna-key"}
    opened = operator.post("/accounts", json=new).json()
    assert (opened["balance"], opened["free"]) == (50_000, 50_000)
    login = {"Username": "anna", "Pwd": "segreta"}
    refused(web.post("/security/session", json=login), 403)  # with the common key
    anna = {"X-BFkey": "anna-key"}
    token = good(web.post("/security/session", json=login, headers=anna))["SessionToken"]
    mine = good(web.get("/account/balance", headers={**anna, "X-BF-Session-Token": token}))
    assert mine["Balance"] == 50_000
    assert good(trader.get("/account/balance"))["Balance"] == 100_000
    totals = operator.get("/ledger").json()["totals"]
    assert totals["balance"] == totals["deposited"]


@pytest.mark.parametrize(
    "new",
    [
        {"username": "demo", "password": "x"},
        {"username": "exchange", "password": "x"},
        {"username": "", "password": "x"},
        {"username": "anna", "password": ""},
        {"username": "anna"},
        {"username": "anna", "password": "x", "amount": -1},
        {"username": "anna", "password": "x", "api_key": "chiàve"},
        {"username": "anna", "password": "x", "commission": 0},
    ],
)
def test_an_account_that_cannot_be(operator: httpx.Client, new: dict[str, object]) -> None:
    before = operator.get("/ledger").json()
    refused(operator.post("/accounts", json=new), 400)
    assert operator.get("/ledger").json() == before


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
