"""A person's word on an order of which nobody can say what became of it: over a real socket, by
faults that make it so, from Python and from the command line."""

import json
import socket
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

import xlbetflag
from tests.cli.test_orders import run
from tests.python.conftest import QUICK
from tests.python.test_connection import away, best, first, offers_of
from tests.support import faulty
from tests.support.faulty import FaultyProxy, Forward
from tests.support.worlds import QUICK as QUICK_PACE
from xlbetflag import Desk, Order, Refusal, Status, cli
from xlbetflag.api.translate import placement
from xlbetflag.desk import Desk as Session
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.server import PracticeServer
from xlbetflag.python import connecting
from xlbetflag.service import desk_server


@pytest.fixture
def proxy(server: PracticeServer) -> Iterator[FaultyProxy]:
    with FaultyProxy(server.url) as between:
        yield between


@pytest.fixture
def desk(proxy: FaultyProxy, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(connecting, "Session", partial(Session, pace=QUICK_PACE))
    with xlbetflag.connect("practice", url=proxy.url, settings=QUICK) as opened:
        opened.arm()
        yield opened


def placed(desk: Desk, market: str, key: str) -> Order:
    """An order that nobody takes."""
    seen = best(desk, market, "LAY")
    return desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 4, key=key)


def undecided(desk: Desk, server: PracticeServer, proxy: FaultyProxy, key: str) -> Order:
    """UNKNOWN for good: the answer is lost, and a hand has placed an equal offer meanwhile."""
    market = first(desk)
    seen = best(desk, market, "LAY")
    bet = Bet(seen["selection"][1:], Side.BACK, round(away(desk, seen, 10) * 100), 400)

    def dropped(connection: socket.socket, forward: Forward) -> None:
        forward()
        demo = server.exchange.account("demo")
        server.exchange.place(demo, placement(market, [bet]))
        connection.close()

    proxy.on("POST /offers", dropped)
    placed(desk, market, key)
    [order] = desk.wait(key, until=lambda each: "Undecided" in each.message)
    assert order.status is Status.UNKNOWN
    assert len(offers_of(server)) == 2
    return order


def test_an_order_that_stays_unknown_is_decided(
    desk: Desk, server: PracticeServer, proxy: FaultyProxy
) -> None:
    undecided(desk, server, proxy, "lost")
    with pytest.raises(Refusal, match="WORKING is not how an order ends"):
        desk.decide("lost", Status.WORKING)
    assert desk.decide("lost", "cancelled").status is Status.CANCELLED
    [known] = desk.orders().to_dict("records")
    assert (known["key"], known["status"]) == ("lost", "CANCELLED")
    with pytest.raises(Refusal, match="UNKNOWN or NOT FOUND"):
        desk.decide("lost", Status.VOID)
    assert len(offers_of(server)) == 2  # nothing was sent again


def test_an_order_that_never_arrived_is_decided_and_may_be_placed_anew(
    desk: Desk, server: PracticeServer, proxy: FaultyProxy
) -> None:
    market = first(desk)
    proxy.on("POST /offers", faulty.never_arrived)
    placed(desk, market, "gone")
    [order] = desk.wait("gone", until=lambda each: each.status is Status.NOT_FOUND)
    assert not offers_of(server)
    assert desk.decide(order.key, Status.REFUSED).status is Status.REFUSED
    again = placed(desk, market, "anew")
    assert desk.wait(again.key)[0].status is Status.WORKING
    assert len(offers_of(server)) == 1


def test_the_command_line_decides_through_the_door_of_the_desk(
    desk: Desk,
    server: PracticeServer,
    proxy: FaultyProxy,
    home: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    undecided(desk, server, proxy, "lost")
    opened = desk_server.DeskServer(desk._desk, home)
    try:
        assert run("desk", "status", "--json") == 0
        status = json.loads(capsys.readouterr().out)
        assert (status["is_armed"], status["feed"]["is_running"]) == (True, True)
        assert datetime.fromisoformat(status["feed"]["read_at"]).utcoffset() is not None
        assert run("desk", "decide", "lost", "WORKING") == cli.FAULTY
        assert "WORKING is not how an order ends" in capsys.readouterr().err
        assert run("desk", "decide", "lost", "void") == 0
        assert desk.result("lost").status is Status.VOID
        assert run("desk", "decide", "lost", "void") == cli.FAULTY
        assert "UNKNOWN or NOT FOUND" in capsys.readouterr().err
    finally:
        opened.close()
    assert run("journal", "lost") == 0
    told = capsys.readouterr().out
    assert "UNKNOWN" in told
    assert "VOID" in told.splitlines()[-1]
