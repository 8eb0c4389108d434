"""The user's settings: one TOML file, checked as a whole, every value with a default.

Money is written in euros there and becomes cents here. No secret belongs in it.
"""

import hashlib
import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs

from xlbetflag.api.config import BASE_URLS, Environment, VenueConfig, check_address
from xlbetflag.api.routes import overridden
from xlbetflag.api.translate import STATES
from xlbetflag.feed.topics import Cadence
from xlbetflag.market.ladder import Band, Ladder
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.rules import CancelOfGone, Source, VenueRule, VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.misfits import misfit
from xlbetflag.orders.rows.limits import Ceiling

Language = Literal["en", "it"]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=3_600)]
Count = Annotated[int, msgspec.Meta(ge=1)]
Winners = Annotated[int, msgspec.Meta(ge=0)]
_STEPS = {"stake_step", "step_lay"}  # more than nothing
MONEY_RULES = {"minimum_back", "minimum_lay", "maximum_win", *_STEPS}
_RULE_TYPES: dict[str, Any] = {
    "sides_apart": bool,
    "version_named": bool,
    "liability_rounding": Rounding,
    "cancel_of_gone": CancelOfGone,
    "maximum_instructions": Count,
    "live_delay": Annotated[int, msgspec.Meta(ge=0, le=600)],
    "session_lifetime": Count,
}


class BadSettings(Exception):  # noqa: N818 - what is wrong
    """The settings file cannot be used; the message says which line or field, and why."""


class VenueSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One environment. Empty `base_url`: the known one. `states`: codes the venue uses."""

    base_url: str = ""
    routes: dict[str, str] = {}
    states: dict[int, MarketState] = {}
    connect_timeout: Seconds = 5.0
    read_timeout: Seconds = 8.0
    write_margin: Seconds = 15.0
    cancel_timeout: Seconds = 5.0


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`winners`: how many selections win, by market id or a market's whole name, where the user
    knows better than the table of kinds (market.winners); 0 for what nobody knows.

    `rules`: venue rules as the user knows them, by name, money in euros, prices in odds.
    `ceiling`: what all sheets together may do, by the names of Ceiling, in euros.
    """

    environment: Environment = Environment.PRACTICE
    language: Language = "en"
    venues: dict[Environment, VenueSettings] = {}
    feed: Cadence = Cadence()
    rules: dict[str, Any] = {}
    ceiling: dict[str, Any] = {}
    winners: dict[str, Winners] = {}

    @property
    def winners_by_id(self) -> dict[str, int]:
        """How many selections win, by market id, of what the user knows and told by id."""
        return {market: number for market, number in self.winners.items() if number}

    @property
    def venue(self) -> VenueConfig:
        """How to speak to the chosen environment. Raises ValueError where its address may not be
        used."""
        chosen = self.venues.get(self.environment, VenueSettings())
        check_addresses({self.environment: chosen})
        return VenueConfig(
            base_url=chosen.base_url or BASE_URLS[self.environment],
            routes=chosen.routes,
            states={**STATES, **chosen.states},
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
        known = Ceiling.__struct_fields__
        if strange := [name for name in self.ceiling if name not in known]:
            raise ValueError(f"ceiling.{strange[0]}: no such limit; there are {', '.join(known)}")
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
        settings = _fitted(tomllib.loads(chosen.read_text("utf-8")))
        _ = settings.venue_rules, settings.venue, settings.over_all_sheets
        _check_routes(settings.venues)
        check_addresses(settings.venues)
    except OSError as error:
        raise BadSettings(f"{chosen}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise BadSettings(f"{chosen}: {error}") from None
    return settings


def _fitted(written: dict[str, Any]) -> Settings:
    if sentence := misfit("", written, Settings):
        raise ValueError(sentence)
    return msgspec.convert(written, Settings, str_keys=True)


def check_addresses(venues: dict[Environment, VenueSettings]) -> None:
    """Raises ValueError naming the one that may not be used: under another environment's name, say,
    production would be armed without a proof."""
    for environment, venue in venues.items():
        try:
            if venue.base_url:
                check_address(environment, venue.base_url)
        except ValueError as error:
            raise ValueError(f"venues.{environment}.base_url {error}") from None


def _check_routes(venues: dict[Environment, VenueSettings]) -> None:
    for environment, venue in venues.items():
        try:
            overridden(venue.routes)
        except ValueError as error:
            raise ValueError(f"venues.{environment}.routes.{error}") from None


def _own_rules(written: dict[str, Any]) -> dict[str, VenueRule[Any]]:
    known = {field.name: getattr(VenueRules(), field.name) for field in _rule_fields()}
    rules = {}
    for name, value in written.items():
        if name not in known:
            raise ValueError(f"rules.{name}: no such rule; there are {', '.join(known)}")
        rules[name] = VenueRule(_rule_value(name, value), Source.SETTING, "the user's settings")
    return rules


def _rule_fields() -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(VenueRules)


def _rule_value(name: str, value: Any) -> Any:
    place = f"rules.{name}"
    if name == "ladder":
        return _ladder(place, value)
    if name in MONEY_RULES:
        return _hundredths(place, value, least=1 if name in _STEPS else 0)
    if sentence := misfit(place, value, _RULE_TYPES[name]):
        raise ValueError(sentence)
    return msgspec.convert(value, _RULE_TYPES[name])


def _ladder(place: str, value: Any) -> Ladder:
    """[[1.01, 0], [2.0, 0.01], ...]: the lowest price, then each band's end and step."""
    pairs = value if isinstance(value, list) else []
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        pairs = []
    points = [(_hundredths(place, a), _hundredths(place, b)) for a, b in pairs]
    ends = [end for end, _ in points]
    rises = ends == sorted(set(ends)) and all(step > 0 for _, step in points[1:])
    if len(points) < 2 or not rises or points[0][0] <= 100:
        raise ValueError(
            f"{place}: write the lowest price, then how far each step goes, each end above the one "
            "before: [[1.01, 0], [2.00, 0.01], [3.00, 0.02]]"
        )
    return Ladder(points[0][0], tuple(Band(up_to, step) for up_to, step in points[1:]))


def _hundredths(place: str, value: Any, *, least: int = 0) -> Cents:
    try:
        scaled = Decimal(str(value)) * 100
        if least <= scaled < 10**15 and scaled == scaled.to_integral_value():
            return int(scaled)
    except InvalidOperation:
        pass
    wanted = f"a number of at least {Decimal(least).scaleb(-2)}" if least else "a number"
    raise ValueError(
        f"{place}: {value!r} is not allowed; write {wanted} with at most two decimals, as 2.50"
    )


def journal_path(environment: Environment, username: str) -> Path:
    """One journal per account; the file's name does not tell the user's."""
    account = hashlib.sha256(username.encode()).hexdigest()[:12]
    return data_folder() / f"journal-{environment}-{account}.sqlite"
