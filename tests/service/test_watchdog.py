"""The dead-man switch: a desk that dies, a sheet that stops, one that ends in order."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import faulty
from tests.support.faulty import FaultyProxy
from tests.support.programs import end, running
from tests.support.worlds import API_KEY, PASSWORD, exchange_with
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.status import Status
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.service import watchdog
from xlbetflag.service.heartbeat import DESK, SHEET, Heartbeat, beat_file
from xlbetflag.settings import Settings, VenueSettings

pytestmark = pytest.mark.process

SECRETS = Credentials("demo", PASSWORD, API_KEY)
# A desk in a process of its own: places what it is told, then lives until it is killed.
DESK_PROGRAM = """
import sys, time
from pathlib import Path
from tests.support.worlds import API_KEY, PASSWORD, WIDE, row
from tests.service.test_watchdog import SECRETS, settings_for
from xlbetflag.desk import Desk
desk = Desk(settings_for(sys.argv[1]), SECRETS, Path(sys.argv[2]))
desk.limits = WIDE
desk.start()
rows = [row("k1"), row("k2", price=360)]
while True:
    desk.orders.arm()
    results = desk.orders.place(rows).values()
    if all(r.offer_id or r.status == "UNKNOWN" for r in results):
        break
    rows = [row(r.draft.key, price=r.draft.price) for r in rows]
    time.sleep(0.05)
while any(r.status not in ("WORKING", "UNKNOWN") for r in desk.orders.results().values()):
    time.sleep(0.05)
print("placed", flush=True)
time.sleep(600)
"""


def settings_for(url: str) -> Settings:
    venue = VenueSettings(base_url=url, read_timeout=2.0)
    return Settings(venues={Environment.PRACTICE: venue})


class Scene:
    """The exchange, a proxy before it, a journal, and a desk process that can be killed."""

    def __init__(self, folder: Path, server: PracticeServer, proxy: FaultyProxy) -> None:
        self.server = server
        self.proxy = proxy
        self.journal = folder / "journal.sqlite"
        self.settings = settings_for(proxy.url)
        self.said: list[str] = []
        self.desk: subprocess.Popen[str] | None = None

    def start_desk(self) -> "subprocess.Popen[str]":
        self.kill()
        self.desk = subprocess.Popen(
            [sys.executable, "-c", DESK_PROGRAM, self.proxy.url, str(self.journal)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self.desk.stdout is not None
        assert self.desk.stdout.readline() == "placed\n"
        return self.desk

    def kill(self) -> None:
        if self.desk is not None:
            self.desk.kill()  # it can tidy nothing up
            end(self.desk)
            self.desk = None

    def act(self, **options: float) -> watchdog.WatchOutcome:
        return watchdog.act(self.settings, SECRETS, self.journal, DESK, self.said.append, **options)

    def offers(self) -> list[dict[str, object]]:
        accounts = ledger(self.server.exchange)["accounts"]
        return next(each["offers"] for each in accounts if each["username"] == "demo")

    def standing(self) -> int:
        return sum(1 for offer in self.offers() if offer["remaining"])


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with (
        PracticeServer(exchange_with(), api_key=API_KEY) as server,
        FaultyProxy(server.url) as proxy,
    ):
        found = Scene(tmp_path, server, proxy)
        yield found
        found.kill()


@pytest.mark.posix("Windows has neither SIGKILL nor SIGSTOP")
def test_a_killed_desk_is_noticed_and_its_offers_cancelled(scene: Scene) -> None:
    watch = watchdog.Watch(scene.journal, DESK, 1.5)
    assert not watch.has_stopped()
    desk = scene.start_desk()
    assert not watch.has_stopped()
    assert watch.is_watching
    assert scene.standing() == 2
    os.kill(desk.pid, signal.SIGKILL)
    assert watchdog.guard([watch]) is watch
    scene.kill()
    assert scene.act() == watchdog.WatchOutcome(2, ())
    assert scene.standing() == 0
    with History(scene.journal) as history:
        assert [o.status for o in history.orders()] == [Status.CANCELLED] * 2
        (action,) = history.actions("watchdog")
        assert "desk has stopped" in action.words
        assert [event.what for event in history.actions()][-1] != "arm"


def test_an_offer_whose_answer_was_lost_is_found_and_cancelled_too(scene: Scene) -> None:
    scene.proxy.on("POST /offers", faulty.dropped)
    scene.start_desk()
    scene.kill()
    outcome = scene.act()
    assert outcome.left == ()
    assert (scene.standing(), len(scene.offers())) == (0, 2)


@pytest.mark.posix("Windows has neither SIGKILL nor SIGSTOP")
def test_a_desk_that_hangs_keeps_its_journal_and_loses_its_offers(scene: Scene) -> None:
    desk = scene.start_desk()
    desk.send_signal(signal.SIGSTOP)
    watch = watchdog.Watch(scene.journal, DESK, 1.0)
    assert watchdog.guard([watch]) is watch
    scene.proxy.on("DELETE /offers", faulty.never_arrived)
    assert scene.act() == watchdog.WatchOutcome(2, ())
    assert scene.standing() == 0
    assert any("again" in line for line in scene.said)
    assert len(scene.offers()) == 2


@pytest.mark.posix("Windows has neither SIGKILL nor SIGSTOP")
def test_what_cannot_be_cancelled_is_named(scene: Scene) -> None:
    desk = scene.start_desk()
    desk.send_signal(signal.SIGSTOP)
    scene.proxy.on("DELETE /offers", faulty.never_arrived, times=10_000)
    outcome = scene.act(patience=0.5)
    assert outcome.cancelled == 0
    assert sorted(outcome.left) == sorted(f"offer {each['id']}" for each in scene.offers())


def test_beats_that_end_in_order_are_no_alarm(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    heartbeat = Heartbeat(journal)
    heartbeat.start()
    heartbeat.beat(SHEET)
    watches = [watchdog.Watch(journal, who, 0.3) for who in (DESK, SHEET)]
    assert not any(watch.has_stopped() for watch in watches)
    heartbeat.stop()
    assert not any(watch.has_stopped() or watch.is_watching for watch in watches)
    heartbeat.beat(DESK)
    assert not beat_file(journal, DESK).exists()


def test_a_sheet_that_stops_is_noticed_while_its_desk_beats(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    desk_file, sheet_file = beat_file(journal, DESK), beat_file(journal, SHEET)
    for file in (desk_file, sheet_file):
        file.touch()
    watches = [watchdog.Watch(journal, who, 0.4) for who in (DESK, SHEET)]
    stamps = iter(range(10**9, 10**12, 10**9))

    def desk_beats() -> bool:
        stamp = next(stamps)
        os.utime(desk_file, ns=(stamp, stamp))
        return False

    stopped = watchdog.guard(watches, is_over=desk_beats)
    assert stopped is watches[1]


def test_a_watchdog_can_be_ended(tmp_path: Path) -> None:
    assert watchdog.guard([], is_over=lambda: True) is None


def test_the_command_watches_acts_and_ends(scene: Scene, tmp_path: Path) -> None:
    """The whole of it: `xlbetflag watchdog` beside `xlbetflag serve`, which is killed."""
    with PracticeServer(exchange_with()) as server:
        settings = tmp_path / "settings.toml"
        settings.write_text(f"[venues.practice]\nbase_url = '{server.url}'\n", "utf-8")
        environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
        xlbetflag = [sys.executable, "-m", "xlbetflag"]
        options = ["--settings", str(settings)]
        with (
            running(
                [*xlbetflag, "serve", *options], env=environment, stdout=subprocess.PIPE, text=True
            ) as desk,
            running(
                [*xlbetflag, "watchdog", "--seconds", "1.5", *options],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
            ) as dog,
        ):
            assert desk.stdout is not None
            assert dog.stdout is not None
            assert "disarmed" in desk.stdout.readline()
            assert "watching the desk" in dog.stdout.readline()
            desk.kill()
            printed = dog.stdout.read()
            assert dog.wait(60) == 0
    assert "its journal is free" in printed
    assert "0 offers cancelled" in printed
