"""The one place that knows the HTTP library.

A request is sent once: no redirects are followed and nothing is retried here.
"""

from collections.abc import Mapping

import httpx
import msgspec

CERTAINLY_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


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
        """Raises NeverLeft or NoAnswer, which carry no header and no body."""
        try:
            answer = self._client.request(
                method,
                self._base_url + path,
                headers=headers,
                content=body,
                timeout=httpx.Timeout(timeout, connect=self._connect_timeout, pool=timeout),
            )
        except CERTAINLY_NOT_SENT as error:
            raise NeverLeft(_cause(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoAnswer(_cause(error)) from None
        return Response(
            answer.status_code,
            answer.content,
            answer.headers.get("Retry-After"),
            answer.headers.get("Date"),
        )

    def close(self) -> None:
        self._client.close()


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
