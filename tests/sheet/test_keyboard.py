"""`xlbetflag run`: commands from the keyboard, the workbook saved at the end."""

import contextlib
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.support.programs import running
from tests.support.sheet import first_markets
from xlbetflag.api.config import Environment
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.build.builder import build

pytestmark = pytest.mark.process


def a_desk_on(
    book: Path, settings: Path
) -> "contextlib.AbstractContextManager[subprocess.Popen[str]]":
    """`xlbetflag run`, its keyboard and its screen in our hands, at home where the settings are."""
    home = str(settings.parent)
    return running(
        [sys.executable, "-m", "xlbetflag", "run", str(book), "--host", "headless"]
        + ["--settings", str(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={"HOME": home, "XDG_DATA_HOME": home, "PATH": ""},
    )


def test_a_session_from_the_keyboard(server: PracticeServer, tmp_path: Path) -> None:
    book = tmp_path / "my trader.xlsx"
    build(book, file_id="typed", environment=Environment.PRACTICE)
    chosen = tmp_path / "settings.toml"
    chosen.write_text(f"[venues.practice]\nbase_url = '{server.url}'\n", "utf-8")
    market = first_markets(server)[0]
    workbook = openpyxl.load_workbook(book)
    workbook["Orders"]["C5"], workbook["Orders"]["D5"] = market, "1 · 1"
    workbook["Orders"]["E5"], workbook["Orders"]["F5"] = "B", 2
    workbook.save(book)
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"saved by another program")
    with a_desk_on(book, chosen) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        printed: list[str] = []

        def read_until(part: str) -> None:
            for line in process.stdout:
                printed.append(line)
                if part in line:
                    return
            raise AssertionError(f"{part!r} was never printed:\n{''.join(printed)}")

        def type_line(text: str) -> None:
            process.stdin.write(text + "\n")
            process.stdin.flush()

        read_until("LIVE")
        type_line("arm")
        read_until("Armed: PLACE sends orders.")
        type_line("place 5")
        read_until("0 rows are on their way, 1 were refused")
        type_line("sing")
        read_until("'SING' is no command")
        book.rename(tmp_path / "moved away.xlsx")
        theirs.replace(book)
        type_line("save")
        read_until("was saved by another program meanwhile")
        type_line("quit")
        rest = process.stdout.read()
        assert process.wait(30) == 0, "".join(printed) + rest
    assert book.read_bytes() == b"saved by another program"
    [beside] = tmp_path.glob("my trader (xlbetflag *).xlsx")
    saved = openpyxl.load_workbook(beside)["Orders"]
    shown = dict(zip((c.value for c in saved[4]), (c.value for c in saved[5]), strict=True))
    assert shown["Status"] == "REFUSED"
    assert "BACK" in shown["Message"]


def test_a_file_of_which_nobody_can_say_what_it_is_asks_at_the_keyboard(
    server: PracticeServer, tmp_path: Path
) -> None:
    stick, here = tmp_path / "stick", tmp_path / "trader.xlsx"
    stick.mkdir()
    build(stick / "trader.xlsx", file_id="typed", environment=Environment.PRACTICE)
    chosen = tmp_path / "settings.toml"
    chosen.write_text(f"[venues.practice]\nbase_url = '{server.url}'\n", "utf-8")

    def said(file: Path, until: str, typed: str) -> str:
        """What is printed until those words, and after that was typed."""
        with a_desk_on(file, chosen) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            before = next((line for line in process.stdout if until in line), "")
            return before + process.communicate(typed, timeout=60)[0]

    said(stick / "trader.xlsx", "LIVE", "quit\n")
    (stick / "trader.xlsx").rename(here)
    stick.rmdir()
    printed = said(here, "FILE MOVED or FILE COPIED", "file copied\nquit\n")
    assert f"last open as {stick / 'trader.xlsx'}" in printed
    assert "It is another file" in printed
