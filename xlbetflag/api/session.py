"""The session token: one log-in however many calls need it."""

import threading
import time
from collections.abc import Callable

from xlbetflag.api.errors import Refused


class Session:
    """Holds the token and renews it, single-flight. Thread-safe.

    A refused log-in is not tried again for `pause` seconds, lest the account be locked: until
    then every caller gets the same refusal.
    """

    def __init__(self, log_in: Callable[[], str], *, pause: float = 60.0) -> None:
        self._log_in = log_in
        self._pause = pause
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refusal: Refused | None = None
        self._refused_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._token is not None

    def token(self) -> str:
        """The current token, logging in where there is none."""
        return self._token or self.renew(None)

    def renew(self, stale: str | None) -> str:
        """A token other than `stale`; of many callers with the same stale one, one logs in."""
        with self._lock:
            if self._token is not None and self._token != stale:
                return self._token
            if self._refusal and time.monotonic() - self._refused_at < self._pause:
                raise self._refusal
            self._token = None
            try:
                self._token = self._log_in()
            except Refused as refusal:
                self._refusal, self._refused_at = refusal, time.monotonic()
                raise
            self._refusal = None
            return self._token

    def drop(self, stale: str) -> None:
        """Let the next caller log in, unless somebody already has."""
        with self._lock:
            if self._token == stale:
                self._token = None

    def forget(self) -> None:
        """Drop the token and any remembered refusal."""
        with self._lock:
            self._token = None
            self._refusal = None
