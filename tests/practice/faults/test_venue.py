"""Faults of the venue: what the engine did, and what my offers show of it."""

from typing import Any

import httpx
import pytest

from tests.practice.faults.test_wire import arm, fired, placed
from tests.practice.wire.placing import BET, PLACE, good, place_two, refused
from tests.support.exchange import MARKET, market_of
from xlbetflag.api import messages as m
from xlbetflag.market.state import MarketState
from xlbetflag.practice.faults.plan import FaultRule, Plan
from xlbetflag.practice.faults.venue import Veil
from xlbetflag.practice.server import PracticeServer

THREE = {**PLACE, "puntata": 1_200, "offerta": [{**BET, "quota": 500 + 20 * n} for n in range(3)]}


def mine(trader: httpx.Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = good(trader.get(f"/offers/all/{MARKET}"))["offerte"]["o"]
    return rows


def test_a_session_expires_between_two_placements(
    server: PracticeServer, trader: httpx.Client
) -> None:
    arm(server, "session_expired", when="before", calls=(2,))
    good(trader.post("/offers", json=PLACE))
    assert "scaduta" in refused(trader.post("/offers", json=PLACE), 401)
    assert placed(server) == 1
    assert fired(server) == {"session_expired": 1}


def test_a_session_expires_just_after_a_placement(
    server: PracticeServer, trader: httpx.Client
) -> None:
    arm(server, "session_expired", when="after")
    good(trader.post("/offers", json=PLACE))
    refused(trader.get("/account/balance"), 401)
    assert placed(server) == 1


def test_slow_acceptance(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "slow_acceptance", seconds=600, count=1)
    [row] = good(trader.post("/offers", json=PLACE))["ordine"]
    good(trader.post("/offers", json=PLACE))
    assert [each["id"] for each in mine(trader)] == ["BC0004"]
    for path in ("open", "matches"):
        answer = good(trader.get(f"/offers/{path}/{MARKET}"))
        assert row["offerta"] not in str(answer)
    assert placed(server) == 2
    assert good(trader.get("/account/balance"))["LockedBalance"] == 800


def test_a_veil_falls() -> None:
    now = 0.0
    veil = Veil(clock=lambda: now)
    row = m.OfferRow(id="BC1", tipo=1, esi=1, quo=300, imp=400, abb=0, st=1)
    answer = m.OpenOffersAnswer(esito=m.SUCCESS, o=(row,))
    veil.hide(["BC1"], 5.0)
    assert veil.seen(answer) == m.OpenOffersAnswer(esito=m.SUCCESS, o=())
    now = 5.0
    assert veil.seen(answer) is answer


def test_partial_acceptance(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "partial_acceptance", seed=2)
    rows = good(trader.post("/offers", json=THREE))["ordine"]
    assert 1 <= len(rows) <= 2
    assert [each["id"] for each in mine(trader)] == [row["offerta"] for row in rows]
    assert placed(server) == len(rows)
    good(trader.post("/offers", json=PLACE))  # one offer cannot be accepted in part
    assert fired(server) == {"partial_acceptance": 1}


def test_what_is_matched_vanishes(server: PracticeServer, trader: httpx.Client) -> None:
    server.faults.replace(Plan(rules=(FaultRule(kind="vanish"),)))
    place_two(trader)
    good(trader.post("/offers", json={**PLACE, "offerta": [{**BET, "quota": 290}]}))
    assert [row["id"] for row in mine(trader)] == ["BC0003", "BC0004"]
    assert placed(server) == 3
    server.exchange.settle(MARKET, [1])
    assert [row["id"] for row in mine(trader)] == ["BC0004"]  # lapsed, never matched
    assert fired(server) == {"vanish": 2}


def test_a_market_suspended_between_check_and_send(
    server: PracticeServer, trader: httpx.Client
) -> None:
    arm(server, "suspend", count=1)
    assert "sospeso" in refused(trader.post("/offers", json=PLACE), 200)
    assert market_of(server.exchange).state is MarketState.SUSPENDED
    assert placed(server) == 0


def test_a_market_suspended_for_a_moment(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "suspend", count=1, seconds=0.02)
    refused(trader.post("/offers", json=PLACE), 200)
    while trader.get(f"/offers/market/{MARKET},1").json()["offerte"]["stato_betflag"] != 2:
        pass
    good(trader.post("/offers", json=PLACE))


def test_a_version_that_moved_between_check_and_send(
    server: PracticeServer, trader: httpx.Client
) -> None:
    arm(server, "new_version")
    version = market_of(server.exchange).version
    answer = trader.post("/offers", json={**PLACE, "versione_mercato": version})
    assert "superata" in refused(answer, 200)
    assert market_of(server.exchange).version == version + 1
    good(trader.post("/offers", json=PLACE))  # any version


@pytest.mark.parametrize(("when", "own"), [("before", "BC0004"), ("after", "BC0003")])
def test_a_hand_trader(server: PracticeServer, trader: httpx.Client, when: Any, own: str) -> None:
    arm(server, "hand_trader", when=when)
    [row] = good(trader.post("/offers", json=PLACE))["ordine"]
    assert row["offerta"] == own
    first, second = mine(trader)
    assert {**first, "id": ""} == {**second, "id": ""}
    assert placed(server) == 2


def test_faults_of_venue_and_wire_meet(server: PracticeServer, trader: httpx.Client) -> None:
    """The worst of all: accepted, the answer lost, and not to be seen yet."""
    rules = (
        FaultRule(kind="drop", operations=("place",)),
        FaultRule(kind="slow_acceptance", seconds=600),
    )
    server.faults.replace(Plan(rules=rules))
    with pytest.raises(httpx.RemoteProtocolError):
        trader.post("/offers", json=PLACE)
    assert mine(trader) == []
    assert placed(server) == 1
    assert fired(server) == {"drop": 1, "slow_acceptance": 1}


def test_a_request_that_is_refused_is_not_counted(
    server: PracticeServer, trader: httpx.Client
) -> None:
    rules = (
        FaultRule(kind="slow_acceptance"),
        FaultRule(kind="hand_trader"),
        FaultRule(kind="drop", when="before"),
    )
    server.faults.replace(Plan(rules=rules[:2]))
    refused(trader.post("/offers", json={**PLACE, "puntata": 1}), 200)
    refused(trader.post("/offers", content=b"{"), 400)
    assert fired(server) == {}
    server.faults.replace(Plan(rules=rules))
    with pytest.raises(httpx.RemoteProtocolError):
        trader.post("/offers", json=PLACE)
    assert fired(server) == {"drop": 1}
