"""The settings file: what it may say, and how a wrong one is refused."""

from pathlib import Path

import pytest

from xlbetflag import settings
from xlbetflag.api.config import BASE_URLS, Environment
from xlbetflag.feed import Cadence
from xlbetflag.market.money import Rounding
from xlbetflag.market.rules import Source, VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.rows.limits import Ceiling


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
        version_named = false
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
    assert rules.version_named.value is False
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
        (
            "[rules]\nmaximum_instructions = 'many'",
            "rules.maximum_instructions: 'many' is not allowed",
        ),
        ("[feed]\nboook = 1", "feed.boook: no such setting; there are book, live_book"),
        ("environment = 'live'", "there are practice, staging, production"),
        ("language = 'fr'", "there are en, it"),
        ("[rules]\nliability_rounding = 'floor'", "there are half_up, up, down"),
        ("[rules]\ncancel_of_gone = ''", "there are passed_over, named, refused"),
        ("[rules]\nsides_apart = 'no'", "sides_apart: 'no' is not allowed; there are true, false"),
        (
            "[rules]\nstake_step = 0",
            "stake_step: 0 is not allowed; write a number of at least 0.01",
        ),
        ("[rules]\nminimum_lay = 'half'", "'half' is not allowed; write a number with at most two"),
        ("[rules]\nminimum_lay = nan", "is not allowed; write a number with at most two decimals"),
        ("[rules]\nlive_delay = 5.5", "write a whole number of at least 0 and at most 600"),
        ("[rules]\nladder = [[1.01, 0], [2, 0]]", "rules.ladder: write the lowest price"),
        ("[rules]\nladder = 1.01", "rules.ladder: write the lowest price"),
        ("[venues.live]", "venues.live: no such name; there are practice, staging, production"),
        ("[venues.staging]\nread_timeout = 0", "read_timeout: 0 is not allowed; write a number ab"),
        ("[venues.staging]\nread_timeout = inf", "venues.staging.read_timeout: inf is not allowed"),
        ("[venues.staging.states]\n7 = 'open'", "states.7: 'open' is not allowed; there are ANN"),
        ("[venues.staging.states]\nx = 'OPEN'", "states.x: 'x' is not allowed; write a whole numb"),
        ("[venues.staging.routes]\ndance = 'GET /x'", "routes.dance: no such operation; there are"),
        ("[venues.staging.routes]\nlogout = '/x'", "routes.logout: write a method and a path"),
        ("[winners]\n7 = -1", "winners.7: -1 is not allowed; write a whole number of at least 0"),
        ("[ceiling]\nstake = 1", "ceiling.stake: no such limit; there are liability_per_market"),
        ("[venues.practice]\npassword = 'x'", "password"),
        ("[feed]\nbook = 'fast'", "feed.book"),
        ("not toml", "line 1"),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(settings.BadSettings, match=part) as raised:
        written(tmp_path, text)
    assert "settings.toml" in str(raised.value)


def every_setting() -> list[str]:
    """The dotted name of each, as a file would write it."""
    of_venue = [f"venues.staging.{name}" for name in settings.VenueSettings.__struct_fields__]
    return [
        *(name for name in settings.Settings.__struct_fields__),
        *of_venue,
        "venues.staging.routes.logout",
        "venues.staging.states.7",
        *(f"feed.{name}" for name in Cadence.__struct_fields__),
        *(f"rules.{name}" for name in VenueRules.__struct_fields__),
        *(f"ceiling.{name}" for name in Ceiling.__struct_fields__),
        "winners.197931751",
    ]


@pytest.mark.parametrize("name", every_setting())
def test_a_wrong_value_of_any_setting_names_it_and_what_is_allowed(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(settings.BadSettings) as raised:
        written(tmp_path, f"{name} = [[]]")
    said = str(raised.value).partition("settings.toml: ")[2]
    assert said.startswith(f"{name}: ")
    assert "there are " in said or "write " in said


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


HOST = "exchange-api-proxy.mediasystemtechnologies.it"
AS_OTHERS = [
    f"https://{HOST}:4453/api/rest",
    f"http://{HOST}/",
    f"https://{HOST.upper()}/api",
    f"https://{HOST}.:4453/api/rest",
    f"https://{HOST}..:4453/",
    f"https://practice@{HOST}/",
    f"https://127.0.0.1:8790@{HOST}/",
    f"https://{HOST}\\@127.0.0.1/",
    f"https://{HOST.replace('e', '%65', 1)}/",
    "https://" + HOST.replace("e", "\N{FULLWIDTH LATIN SMALL LETTER E}", 1),
    "https://" + HOST.replace(".", "\N{IDEOGRAPHIC FULL STOP}", 1),
    "https://" + HOST.replace(".", "\N{SOFT HYPHEN}.", 1),
    f"https://{HOST} /",
    f" https://{HOST}/",
    f"https:\t//{HOST}/",
]


@pytest.mark.parametrize("address", AS_OTHERS)
@pytest.mark.parametrize("environment", ["practice", "staging"])
def test_however_it_is_written_production_goes_by_no_other_name(
    environment: str, address: str
) -> None:
    venues = {Environment(environment): settings.VenueSettings(base_url=address)}
    with pytest.raises(ValueError, match=f"venues.{environment}.base_url"):
        settings.check_addresses(venues)
    chosen = settings.Settings(environment=Environment(environment), venues=venues)
    with pytest.raises(ValueError, match=f"venues.{environment}.base_url"):
        _ = chosen.venue


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_secrets_leave_this_machine_encrypted_only(environment: str) -> None:
    where = Environment(environment)
    for address in ("http://example.org/api", "http://192.168.1.7:8790/api", "ftp://127.0.0.1/"):
        with pytest.raises(ValueError, match="base_url"):
            settings.check_addresses({where: settings.VenueSettings(base_url=address)})
    for address in ("https://example.org/api", "http://127.0.0.1:1/api", "http://[::1]:1/api"):
        settings.check_addresses({where: settings.VenueSettings(base_url=address)})


def test_every_known_address_may_be_used() -> None:
    for environment, address in BASE_URLS.items():
        settings.check_addresses({environment: settings.VenueSettings(base_url=address)})
        assert settings.Settings(environment=environment).venue.base_url == address
    lan = settings.VenueSettings(base_url="http://192.168.1.7:8790/api/rest")
    settings.check_addresses({Environment.PRACTICE: lan})
