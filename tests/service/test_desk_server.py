"""The desk's door: other processes of the same user, and nobody else."""

import json
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import pytest

from tests.support.conditions import wait_until
from tests.support.sheet import TradingSheet, settings_for
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.orders.status import Status
from xlbetflag.practice.server import PracticeServer
from xlbetflag.service import desk_server


@pytest.fixture
def desk(server: PracticeServer, tmp_path: Path) -> Iterator[Desk]:
    with Desk(settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite") as running:
        wait_until(lambda: running.orders.is_reconciled)
        yield running


@pytest.fixture
def open_door(desk: Desk, tmp_path: Path) -> Iterator[Path]:
    opened = desk_server.DeskServer(desk, tmp_path)
    yield tmp_path
    opened.close()


def test_a_command_goes_through(desk: Desk, open_door: Path) -> None:
    assert desk_server.ask(open_door, desk_server.Request("status"))["is_armed"] is False
    assert desk_server.ask(open_door, desk_server.Request("arm"))["is_armed"] is True
    assert desk.orders.is_armed
    assert desk_server.ask(open_door, desk_server.Request("halt"))["is_halted"] is True
    assert desk_server.ask(open_door, desk_server.Request("resume"))["is_halted"] is False
    assert desk_server.ask(open_door, desk_server.Request("disarm"))["is_armed"] is False
    assert desk_server.ask(open_door, desk_server.Request("cancel_all"))["is_halted"] is False
    assert desk_server.ask(open_door, desk_server.Request("refresh"))["environment"] == "practice"


def test_the_state_of_the_feed_goes_through(desk: Desk, open_door: Path) -> None:
    desk.feed.menu()
    told = desk_server.ask(open_door, desk_server.Request("feed"))
    assert told["setting"] == desk.settings.feed.requests_per_second
    assert {each["name"] for each in told["classes"]} >= {"cancels", "held", "menus"}


def test_an_order_that_is_not_undecided_cannot_be_decided(open_door: Path) -> None:
    with pytest.raises(ValueError, match="UNKNOWN or NOT FOUND"):
        desk_server.ask(open_door, desk_server.Request("decide", key="nobody", status="void"))
    with pytest.raises(ValueError, match="WELL is not how an order ends"):
        desk_server.ask(open_door, desk_server.Request("decide", key="nobody", status="WELL"))


def test_a_persons_word_on_an_order_goes_through(
    desk: Desk, open_door: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, Status]] = []
    monkeypatch.setattr(desk.orders, "decide", lambda key, status: said.append((key, status)))
    assert (
        desk_server.ask(open_door, desk_server.Request("decide", key="f1-0001", status="void"))[
            "is_armed"
        ]
        is False
    )
    assert said == [("f1-0001", Status.VOID)]


def test_cells_are_answered_in_one_request(desk: Desk, open_door: Path) -> None:
    wait_until(lambda: desk.feed.menu().value)
    calls = (("BF_BALANCE", ("TOTAL",)), ("BF_PRICE", ("", "1")), ("BF_BOOK", ("", 3.0, 2.0)))

    def answered() -> bool:
        balance, price, book = desk_server.ask(open_door, desk_server.Request("cells", calls=calls))
        assert price == ""
        assert book == [[""] * 17] * 2
        return balance == 1_000.0

    wait_until(answered)


def test_a_request_it_does_not_know_is_refused_in_words(open_door: Path) -> None:
    with pytest.raises(ValueError, match="does not know"):
        desk_server.ask(open_door, desk_server.Request("dance"))
    with pytest.raises(ValueError, match="BF_NOTHING"):
        desk_server.ask(open_door, desk_server.Request("cells", calls=(("BF_NOTHING", ()),)))


def test_who_has_no_key_stays_outside(open_door: Path) -> None:
    found = json.loads((open_door / "door.json").read_text("utf-8"))
    with pytest.raises((AuthenticationError, EOFError, OSError)):
        Client(found["address"], authkey=b"guessed")
    assert desk_server.ask(open_door, desk_server.Request("status"))["is_armed"] is False


def test_a_silent_visitor_keeps_nobody_waiting(open_door: Path) -> None:
    """Nor one that goes away in the middle of its greeting."""
    found = json.loads((open_door / "door.json").read_text("utf-8"))
    with Client(found["address"]), Client(found["address"]), Client(found["address"]) as silent:
        with Client(found["address"]) as half:
            half.recv_bytes(256)
            half.send_bytes(b"x")
        started = time.monotonic()
        assert desk_server.ask(open_door, desk_server.Request("halt"))["is_halted"] is True
        assert time.monotonic() - started < desk_server.HELLO / 2
        assert silent.recv_bytes(256)  # the challenge
        with pytest.raises(EOFError):
            silent.recv_bytes(256)
        assert time.monotonic() - started < 2 * desk_server.HELLO


@pytest.mark.posix("Windows keeps users apart by folder rights")
def test_only_the_user_can_read_the_key(open_door: Path) -> None:
    assert stat.S_IMODE((open_door / "door.json").stat().st_mode) == 0o600
    address = Path(json.loads((open_door / "door.json").read_text("utf-8"))["address"])
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700


def test_junk_does_not_close_the_door(open_door: Path) -> None:
    found = json.loads((open_door / "door.json").read_text("utf-8"))
    with Client(found["address"], authkey=bytes.fromhex(found["key"])) as visitor:
        for junk in (b"", b"{", b"[]", b'{"ask": 7}', b'{"ask": "status", "more": 1}', b"\xff"):
            visitor.send_bytes(junk)
            assert "error" in json.loads(visitor.recv_bytes())
    assert desk_server.ask(open_door, desk_server.Request("status"))["is_armed"] is False


def test_serving_ends_when_asked_and_when_idle(desk: Desk, tmp_path: Path) -> None:
    served = threading.Thread(
        target=desk_server.serve, args=(desk, tmp_path), kwargs={"idle_seconds": 600}
    )
    served.start()
    wait_until(lambda: (tmp_path / "door.json").exists())
    desk_server.ask(tmp_path, desk_server.Request("stop"))
    served.join(10)
    assert not served.is_alive()
    assert not (tmp_path / "door.json").exists()
    with pytest.raises(desk_server.NoDesk):
        desk_server.ask(tmp_path, desk_server.Request("status"))
    desk_server.serve(desk, tmp_path, idle_seconds=0)


def test_an_idle_desk_waits_for_its_open_orders(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], tmp_path: Path
) -> None:
    sheet = open_sheet(settings_for(server.url))
    market = str(next(iter(server.exchange.markets)))
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    sheet.works(market)
    served = threading.Thread(
        target=desk_server.serve, args=(sheet.desk, tmp_path), kwargs={"idle_seconds": 0}
    )
    served.start()
    wait_until(lambda: (tmp_path / "door.json").exists())
    assert served.is_alive()
    sheet.host.sheet.command("CANCEL ALL")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])
    served.join(10)
    assert not served.is_alive()


@pytest.mark.process
def test_another_process_opens_it(open_door: Path) -> None:
    script = (
        "import sys, pathlib; from xlbetflag.service import desk_server;"
        "status = desk_server.Request('status');"
        "print(desk_server.ask(pathlib.Path(sys.argv[1]), status)['environment'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(open_door)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "practice"
