"""Bugs planted on purpose: each is caught by the state machine, or the machine is no proof."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis.stateful import rule

from tests.safety.driving import drive
from tests.safety.machine import Machine, Violation
from tests.safety.station import Station
from xlbetflag.api.client import Client
from xlbetflag.api.errors import OutcomeUnknown, Refused, SessionExpired
from xlbetflag.market.offer import Bet
from xlbetflag.orders import evidence, sender, situation
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.records import Order
from xlbetflag.orders.sender import Outcome
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

STEPS = 1_200  # by then each must have been caught


def caught(machine: type[Machine], steps: int = STEPS) -> str:
    """The oracle's complaint."""
    with pytest.raises(Violation) as raised:
        drive(machine, steps)
    complaint = str(raised.value)
    print(f"\n{machine.__name__}: {complaint.splitlines()[0]}")
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


def planted(name: str, *only: str, **changes: Any) -> type[Machine]:
    """The machine with a bug in it, and more often the faults under which it shows."""
    station = type("Planted", (Station,), changes)
    return type(name, (Machine,), {"station_kind": station, "patience": 2.0, "only": only})


def test_a_timeout_taken_for_a_failure_and_sent_again() -> None:
    machine = planted("Resending", "delay", "drop", "status", client_kind=ResendingClient)
    assert re.search(r"offers|requests arrived", caught(machine))


def test_an_empty_answer_taken_for_refused_and_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks after what an answer refused."""

    def believed(error: Refused, note: Note) -> Outcome:
        return Outcome("refused", str(error), Status.REFUSED, (note,))

    monkeypatch.setattr(sender, "_refused", believed)
    machine = planted("EmptyIsRefused", "drop", "html", "status", client_kind=EmptyIsRefused)
    # An offer that nobody counts is missing from the rows, or from the limit of its market.
    assert re.search(r"offers of ours for \d+ undecided rows|may lose", caught(machine))


def test_a_renewal_that_replays_a_post() -> None:
    machine = planted("Replaying", "session_expired", client_kind=ReplayingClient)
    assert "requests arrived" in caught(machine)


class NoJournal(Machine):
    """Starts again more often than the others."""

    station_kind = type("Planted", (Station,), {"journal_kind": ForgetfulJournal})
    patience = 2.0

    @rule()
    def restart(self) -> None:
        self.station.close_desk()
        self.station.open_desk()
        self.station.arm()


def test_a_desk_without_a_journal() -> None:
    assert "offers" in caught(NoJournal)


def test_ids_assigned_by_position(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "put_right", lambda rows, shown: list(rows))
    monkeypatch.setattr(evidence, "difference", lambda bet, offers: None)
    machine = planted("ByPosition", "shuffled_rows")
    assert "bets something else" in caught(machine)


def test_unmatched_offers_netted_in_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def netted(orders: Iterable[Order]) -> tuple[list[Bet], list[Bet]]:
        matched, unmatched = parts(orders)
        return [*matched, *unmatched], []

    parts = situation.parts_of_orders
    monkeypatch.setattr(situation, "parts_of_orders", netted)
    assert "may lose" in caught(planted("Netting", liability=4_500))
