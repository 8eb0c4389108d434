"""The practice exchange over HTTP: routing, checks and refusals; no rule of the trade lives here.

Handlers run in the event loop and hold the exchange's lock while they touch its state.
"""

import logging
from collections.abc import Sequence
from functools import cache

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.routing import Route as WebRoute

from xlbetflag.api.routes import KEY_HEADER, ROUTES, SESSION_HEADER, Route
from xlbetflag.api.specification import specification
from xlbetflag.practice.faults.plan import FaultPlan, Strike
from xlbetflag.practice.faults.wire import Answer, Operation
from xlbetflag.practice.gateway import Gateway
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.wire.handlers import HANDLERS, Pending
from xlbetflag.practice.wire.limits import RateLimit
from xlbetflag.practice.wire.requests import bounded_body
from xlbetflag.practice.wire.responses import json_response, refusal_response
from xlbetflag.practice.wire.sessions import Sessions

PREFIX = "/api/rest"

log = logging.getLogger(__name__)


def create_app(
    exchange: Exchange,
    sessions: Sessions,
    *,
    api_key: str,
    operator_routes: Sequence[BaseRoute] = (),
    routes: Sequence[Route] = ROUTES,
    faults: FaultPlan | None = None,
    limit: RateLimit | None = None,
) -> Starlette:
    """The application. Raises LookupError for an operation without a handler."""
    missing = [route.operation for route in routes if route.operation not in HANDLERS]
    if missing:
        raise LookupError(f"no handler for {', '.join(missing)}")
    plan = faults or FaultPlan()
    gateway = Gateway(exchange, sessions, api_key, limit)
    venue = [
        WebRoute(
            PREFIX + route.path,
            Operation(route.operation, _endpoint(route, gateway), plan),
            methods=[route.method],
            name=route.operation,
        )
        for route in routes
    ]
    app = Starlette(
        routes=[*venue, _document(routes), *operator_routes],
        exception_handlers={HTTPException: _no_such_operation, Exception: _internal},
    )
    app.router.redirect_slashes = False  # a path with one more slash is another one, as any unknown
    return app


def _endpoint(route: Route, gateway: Gateway) -> Answer:
    async def answer(request: Request, strikes: tuple[Strike, ...]) -> Response:
        key = request.headers.get(KEY_HEADER, "")
        token = request.headers.get(SESSION_HEADER, "")
        try:
            visit = gateway.admit(route, key, token, strikes)
            body = await bounded_body(request) if route.request is not None else b""
            found = visit.handle(request.path_params, body)
            if isinstance(found, Pending):
                found = visit.told(await found.answer())
            return json_response(found)
        except Refused as refused:
            return refusal_response(refused)

    return answer


def _document(routes: Sequence[Route]) -> WebRoute:
    """The OpenAPI document of the venue's operations; it needs no key."""

    @cache
    def content() -> bytes:
        return msgspec.json.encode(specification(routes, base=PREFIX))

    async def answer(request: Request) -> Response:
        return Response(content(), media_type="application/json")

    return WebRoute("/openapi.json", answer)


async def _no_such_operation(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    refusal = refusals.METHOD if status == refusals.METHOD.http_status else refusals.UNKNOWN_PATH
    response = refusal_response(refusal.error())
    if refusal is refusals.METHOD:
        response.headers["Allow"] = ", ".join(_allowed(request))
    return response


def _allowed(request: Request) -> list[str]:
    """The methods of the path; Starlette names only those of the first operation on it."""
    fitting = [
        route
        for route in request.app.routes
        if isinstance(route, WebRoute) and route.matches(request.scope)[0] is not Match.NONE
    ]
    return sorted({method for route in fitting for method in route.methods or ()})


async def _internal(request: Request, error: Exception) -> Response:
    log.error("unexpected error on %s %s", request.method, request.url.path, exc_info=error)
    return refusal_response(refusals.INTERNAL.error())
