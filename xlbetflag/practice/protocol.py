"""HTTP/1.1 as the practice exchange speaks it: the connection in reach, and no bare refusals."""

import asyncio

import h11
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from xlbetflag.practice import refusals
from xlbetflag.practice.responses import refusal_response

TRANSPORT = "transport"


class PracticeProtocol(H11Protocol):
    """Hands its transport to the application, in the scope's state: faults end connections."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {**self.app_state, TRANSPORT: transport}
        super().connection_made(transport)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP gets an envelope too."""
        answer = refusal_response(refusals.MALFORMED.error(reason="non è HTTP"))
        headers = [*answer.raw_headers, (b"connection", b"close")]
        events = (
            h11.Response(status_code=answer.status_code, headers=headers, reason=b"Bad Request"),
            h11.Data(data=bytes(answer.body)),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()


def transport_of(scope: Scope) -> asyncio.Transport:
    """The connection a request came on. Raises LookupError under another protocol."""
    transport: asyncio.Transport | None = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        raise LookupError("this server does not hand its connections to the application")
    return transport
