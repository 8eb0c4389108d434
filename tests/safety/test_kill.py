"""The desk's process is killed at random instants, and started again."""

from pathlib import Path

import pytest

from tests.safety.killing import Killings

KILLS = 20


@pytest.mark.process
@pytest.mark.socket
@pytest.mark.posix("Windows has no SIGKILL")
def test_a_killed_desk_sends_nothing_twice_and_loses_nothing(tmp_path: Path) -> None:
    killings = Killings(tmp_path, seed=1)
    killings.run(KILLS)
    print(f"\n{killings.lines()}")
    assert killings.kills == KILLS
    assert killings.offers
