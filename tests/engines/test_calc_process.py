"""Starting, stopping and losing a real soffice."""

from __future__ import annotations

import os
import signal
import sys
import venv
from pathlib import Path

import pytest

from tests.conditions import wait_until
from xlbetflag.engines.calc.errors import CalcGone
from xlbetflag.engines.calc.inside import rendezvous
from xlbetflag.engines.calc.process import Office, default_profile, find_soffice

pytestmark = pytest.mark.libreoffice


def test_an_office_starts_answers_and_leaves_nothing_behind(tmp_path: Path) -> None:
    profile = tmp_path / "Profil Ä ü" / "Niccolò"
    office = Office.start(profile)
    try:
        assert office.connection.call("app.office")["pid"] == office.pid
        assert office.is_alive
        beside = Office.attach(profile)
        assert beside.pid == office.pid
        beside.connection.close()
    finally:
        office.stop()
    assert not office.is_alive
    assert rendezvous.find(profile) is None
    with pytest.raises(CalcGone):
        office.connection.call("app.office")
    with pytest.raises(CalcGone):
        Office.attach(profile)


@pytest.mark.skipif(sys.platform == "win32", reason="there LibreOffice brings a Python of its own")
def test_an_office_starts_from_an_active_virtual_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its Python takes the first python3 of the path for its home: not that of an environment."""
    home = tmp_path / "venv"
    venv.create(home, symlinks=True)
    monkeypatch.setenv("VIRTUAL_ENV", str(home))
    monkeypatch.setenv("PATH", f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}")
    office = Office.start(tmp_path / "profile")
    try:
        assert office.is_alive
    finally:
        office.stop()


def test_a_killed_office_is_noticed_and_starts_again_on_its_profile(tmp_path: Path) -> None:
    office = Office.start(tmp_path)
    try:
        os.kill(office.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        with pytest.raises(CalcGone):
            ask_for_ever(office)
        wait_until(lambda: not office.is_alive, seconds=30)
    finally:
        office.kill()
    again = Office.start(tmp_path)
    try:
        assert again.connection.call("app.office")["pid"] == again.pid
    finally:
        again.stop()


def ask_for_ever(office: Office) -> None:
    while True:
        office.connection.call("app.office")


def test_without_libreoffice_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_soffice().is_file()
    monkeypatch.setattr("xlbetflag.engines.calc.process._candidates", lambda: iter([Path("/no")]))
    with pytest.raises(FileNotFoundError, match="LibreOffice"):
        Office.start()
    assert default_profile().name == "4"
