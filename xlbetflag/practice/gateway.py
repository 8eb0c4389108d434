"""One request of the venue's, checked and handed to its handler, whatever has carried it here."""

import math
from collections.abc import Iterable, Mapping
from functools import cache, partial

import msgspec

from xlbetflag.api.routes import Route, path_fields
from xlbetflag.practice.faults.plan import Strike
from xlbetflag.practice.faults.venue import VenueFaults
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.wire.handlers import HANDLERS, Call, Pending
from xlbetflag.practice.wire.keys import Keys
from xlbetflag.practice.wire.limits import RateLimit, RateLimiter
from xlbetflag.practice.wire.requests import decoded, numbers
from xlbetflag.practice.wire.sessions import Sessions


class Gateway:
    """The way to an exchange's handlers, which run under the exchange's lock. Thread-safe."""

    def __init__(
        self, exchange: Exchange, sessions: Sessions, api_key: str, limit: RateLimit | None = None
    ) -> None:
        self.exchange = exchange
        self.sessions = sessions
        self.keys = Keys(exchange, api_key)
        self.limiter = RateLimiter(limit or RateLimit(), exchange.clock)
        self.faults = VenueFaults(exchange, sessions)

    def admit(
        self, route: Route, api_key: str, token: str, strikes: Iterable[Strike] = ()
    ) -> "Visit":
        """A request's key and session are good. Raises Refused."""
        key = self.keys.known(api_key)
        if wait := self.limiter.take(key):
            refused = refusals.RATE.error()
            refused.retry_after = str(max(1, math.ceil(wait)))
            raise refused
        self.faults.before_session(strikes, token)
        account = self.keys.owner(key, self.sessions.account(token)) if route.session else None
        return Visit(self, route, key, token, account, tuple(strikes))


class Visit:
    """A request that was admitted."""

    def __init__(
        self,
        gateway: Gateway,
        route: Route,
        key: str,
        token: str,
        account: Account | None,
        strikes: tuple[Strike, ...],
    ) -> None:
        self._gateway = gateway
        self._route = route
        self._key = key
        self._token = token
        self._account = account
        self._strikes = strikes
        self._call: Call

    def handle(self, path: Mapping[str, str], body: bytes) -> msgspec.Struct | Pending:
        """The answer, or what it waits for: then `told` makes it one. `path`: the fields of its
        path. Raises Refused."""
        gateway, route = self._gateway, self._route
        names, decoder = _parts(route)
        fields = numbers(path, names)
        asked = decoded(decoder, body) if decoder is not None else None
        with gateway.exchange.lock:
            call = Call(
                gateway.exchange,
                gateway.sessions,
                fields,
                asked,
                self._account,
                self._token,
                partial(gateway.keys.owner, self._key),
            )
            self._call = gateway.faults.before(call, self._strikes)
            found = HANDLERS[route.operation](self._call)
            return found if isinstance(found, Pending) else self.told(found)

    def told(self, message: msgspec.Struct) -> msgspec.Struct:
        """What the client is told of a handler's answer. Raises Refused."""
        with self._gateway.exchange.lock:
            return self._gateway.faults.after(self._call, message, self._strikes)


@cache
def _parts(route: Route) -> tuple[list[str], "msgspec.json.Decoder[msgspec.Struct] | None"]:
    """What a request of it has: the fields of its path, and its body."""
    body = msgspec.json.Decoder(route.request) if route.request is not None else None
    return path_fields(route.path), body
