"""No bet twice, no bet lost, nothing shown that the evidence does not carry: at random."""

import pytest

from tests.safety.driving import drive
from tests.safety.machine import Machine

pytestmark = pytest.mark.socket

STEPS = 2_000


def test_sheet_desk_and_exchange_under_every_fault() -> None:
    counts = drive(Machine, STEPS)
    print(f"\n{counts.lines()}")
    assert counts.steps >= STEPS
    assert counts.sends
    assert len(counts.faults) > 10
