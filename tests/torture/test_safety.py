"""The proofs of tests/safety at length.

XLBETFLAG_TORTURE=0.5 makes a part of each, XLBETFLAG_SHARE=2 other runs than share 1: so several
processes, one a core, make the whole of it together.
"""

import os
import time
from pathlib import Path

import pytest

from tests.safety.driving import drive
from tests.safety.fuzz import Fuzz
from tests.safety.killing import Killings
from tests.safety.machine import Machine

pytestmark = pytest.mark.torture

PART = float(os.environ.get("XLBETFLAG_TORTURE", "1"))
SHARE = int(os.environ.get("XLBETFLAG_SHARE", "1"))
STEPS, KILLS, ROWS = (int(PART * whole) for whole in (200_000, 2_000, 1_000_000))


def test_sheet_desk_and_exchange_for_hours() -> None:
    began = time.monotonic()
    counts = drive(Machine, STEPS, share=SHARE, tell_every=5_000)
    print(f"\n{counts.lines()}\n{counts.steps / (time.monotonic() - began):.0f} steps a second")
    assert counts.steps >= STEPS
    assert not counts.violations


@pytest.mark.posix("Windows has no SIGKILL")
def test_a_desk_killed_over_and_over(tmp_path: Path) -> None:
    killings = Killings(tmp_path, seed=1 + SHARE, tell_every=50)
    killings.run(KILLS)
    print(f"\n{killings.lines()}")
    assert killings.kills == KILLS


def test_a_million_rows_of_junk(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path, seed=1 + SHARE)
    fuzz.run(ROWS)
    print(f"\n{fuzz.lines()}")
    assert fuzz.rows == ROWS
