"""The front door keeps its word."""

import re
from pathlib import Path

import pytest

from tests import needs, rules
from xlbetflag import __version__
from xlbetflag.market.money import Rounding

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MINUTES, WORDS_A_MINUTE = 2, 160
IN_A_NEWCOMERS_ORDER = [
    "# xlbetflag",
    "![",
    "## Two commands",
    "make demo",
    "make test",
    "## See it in a window",
    "apt-get install",
    "## A first formula",
    "=BF_PRICE(",
    "## A first order",
    "## More",
]


def test_it_leads_from_what_it_is_to_the_first_order() -> None:
    places = [README.find(part) for part in IN_A_NEWCOMERS_ORDER]
    assert -1 not in places
    assert places == sorted(places)
    assert "BF_BOOKPCT" not in README  # the table of functions is docs/functions.md


def test_it_installs_from_what_there_is() -> None:
    """No index has it: from a file of a release, which `make dist` names so, or the repository."""
    installs = re.findall(r"pip install \"(.+)\"", README)
    [wheel, repository] = installs
    assert re.fullmatch(
        rf"xlbetflag\[demo\] @ file:///.+/xlbetflag-{__version__}-py3-none-any\.whl", wheel
    )
    assert repository.startswith("/")
    assert repository.endswith("[demo]")


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


@pytest.mark.parametrize("page", [ROOT / "README.md", rules.PAGE], ids=lambda page: page.name)
def test_the_cent_that_nobody_knows_is_named(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "`liability_rounding`" in text
    assert [each.value for each in Rounding if f"`{each.value}`" not in text] == []


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "docs" / "calc.md"], ids=lambda p: p.name
)
def test_what_a_window_needs_is_what_we_install_for_one(page: Path) -> None:
    told = re.search(r"apt-get install (libreoffice[\w -]+)", page.read_text("utf-8"))
    ours = re.search(r"^CALC +:= (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert told
    assert ours
    assert told[1].split() == ours[1].split()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "docs" / "calc.md"], ids=lambda p: p.name
)
def test_the_offices_that_tests_run_on_are_named(page: Path) -> None:
    tested = re.findall(r"LibreOffice (?:is )?(\d+\.\d)", (ROOT / "tests" / "apt.sh").read_text())
    tested += re.findall(r"its backports (\d+\.\d)", (ROOT / "tests" / "apt.sh").read_text())
    assert tested == ["7.4", "25.2"]
    text = page.read_text("utf-8")
    assert [version for version in tested if version not in text] == []


def test_contributing_is_one_page_that_leads_to_the_house_and_names_every_mark() -> None:
    assert len(CONTRIBUTING.splitlines()) <= 70
    assert "(docs/architecture.md)" in CONTRIBUTING
    marks = {*needs.NEEDS, "bench", "torture", "long"}
    assert {mark for mark in marks if f"`{mark}`" not in CONTRIBUTING} == set()
    for wanted in ("function", "column", "route", "rule of the venue"):
        assert f"- **A {wanted}**: " in CONTRIBUTING


@pytest.mark.parametrize(
    "named", sorted(set(re.findall(r"`([\w./]+/[\w./]*|\w+\.py)`", CONTRIBUTING)))
)
def test_what_contributing_names_is_there(named: str) -> None:
    assert any((folder / named).exists() for folder in (ROOT, ROOT / "xlbetflag"))


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
