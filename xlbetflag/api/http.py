"""The one place that knows the HTTP library.

A request is sent once: no redirects are followed and nothing is retried here.
"""

import logging
import ssl
import zlib
from collections.abc import Callable, Mapping
from functools import cache

import httpcore
import httpx

from xlbetflag.api.deadline import Deadlines, within
from xlbetflag.api.transport import NeverLeft, NoAnswer, Response, always

# Its debug messages quote what a server said.
logging.getLogger("httpcore").setLevel(logging.INFO)

# Bytes of an answer, as sent and unpacked. The menu with every market is the largest known.
LONGEST_READ = 32 * 1024 * 1024
LONGEST_OTHER = 1024 * 1024

CERTAINLY_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class HttpTransport:
    """One warm connection pool. Thread-safe. `close` when done."""

    def __init__(self, base_url: str, *, connect_timeout: float, connections: int = 128) -> None:
        self._base_url = base_url.rstrip("/")
        self._connect_timeout = connect_timeout
        self._client = httpx.Client(
            follow_redirects=False,
            headers={"Accept-Encoding": "gzip"},
            trust_env=False,
            transport=_with_deadlines(connections),
        )

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
        """As Transport's: `may_leave` is asked once there is a connection."""
        _check_headers(headers)
        if self._client.is_closed:
            raise NeverLeft("the client is closed")
        try:
            with (
                within(timeout),
                self._client.stream(
                    method,
                    self._base_url + path,
                    headers=headers,
                    content=body,
                    timeout=httpx.Timeout(timeout, connect=self._connect_timeout, pool=timeout),
                    extensions={"trace": _asking(may_leave)},
                ) as answer,
            ):
                return Response(
                    answer.status_code,
                    _body(answer, LONGEST_READ if method == "GET" else LONGEST_OTHER),
                    answer.headers.get("Retry-After"),
                    answer.headers.get("Date"),
                    answer.headers.get("ETag"),
                    answer.headers.get("Last-Modified"),
                )
        except CERTAINLY_NOT_SENT as error:
            raise NeverLeft(_cause(error)) from None
        except httpx.HTTPError as error:
            raise NoAnswer(_cause(error)) from None

    def close(self) -> None:
        self._client.close()


def _asking(may_leave: Callable[[], bool]) -> Callable[[str, object], None]:
    """The library tells each of its steps: the one before the first byte may be the last."""

    def told(step: str, _: object) -> None:
        if step.endswith("send_request_headers.started") and not may_leave():
            raise NeverLeft("withdrawn before it left")

    return told


@cache
def _certificates() -> ssl.SSLContext:
    """Loading them takes tens of milliseconds: once."""
    return httpx.create_ssl_context(trust_env=False)


def _check_headers(headers: Mapping[str, str]) -> None:
    """The library's own complaint about a header quotes its value, which may be a secret."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()) or value != value.strip():
            raise NeverLeft(f"header {name}: has a character or a blank that no header may carry")


def _with_deadlines(connections: int) -> httpx.HTTPTransport:
    """The library's own, over sockets that keep deadlines."""
    transport = httpx.HTTPTransport(verify=_certificates(), trust_env=False)
    transport._pool.close()
    transport._pool = httpcore.ConnectionPool(
        ssl_context=_certificates(),
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=httpx.Limits().keepalive_expiry,
        network_backend=Deadlines(),
    )
    return transport


def _body(answer: httpx.Response, longest: int) -> bytes:
    """The whole answer, unpacked. Raises NoAnswer for one that is too long, or packed otherwise."""
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip"):
        raise NoAnswer(f"packed as {packing[:40]!r}, which was not asked for")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16) if packing == "gzip" else None
    body = bytearray()
    received = 0
    for chunk in answer.iter_raw():
        received += len(chunk)
        try:
            room = longest + 1 - len(body)
            body += unpacking.decompress(chunk, room) if unpacking else chunk
        except zlib.error:
            raise NoAnswer("it could not be unpacked") from None
        if max(received, len(body)) > longest:
            raise NoAnswer(f"longer than {longest} bytes")
    if unpacking and not unpacking.eof:
        raise NoAnswer("it ended before all was unpacked")
    return bytes(body)


def _cause(error: Exception) -> str:
    """What happened, without the bytes that some messages of the library quote."""
    name, words = type(error).__name__, str(error)
    return f"{name}: {words}" if words and "b'" not in words and 'b"' not in words else name
