"""Where the venue is and how it is spoken to."""

import math
from enum import StrEnum

import msgspec

from xlbetflag.api.translate import STATES
from xlbetflag.market.money import Rounding
from xlbetflag.market.state import MarketState


class Environment(StrEnum):
    PRACTICE = "practice"
    STAGING = "staging"
    PRODUCTION = "production"


BASE_URLS = {
    Environment.PRACTICE: "http://127.0.0.1:8790/api/rest",
    Environment.STAGING: "https://exchange-api-proxy-staging.mstxchange.com/api/rest",
    Environment.PRODUCTION: "https://exchange-api-proxy.mediasystemtechnologies.it:4453/api/rest",
}


class Credentials(msgspec.Struct, frozen=True):
    """Secrets: kept in the keyring, shown nowhere, so they have no repr."""

    username: str
    password: str
    api_key: str

    def __repr__(self) -> str:
        return "Credentials(…)"

    __str__ = __repr__


class VenueConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`routes` replaces single routes ("logout": "POST /x"). Times in seconds.

    Each bounds a whole request, to the last byte of its answer. A placement waits for the market's
    live delay plus `write_margin`, which is more than nothing: a shorter wait would take every
    placement on a live market for lost. A cancel knows no live delay and may be repeated, so it has
    a short time of its own: one that hangs must not keep others waiting. Raises ValueError.
    """

    base_url: str
    routes: dict[str, str] = msgspec.field(default_factory=dict)
    states: dict[int, MarketState] = msgspec.field(default_factory=lambda: dict(STATES))
    connect_timeout: float = 5.0
    read_timeout: float = 8.0
    write_margin: float = 15.0
    cancel_timeout: float = 5.0
    read_attempts: int = 2
    liability_rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "read_timeout", "write_margin", "cancel_timeout"):
            seconds = getattr(self, name)
            if not 0 < seconds < math.inf:
                raise ValueError(f"{name} must be more than 0 seconds and end: {seconds}")
