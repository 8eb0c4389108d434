"""Ten minutes in Calc with everything killed in turn. Set XLBETFLAG_TORTURE to a part of 1."""

import os
from pathlib import Path

import pytest

from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.soak import soaked
from tests.hosts.calc.station import Station
from xlbetflag.hosts.calc import setup

pytestmark = [pytest.mark.torture, pytest.mark.libreoffice, pytest.mark.screen]

SECONDS = 600 * float(os.environ.get("XLBETFLAG_TORTURE", "1"))


def test_ten_minutes_of_trading_with_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = tmp_path / "installed"
    setup.install(profile)
    with Desktop() as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        with Station(tmp_path, profile, documents=2) as station:
            soak = soaked(station, desktop, SECONDS)
    print(f"\n{dict(soak.counts)}")
    assert soak.counts["offers at the exchange"] >= 1
