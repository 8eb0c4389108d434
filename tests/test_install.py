"""Preparing Excel: its macros find our Python, and everything can be taken back."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from xlbetflag import cli
from xlbetflag.hosts.excel import configuration, setup
from xlbetflag.hosts.excel.configuration import INTERPRETER, CannotInstall
from xlbetflag.hosts.excel.registry import TRUSTED, Value

PAGE = "cp1252"
PYTHON = r"C:\Users\Niccolò\D'Angelo & figli\venv\Scripts\python.exe"
STRANGERS = b'"LICENSE_KEY","abc"\r\n"CONDA PATH","C:\\\\x"\n'


class FakeRegistry:
    """Keys and values in memory."""

    def __init__(self, values: dict[tuple[str, str, str], Value] | None = None) -> None:
        self.values = dict(values or {})

    def read(self, root: str, key: str, name: str) -> Value:
        return self.values.get((root, key, name))

    def write(self, key: str, name: str, value: str | int) -> None:
        self.values["HKCU", key, name] = value

    def remove(self, key: str) -> bool:
        gone = [each for each in self.values if each[1] == key]
        for each in gone:
            del self.values[each]
        return bool(gone)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ".xlwings" / "xlwings.conf"


def install(file: Path, python: str = PYTHON) -> None:
    setup.install(python, file, file.parent.parent / "records", code_page=PAGE)


def uninstall(file: Path, registry: FakeRegistry | None = None) -> bool:
    return setup.uninstall(file, file.parent.parent / "records", registry, code_page=PAGE)


def as_vba_reads(file: Path) -> dict[str, str]:
    """`Input #` of VBA: quoted texts, parted by commas, in the machine's code page."""
    rows = csv.reader(io.StringIO(file.read_bytes().decode(PAGE)))
    return dict(rows)


def test_vba_reads_back_the_path_that_was_written(file: Path) -> None:
    install(file)
    assert as_vba_reads(file) == {INTERPRETER: PYTHON}
    assert configuration.read(file, PAGE) == {INTERPRETER: PYTHON}
    assert "ò".encode(PAGE) in file.read_bytes()
    install(file)
    assert as_vba_reads(file) == {INTERPRETER: PYTHON}


def test_other_settings_stay_byte_for_byte(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(STRANGERS + b'"interpreter_win","old.exe"')
    install(file)
    assert file.read_bytes().startswith(STRANGERS)
    assert as_vba_reads(file)[INTERPRETER] == PYTHON
    assert len(as_vba_reads(file)) == 3
    assert uninstall(file)
    assert configuration.read(file, PAGE)[INTERPRETER] == "old.exe"
    assert file.read_bytes().startswith(STRANGERS)


def test_a_last_line_without_an_end_is_not_run_into(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(STRANGERS.rstrip())
    install(file)
    assert len(as_vba_reads(file)) == 3


def test_uninstall_leaves_no_file_where_there_was_none(file: Path) -> None:
    install(file)
    install(file, r"D:\other\python.exe")
    assert uninstall(file)
    assert not file.exists()
    assert not uninstall(file)


def test_what_somebody_else_changed_since_is_left_alone(file: Path) -> None:
    install(file)
    configuration.write(file, INTERPRETER, r"D:\theirs\python.exe", PAGE)
    assert not uninstall(file)
    assert as_vba_reads(file) == {INTERPRETER: r"D:\theirs\python.exe"}


@pytest.mark.parametrize(
    ("python", "says"),
    [
        (r"C:\Users\Łukasz\python.exe", "no Ł in its code page"),
        (r"C:\用户\python.exe", "plain letters"),
        (r"C:\%TEMP%\python.exe", "another folder"),
    ],
)
def test_a_path_that_vba_cannot_read_is_refused(file: Path, python: str, says: str) -> None:
    file.parent.mkdir()
    file.write_bytes(STRANGERS)
    with pytest.raises(CannotInstall, match="cannot read the path") as refused:
        install(file, python)
    assert says in str(refused.value)
    assert file.read_bytes() == STRANGERS


def test_one_folder_is_trusted_and_not_those_below(file: Path) -> None:
    registry = FakeRegistry()
    setup.trust(r"C:\Users\Niccolò\Betflag", registry)
    assert registry.read("HKCU", TRUSTED, "Path") == "C:\\Users\\Niccolò\\Betflag\\"
    assert registry.read("HKCU", TRUSTED, "AllowSubFolders") == 0
    assert uninstall(file, registry)
    assert registry.values == {}
    assert not uninstall(file, registry)


@pytest.mark.parametrize("folder", ["C:\\", "C:\\Users", r"\\server\share\x", "Betflag", ""])
def test_a_folder_that_would_trust_too_much_is_refused(folder: str) -> None:
    registry = FakeRegistry()
    with pytest.raises(CannotInstall, match="cannot be trusted"):
        setup.trust(folder, registry)
    assert registry.values == {}


@pytest.mark.posix("there it does something")
@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_elsewhere_than_on_windows_there_is_nothing_to_do(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command) == cli.FAULTY
    assert "Windows only" in capsys.readouterr().err
