"""The settings file: what it may say, and how a wrong one is refused."""

from pathlib import Path

import pytest

from xlbetflag import settings
from xlbetflag.api.config import BASE_URLS, Environment
from xlbetflag.market.money import Rounding
from xlbetflag.market.rules import Source, VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.limits import Ceiling


def written(tmp_path: Path, text: str) -> settings.Settings:
    path = tmp_path / "settings.toml"
    path.write_text(text, "utf-8")
    return settings.load(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings_path", lambda: tmp_path / "none.toml")
    loaded = settings.load()
    assert loaded.environment is Environment.PRACTICE
    assert loaded.venue.base_url == BASE_URLS[Environment.PRACTICE]
    assert loaded.venue_rules == VenueRules()


def test_everything_that_is_assumed_can_be_corrected(tmp_path: Path) -> None:
    loaded = written(
        tmp_path,
        """
        environment = "staging"
        language = "it"

        [venues.staging]
        base_url = "https://example.org/rest"
        read_timeout = 3.5
        [venues.staging.routes]
        logout = "POST /security/logout"
        [venues.staging.states]
        7 = "SUSPENDED"

        [rules]
        minimum_back = 0.5
        stake_step = "0.10"
        sides_apart = false
        maximum_instructions = 20
        liability_rounding = "up"
        ladder = [[1.01, 0], [2, 0.01], [1000, 1]]

        [winners]
        197931751 = 2

        [ceiling]
        stake_per_day = 750.50

        [feed]
        book = 0.5
        """,
    )
    assert loaded.venue.base_url == "https://example.org/rest"
    assert loaded.venue.read_timeout == 3.5
    assert loaded.venue.routes == {"logout": "POST /security/logout"}
    assert loaded.venue.states[7] is MarketState.SUSPENDED
    assert loaded.venue.states[2] is MarketState.OPEN
    rules = loaded.venue_rules
    assert (rules.minimum_back.value, rules.stake_step.value) == (50, 10)
    assert rules.sides_apart.value is False
    assert rules.maximum_instructions.value == 20
    assert rules.liability_rounding.value is Rounding.UP
    assert rules.ladder.value.prices[:3] == (101, 102, 103)
    assert rules.ladder.value.highest == 100_000
    assert rules.minimum_back.source is Source.SETTING
    assert rules.minimum_lay.source is Source.ASSUMED
    assert loaded.winners == {"197931751": 2}
    assert loaded.over_all_sheets == Ceiling(stake_per_day=75_050)
    assert loaded.feed.book == 0.5


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("language = 'fr'", "language"),
        ("langauge = 'it'", "langauge"),
        ("environment = 'live'", "environment"),
        ("[rules]\nminimum = 1", "rules.minimum"),
        ("[rules]\nminimum_back = 0.125", "rules.minimum_back"),
        ("[rules]\nminimum_back = -1", "rules.minimum_back"),
        ("[rules]\nmaximum_instructions = 'many'", "int"),
        ("[venues.practice]\npassword = 'x'", "password"),
        ("[feed]\nbook = 'fast'", "feed.book"),
        ("not toml", "line 1"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(settings.BadSettings, match=part) as raised:
        written(tmp_path, text)
    assert "settings.toml" in str(raised.value)


def test_a_journal_per_account_whose_name_tells_nobody() -> None:
    paths = {
        settings.journal_path(environment, username)
        for environment in Environment
        for username in ("mario", "anna")
    }
    assert len(paths) == 6
    assert not any("mario" in path.name for path in paths)


@pytest.mark.parametrize("environment", ["practice", "staging"])
def test_production_cannot_go_by_another_name(tmp_path: Path, environment: str) -> None:
    address = BASE_URLS[Environment.PRODUCTION]
    text = f"[venues.{environment}]\nbase_url = '{address}'\n"
    with pytest.raises(settings.BadSettings, match=f"{environment}.base_url is the address of"):
        written(tmp_path, text)
    loaded = written(tmp_path, f"[venues.production]\nbase_url = '{address}'\n")
    assert loaded.environment is Environment.PRACTICE
