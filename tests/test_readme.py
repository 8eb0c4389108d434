"""The front door keeps its word."""

import re
from pathlib import Path

import pytest

from tests import rules

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
MINUTES, WORDS_A_MINUTE = 2, 160


def test_read_aloud_it_takes_two_minutes() -> None:
    spoken = re.sub(r"```.*?```|!\[.*?\]\(.*?\)", "", README, flags=re.DOTALL)
    words = re.findall(r"[A-Za-z][\w'’.-]*", re.sub(r"\]\(.*?\)", "]", spoken))
    assert len(words) <= MINUTES * WORDS_A_MINUTE


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_file_a_page_points_at_is_there(page: Path) -> None:
    targets = [part.split(")")[0] for part in page.read_text("utf-8").split("](")[1:]]
    for target in targets:
        if not target.startswith(("http", "#")):
            assert (page.parent / target.partition("#")[0]).is_file(), target


def test_the_index_leads_to_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    assert [page.name for page in PAGES if page.name not in index] == ["README.md", "index.md"]


def test_the_rules_that_are_assumed_are_the_declared_ones() -> None:
    page = rules.PAGE.read_text("utf-8")
    assert rules.renewed(page) == page, "python -m tests.rules writes it anew"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
