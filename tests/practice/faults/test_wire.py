"""Faults of the wire over real sockets: what the client meets, and whether the engine had acted."""

import json
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.practice.wire.placing import BET, PLACE, good, place_two, refused
from tests.support.conditions import wait_until
from tests.support.exchange import MARKET
from xlbetflag.api.routes import ROUTES
from xlbetflag.practice.faults.plan import (
    KINDS,
    FaultKind,
    FaultPlan,
    FaultRule,
    Plan,
    PlanError,
    load_plan,
)
from xlbetflag.practice.server import PracticeServer

ENDS = ("drop", "reset")
SOME = ("login", "logout", "menu", "book", "my_offers", "place")  # of those struck everywhere


def placed(server: PracticeServer) -> int:
    """How many offers of the account the engine holds: what really happened."""
    orders = server.exchange.market(MARKET).orders
    return len(orders.get(server.exchange.account("demo"), {}))


def arm(server: PracticeServer, kind: str, **particulars: Any) -> None:
    server.faults.replace(Plan(rules=(FaultRule(kind=kind, operations=("place",), **particulars),)))


def fired(server: PracticeServer) -> dict[str, int]:
    return dict(server.faults.fired)


# --- the wire ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ENDS)
@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_a_connection_ends(
    server: PracticeServer, trader: httpx.Client, kind: str, when: Any, count: int
) -> None:
    arm(server, kind, when=when)
    failure = httpx.ReadError if kind == "reset" else httpx.RemoteProtocolError
    with pytest.raises(failure):
        trader.post("/offers", json=PLACE)
    assert placed(server) == count
    assert fired(server) == {kind: 1}
    good(trader.get("/account/balance"))


def raw_placement(server: PracticeServer, trader: httpx.Client) -> socket.socket:
    """The request on a socket of its own, nothing read yet."""
    body = json.dumps(PLACE)
    raw = socket.create_connection((server.host, server.port), timeout=10)
    raw.sendall(
        f"POST /api/rest/offers HTTP/1.1\r\nHost: x\r\nX-BFkey: practice\r\n"
        f"X-BF-Session-Token: {trader.headers['X-BF-Session-Token']}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    return raw


def test_a_drop_is_an_orderly_end(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "drop")
    with raw_placement(server, trader) as raw:
        assert raw.recv(1) == b""


def test_a_reset_is_a_reset(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "reset")
    with raw_placement(server, trader) as raw, pytest.raises(ConnectionResetError):
        raw.recv(1)


def test_a_cut_answer_announces_more_than_it_brings(
    server: PracticeServer, trader: httpx.Client
) -> None:
    arm(server, "cut")
    with raw_placement(server, trader) as raw:
        received = b""
        while chunk := raw.recv(65_536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    [length] = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    ]
    assert 0 < len(body) < length
    assert placed(server) == 1


@pytest.mark.parametrize("code", [500, 502, 503])
@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_a_bare_status(
    server: PracticeServer, trader: httpx.Client, code: int, when: Any, count: int
) -> None:
    arm(server, "status", status=code, when=when)
    answer = trader.post("/offers", json=PLACE)
    assert (answer.status_code, answer.content) == (code, b"")
    assert placed(server) == count


@pytest.mark.parametrize(("when", "count"), [("before", 0), ("after", 1)])
def test_html_with_200(server: PracticeServer, trader: httpx.Client, when: Any, count: int) -> None:
    arm(server, "html", when=when)
    answer = trader.post("/offers", json=PLACE)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert placed(server) == count


def test_truncated_json(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "truncated")
    answer = trader.post("/offers", json=PLACE)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert placed(server) == 1


def test_wrong_types(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "wrong_types")
    answer = trader.post("/offers", json=PLACE).json()
    assert answer["esito"] == "1024"
    assert answer["ordine"][0]["importo"] == "400"
    assert answer["ordine"][0]["offerta"] == ["BC0003"]


def test_rows_twice_and_in_another_order(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "duplicate_rows")
    body = {**PLACE, "puntata": 1_200, "offerta": [BET] * 3}
    rows = good(trader.post("/offers", json=body))["ordine"]
    assert len(rows) == 4
    assert len({row["offerta"] for row in rows}) == 3
    server.faults.replace(Plan(rules=(FaultRule(kind="shuffled_rows"),)))
    mine = good(trader.get(f"/offers/all/{MARKET}"))["offerte"]["o"]
    ids = [row["id"] for row in mine]
    assert ids != sorted(ids)
    assert sorted(ids) == ["BC0003", "BC0004", "BC0005"]
    assert fired(server) == {"shuffled_rows": 1}


def test_what_has_no_rows_is_not_struck(server: PracticeServer, trader: httpx.Client) -> None:
    rules = (FaultRule(kind="duplicate_rows", count=1), FaultRule(kind="shuffled_rows", count=1))
    server.faults.replace(Plan(rules=rules))
    assert good(trader.get(f"/offers/all/{MARKET}"))["offerte"]["o"] == []
    assert fired(server) == {}
    good(trader.post("/offers", json=PLACE))
    assert fired(server) == {"duplicate_rows": 1}


def test_429(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "rate_limited", seconds=7)
    answer = trader.post("/offers", json=PLACE)
    refused(answer, 429)
    assert answer.headers["Retry-After"] == "7"
    assert placed(server) == 0


def test_an_answer_past_the_timeout(server: PracticeServer, trader: httpx.Client) -> None:
    server.faults.replace(Plan(scale=10.0, rules=(FaultRule(kind="delay", operations=("place",)),)))
    with pytest.raises(httpx.ReadTimeout):
        trader.post("/offers", json=PLACE, timeout=0.2)
    assert placed(server) == 1
    good(trader.get("/account/balance"))


def test_work_past_the_timeout(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "delay", when="before", seconds=0.5)
    with pytest.raises(httpx.ReadTimeout):
        trader.post("/offers", json=PLACE, timeout=0.1)
    assert placed(server) == 0
    wait_until(lambda: placed(server) == 1)


def test_a_short_delay_brings_the_whole_answer(
    server: PracticeServer, trader: httpx.Client
) -> None:
    server.faults.replace(Plan(scale=0.01, rules=(FaultRule(kind="delay", seconds=10),)))
    began = time.monotonic()
    good(trader.post("/offers", json=PLACE))
    assert time.monotonic() - began >= 0.1


# --- the plan ---------------------------------------------------------------------------------


def test_the_nth_call_and_no_other(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "status", calls=(2, 4))
    codes = [trader.post("/offers", json=PLACE).status_code for _ in range(5)]
    assert codes == [200, 503, 200, 503, 200]


def test_at_most_so_many_times(server: PracticeServer, trader: httpx.Client) -> None:
    arm(server, "status", count=2)
    codes = [trader.post("/offers", json=PLACE).status_code for _ in range(4)]
    assert codes == [503, 503, 200, 200]


def dice(plan: Plan, calls: int = 200) -> list[tuple[bool, int]]:
    faults, seen = FaultPlan(plan), []
    for _ in range(calls):
        strikes = faults.strikes("place")
        seen.append((strikes.wire is not None, len(strikes.venue)))
        strikes.close()
    return seen


def test_the_same_seed_strikes_alike() -> None:
    rules = (
        FaultRule(kind="drop", probability=0.3),
        FaultRule(kind="reset", probability=0.3, when="before"),
        FaultRule(kind="hand_trader", probability=0.5),
    )
    first = dice(Plan(seed=5, rules=rules))
    assert first == dice(Plan(seed=5, rules=rules))
    assert first != dice(Plan(seed=6, rules=rules))
    struck = sum(wire for wire, _ in first)
    assert 70 < struck < 135  # 0.3 + 0.7 x 0.3 of 200 is 102


def test_a_rule_with_a_seed_of_its_own_is_moved_by_no_other() -> None:
    rule = FaultRule(kind="drop", probability=0.3, seed=9)
    alone = [wire for wire, _ in dice(Plan(rules=(rule,)))]
    other = FaultRule(kind="suspend", probability=0.5)
    assert alone == [wire for wire, _ in dice(Plan(seed=3, rules=(other, rule)))]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({"kind": "dance"}, "no fault is called 'dance': drop, "),
        ({"kind": "vanish", "operations": ["place"]}, "vanish strikes my_offers, not 'place'"),
        ({"kind": "cut", "when": "before"}, "cut strikes only after"),
        ({"kind": "drop", "probability": 0}, "probability must be above 0"),
        ({"kind": "drop", "calls": [0]}, "begin at 1"),
        ({"kind": "drop", "count": 0}, "begin at 1"),
        ({"kind": "drop", "seconds": -1}, "seconds must be"),
        ({"kind": "status", "status": 200}, "between 500 and 599"),
        ({"kind": "drop", "chance": 1}, "chance"),
        ({}, "kind"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(
    rule: dict[str, Any], sentence: str, tmp_path: Path, operator: httpx.Client
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({"rules": [rule]}), "utf-8")
    with pytest.raises(PlanError, match=r"plan\.json") as caught:
        load_plan(file)
    assert sentence in str(caught.value)
    assert sentence in refused(operator.post("/faults", json=rule), 400)


def test_a_plan_from_a_file(tmp_path: Path) -> None:
    plan = Plan(
        seed=7,
        scale=0.1,
        rules=(
            FaultRule(kind="drop", operations=("place",), when="before", probability=0.25),
            FaultRule(kind="delay", calls=(1, 3), seconds=20.0),
        ),
    )
    as_toml, as_json = tmp_path / "plan.toml", tmp_path / "plan.json"
    as_toml.write_text(
        "seed = 7\nscale = 0.1\n"
        '[[rules]]\nkind = "drop"\noperations = ["place"]\nwhen = "before"\nprobability = 0.25\n'
        '[[rules]]\nkind = "delay"\ncalls = [1, 3]\nseconds = 20.0\n',
        "utf-8",
    )
    as_json.write_text(
        '{"seed":7,"scale":0.1,"rules":[{"kind":"drop","operations":["place"],"when":"before",'
        '"probability":0.25},{"kind":"delay","calls":[1,3],"seconds":20.0}]}',
        "utf-8",
    )
    assert load_plan(as_toml) == load_plan(as_json) == plan
    as_toml.write_text("seed = [", "utf-8")
    with pytest.raises(PlanError):
        load_plan(as_toml)


def test_the_operator_injects_and_counts(
    server: PracticeServer, trader: httpx.Client, operator: httpx.Client
) -> None:
    rule = {"kind": "status", "operations": ["balance"], "status": 502}
    number = operator.post("/faults", json=rule).json()["number"]
    assert trader.get("/account/balance").status_code == 502
    assert trader.get("/account/commission").status_code == 200
    shown = operator.get("/faults").json()
    assert shown["fired"] == {"status": 1}
    [row] = shown["rules"]
    assert (row["number"], row["seen"], row["fired"]) == (number, 1, 1)
    assert [each["operation"] for each in shown["last"]] == ["balance"]
    assert operator.delete(f"/faults/{number}").json() == {"ended": 1}
    good(trader.get("/account/balance"))
    assert operator.get("/faults").json()["fired"] == {"status": 1}
    plan = {"scale": 0.5, "rules": [rule, rule]}
    assert operator.put("/faults", json=plan).json()["fired"] == {}
    assert operator.delete("/faults").json() == {"ended": 2}
    good(trader.get("/account/balance"))


def test_every_kind_strikes_what_it_names(server: PracticeServer, trader: httpx.Client) -> None:
    """Whatever is struck, wherever: the client meets an answer or an end, the server lives on."""
    place_two(trader)
    for kind in KINDS.values():
        for route in ROUTES:
            if route.operation in (kind.operations or SOME):
                _strike_once(server, trader, kind, route.operation)
    server.faults.replace(Plan())
    _log_in(trader)
    good(trader.get("/account/balance"))


def _strike_once(
    server: PracticeServer, trader: httpx.Client, kind: FaultKind, operation: str
) -> None:
    for when in kind.when:
        server.faults.replace(Plan())
        _log_in(trader)
        rule = FaultRule(kind=kind.name, operations=(operation,), when=when, seconds=0.001)
        server.faults.replace(Plan(rules=(rule,)))
        [route] = [route for route in ROUTES if route.operation == operation]
        path = route.path.format(id_mercato=MARKET, id_avvenimento=411222, livello=3)
        body: Any = {
            "login": {"Username": "demo", "Pwd": "demo"},
            "place": {**PLACE, "puntata": 800, "offerta": [BET] * 2},
            "cancel": {"id_mercato": MARKET, "offerte": [{"id": "BC0003"}]},
            "cancel_unmatched": {"id_mercato": MARKET},
        }.get(operation)
        try:
            trader.request(route.method, path, json=body)
        except httpx.TransportError:
            assert kind.name in ("drop", "reset", "cut")
        if operation in ("place", "login") and kind.name != "shuffled_rows":
            assert server.faults.fired[kind.name] == 1, (kind.name, operation, when)


def _log_in(trader: httpx.Client) -> None:
    answer = trader.post("/security/session", json={"Username": "demo", "Pwd": "demo"})
    trader.headers["X-BF-Session-Token"] = good(answer)["SessionToken"]
