"""A minute of everything at once, with a desk and a Calc killed in it."""

from pathlib import Path

import pytest

from tests.hosts.calc.desktop import Desktop
from tests.hosts.calc.soak import soaked
from tests.hosts.calc.station import Station

pytestmark = pytest.mark.screen

SECONDS = 60.0


def test_a_minute_of_trading_with_kills(
    installed_profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Desktop() as desktop:
        monkeypatch.setenv("DISPLAY", desktop.display)
        with Station(tmp_path, installed_profile, documents=2) as station:
            soak = soaked(station, desktop, SECONDS)
    print(f"\n{dict(soak.counts)}")
    for what in ("offers at the exchange", "texts typed", "desks killed", "Calcs killed"):
        assert soak.counts[what] >= 1, what
    assert soak.counts["rows live"] > 100
