"""Session tokens: given at log-in, kept alive by every call, gone after a silence."""

import threading
import time
import uuid
from collections.abc import Callable

from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue import refusals


class Sessions:
    """`lifetime` in seconds without a call; several sessions of one account stand side by side."""

    def __init__(self, lifetime: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.lifetime = lifetime
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[str, tuple[Account, float]] = {}  # token -> account, last call

    def start(self, account: Account) -> str:
        token = str(uuid.uuid4())
        with self._lock:
            self._sweep()
            self._open[token] = (account, self._clock())
        return token

    def account(self, token: str) -> Account:
        """Whose session it is, kept alive by asking. Raises Refused for none or an expired one."""
        with self._lock:
            self._sweep()
            if token not in self._open:
                raise refusals.SESSION.error()
            account, _ = self._open.pop(token)
            self._open[token] = (account, self._clock())  # last: the oldest call stays first
            return account

    def end(self, token: str) -> None:
        with self._lock:
            self._open.pop(token, None)

    def expire_all(self) -> int:
        """As if everybody had been silent for too long; how many sessions that ended."""
        with self._lock:
            count = len(self._open)
            self._open.clear()
            return count

    def _sweep(self) -> None:
        """Forget the expired; the dict is in the order of last calls."""
        oldest = self._clock() - self.lifetime
        for token, (_, called) in list(self._open.items()):
            if called > oldest:
                break
            del self._open[token]
