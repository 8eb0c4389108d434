"""What the sheet shows while the venue misbehaves: its state, the time read, and nothing twice."""

import time

import pytest

from tests.support.sheet import TradingSheet, first_markets, offers_of
from xlbetflag.practice.faults.plan import FaultRule, Plan
from xlbetflag.practice.server import PracticeServer

NOTHING = Plan()
LONGEST_TICK = 1.0


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("status", "HTTP 503"),
        ("html", "not JSON"),
        ("truncated", "not JSON"),
        ("wrong_types", "xpected"),
        ("drop", "RemoteProtocolError"),
        ("delay", "Timeout"),
    ],
)
def test_a_bad_answer_is_told_and_passes(
    server: PracticeServer, sheet: TradingSheet, kind: str, says: str
) -> None:
    market = first_markets(server)[0]
    price = sheet.host.view().blocks[0].rows[0][7]
    server.faults.replace(Plan(rules=(FaultRule(kind=kind, operations=("book",)),)))
    sheet.tick_until(lambda: says in sheet.desk.feed.book(market).trouble)
    started = time.perf_counter()
    sheet.host.tick()
    assert time.perf_counter() - started < LONGEST_TICK
    assert sheet.host.view().feed == "1 TROUBLE"
    assert any(says in line.text for line in sheet.desk.log())
    row = sheet.host.view().blocks[0].rows[0]
    assert row[7] in (price, "")
    assert row[16] or row[1] == "NO FEED"
    server.faults.replace(NOTHING)
    sheet.desk.feed.hasten()
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE", seconds=20)
    sheet.tick_until(lambda: sheet.host.view().feed == "LIVE", seconds=20)


def test_an_expired_session_is_renewed_once_and_not_noticed(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    log_ins = sheet.desk.client.calls["login"]
    server.sessions.expire_all()
    reads = sheet.desk.client.calls["balance"]
    sheet.tick_until(lambda: sheet.desk.client.calls["balance"] >= reads + 3)
    assert sheet.desk.client.calls["login"] == log_ins + 1
    assert sheet.desk.feed.balance().trouble == ""


@pytest.mark.parametrize("kind", ["drop", "reset", "status", "html", "truncated", "cut"])
def test_a_lost_answer_to_place_is_never_a_second_bet(
    server: PracticeServer, sheet: TradingSheet, kind: str
) -> None:
    market = first_markets(server)[0]
    server.faults.replace(
        Plan(rules=(FaultRule(kind=kind, operations=("place",), when="after", calls=(1,)),))
    )
    sheet.works(market)
    sheet.host.sheet.command("PLACE")
    sheet.host.tick()
    assert server.faults.fired == {kind: 1}
    assert sheet.desk.client.calls["place"] == 1
    offers = offers_of(server)
    assert [offer["id"] for offer in offers] == [sheet.order(0)["offer_id"]]
    assert "inferred" in sheet.order(0)["message"] or "read" in sheet.order(0)["message"]
