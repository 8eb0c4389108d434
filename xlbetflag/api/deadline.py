"""Sockets that keep the deadline of the request they serve, from its first byte to its last.

The HTTP library bounds each silence only: an answer that drips in, or a name server that does not
answer, would hold a request for as long as they like.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

_WRITTEN_AT_ONCE = 16 * 1024
_request = threading.local()  # `ends`: monotonic, of the request that this thread has under way


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What this thread sends and receives meanwhile ends in time, or fails."""
    _request.ends = time.monotonic() + seconds
    try:
        yield
    finally:
        del _request.ends


class Deadlines(httpcore.NetworkBackend):
    """Opens connections whose every step counts against the deadline of its thread's request."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Each address of the host gets its share of the time that is left."""
        ends = time.monotonic() + _left(timeout, httpcore.ConnectTimeout)
        addresses = _addresses(host, port, ends - time.monotonic())
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for place, address in enumerate(addresses):
            share = (ends - time.monotonic()) / (len(addresses) - place)
            if share <= 0:
                raise httpcore.ConnectTimeout("timed out")
            try:
                plain = self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Stream(plain)
        raise failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream) -> None:
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._plain.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), _WRITTEN_AT_ONCE):
            part = buffer[at : at + _WRITTEN_AT_ONCE]
            self._plain.write(part, _left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._plain.get_extra_info(info)


def _left(timeout: float | None, failure: type[Exception]) -> float:
    """Seconds that a step may take. Raises the failure where the request's time is over."""
    ends = getattr(_request, "ends", None)
    seconds = min(
        float("inf") if timeout is None else timeout,
        float("inf") if ends is None else ends - time.monotonic(),
    )
    if seconds <= 0:
        raise failure("the time for the whole request is over")
    return min(seconds, threading.TIMEOUT_MAX)


def _addresses(host: str, port: int, seconds: float) -> list[str]:
    """Where a host is; the system's own look-up knows no time limit, so it has a thread."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass  # a name
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(each[4][0]) for each in known)))
        except (OSError, UnicodeError) as error:
            found.put(error)

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        answer = found.get(timeout=seconds)
    except queue.Empty:
        raise httpcore.ConnectTimeout(f"{host} was not looked up in time") from None
    if isinstance(answer, Exception):
        raise httpcore.ConnectError(str(answer)) from None
    return answer
