"""The one place that knows the HTTP library.

A request is sent once: no redirects are followed and nothing is retried here.
"""

import logging
import ssl
import time
from collections.abc import Iterator, Mapping
from functools import cache

import httpx
import msgspec

# Its debug messages quote what a server said.
logging.getLogger("httpcore").setLevel(logging.INFO)

CERTAINLY_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Response(msgspec.Struct, frozen=True):
    status: int
    body: bytes
    retry_after: str | None
    date: str | None


class NeverLeft(Exception):  # noqa: N818 - what happened
    """No byte of the request reached a server."""


class NoAnswer(Exception):  # noqa: N818
    """The request may have arrived; no complete answer came back."""


class Transport:
    """One warm connection pool. Thread-safe. `close` when done."""

    def __init__(self, base_url: str, *, connect_timeout: float, connections: int = 16) -> None:
        self._base_url = base_url.rstrip("/")
        self._connect_timeout = connect_timeout
        self._client = httpx.Client(
            follow_redirects=False,
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            trust_env=False,
            verify=_certificates(),
        )

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None,
        timeout: float,
    ) -> Response:
        """`timeout` bounds every silence, and the whole of the answer's body.

        Raises NeverLeft or NoAnswer, which carry no header and no body.
        """
        _check_headers(headers)
        if self._client.is_closed:
            raise NeverLeft("the client is closed")
        try:
            with self._client.stream(
                method,
                self._base_url + path,
                headers=headers,
                content=body,
                timeout=httpx.Timeout(timeout, connect=self._connect_timeout, pool=timeout),
            ) as answer:
                return Response(
                    answer.status_code,
                    b"".join(_in_time(answer.iter_bytes(), timeout)),
                    answer.headers.get("Retry-After"),
                    answer.headers.get("Date"),
                )
        except CERTAINLY_NOT_SENT as error:
            raise NeverLeft(_cause(error)) from None
        except httpx.HTTPError as error:
            raise NoAnswer(_cause(error)) from None

    def close(self) -> None:
        self._client.close()


@cache
def _certificates() -> ssl.SSLContext:
    """Loading them takes tens of milliseconds: once."""
    return httpx.create_ssl_context(trust_env=False)


def _check_headers(headers: Mapping[str, str]) -> None:
    """The library's own complaint about a header quotes its value, which may be a secret."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()) or value != value.strip():
            raise NeverLeft(f"header {name}: has a character or a blank that no header may carry")


def _in_time(chunks: Iterator[bytes], seconds: float) -> Iterator[bytes]:
    """The library bounds each silence only: an answer that drips in would never end."""
    deadline = time.monotonic() + seconds
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise NoAnswer(f"the answer was still coming after {seconds:g} s")
        yield chunk


def _cause(error: Exception) -> str:
    """What happened, without the bytes that some messages of the library quote."""
    name, words = type(error).__name__, str(error)
    return f"{name}: {words}" if words and "b'" not in words and 'b"' not in words else name
