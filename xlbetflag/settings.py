"""The user's settings: one TOML file, checked as a whole, every value with a default.

Money is written in euros there and becomes cents here. No secret belongs in it.
"""

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs

from xlbetflag.api.config import BASE_URLS, Environment, VenueConfig
from xlbetflag.api.routes import overridden
from xlbetflag.api.translate import STATES
from xlbetflag.feed.topics import Cadence
from xlbetflag.market.ladder import Band, Ladder
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.rules import Rule, Source, VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.limits import Ceiling

Language = Literal["en", "it"]
_MONEY_RULES = {"minimum_back", "minimum_lay", "stake_step", "maximum_win"}


class BadSettings(Exception):  # noqa: N818 - what is wrong
    """The settings file cannot be used; the message says which line or field, and why."""


class VenueSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One environment. Empty `base_url`: the known one. `states`: codes the venue uses."""

    base_url: str = ""
    routes: dict[str, str] = {}
    states: dict[str, MarketState] = {}
    connect_timeout: float = 5.0
    read_timeout: float = 8.0
    write_margin: float = 15.0
    cancel_timeout: float = 5.0


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`winners`: how many selections win, by market id, where the user knows it.

    `rules`: venue rules as the user knows them, by name, money in euros, prices in odds.
    `ceiling`: what all sheets together may do, by the names of Ceiling, in euros.
    """

    environment: Environment = Environment.PRACTICE
    language: Language = "en"
    venues: dict[Environment, VenueSettings] = {}
    feed: Cadence = Cadence()
    rules: dict[str, Any] = {}
    ceiling: dict[str, Any] = {}
    winners: dict[str, int] = {}

    @property
    def venue(self) -> VenueConfig:
        """How to speak to the chosen environment."""
        chosen = self.venues.get(self.environment, VenueSettings())
        return VenueConfig(
            base_url=chosen.base_url or BASE_URLS[self.environment],
            routes=chosen.routes,
            states={**STATES, **{int(code): state for code, state in chosen.states.items()}},
            connect_timeout=chosen.connect_timeout,
            read_timeout=chosen.read_timeout,
            write_margin=chosen.write_margin,
            cancel_timeout=chosen.cancel_timeout,
        )

    @property
    def venue_rules(self) -> VenueRules:
        """The assumed rules, with the user's own put over them."""
        return msgspec.structs.replace(VenueRules(), **_own_rules(self.rules))

    @property
    def over_all_sheets(self) -> Ceiling:
        """The desk's ceiling: as shipped, but for what the user wrote."""
        written = {name: _hundredths(f"ceiling.{name}", v) for name, v in self.ceiling.items()}
        return msgspec.convert(written, Ceiling)

    @property
    def tables(self) -> str:
        """Names the address, the routes, the codes and the rules in use: what a proof is of."""
        venue = self.venue
        routes = [
            (r.operation, r.method, r.path, r.request and r.request.__name__, r.writes)
            for r in overridden(venue.routes).values()
        ]
        rules = [(f.name, getattr(self.venue_rules, f.name).value) for f in _rule_fields()]
        states = sorted(venue.states.items())
        facts = [self.environment, venue.base_url, routes, states, rules]
        return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()[:16]


def settings_path() -> Path:
    return Path(platformdirs.user_config_dir("xlbetflag", appauthor=False)) / "settings.toml"


def data_folder() -> Path:
    """Where the journal lives."""
    return Path(platformdirs.user_data_dir("xlbetflag", appauthor=False))


def load(path: Path | None = None) -> Settings:
    """The settings of a file; the defaults where the usual file does not exist.

    Raises BadSettings.
    """
    chosen = path or settings_path()
    if path is None and not chosen.exists():
        return Settings()
    try:
        settings = msgspec.convert(tomllib.loads(chosen.read_text("utf-8")), Settings)
        _ = settings.venue_rules, settings.venue, settings.over_all_sheets
        keep_production_apart(settings.venues)
    except OSError as error:
        raise BadSettings(f"{chosen}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise BadSettings(f"{chosen}: {error}") from None
    return settings


def keep_production_apart(venues: dict[Environment, VenueSettings]) -> None:
    """Under another environment's name, production would be armed without a proof."""
    production = urlsplit(BASE_URLS[Environment.PRODUCTION]).hostname
    for environment, venue in venues.items():
        is_production = environment is Environment.PRODUCTION
        if not is_production and urlsplit(venue.base_url).hostname == production:
            raise ValueError(f"venues.{environment}.base_url is the address of production")


def _own_rules(written: dict[str, Any]) -> dict[str, Rule[Any]]:
    known = {field.name: getattr(VenueRules(), field.name) for field in _rule_fields()}
    rules = {}
    for name, value in written.items():
        if name not in known:
            raise ValueError(f"rules.{name}: no such rule; there are {', '.join(known)}")
        rules[name] = Rule(_rule_value(name, value), Source.SETTING, "the user's settings")
    return rules


def _rule_fields() -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(VenueRules)


def _rule_value(name: str, value: Any) -> Any:
    if name == "ladder":
        return _ladder(value)
    if name in _MONEY_RULES:
        return _hundredths(f"rules.{name}", value)
    wanted = {"sides_apart": bool, "liability_rounding": Rounding}.get(name, int)
    return msgspec.convert(value, wanted)


def _ladder(value: Any) -> Ladder:
    """[[1.01, 0], [2.0, 0.01], ...]: the lowest price, then each band's end and step."""
    points = [(_hundredths("rules.ladder", a), _hundredths("rules.ladder", b)) for a, b in value]
    return Ladder(points[0][0], tuple(Band(up_to, step) for up_to, step in points[1:]))


def _hundredths(name: str, value: Any) -> Cents:
    scaled = Decimal(str(value)) * 100
    if scaled != scaled.to_integral_value() or scaled < 0:
        raise ValueError(f"{name}: {value} has more than two decimals or is negative")
    return int(scaled)


def journal_path(environment: Environment, username: str) -> Path:
    """One journal per account; the file's name does not tell the user's."""
    account = hashlib.sha256(username.encode()).hexdigest()[:12]
    return data_folder() / f"journal-{environment}-{account}.sqlite"
