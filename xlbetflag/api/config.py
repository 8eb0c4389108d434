"""Where the venue is and how it is spoken to."""

import math
import re
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

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


# As it can only be read one way: no dot at its end, no letters that look like others.
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})*|[0-9a-f:.]*:[0-9a-f:.]*")


def check_address(environment: Environment, url: str) -> None:
    """Raises ValueError for an address that could be read as another one, that sends secrets in the
    clear to another machine, or that is production's while `environment` is not.

    Practice alone may be spoken to without encryption.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not url.isprintable() or " " in url:
        raise ValueError("is no address: it begins with https:// and has no blanks")
    if "@" in parts.netloc or "\\" in url or parts.query or parts.fragment:
        raise ValueError("is no plain address: a host, a port and a path, and nothing else")
    if not _HOST.fullmatch(host):
        raise ValueError("names its host in an unusual way: write it as a certificate has it")
    is_production = host == urlsplit(BASE_URLS[Environment.PRODUCTION]).hostname
    if is_production and environment is not Environment.PRODUCTION:
        raise ValueError("is the address of production")
    may_be_open = environment is Environment.PRACTICE or _is_this_machine(host)
    if parts.scheme == "http" and not may_be_open:
        raise ValueError(f"is not encrypted: {environment} is spoken to by https:// only")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Credentials(msgspec.Struct, frozen=True):
    """Secrets: kept in the keyring, shown nowhere, so they have no repr.

    `are_published`: they are none, but the practice exchange's own.
    """

    username: str
    password: str
    api_key: str
    are_published: bool = False

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
