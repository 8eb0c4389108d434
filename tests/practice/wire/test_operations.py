"""Every operation of the venue over a real socket."""

import uuid
from collections.abc import Callable

import httpx
import pytest

from tests.practice.wire.placing import BET, PLACE, Json, good, place_two, refused
from tests.support.exchange import EVENT, MARKET
from xlbetflag.api.routes import ROUTES


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
