"""The session token: one log-in however many calls need it."""

import threading
from collections.abc import Callable

from xlbetflag.api.errors import ApiError, Malformed, Refused


class Session:
    """Holds the token and renews it, single-flight. Thread-safe.

    A log-in that was answered with anything but a token is not tried again for `pause` seconds,
    lest the account be locked: until then every caller gets the same error. Callers that waited
    for a log-in which got no answer share its error too, instead of each waiting for its own.
    """

    def __init__(
        self,
        log_in: Callable[[], str],
        *,
        clock: Callable[[], float],
        pause: float = 60.0,
    ) -> None:
        self._log_in = log_in
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._failure: ApiError | None = None
        self._failed_at = 0.0
        self._failures = 0

    @property
    def held(self) -> str | None:
        """The token as it is, without logging in."""
        return self._token

    @property
    def is_open(self) -> bool:
        return self._token is not None

    def token(self) -> str:
        """The current token, logging in where there is none."""
        return self._token or self.renew(None)

    def renew(self, stale: str | None) -> str:
        """A token other than `stale`; of many callers with the same stale one, one logs in."""
        failures_before = self._failures
        with self._lock:
            if self._token is not None and self._token != stale:
                return self._token
            if self._failure and (self._failures != failures_before or self._is_pausing()):
                raise self._failure.with_traceback(None)
            self._token = None
            try:
                self._token = self._log_in()
            except ApiError as failure:
                self._failure, self._failed_at = failure, self._clock()
                self._failures += 1
                raise
            self._failure = None
            return self._token

    def _is_pausing(self) -> bool:
        was_answered = isinstance(self._failure, Refused | Malformed)
        return was_answered and self._clock() - self._failed_at < self._pause

    def drop(self, stale: str) -> None:
        """Let the next caller log in, unless somebody already has."""
        with self._lock:
            if self._token == stale:
                self._token = None

    def forget(self) -> None:
        """Drop the token and any remembered failure."""
        with self._lock:
            self._token = None
            self._failure = None
