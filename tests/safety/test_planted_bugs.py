"""Bugs planted on purpose: each is caught by the state machine, or the machine is no proof."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pytest

from tests.orders.world import WIDE
from tests.safety.machine import Machine, Violation, drive
from tests.safety.station import Station
from tests.safety.venue import Venue
from xlbetflag.api.caller import Caller
from xlbetflag.api.client import Client
from xlbetflag.api.errors import OutcomeUnknown, Refused, SessionExpired
from xlbetflag.market.exposure import worst_result
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders import placing
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.records import Intent, Order, Refusal
from xlbetflag.workbook import Binding
from xlbetflag.workbook.keys import copies

STEPS = 1_200  # by then each must have been caught


def caught(machine: type[Machine], steps: int = STEPS) -> str:
    """The oracle's complaint."""
    try:
        counts = drive(machine, steps)
    except BaseException as error:  # noqa: BLE001 - Hypothesis wraps what was raised
        complaint = _complaint(error)
        if complaint is None:
            raise
        print(f"\n{machine.__name__}: {complaint.splitlines()[0]}")
        return complaint
    pytest.fail(f"{machine.__name__} was not caught in {counts.steps} steps")


def _complaint(error: BaseException) -> str | None:
    if isinstance(error, BaseExceptionGroup):
        found = (_complaint(each) for each in error.exceptions)
        return next((each for each in found if each is not None), None)
    return str(error) if isinstance(error, Violation) else None


class ResendingClient(Client):
    """A timeout is taken for a failure."""

    def place(self, request: Any, *, live_delay: int = 0) -> Any:
        try:
            return super().place(request, live_delay=live_delay)
        except OutcomeUnknown:
            return super().place(request, live_delay=live_delay)


class EmptyIsRefused(Client):
    """No answer, or one that cannot be read, is taken for a refusal."""

    def place(self, request: Any, *, live_delay: int = 0) -> Any:
        try:
            return super().place(request, live_delay=live_delay)
        except OutcomeUnknown as error:
            raise Refused("place", error.request_id, 1, "no answer") from None


class ReplayingClient(Client):
    """A session is renewed and the request sent again; it had been done the first time."""

    def place(self, request: Any, *, live_delay: int = 0) -> Any:
        placed = super().place(request, live_delay=live_delay)
        if not self.is_logged_in or not _still_open(self._caller):
            self._caller.session.renew(self._caller.session.held)
            placed = super().place(request, live_delay=live_delay)
        return placed
