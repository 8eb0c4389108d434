"""HTTP/1.1 as the practice exchange speaks it: the connection in reach, bounds, no bare refusals.

httptools parses in C: the exchange answers twice as many requests as with a parser in Python.
"""

import asyncio

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from xlbetflag.practice.venue import refusals
from xlbetflag.practice.wire.responses import refusal_response

TRANSPORT = "transport"
HEAD_LIMIT = 64 * 1024
VERSIONS = ("1.0", "1.1")


class PracticeProtocol(HttpToolsProtocol):
    """Hands its transport to the application, in the scope's state: faults end connections."""

    _head_size = 0  # bytes since the last one that was understood

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, TRANSPORT: transport}
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._head_size += len(data)
        super().data_received(data)
        if self._head_size > HEAD_LIMIT and not self.transport.is_closing():
            self.send_400_response("the head is too large")

    def on_headers_complete(self) -> None:
        self._head_size = 0
        if self.parser.get_http_version() not in VERSIONS:
            raise ValueError("no version of HTTP that we speak")  # becomes a 400
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head_size = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets an envelope too."""
        answer = refusal_response(refusals.MALFORMED.error(reason="non è HTTP"))
        head = [b"HTTP/1.1 400 Bad Request", b"connection: close"]
        head += [name + b": " + value for name, value in answer.raw_headers]
        self.transport.write(b"\r\n".join([*head, b"", bytes(answer.body)]))
        self.transport.close()


def transport_of(scope: Scope) -> asyncio.Transport:
    """The connection a request came on. Raises LookupError under another protocol."""
    transport: asyncio.Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        raise LookupError("this server does not hand its connections to the application")
    return transport
