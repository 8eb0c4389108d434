"""Junk in the order table: a sentence in each bad row, nothing sent for it, and no exception."""

from pathlib import Path

from tests.safety.fuzz import Fuzz

ROWS = 20_000


def test_what_people_paste(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path, seed=1)
    fuzz.run(ROWS)
    print(f"\n{fuzz.lines()}")
    assert fuzz.rows == ROWS
    assert fuzz.bad > ROWS // 2
    assert fuzz.good > ROWS // 50
