"""Bugs planted on purpose: each is caught, or the machine and the tests are no proof."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.safety import planted as planted_scene
from tests.safety import planting
from tests.safety.driving import play
from tests.safety.machine import PATIENCE, Violation
from tests.safety.plants import PLANTS, SCENE
from tests.safety.scenes import SCENES, Staged, Unhurried
from xlbetflag.api.client import Client
from xlbetflag.api.errors import OutcomeUnknown, Refused, SessionExpired
from xlbetflag.market.offer import Bet
from xlbetflag.orders.evidence import judging as evidence
from xlbetflag.orders.evidence import watcher
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows import situation
from xlbetflag.orders.sending import sender
from xlbetflag.orders.sending.sender import PostOutcome
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

ROOT = Path(__file__).parents[2]


def caught(scene: str, **changes: Any) -> str:
    """The oracle's complaint of a desk with a bug in it; of one without, there is none."""
    station = type("Planted", (Unhurried,), changes)
    machine = type("Planted", (Staged,), {"station_kind": station})
    with pytest.raises(Violation) as raised:
        play(machine, SCENES[scene])
    complaint = str(raised.value)
    print(f"\n{scene}: {complaint.splitlines()[0]}")
    return complaint


class ResendingClient(Client):
    """A timeout is taken for a failure."""

    def place(self, request: Any, **options: Any) -> Any:
        try:
            return super().place(request, **options)
        except OutcomeUnknown:
            return super().place(request, **options)


class EmptyIsRefused(Client):
    """No answer, or one that cannot be read, is taken for a refusal."""

    def place(self, request: Any, **options: Any) -> Any:
        try:
            return super().place(request, **options)
        except OutcomeUnknown as error:
            raise Refused("place", error.request_id, 1, "no answer") from None


class ReplayingClient(Client):
    """A session is renewed, and the request sent a second time."""

    def place(self, request: Any, **options: Any) -> Any:
        try:
            return super().place(request, **options)
        except SessionExpired:
            return super().place(request, **options)


class ForgetfulJournal(Journal):
    """Nothing of it outlives the desk."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        super().__init__(path)


@pytest.mark.parametrize("scene", SCENES)
def test_without_a_bug_nothing_is_caught(scene: str) -> None:
    healthy = type("Healthy", (Staged,), {"patience": PATIENCE})
    counts = play(healthy, SCENES[scene])
    assert counts.sends


@pytest.mark.socket
def test_a_timeout_taken_for_a_failure_and_sent_again() -> None:
    complaint = caught("answer lost", client_kind=ResendingClient)
    assert re.search(r"offers|requests arrived", complaint)


@pytest.mark.socket
def test_an_empty_answer_taken_for_refused_and_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks after what an answer refused, nor for what a copy of it may have left."""

    def believed(error: Refused, note: Note) -> PostOutcome:
        return PostOutcome("refused", str(error), Status.REFUSED, (note,))

    monkeypatch.setattr(sender, "_refused", believed)
    monkeypatch.setattr(watcher, "doubles", lambda *_: {})
    complaint = caught("answer lost", client_kind=EmptyIsRefused)
    assert "1 offers of ours for 0 undecided rows" in complaint


@pytest.mark.socket
def test_a_renewal_that_replays_a_post() -> None:
    assert "requests arrived" in caught("session over", client_kind=ReplayingClient)


@pytest.mark.socket
def test_a_desk_without_a_journal() -> None:
    complaint = caught("started again", journal_kind=ForgetfulJournal)
    assert "1 offers of ours for 0 undecided rows" in complaint


@pytest.mark.socket
def test_ids_assigned_by_position(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "put_right", lambda rows, shown: list(rows))
    monkeypatch.setattr(evidence, "difference", lambda bet, offers: None)
    assert "bets something else" in caught("answer in another order")


@pytest.mark.socket
def test_unmatched_offers_netted_in_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def netted(orders: Iterable[Order]) -> tuple[list[Bet], list[Bet]]:
        matched, unmatched = parts(orders)
        return [*matched, *unmatched], []

    parts = situation.parts_of_orders
    monkeypatch.setattr(situation, "parts_of_orders", netted)
    assert "may lose" in caught("both sides", liability=4_500)


# --- bugs that were alive once, put back into the source -----------------------------------------

LONGEST = 240.0  # seconds for one of them to be caught


def run(name: str) -> "subprocess.CompletedProcess[str]":
    """The test that catches a plant, or the scene, in a process of its own with the plant."""
    by = PLANTS[name].caught_by
    named = ["pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", planting.__name__]
    command = [planted_scene.__name__] if by.startswith(SCENE) else [*named, by]
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, planting.PLANT: name},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST,
        check=False,
    )


@pytest.mark.process
@pytest.mark.parametrize("name", PLANTS)
def test_a_bug_put_back_is_caught(name: str) -> None:
    ended = run(name)
    told = ended.stdout + ended.stderr
    assert planting.SPOILED not in told, told
    assert ended.returncode == 1, told
    assert "1 failed" in told or "caught: " in told, told


def test_there_are_as_many_plants_as_were_promised() -> None:
    assert len(PLANTS) >= 25


@pytest.mark.process
@pytest.mark.parametrize("module", ["xlbetflag.backoff", "xlbetflag.no_more"])
def test_a_plant_that_no_longer_fits_its_module_fails_loudly(module: str) -> None:
    change = planting.Change(module, "words that stand nowhere", "")
    code = (
        "from tests.safety import planting\n"
        f"planting.plant([planting.Change{tuple(change)!r}])\n"
        "import xlbetflag.backoff"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert planting.SPOILED in ended.stderr
