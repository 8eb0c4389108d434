"""docs/xlwings-calc.md says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlbetflag.engines.calc import coverage

DOCUMENT = Path(__file__).parents[3] / "docs" / "xlwings-calc.md"


def test_the_document_is_current() -> None:
    command = "python -m xlbetflag.engines.calc.coverage > docs/xlwings-calc.md"
    assert DOCUMENT.read_text(encoding="utf-8") == coverage.document(), command


@pytest.mark.parametrize(
    ("name", "member", "state"),
    [
        ("Range", "raw_value =", "yes"),
        ("Range", "end", "yes"),
        ("Range", "copy", "in part"),
        ("Range", "data_validation", "-"),
        ("Range", "copy_picture", "-"),
        ("Sheet", "show_gridlines", "-"),
        ("Table", "table_style =", "-"),
        ("Table", "show_headers", "yes"),
        ("Table", "show_headers =", "in part"),
        ("App", "startup_path", "-"),
        ("App", "enable_events =", "yes"),
        ("ChartAxis", "title =", "yes"),
        ("PivotTable", "refresh", "-"),
    ],
)
def test_a_member_is_judged_by_what_it_does(name: str, member: str, state: str) -> None:
    assert found(name, member).state == state


def test_a_member_says_what_it_does_and_what_it_refuses() -> None:
    copy = found("Range", "copy")
    assert copy.note == (
        "To the cell at the top left corner of an xlwings Range, in the same book. "
        "Not: Calc's clipboard is left to its user: give a destination."
    )
    assert "are not copied by themselves" in found("Range", "copy_from").note
    assert found("App", "startup_path").note == "Calc opens no books at its start."
    assert "no macro runs in a book that is opened" in found("App", "enable_events =").note


def found(name: str, member: str) -> coverage.Member:
    return {each.name: each for each in coverage.members(name)}[member]


def test_most_is_covered() -> None:
    covered, missing = coverage.counts()
    assert covered > missing
