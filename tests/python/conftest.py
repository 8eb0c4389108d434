"""A desk from Python on a practice exchange over a real socket, found as a user's would be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import xlbetflag
from xlbetflag import credentials, settings
from xlbetflag.credentials import PRACTICE
from xlbetflag.feed import Cadence
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.python.connection import Desk
from xlbetflag.settings import Settings

QUICK = Settings(
    feed=Cadence(
        book=0.05, live_book=0.05, mine=0.1, hands=0.1, balance=0.2, requests_per_second=500
    )
)


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(build(Options(seed=3))) as running:
        yield running


@pytest.fixture
def home(server: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's settings, journal and secrets are."""
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "settings.toml")
    monkeypatch.setattr(settings, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(credentials, "load", lambda environment: PRACTICE)
    (tmp_path / "settings.toml").write_text(
        f"[venues.practice]\nbase_url = '{server.url}'\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def desk(server: PracticeServer, home: Path) -> Iterator[Desk]:
    with xlbetflag.connect("practice", url=server.url, settings=QUICK) as opened:
        yield opened
