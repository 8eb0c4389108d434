"""Names and sentences of the venue on a terminal and in files: text, whatever is in them."""

import codecs
import csv
import io
import re
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from tests.cli.test_orders import SECRETS, run, write_settings
from tests.support.worlds import MARKET
from xlbetflag import credentials, settings
from xlbetflag.api.config import Environment
from xlbetflag.cli.console import Terminal
from xlbetflag.cli.table import write_table
from xlbetflag.market.offer import Bet
from xlbetflag.market.printable import printable
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.order import Intent, State
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

NASTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r\n=1+1",
    "a;=1+1",
    "a,=1+1",
    " =1+1",
    "\uff1d1+1",
    "\x1b]0;pwned\x07",
    "\x1b[2J\x1b[31mred",
    "\u202egnorw",
    "[bold red]loud[/]",
    "[/]",
    "[link=file:///etc/passwd]x[/link]",
    ":pile_of_poo:",
    "two\nlines",
    "\x00\x7f\x9b31m",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=30), st.lists(st.sampled_from(NASTY)).map("".join)
)
UNQUOTED = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")


@given(TEXTS)
def test_what_is_printable_has_nothing_that_steers(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    assert printable(shown) == shown
    assert printable(text, lines=True).replace("\n", "").isprintable()


@given(TEXTS, st.booleans())
def test_nothing_that_is_printed_steers_the_terminal_or_is_markup(text: str, is_cell: bool) -> None:
    written = io.StringIO()
    console = Terminal(file=written, width=500, color_system=None)
    table = Table("head", show_lines=False)
    table.add_row(text)
    console.print(table if is_cell else text)
    assert written.getvalue().replace("\n", "").isprintable()
    if "[" in text and text.isprintable() and not is_cell:
        assert text in written.getvalue()


def test_the_consoles_own_colours_stay() -> None:
    written = io.StringIO()
    Terminal(file=written, force_terminal=True, color_system="standard").print(Text("a", "red"))
    assert "\x1b[31m" in written.getvalue()


@given(TEXTS, TEXTS)
def test_no_cell_of_a_file_is_a_formula_in_whatever_countrys_spreadsheet(
    first: str, second: str
) -> None:
    path = Path(tempfile.mkdtemp()) / "table.csv"
    for language, separator, amount in (("en", ",", "-1.50"), ("it", ";", "-1,50")):
        rows = [(first, Decimal("-1.50"), second)]
        write_table(path, ["one", "two", "three"], rows, language)
        assert path.read_bytes().startswith(codecs.BOM_UTF8)
        with path.open(encoding="utf-8-sig", newline="") as file:
            [_, row] = csv.reader(file, delimiter=separator)
        assert row[1] == amount
        _check_texts(row)


def _check_texts(row: list[str]) -> None:
    for cell in (row[0], row[2]):
        for part in re.split(r"[;,\t\r\n]", cell):
            assert part.lstrip()[:1] not in UNQUOTED


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal in which every name and every answer is nasty."""
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(credentials, "load", lambda environment: SECRETS)
    write_settings(tmp_path, "http://127.0.0.1:9/api/rest")
    journal = Journal(settings.journal_path(Environment.PRACTICE, SECRETS.username))
    at = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    for number, name in enumerate(NASTY, 1):
        intent = Intent(
            key=f"k{number}",
            position=number,
            market_id=MARKET,
            bet=Bet("1", Side.BACK, 300, 200),
            selection_name=name,
            cancel_at_live=False,
            keep_when_suspended=False,
            note=name,
            warnings=(),
            created=at,
        )
        journal.add_batch([intent], [])
        refused = Note("send.refused", {"esito": 7, "errore": name})
        state = State(status=Status.REFUSED, updated=at, notes=(refused,))
        journal.add_states({intent.key: state})
    journal.close()
    return tmp_path


def test_the_journal_of_nasty_names_is_shown_and_steers_nothing(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("journal") == 0
    shown = capsys.readouterr().out
    assert re.sub(r"[\t\n]", "", shown).isprintable()
    for number, name in enumerate(NASTY, 1):
        assert run("journal", f"k{number}") == 0
        story = capsys.readouterr().out
        assert story.replace("\n", "").isprintable()
        assert len(story.splitlines()) == 2
        assert printable(name) in story


def test_the_journal_as_a_file_has_no_formula(kept: Path) -> None:
    assert run("journal", "--csv", str(kept / "all.csv")) == 0
    with (kept / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(NASTY)
    for row in rows:
        assert row["stake (EUR)"] == "2.00"
        assert not any(cell.lstrip()[:1] in UNQUOTED for cell in row.values() if cell)
