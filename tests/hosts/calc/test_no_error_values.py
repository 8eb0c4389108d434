"""The walk of tests/workbook/live/test_no_error_values.py over a real Calc document on a desk."""

from pathlib import Path

import pytest

from tests.hosts.calc.station import Station
from tests.support.conditions import wait_until
from tests.support.errors import error_values


@pytest.fixture
def station(installed_profile: Path, tmp_path: Path) -> Station:
    return Station(tmp_path, installed_profile)


def test_no_cell_shows_an_error_fresh_watching_without_a_feed_and_opened_again(
    station: Station,
) -> None:
    with station:
        station.start_calc()
        assert error_values(station.book()) == []  # no desk, nothing watched
        station.start_desk()
        wait_until(lambda: station.view().feed == "LIVE", seconds=120)
        assert error_values(station.book()) == []
        for watched, market in enumerate(station.markets[:6], start=1):
            station.watch(market)
            wait_until(lambda count=watched: len(station.view().blocks) == count, seconds=120)
            if watched in (1, 6):
                wait_until(lambda: station.states() == {"LIVE"}, seconds=120)
                assert error_values(station.book()) == []
        station.book().save()
        station.kill_desk()
        wait_until(lambda: station.states() == {"NO FEED"}, seconds=120)
        assert error_values(station.book()) == []
        station.kill_calc()
        station.start_calc()
        assert error_values(station.book()) == []
        station.start_desk()
        wait_until(lambda: station.states() == {"LIVE"}, seconds=120)
        assert error_values(station.book()) == []
