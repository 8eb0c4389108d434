"""Frames on a socket: four bytes of length, big-endian, then UTF-8 JSON.

First the client says ``{"protocol": 1, "token": "..."}`` and hears ``{"protocol": 1, "pid": n}``
or ``{"error": "a sentence"}``. Then each request is a batch ``{"id": n, "calls": [[operation,
*arguments], ...]}`` and its answer ``{"id": n, "results": [...]}``. A result is ``["ok", value]``
or ``["error", kind, sentence]``; the first error ends its batch, so there may be fewer results
than calls.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

PROTOCOL = 1
MOST_BYTES = 64 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """A frame that cannot be sent or understood."""


class Closed(WireError):  # noqa: N818
    """The other side has hung up."""


class TooLong(WireError):  # noqa: N818
    """A frame over the limit; nothing of it was sent."""


def encode(message: object) -> bytes:
    """A frame. Raises TooLong over MOST_BYTES; NaN and infinities become null."""
    try:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(message), ensure_ascii=False, separators=(",", ":"))
    body = text.encode("utf-8", "replace")
    if len(body) > MOST_BYTES:
        raise TooLong(
            f"{len(body) / 1048576:.1f} MB are too many for one exchange with Calc "
            f"(at most {MOST_BYTES // 1048576} MB)"
        )
    return _LENGTH.pack(len(body)) + body


def send(connection: socket.socket, message: object) -> None:
    connection.sendall(encode(message))


def receive(connection: socket.socket, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """The next message. Raises Closed at the end, WireError for what is none."""
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > most_bytes:
        raise WireError(f"a frame of {length} bytes is over the limit of {most_bytes}")
    try:
        message = json.loads(_exactly(connection, length))
    except ValueError as problem:
        raise WireError("a frame is not JSON") from problem
    if not isinstance(message, dict):
        raise WireError("a frame is not a message")
    return message


def _exactly(connection: socket.socket, length: int) -> bytearray:
    found = bytearray(length)
    view = memoryview(found)
    place = 0
    while place < length:
        count = connection.recv_into(view[place:])
        if not count:
            raise Closed("the connection was closed")
        place += count
    return found


def _finite(message: Any) -> Any:
    if isinstance(message, float):
        return message if message - message == 0 else None
    if isinstance(message, dict):
        return {key: _finite(value) for key, value in message.items()}
    if isinstance(message, (list, tuple)):
        return [_finite(value) for value in message]
    return message
