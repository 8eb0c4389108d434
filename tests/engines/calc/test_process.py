"""Starting, stopping and losing a real soffice."""

from __future__ import annotations

import os
import signal
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

from tests.hosts.calc.desktop import Desktop
from tests.support.conditions import wait_until
from xlbetflag.engines import calc
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


@pytest.mark.posix("there LibreOffice brings a Python of its own")
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


@pytest.fixture
def shown(screen: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What starts here shows itself on a screen of its own."""
    with Desktop() as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        yield


@pytest.fixture
def own_engine() -> Iterator[None]:
    """Our engine is xlwings' active one, without apps before and after."""
    before = xw.engines.active
    calc.activate()
    yield
    for app in list(xw.apps):
        app.quit()
    xw.engines.active = before


@pytest.mark.posix("the screen is Xvfb's")
@pytest.mark.usefixtures("shown", "own_engine")
def test_apps_and_books_start_on_a_screen(tmp_path: Path) -> None:
    book = xw.Book()
    app = book.app
    assert app.visible
    assert len(app.books) == 1
    for _ in range(10):
        added = app.books.add()
        wait_until(lambda: app.books.active == added)  # noqa: B023 - waited for at once
    app.interactive = False
    app.screen_updating = False
    assert not app.interactive
    app.screen_updating = app.interactive = True
    app.visible = False
    assert not app.visible
    hidden = app.books.add()
    assert not app.visible
    hidden.sheets[0]["A1"].value = 1
    hidden.save(tmp_path / "hidden.xlsx")
    hidden.close()
    app.visible = True
    assert app.visible
    with xw.App(add_book=False) as bare:
        assert len(bare.books) == 0
        opened = bare.books.open(tmp_path / "hidden.xlsx")
        assert opened.sheets[0]["A1"].value == 1.0
        assert [each.name for each in bare.books] == ["hidden.xlsx"]


@pytest.mark.posix("the program is a shell script")
@pytest.mark.parametrize("status", [0, 3])
def test_a_start_that_ends_is_an_error_at_once_with_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho no room >&2\necho left >&2\nexit {status}\n")
    program.chmod(0o755)
    monkeypatch.setenv("SOFFICE", str(program))
    began = time.monotonic()
    with pytest.raises(CalcGone, match=rf"\(status {status}\): no room left"):
        Office.start(tmp_path / "profile")
    assert time.monotonic() - began < 10


def test_without_libreoffice_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_soffice().is_file()
    monkeypatch.setattr("xlbetflag.engines.calc.process._candidates", lambda: iter([Path("/no")]))
    with pytest.raises(FileNotFoundError, match="LibreOffice"):
        Office.start()
    assert default_profile().name == "4"
