"""The proofs of tests/safety at length. Set XLBETFLAG_TORTURE to a part of 1 for less of each."""

import os
import sys
from pathlib import Path

import pytest

from tests.safety.driving import drive
from tests.safety.fuzz import Fuzz
from tests.safety.killing import Killings
from tests.safety.machine import Machine

pytestmark = pytest.mark.torture

PART = float(os.environ.get("XLBETFLAG_TORTURE", "1"))
STEPS, KILLS, ROWS = (int(PART * whole) for whole in (200_000, 2_000, 1_000_000))


def test_sheet_desk_and_exchange_for_hours() -> None:
    counts = drive(Machine, STEPS)
    print(f"\n{counts.lines()}")
    assert counts.steps >= STEPS


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_desk_killed_over_and_over(tmp_path: Path) -> None:
    killings = Killings(tmp_path, seed=2)
    killings.run(KILLS)
    print(f"\n{killings.lines()}")
    assert killings.kills == KILLS


def test_a_million_rows_of_junk(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path, seed=2)
    fuzz.run(ROWS)
    print(f"\n{fuzz.lines()}")
    assert fuzz.rows == ROWS
