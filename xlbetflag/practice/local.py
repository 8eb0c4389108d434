"""An exchange in this very process, reached without HTTP, on whatever time it is given."""

import re
from collections.abc import Callable, Mapping
from email.utils import format_datetime

import msgspec

from xlbetflag.api.routes import KEY_HEADER, ROUTES, SESSION_HEADER, Route
from xlbetflag.api.transport import NeverLeft, NoAnswer, Response, always
from xlbetflag.practice.gateway import Gateway
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.wire.handlers import Pending
from xlbetflag.practice.wire.responses import envelope
from xlbetflag.practice.wire.sessions import Sessions
from xlbetflag.scheduling import Scheduler


class LocalTransport:
    """A client's way to an exchange whose clock is the scheduler's.

    `latency`: seconds from a request's first byte to its arrival, and again for its answer. A
    log-in takes none: it is made while a lock is held.
    """

    def __init__(
        self,
        exchange: Exchange,
        scheduler: Scheduler,
        *,
        api_key: str,
        latency: float = 0.0,
    ) -> None:
        lifetime = exchange.rules.session_lifetime.value
        self.sessions = Sessions(lifetime, scheduler.monotonic)
        self.latency = latency
        self._scheduler = scheduler
        self._gateway = Gateway(exchange, self.sessions, api_key)
        self._paths = [(route, _pattern(route)) for route in ROUTES]
        self._is_closed = False

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,
        may_leave: Callable[[], bool] = always,
    ) -> Response:
        """As a Transport's."""
        if self._is_closed:
            raise NeverLeft("the client is closed")
        if not may_leave():
            raise NeverLeft("withdrawn before it left")
        ends = self._scheduler.monotonic() + timeout
        route, fields = self._route(method, path)
        way = 0.0 if route is not None and route.operation == "login" else self.latency
        self._pass(way, ends)
        try:
            if route is None:
                raise refusals.UNKNOWN_PATH.error()
            key, token = headers.get(KEY_HEADER, ""), headers.get(SESSION_HEADER, "")
            visit = self._gateway.admit(route, key, token)
            found = visit.handle(fields, body or b"")
            if isinstance(found, Pending):
                found = visit.told(found.decided(self._scheduler))
            status, retry_after = 200, None
        except Refused as refused:
            found = envelope(refused)
            status, retry_after = refused.refusal.http_status, refused.retry_after
        self._pass(way, ends)
        date = format_datetime(self._scheduler.now(), usegmt=True)
        return Response(status, msgspec.json.encode(found), retry_after, date)

    def close(self) -> None:
        self._is_closed = True

    def _pass(self, seconds: float, ends: float) -> None:
        left = ends - self._scheduler.monotonic()
        if seconds or left < 0:
            self._scheduler.sleep(max(0.0, min(seconds, left)))
        if seconds > left:
            raise NoAnswer("it took too long")

    def _route(self, method: str, path: str) -> tuple[Route | None, dict[str, str]]:
        for route, pattern in self._paths:
            if route.method == method and (fits := pattern.fullmatch(path)):
                return route, fits.groupdict()
        return None, {}


def _pattern(route: Route) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(route.path)))
