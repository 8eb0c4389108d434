"""Bookkeeping of what lowers risk: it comes after the deed, and nobody waits long for it."""

import logging
import math
import threading
from collections import deque
from collections.abc import Callable

from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.scheduling import Lane, Scheduler

PATIENCE = 0.25  # seconds for which a command waits for its bookkeeping: mostly it is done by then
LAST_PATIENCE = 15.0  # when the desk stops

log = logging.getLogger(__name__)


class Afterwards:
    """One piece of work after the other, in a lane of its own. Thread-safe.

    A journal that cannot be written becomes the ledger's trouble; what was done is done.
    """

    def __init__(self, ledger: Ledger, scheduler: Scheduler) -> None:
        self._ledger = ledger
        self._scheduler = scheduler
        self._work: deque[Callable[[], object]] = deque()
        self._lane: Lane | None = None
        self._starting = threading.Lock()
        self._at_work: int | None = None  # the thread that does some

    def add(self, work: Callable[[], object]) -> None:
        """To be done soon; does not wait."""
        self._work.append(work)
        with self._starting:
            if self._lane is None:
                self._lane = self._scheduler.lane("bookkeeping", self._step, self._finish)
            self._lane.wake()

    def settle(self, seconds: float = PATIENCE) -> bool:
        """Wait for what was added until now, but not longer; False where it is not done yet."""
        if self._lane is None or self._at_work == threading.get_ident():
            return True
        done: list[bool] = []
        self.add(lambda: done.append(True))
        return self._scheduler.wait_for(lambda: bool(done), seconds)

    def close(self) -> None:
        """As `settle`, with much patience; then its lane ends, unless a piece of work hangs."""
        if self.settle(LAST_PATIENCE):
            with self._starting:
                lane, self._lane = self._lane, None
            if lane is not None:
                lane.stop()

    def _finish(self) -> None:
        while self._work:
            self._step()

    def _step(self) -> float:
        if not self._work:
            return math.inf
        work = self._work.popleft()
        self._at_work = threading.get_ident()
        try:
            work()
        except JournalBroken as problem:
            self._ledger.trouble = problem
        except Exception:
            log.exception("what was done could not be written down")
        finally:
            self._at_work = None
        return 0.0
