"""Recordings and deposits moved by the operator over HTTP: calls, and forms of the page."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.practice.replay.test_replay import START, replayed, runner, written
from tests.practice.wire.placing import refused
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import EntryKind
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import Options, PracticeServer, build

MARKET = 5
BEGIN = datetime.fromisoformat("2021-03-29T06:40:00+00:00")  # an update a second from here


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PracticeServer]:
    """One recording of ten updates, of which none is played."""
    exchange, _ = replayed(
        written(tmp_path, START, *[runner([[2.0, n]]) for n in range(1, 10)]), steps=0
    )
    with PracticeServer(exchange, operator_token="operator") as server:
        yield server


@pytest.fixture
def replay(server: PracticeServer) -> Replay:
    [replay] = server.exchange.drivers
    assert isinstance(replay, Replay)
    return replay


@pytest.fixture
def page(server: PracticeServer) -> Iterator[httpx.Client]:
    """The operator, logged in at the page."""
    with httpx.Client(base_url=server.root) as page:
        page.post("/operator/login", data={"token": "operator"})
        yield page


def sent(page: httpx.Client, path: str, **fields: str) -> str:
    """A form sent from the page; the sentence that the page shows then."""
    found = re.search(r'name="csrf" value="([^"]+)"', page.get("/operator").text)
    assert found
    assert page.post(f"/operator{path}", data={"csrf": found[1], **fields}).status_code == 303
    said = re.search(r'class="said[ a-z]*" role="status">([^<]*)<', page.get("/operator").text)
    return said[1] if said else ""


# --- calls --------------------------------------------------------------------------------------


def test_where_a_recording_stands(operator: httpx.Client) -> None:
    [row] = operator.get("/replays").json()
    times = {key: datetime.fromisoformat(row.pop(key)) for key in ("now", "starts_at", "ends_at")}
    assert times == {"now": BEGIN, "starts_at": BEGIN, "ends_at": BEGIN + timedelta(seconds=9)}
    assert row == {
        "market": MARKET,
        "title": "Warwick 30/03 18:20 Vincente",
        "position": 0,
        "updates": 10,
        "speed": 1.0,
        "paused": False,
        "over": False,
    }


def test_paused_it_moves_by_its_own_step_only(
    server: PracticeServer, replay: Replay, operator: httpx.Client
) -> None:
    assert operator.post(f"/replays/{MARKET}/pause").json()["paused"]
    server.exchange.tick(5)
    assert replay.position == 0
    assert operator.post(f"/replays/{MARKET}/step").json()["position"] == 1
    assert not operator.post(f"/replays/{MARKET}/play").json()["paused"]
    server.exchange.tick(2)
    assert replay.position == 3
    for expected in (*range(4, 11), 10):
        assert operator.post(f"/replays/{MARKET}/step").json()["position"] == expected
    assert operator.get("/replays").json()[0]["over"]


def test_its_speed_is_times_the_exchanges(
    server: PracticeServer, replay: Replay, operator: httpx.Client
) -> None:
    server.exchange.tick()
    assert replay.position == 2
    assert operator.post(f"/replays/{MARKET}/speed", json={"speed": 3}).json()["speed"] == 3
    server.exchange.tick()
    assert replay.position == 5


def test_sought_by_time_and_by_update(replay: Replay, operator: httpx.Client) -> None:
    def seek(**body: Any) -> tuple[int, datetime]:
        row = operator.post(f"/replays/{MARKET}/seek", json=body).json()
        assert row["position"] == replay.position
        return row["position"], datetime.fromisoformat(row["now"])

    at = BEGIN + timedelta(seconds=4.5)
    assert seek(at=at.isoformat()) == (5, at)
    assert seek(update=8) == (8, BEGIN + timedelta(seconds=7))
    assert seek(update=2) == (2, BEGIN + timedelta(seconds=1))
    assert replay.market.available(0, Side.BACK, 9)[-1] == (200, 100)
    assert seek(update=0) == (0, BEGIN)
    last = (10, BEGIN + timedelta(seconds=9))
    assert seek(at="2999-01-01T00:00:00Z") == last
    version = replay.market.version
    assert seek(at=last[1].isoformat()) == last
    assert seek(update=999) == last
    assert replay.market.version == version  # the end of what is over is no way back
    assert seek(at="1999-01-01T00:00:00Z") == (0, BEGIN)
    assert replay.market.version > version


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("replays/5/speed", {"speed": 0}, 400),
        ("replays/5/speed", {"speed": -1}, 400),
        ("replays/5/speed", {"speed": 10_001}, 400),
        ("replays/5/speed", {"speed": "fast"}, 400),
        ("replays/5/speed", {}, 400),
        ("replays/5/seek", {}, 400),
        ("replays/5/seek", {"update": -1}, 400),
        ("replays/5/seek", {"update": 1, "at": "2021-03-29T06:40:01Z"}, 400),
        ("replays/5/seek", {"at": "2021-03-29T06:40:01"}, 400),  # of which clock?
        ("replays/5/seek", {"when": 1}, 400),
        ("replays/6/pause", None, 404),
        ("replays/6/seek", {"update": 1}, 404),
        ("replays/x/pause", None, 400),
        ("replays/5/dance", None, 404),
        ("accounts/2/deposit", {"amount": 0}, 400),
        ("accounts/2/deposit", {"amount": -5}, 400),
        ("accounts/2/deposit", {"amount": 10**11 + 1}, 400),
        ("accounts/2/deposit", {"amount": 10.5}, 400),
        ("accounts/1/deposit", {"amount": 500}, 404),  # the exchange's own purse
        ("accounts/99/deposit", {"amount": 500}, 404),
    ],
)
def test_what_is_refused_changes_nothing(
    server: PracticeServer, operator: httpx.Client, path: str, body: Any, status: int
) -> None:
    before = operator.get("/replays").json(), operator.get("/ledger").json()
    refused(operator.post(f"/{path}", json=body), status)
    assert (operator.get("/replays").json(), operator.get("/ledger").json()) == before


def test_a_deposit_is_in_the_statement(server: PracticeServer, operator: httpx.Client) -> None:
    anna = server.exchange.account("anna")
    body = {"amount": 2_550, "text": "pocket money"}
    answer = operator.post(f"/accounts/{anna.number}/deposit", json=body).json()
    assert answer == {"account": anna.number, "balance": 1_002_550, "free": 1_002_550}
    entry = anna.statement[-1]
    assert (entry.kind, entry.amount, entry.text) == (EntryKind.DEPOSIT, 2_550, "pocket money")
    totals = operator.get("/ledger").json()["totals"]
    assert totals["balance"] == totals["deposited"]


@pytest.mark.parametrize(
    "path", ["replays/5/pause", "replays/5/seek", "replays/5/speed", "accounts/2/deposit"]
)
def test_the_operators_token_is_asked_for(
    server: PracticeServer, operator: httpx.Client, path: str
) -> None:
    refused(operator.post(f"/{path}", headers={"X-Practice-Token": "x"}), 403)
    assert not operator.get("/replays").json()[0]["paused"]


# --- the page -----------------------------------------------------------------------------------


def test_the_page_of_recordings(page: httpx.Client, replay: Replay) -> None:
    shown = page.get("/operator/replays").text
    for text in (
        "Warwick 30/03 18:20 Vincente",
        "PLAYING",
        "update 0 of 10",
        "29/03/2021 08:40:09",
    ):
        assert text in shown
    assert sent(page, "/replays/5/pause") == "Warwick 30/03 18:20 Vincente: update 0 of 10."
    assert replay.is_paused
    assert "PAUSED" in page.get("/operator/replays").text
    assert sent(page, "/replays/5/step").endswith("update 1 of 10.")
    assert sent(page, "/replays/5/speed", speed="2.5").endswith("update 1 of 10.")
    assert replay.speed == 2.5
    assert sent(page, "/replays/5/seek", at="2021-03-29T08:40:06").endswith("update 7 of 10.")
    assert sent(page, "/replays/5/seek", update="10").endswith("update 10 of 10.")
    assert "OVER" in page.get("/operator/replays").text
    for control in ("pause", "play", "step"):
        assert "has ended" in sent(page, f"/replays/5/{control}")
    assert replay.is_paused
    assert sent(page, "/replays/5/seek", update="3").endswith("update 3 of 10.")
    sent(page, "/replays/5/play")
    assert not replay.is_paused


def test_forms_that_say_nothing_useful(page: httpx.Client, replay: Replay) -> None:
    assert "above 0" in sent(page, "/replays/5/speed", speed="nan")
    for fields in ({"speed": "fast"}, {}):
        assert "Speed must be a number above 0" in sent(page, "/replays/5/speed", **fields)
    assert "Time must be" in sent(page, "/replays/5/seek", at="tomorrow")
    for fields in ({"update": "-1"}, {"update": ""}, {}):
        assert "Update must be" in sent(page, "/replays/5/seek", **fields)
    assert sent(page, "/replays/5/dance") == "There is no such control."
    assert sent(page, "/replays/77/play") == "There is no recording 77."
    assert (replay.speed, replay.position) == (1.0, 0)


def test_money_by_form(server: PracticeServer, page: httpx.Client) -> None:
    anna = server.exchange.account("anna")
    path = f"/accounts/{anna.number}"
    assert f'action="/operator{path}/deposit"' in page.get(f"/operator{path}").text
    said = sent(page, f"{path}/deposit", euros="25,50", text="<b>gift</b>")
    assert said == "25.50 deposited: anna has 10,025.50."
    shown = page.get(f"/operator{path}").text
    assert "&lt;b&gt;gift&lt;/b&gt;" in shown
    assert "10,025.50" in shown
    for euros in ("", "-5", "1.000,50", "1e3", "0.005", "nan", "٣"):
        assert "Nothing deposited" in sent(page, f"{path}/deposit", euros=euros)
    assert "above 0" in sent(page, f"{path}/deposit", euros="0")
    assert sent(page, "/accounts/99/deposit", euros="5") == "There is no account 99."
    assert anna.balance == 1_002_550


# --- kept ---------------------------------------------------------------------------------------


@pytest.mark.socket
def test_speed_and_pause_outlive_the_process(tmp_path: Path) -> None:
    path = written(tmp_path, START, *[runner([[2.0, n]]) for n in range(1, 10)])
    options = Options(db=tmp_path / "practice.sqlite", replays=(path,), operator_token="operator")
    exchange = build(options)
    headers = {"X-Practice-Token": "operator"}
    with (
        PracticeServer(exchange, operator_token="operator") as server,
        httpx.Client(base_url=server.root + "/practice", headers=headers) as operator,
    ):
        operator.post(f"/replays/{MARKET}/speed", json={"speed": 4})
        operator.post(f"/replays/{MARKET}/seek", json={"update": 6})
        before = operator.post(f"/replays/{MARKET}/pause").json()
    again = build(options)  # nothing was told to the first one
    with (
        PracticeServer(again, operator_token="operator") as server,
        httpx.Client(base_url=server.root + "/practice", headers=headers) as operator,
    ):
        assert operator.get("/replays").json() == [before]
        again.tick(3)
        assert operator.post(f"/replays/{MARKET}/play").json()["position"] == 6
        again.tick()
        assert operator.get("/replays").json()[0]["position"] == 10
    for each in (exchange, again):
        assert each.store is not None
        each.store.close()
