"""docs/python.md is run as it stands."""

import csv
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "python.md"


def test_the_page_runs_as_it_stands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 6
    known: dict[str, object] = {}
    try:
        for block in blocks:
            exec(compile(block, str(PAGE), "exec"), known)  # noqa: S102 - our own page
    finally:
        known["desk"].close()  # type: ignore[attr-defined]
    told = capsys.readouterr().out
    assert "LIVE" in told
    assert "MATCHED 2.5" in told
    assert "REFUSED Stake 5,000.00 € is over the limit" in told
    assert "WAITING" in told
    batch = re.findall(r"#(\d) +LAY +1\.01 +2\.0 +(\S+)", told)
    assert [selection for selection, _ in batch] == ["1", "2", "3"]  # the one called "2" too
    assert {status for _, status in batch} <= {"WORKING", "CANCELLED"}
    assert "WORKING" in told or "CANCELLED" in told
    with (home / "day.csv").open(encoding="utf-8", newline="") as file:
        [line] = csv.DictReader(file)
    assert line["result"] == "OPEN"
    assert float(line["matched"]) >= 2.5  # and what GREEN laid


def test_every_call_of_the_table_is_there() -> None:
    from xlbetflag.python.connection import Desk

    told = re.findall(r"^\| `desk\.(\w+)\(", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(told) == 8
    assert [name for name in told if not hasattr(Desk, name)] == []
