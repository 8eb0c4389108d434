"""What the command line gives to people, pipes, spreadsheets and programs."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.test_orders import lived, run, world, write_settings  # noqa: F401 - a fixture
from tests.support.worlds import MARKET, World, row
from xlbetflag import cli
from xlbetflag.cli.account import FIRST, HEADS
from xlbetflag.cli.console import Terminal
from xlbetflag.cli.table import as_json, show_table
from xlbetflag.market.moments import ROME
from xlbetflag.orders.status import Status

AT = datetime(2026, 5, 3, 20, 45, tzinfo=ROME)
NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=1, max_size=40)


def order(key: str, name: str, status: str, event: str = "Lazio - Verona") -> tuple[object, ...]:
    money = Decimal("1234.50")
    price = Decimal("3.05")
    return (
        AT,
        key,
        "19901289",
        event,
        "Esito Finale 1x2",
        name,
        "BACK",
        price,
        money,
        status,
        "77",
        money,
        price,
        AT,
        "STOP 5 TICKS",
        "Why.",
    )


def at_width(width: int, rows: list[tuple[object, ...]], language: str = "en") -> str:
    """As a terminal of that width shows it."""
    shown = io.StringIO()
    out = Terminal(file=shown, force_terminal=True, color_system=None, width=width)
    show_table(out, HEADS, rows, language, first=FIRST)
    return shown.getvalue()


@given(
    width=st.integers(40, 240),
    key=st.from_regex(r"f[0-9a-f]{8}-[0-9]{4}(/[0-9])?", fullmatch=True),
    status=st.sampled_from(["MATCHED", "PART-CANCELLED", "NOT FOUND"]),
)
def test_no_key_and_no_status_is_ever_cut(width: int, key: str, status: str) -> None:
    told = at_width(width, [order(key, "Over 2.5", status)])
    assert key in told
    assert status in told
    assert "…" not in told
    assert all(len(line) <= width for line in told.splitlines())


def test_sixty_columns_begin_with_the_matchs_name() -> None:
    told = at_width(60, [order("f066aaaaa-0001", "X", "MATCHED")]).splitlines()
    assert told[0].startswith("Lazio - Verona  Esito Finale 1x2  X")
    nameless = at_width(60, [order("f066aaaaa-0001", "X", "MATCHED", "")]).splitlines()
    assert nameless[0].startswith("Esito Finale 1x2  X")
    assert any("stake 1,234.50 €" in line for line in told)
    assert "1.234,50 €" in at_width(60, [order("k", "Lazio", "MATCHED")], "it")


def test_a_wide_terminal_shows_a_table() -> None:
    told = at_width(300, [order("k1", "Lazio", "MATCHED"), order("k2", "X", "WORKING")])
    head = next(line for line in told.splitlines() if "key" in line)
    assert "price matched" in head
    assert [line.split()[2] for line in told.splitlines() if "19901289" in line] == ["k1", "k2"]


def test_a_pipe_is_given_plain_rows(world: World, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    lived(world)
    assert run("journal") == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split("\t")[:5] == ["created", "key", "market", "event", "market name"]
    found = [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in rows]
    assert [each["key"] for each in found] == ["k1", "k3"]
    assert [each["status"] for each in found] == ["CANCELLED", "WORKING"]
    assert found[0]["price"] == "3.50"
    assert datetime.fromisoformat(found[0]["created"]).utcoffset() is not None


@pytest.mark.process
def test_programs_are_given_json(world: World, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: F811
    lived(world)
    assert run("journal", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["key"], first["price"], first["stake"]) == ("k1", 3.5, 2.0)
    assert datetime.fromisoformat(first["updated"]).utcoffset() is not None
    assert second["message"]
    assert run("journal", "k1", "--json") == 0
    story = json.loads(capsys.readouterr().out)
    assert story[0]["what"] == "CHECKED"
    assert run("summary", "--json") == 0
    day = json.loads(capsys.readouterr().out)
    assert [each["market"] for each in day["markets"]] == [MARKET]
    assert day["turnover"] == 4.0
    assert day["markets"][0]["estimated"] is False  # nothing was matched
    assert run("doctor", "--json") in (0, cli.REFUSED)
    found = {each["subject"]: each["verdict"] for each in json.loads(capsys.readouterr().out)}
    assert found["venue"] == "good"


def test_rows_that_wait_are_told_to_programs_too(
    world: World,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
) -> None:
    world.open()
    world.orders.place([row("k1", options="FROM 2099-05-03 20:45; STOP 5 TICKS")])
    world.orders.place([row("k2", price=360, options="OFFSET 3")])
    world.wait_for("k2", Status.WORKING)
    assert run("journal", "--json") == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["key"], first["status"], first["side"]) == ("k1", "WAITING", "BACK")
    assert (first["event"], first["price"], first["stake"]) == ("Lazio - Verona", 3.5, 2.0)
    assert "FROM 2099-05-03 20:45" in first["options"]
    assert (second["key"], second["status"], second["options"]) == ("k2", "WORKING", "OFFSET 3")
    assert run("journal", "--json", "--status", "waiting") == 0
    assert [each["key"] for each in json.loads(capsys.readouterr().out)] == ["k1"]
    assert run("journal", "--json", "--market", "7") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run("journal", "--market", "7") == 0
    told, beside = capsys.readouterr()
    assert told.startswith("created\tkey")
    assert "no such order" in beside


def test_a_table_for_a_spreadsheet_goes_to_a_pipe_or_a_file(
    world: World,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lived(world)
    assert run("journal", "--csv", "-") == 0
    found = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [each["key"] for each in found] == ["k1", "k3"]
    assert found[1]["message"]
    target = tmp_path / "all.csv"
    target.write_text("precious", "utf-8")
    for command in ("journal", "summary"):
        assert run(command, "--csv", str(target)) == cli.FAULTY
        assert "--force" in capsys.readouterr().err
        assert target.read_text("utf-8") == "precious"
    today = f"{world.now():%Y-%m-%d}"
    for day, keys in ((today, ["k1", "k3"]), ("2020-01-01", [])):
        assert run("journal", "--day", day, "--json") == 0
        assert [each["key"] for each in json.loads(capsys.readouterr().out)] == keys
    assert run("summary", "--day", today, "--csv", str(target), "--force") == 0
    assert MARKET in target.read_text("utf-8-sig")


def test_json_has_numbers_and_nothing_for_what_is_not_known() -> None:
    [made] = as_json(["stake (EUR)", "offer id", "net (EUR)"], [(Decimal("2.50"), "7", None)])
    assert made == {"stake": 2.5, "offer_id": "7", "net": None}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["journal", "--status", "NONSENSE"], "NONSENSE is no status of an order: it is one of"),
        (["practice", "--port", "99999"], "--port 99999: a port is a number from 0"),
        (["practice", "--port", "-1"], "--port -1: a port is a number from 0"),
        (["watchdog", "--seconds", "0"], "--seconds 0: give the seconds without a beat"),
        (["watchdog", "--seconds", "nan"], "--seconds nan: give the seconds without a beat"),
        (["journal", "--csv", "--force"], "name a file, or - for the standard output"),
        (["desk", "status"], "no desk is running: start one with 'xlbetflag serve'\n"),
        (["desk", "decide", "k1", "VOID"], "no desk is running"),
        (["desk", "feed"], "no desk is running"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    world: World,  # noqa: F811
    arguments: list[str],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(*arguments) == cli.FAULTY
    assert told in capsys.readouterr().err


@pytest.mark.process
def test_a_doctor_without_a_practice_exchange_says_how_to_start_one(
    world: World,  # noqa: F811
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_settings(tmp_path, "http://127.0.0.1:9/api/rest")
    assert run("doctor") == cli.REFUSED
    assert "Start one: xlbetflag practice." in capsys.readouterr().out


def test_no_color_means_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {}
    for asked in (False, True):
        monkeypatch.delenv("NO_COLOR", raising=False)
        if asked:
            monkeypatch.setenv("NO_COLOR", "1")
        file = io.StringIO()
        out = Terminal(file=file, force_terminal=True, color_system="truecolor")
        out.print("bad", style="red")
        shown[asked] = file.getvalue()
    assert re.search(r"\x1b\[31m", shown[False])
    assert "\x1b[3" not in shown[True]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("completion", shell) == 0
    told = capsys.readouterr().out
    assert {"journal", "summary", "watchdog"} <= set(re.findall(r"\w+", told))


@pytest.mark.process
@pytest.mark.posix("a pipe ends otherwise there")
@pytest.mark.parametrize("command", ["completion bash", "doctor"])
def test_a_pipe_that_nobody_reads_is_left_in_silence(command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "xlbetflag", *command.split()],
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == cli.BROKEN_PIPE
