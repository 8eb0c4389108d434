"""What is read of a request: its secret, the numbers in its path, its body within bounds."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from xlbetflag.practice.venue import refusals
from xlbetflag.practice.wire.misfit import in_italian
from xlbetflag.practice.wire.responses import BODY_LIMIT

BODY_SECONDS = 10.0  # for a body to come in
LARGEST_NUMBER = 2**63 - 1  # the venue's int64

Body = TypeVar("Body")
Endpoint = Callable[[Request], Awaitable[Response]]


def require_secret(request: Request, header: str, secret: str, refusal: refusals.Refusal) -> None:
    """Raises Refused unless the header holds the secret."""
    given = request.headers.get(header, "")
    if not hmac.compare_digest(given.encode(), secret.encode()):
        raise refusal.error()


def numbers(path_params: Mapping[str, str], names: Sequence[str]) -> dict[str, int]:
    """The path's fields as numbers. Raises Refused where one is none."""
    found = {}
    for name in names:
        text = path_params[name]
        is_number = text.isascii() and text.isdigit() and len(text) < 20
        if not is_number or int(text) > LARGEST_NUMBER:
            raise refusals.MALFORMED.error(reason=f"{name} non è un numero valido")
        found[name] = int(text)
    return found


async def bounded_body(request: Request) -> bytes:
    """Raises Refused beyond the limit, without reading what is beyond it, and for one that does
    not come in."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_LIMIT:
                    raise refusals.TOO_LARGE.error(limit=BODY_LIMIT)
    except (ClientDisconnect, TimeoutError):
        raise refusals.MALFORMED.error(reason="corpo incompleto") from None
    return bytes(body)


def decoded(decoder: "msgspec.json.Decoder[Body]", body: bytes) -> Body:
    """Raises Refused naming the field, never quoting what was sent."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise refusals.MALFORMED.error(reason=in_italian(error)) from None
    except (ValueError, RecursionError):
        raise refusals.MALFORMED.error(reason="non è JSON") from None
