"""Faults between the exchange and its client: ends of connections, delays, spoiled answers.

A request is read to its end before anything happens to it, so that "before" and "after" tell
exactly whether the engine has acted.
"""

import asyncio
import contextlib
import copy
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from xlbetflag.practice.faults.plan import FaultPlan, Strike
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.wire.protocol import transport_of
from xlbetflag.practice.wire.responses import BODY_LIMIT, refusal_response

Answer = Callable[[Request, tuple[Strike, ...]], Awaitable[Response]]
LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)  # close with RST, at once
PAGE = "<!doctype html><title>Manutenzione</title><h1>Servizio in manutenzione</h1>"


class Operation:
    """One operation of the venue as an ASGI application, with what the plan does to it."""

    def __init__(self, operation: str, answer: Answer, plan: FaultPlan) -> None:
        self._operation = operation
        self._answer = answer
        self._plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        strikes = self._plan.strikes(self._operation)
        try:
            if strikes.wire:
                await self._struck(strikes.wire, strikes.venue, scope, receive, send)
            else:
                response = await self._answer(Request(scope, receive, send), strikes.venue)
                await response(scope, receive, send)
        finally:
            strikes.close()

    async def _struck(
        self,
        wire: Strike,
        venue: tuple[Strike, ...],
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        request = Request(scope, await _read_ahead(receive), send)
        if wire.when == "after":
            response = await self._answer(request, venue)
            await _strike(wire, response, scope, receive, send)
        elif wire.kind.name == "delay":
            wire.happened()
            await asyncio.sleep(wire.seconds)
            response = await self._answer(request, venue)
            await response(scope, receive, send)
        else:
            await _strike(wire, None, scope, receive, send)


async def _strike(
    strike: Strike, response: Response | None, scope: Scope, receive: Receive, send: Send
) -> None:
    """`response` None: the engine has not acted and will not."""
    name = strike.kind.name
    if name in _ENDS:
        strike.happened()
        _ENDS[name](transport_of(scope))
        await _client_gone(receive)
        return
    if name in INSTEAD:
        strike.happened()
        response = INSTEAD[name](strike)
    elif response is not None and name == "delay":
        strike.happened()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_client_gone(receive), strike.seconds)
    elif response is not None and name == "cut":
        strike.happened()
        await _cut(response, scope, receive, send)
        return
    elif response is not None:
        spoiled = SPOILED[name](bytes(response.body), strike.rng)
        if spoiled is not None:
            strike.happened()
            response = Response(spoiled, response.status_code, media_type="application/json")
    if response is None:
        raise RuntimeError(f"{name} cannot strike before the engine acts")
    await response(scope, receive, send)


async def _read_ahead(receive: Receive) -> Receive:
    """The request's messages read to their end, then given again. Never much beyond the limit."""
    messages: list[Message] = []
    size = 0
    while size <= BODY_LIMIT:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            break

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    return again


async def _client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


# --- the end of a connection ----------------------------------------------------------------


def _reset(transport: asyncio.Transport) -> None:
    raw = transport.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()


_ENDS: dict[str, Callable[[asyncio.Transport], None]] = {
    "drop": lambda transport: transport.close(),
    "reset": _reset,
}


async def _cut(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """The head as it is, half of the body it announces, and the end."""
    body = bytes(response.body)
    await send(
        {
            "type": "http.response.start",
            "status": response.status_code,
            "headers": response.raw_headers,
        }
    )
    await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
    transport_of(scope).close()
    await _client_gone(receive)


# --- another answer -------------------------------------------------------------------------


def _too_often(strike: Strike) -> Response:
    response = refusal_response(refusals.RATE.error())
    response.headers["Retry-After"] = f"{strike.seconds:g}"
    return response


INSTEAD: dict[str, Callable[[Strike], Response]] = {
    "status": lambda strike: Response(b"", strike.rule.status),
    "html": lambda strike: Response(PAGE, 200, media_type="text/html"),
    "rate_limited": _too_often,
}


def _edited(change: Callable[[Any, Random], bool]) -> Callable[[bytes, Random], bytes | None]:
    def edit(body: bytes, rng: Random) -> bytes | None:
        message = msgspec.json.decode(body) if body else None
        return msgspec.json.encode(message) if change(message, rng) else None

    return edit


def _twice(message: Any, rng: Random) -> bool:
    rows = _rows(message)
    if not rows:
        return False
    place = rng.randrange(len(rows))
    rows.insert(place, copy.deepcopy(rows[place]))
    return True


def _shuffled(message: Any, rng: Random) -> bool:
    rows = _rows(message)
    if not rows or len(rows) < 2:
        return False
    turn = rng.randint(1, len(rows) - 1)  # every row in another place
    rows[:] = rows[turn:] + rows[:turn]
    return True


def _rows(message: Any) -> list[Any] | None:
    """The list of offers in an answer: placed, cancelled, or mine."""
    found = message if isinstance(message, dict) else {}
    for name in ("offerte", "abbinamenti"):
        if isinstance(found.get(name), dict):
            found = found[name]
    return next((found[name] for name in ("ordine", "offerta", "o") if found.get(name)), None)


def _mistyped(body: bytes, rng: Random) -> bytes:
    return msgspec.json.encode(_other_type(msgspec.json.decode(body)))


def _other_type(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _other_type(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_other_type(each) for each in value]
    return [value] if isinstance(value, str) else str(value)


SPOILED: dict[str, Callable[[bytes, Random], bytes | None]] = {
    "truncated": lambda body, rng: body[: len(body) // 2],
    "wrong_types": _mistyped,
    "duplicate_rows": _edited(_twice),
    "shuffled_rows": _edited(_shuffled),
}
