"""Bookkeeping of what lowers risk: it comes after the deed, and nobody waits long for it."""

import logging
import queue
import threading
from collections.abc import Callable

from xlbetflag.orders.journal import JournalBroken
from xlbetflag.orders.ledger import Ledger

PATIENCE = 0.25  # seconds for which a command waits for its bookkeeping: mostly it is done by then
LAST_PATIENCE = 15.0  # when the desk stops

log = logging.getLogger(__name__)


class Afterwards:
    """One piece of work after the other, in a thread of its own. Thread-safe.

    A journal that cannot be written becomes the ledger's trouble; what was done is done.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._work: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def add(self, work: Callable[[], object]) -> None:
        """To be done soon; does not wait."""
        self._work.put(work)
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bookkeeping", daemon=True)
                self._thread.start()

    def settle(self, seconds: float = PATIENCE) -> bool:
        """Wait for what was added until now, but not longer; False where it is not done yet."""
        if self._thread is None or threading.current_thread() is self._thread:
            return True
        done = threading.Event()
        self._work.put(done.set)
        return done.wait(seconds)

    def _run(self) -> None:
        while True:
            work = self._work.get()
            try:
                work()
            except JournalBroken as problem:
                self._ledger.trouble = problem
            except Exception:
                log.exception("what was done could not be written down")
