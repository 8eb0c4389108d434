"""docs/xlwings-calc.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlbetflag.engines.calc import coverage

DOCUMENT = Path(__file__).parents[2] / "docs" / "xlwings-calc.md"


def test_the_document_is_current() -> None:
    command = "python -m xlbetflag.engines.calc.coverage > docs/xlwings-calc.md"
    assert DOCUMENT.read_text(encoding="utf-8") == coverage.document(), command


@pytest.mark.parametrize(
    ("name", "member", "covered"),
    [
        ("Range", "raw_value =", True),
        ("Range", "end", True),
        ("Range", "data_validation", False),
        ("Range", "copy_picture", False),
        ("Sheet", "show_gridlines", False),
        ("Table", "table_style =", False),
        ("App", "startup_path", False),
        ("ChartAxis", "title =", True),
        ("PivotTable", "refresh", False),
    ],
)
def test_a_member_is_judged_by_what_it_does(name: str, member: str, covered: bool) -> None:
    assert dict(coverage.members(name))[member] is covered


def test_most_is_covered() -> None:
    covered, missing = coverage.counts()
    assert covered > missing
