"""The command line: what it prints, and how it ends."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import openpyxl
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import PasswordDeleteError

from xlbetflag import cli, credentials, settings
from xlbetflag.api.config import Credentials, Environment


class MemoryKeyring(KeyringBackend):
    """A keyring that forgets at the end of the test."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def memory_keyring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path / "data")


def run(*arguments: str) -> int:
    """Run the command in this process; the code it ends with."""
    try:
        cli.main(arguments)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else 0
    return 0


def test_new_writes_a_workbook_with_keys_of_its_own(tmp_path: Path) -> None:
    first, second = tmp_path / "è mio.xlsx", tmp_path / "b.xlsx"
    assert run("new", str(first)) == 0
    assert run("new", str(second)) == 0
    keys = [
        {row[0] for row in openpyxl.load_workbook(path)["Orders"].iter_rows(5, 204, 2, 2, True)}
        for path in (first, second)
    ]
    assert [len(each) for each in keys] == [200, 200]
    assert not keys[0] & keys[1]


def test_new_overwrites_only_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("precious")
    assert run("new", str(path)) == cli.FAULTY
    assert "already there" in capsys.readouterr().err
    assert path.read_text() == "precious"
    assert run("new", str(path), "--force") == 0
    assert run("new", str(tmp_path / "mine.csv")) == cli.FAULTY


@pytest.mark.process
def test_run_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("run", str(tmp_path / "no.xlsx")) == cli.FAULTY
    assert "xlbetflag new" in capsys.readouterr().err


def test_run_says_what_is_no_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("no workbook", "utf-8")
    assert run("run", str(path)) == cli.FAULTY
    assert "notes.xlsx is not an Excel workbook" in capsys.readouterr().err


@pytest.mark.socket
@pytest.mark.parametrize("command", [["new"], ["demo", "--host", "headless", "--save"]])
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_folder_that_is_not_there_is_said(
    command: list[str], suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*command, str(tmp_path / "nowhere" / f"mine{suffix}")) == cli.FAULTY
    assert "No such file or directory" in capsys.readouterr().err


def test_a_host_that_is_not_there_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("demo", "--host", "excel") == cli.FAULTY
    assert "Excel" in capsys.readouterr().err


def test_login_keeps_nothing_without_a_keyring(
    no_keyring: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("login") == cli.FAULTY
    assert credentials.HOW_TO_GET_A_KEYRING in capsys.readouterr().err


def test_credentials_live_in_the_keyring(memory_keyring: MemoryKeyring) -> None:
    secrets = Credentials("mario", "segreta", "chiave")
    credentials.store(Environment.STAGING, secrets)
    assert len(memory_keyring.kept) == 3
    assert credentials.load(Environment.STAGING) == secrets
    with pytest.raises(credentials.NotStored):
        credentials.load(Environment.PRODUCTION)
    assert credentials.load(Environment.PRACTICE) == credentials.PRACTICE
    credentials.forget(Environment.STAGING)
    assert not memory_keyring.kept
    assert "segreta" not in repr(secrets)
    assert "chiave" not in str(secrets)


def test_logout_removes_what_is_stored(memory_keyring: MemoryKeyring) -> None:
    credentials.store(Environment.PRACTICE, Credentials("a", "b", "c"))
    assert run("logout") == 0
    assert not memory_keyring.kept


def test_production_without_credentials_is_refused(
    no_keyring: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("serve", "--environment", "production") == cli.FAULTY
    assert "keyring" in capsys.readouterr().err


def test_an_empty_journal_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("journal") == 0
    assert "No order was ever placed here" in capsys.readouterr().out


def test_desk_commands_say_that_no_desk_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("desk", "halt") == cli.FAULTY
    assert "no desk is running" in capsys.readouterr().err


def test_bad_settings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.settings_path().write_text("enviroment = 'practice'", "utf-8")
    assert run("logout") == cli.FAULTY
    assert "enviroment" in capsys.readouterr().err


@pytest.mark.process
@pytest.mark.socket
def test_doctor_ends_with_one_where_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    settings.settings_path().write_text(
        "[venues.practice]\nbase_url = 'http://127.0.0.1:9/api/rest'\n", "utf-8"
    )
    assert run("doctor") == cli.REFUSED
    out = capsys.readouterr().out
    assert "bad   venue" in out
    assert "formualizer" in out


@pytest.mark.process
@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_no_name_is_more_than_a_console_can_bear(tmp_path: Path, encoding: str) -> None:
    for name in ("Đoković.xlsx", "Đoković.txt"):
        done = subprocess.run(
            [sys.executable, "-m", "xlbetflag", "new", str(tmp_path / name)],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
            timeout=60,
        )
        assert (done.returncode == 0) is name.endswith("xlsx")
        assert "okovi".encode(encoding) in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.process
def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xlbetflag", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0.1.0"
