"""What carries a request to the venue and its answer back. A request is sent once.

`xlbetflag.api.http` does it over sockets; whatever else keeps this may be handed to a Client.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec


class Response(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    retry_after: str | None = None
    date: str | None = None
    etag: str | None = None
    modified: str | None = None


class NeverLeft(Exception):  # noqa: N818 - what happened
    """No byte of the request reached a server."""


class NoAnswer(Exception):  # noqa: N818
    """The request may have arrived; no complete answer came back."""


def always() -> bool:
    return True


class Transport(Protocol):
    """Thread-safe. Nothing is retried and no redirect followed."""

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
        """`path`: below the venue's base URL; `timeout`: seconds for all of it, to the last byte
        of the answer; `may_leave`: asked when nothing is left to wait for, just before the first
        byte.

        Raises NeverLeft or NoAnswer, which carry no header and no body.
        """

    def close(self) -> None:
        """Nothing is sent any more."""
