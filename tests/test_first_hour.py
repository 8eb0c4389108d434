"""docs/first-hour.md, walked through as written: its commands, its typed cells, what it says shows.

The markets stand still meanwhile, so that a price read is a price taken.
"""

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import xlwings as xw

from tests.support.conditions import wait_until
from xlbetflag import cli, credentials, settings
from xlbetflag.api.config import Environment
from xlbetflag.cli.common import app
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.settings import Settings, VenueSettings
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_COLUMN
from xlbetflag.workbook.layout.tables import TABLES

pytestmark = pytest.mark.process

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "first-hour.md").read_text("utf-8")
QUICK = Cadence(
    book=0.05, live_book=0.05, mine=0.1, hands=0.1, balance=0.2, requests_per_second=500
)
BOARD_HEADS = [column.header for column in market_blocks.BOOK_COLUMNS]


class Step(msgspec.Struct, frozen=True):
    """`kind`: sh, text (at the prompt), type or shows (a cell, its sheet and a value)."""

    kind: str
    text: str
    sheet: str = ""
    value: str = ""


def steps(page: str) -> Iterator[Step]:
    """What the page has its reader do and see, in order."""
    fence = heading = ""
    for line in page.splitlines():
        if line.startswith("```"):
            fence = "" if fence else line.removeprefix("```")
        elif fence:
            yield Step(fence, line)
        elif line.startswith("| sheet | cell | "):
            heading = line.split("|")[3].strip()
        elif heading and line.startswith("|---"):
            continue
        elif heading and line.startswith("|"):
            sheet, cell, value = (part.strip() for part in line.strip("|").split("|"))
            yield Step(heading, cell, sheet, value)
        else:
            heading = ""


class Reader:
    """Does the steps in a workbook that is open on a desk."""

    def __init__(self, host: HeadlessHost) -> None:
        self.host = host
        self.answers: list[str] = []

    def cell(self, sheet: str, where: str) -> xw.Range:
        """Desk K4, a name of the workbook, or "Price, row 5": a column by its heading."""
        found = re.fullmatch(r"(.+), row (\d+)", where)
        if found:
            heads = self.heads(sheet)
            place = FIRST_COLUMN + heads.index(found[1])
            return self.host.book.sheets[sheet].range((int(found[2]), place + 1))
        if re.fullmatch(r"[A-Z]+\d+", where):
            return self.host.book.sheets[sheet][where]
        named = self.host.book.names[where].refers_to_range
        assert named.sheet.name == sheet
        return named

    def heads(self, sheet: str) -> list[str]:
        if sheet == BOARD:
            return BOARD_HEADS
        return next(
            [column.header for column in table.columns] for table in TABLES if table.sheet == sheet
        )

    def type(self, step: Step) -> None:
        cell = self.cell(step.sheet, step.text)
        if copied := re.fullmatch(r"the number in (\w+) (\w+)", step.value):
            cell.value = self.cell(copied[1], copied[2]).value
        elif step.value.startswith("="):
            cell.formula = step.value
        else:  # a spreadsheet takes what looks like a number as one
            is_number = re.fullmatch(r"[\d.]+", step.value)
            cell.value = float(step.value) if is_number else step.value

    def sees(self, step: Step) -> None:
        condition = self.condition(step)

        def tick_and_look() -> bool:
            self.host.tick()
            return condition(self.cell(step.sheet, step.text).value)

        wait_until(tick_and_look, seconds=30)

    def condition(self, step: Step) -> Callable[[object], bool]:
        if above := re.fullmatch(r"a number(?: above (-?\d+))?", step.value):
            least = float(above[1]) if above[1] else 0.0
            return lambda shown: isinstance(shown, float) and shown > least
        if near := re.fullmatch(r"the same as (\w+) (\w+), within ([\d.]+)", step.value):
            other = self.cell(near[1], near[2])
            return lambda shown: (
                isinstance(shown, float) and abs(shown - other.value) <= float(near[3])
            )
        return lambda shown: str(shown).removesuffix(".0") == step.value

    def says(self, line: str) -> bool:
        """At the prompt; False when it ends."""
        self.host.tick()
        if line == "quit":
            self.host.save(Path(self.host.book.fullname))
            return False
        self.answers.append(self.host.sheet.command(line))
        return True


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the reader works, with settings and a journal of its own."""
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path / "data")
    monkeypatch.setenv("COLUMNS", "200")  # a table is not broken in the middle of a word
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell_lines() -> list[str]:
    return [step.text for step in steps(PAGE) if step.kind == "sh"]


@pytest.mark.parametrize("line", shell_lines())
def test_every_command_of_the_page_is_one(line: str) -> None:
    program, *words = shlex.split(line)
    if program == "pip":
        extra = re.fullmatch(r"xlbetflag\[(\w+)\]", words[-1])
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert extra
        assert extra[1] in project["optional-dependencies"]
        return
    assert program == "xlbetflag"
    app.parse_args(words, exit_on_error=False, print_error=False)


def test_the_page_leads_to_a_trade_that_is_level(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    todo = list(steps(PAGE))
    before, rest = cut(todo, "xlbetflag run trader.xlsx")
    assert "xlbetflag practice" in [step.text for step in before]
    run(next(step.text for step in before if " new " in step.text))

    with PracticeServer(build(Options())) as server:
        venues = {Environment.PRACTICE: VenueSettings(base_url=server.url)}
        chosen = Settings(venues=venues, feed=QUICK)
        secrets = credentials.load(Environment.PRACTICE)
        journal = settings.journal_path(Environment.PRACTICE, secrets.username)
        with (
            Desk(chosen, secrets, journal) as desk,
            HeadlessHost(desk, folder / "trader.xlsx") as host,
        ):
            wait_until(lambda: desk.orders.is_reconciled)
            reader = Reader(host)
            left = walk(reader, rest)
    assert reader.answers[1].startswith("Armed")
    assert len(reader.answers) == 5

    capsys.readouterr()
    for step in left:
        run(step.text)
    told = capsys.readouterr().out
    assert told.count("MATCHED") == 2
    assert "LAY" in told


def run(line: str) -> None:
    """A command of the page, in this process."""
    program, *words = shlex.split(line)
    assert program == "xlbetflag"
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert not ended.value.code


def walk(reader: Reader, todo: list[Step]) -> list[Step]:
    """Do the steps until the session ends; those that are left."""
    for place, step in enumerate(todo):
        if step.kind == "type":
            reader.type(step)
        elif step.kind == "shows":
            reader.sees(step)
        elif step.kind == "text":
            if not reader.says(step.text):
                return todo[place + 1 :]
        else:
            raise AssertionError(f"nobody typed {step.text!r}")
    return []


def cut(todo: list[Step], at: str) -> tuple[list[Step], list[Step]]:
    place = [step.text for step in todo].index(at)
    return todo[:place], todo[place + 1 :]


def test_the_page_is_read_as_it_looks() -> None:
    found = list(
        steps("# T\n\n```sh\nls\n```\n| sheet | cell | type |\n|---|---|---|\n| A | B1 | 2 |")
    )
    assert found == [Step("sh", "ls"), Step("type", "B1", "A", "2")]
    lines = PAGE.splitlines()
    rows = [line for line in lines if line.startswith("| ") and "| sheet |" not in line]
    kinds = [step.kind for step in steps(PAGE)]
    assert kinds.count("type") + kinds.count("shows") == len(rows) > 20
    fenced = PAGE.split("```")[1::2]
    assert kinds.count("sh") + kinds.count("text") == sum(f.count("\n") - 1 for f in fenced) > 10
    assert set(kinds) == {"sh", "text", "type", "shows"}
