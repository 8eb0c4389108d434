"""The threads that ask to cancel: beside sending and reading, and a market beside the others."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from xlbetflag.orders.canceller import Canceller, Round

AT_ONCE = 8  # markets
LONGEST_REST = 1.0  # seconds between two looks at what is due


class Cancels:
    """`asked` is called with a market whose cancels were just asked for: it is to be read back.

    No request of another kind, nor one of another market that hangs, keeps a cancel waiting.
    """

    def __init__(self, canceller: Canceller, asked: Callable[[str], object]) -> None:
        self._canceller = canceller
        self._asked = asked
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._askers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="cancel")
        self._thread = threading.Thread(target=self._run, name="cancels", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something more is wanted."""
        self._wake.set()

    def stop(self) -> None:
        """Returns when what was due has been asked for."""
        self._stop.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._askers.shutdown()

    def _run(self) -> None:
        while True:
            self._wake.clear()
            if taken := self._canceller.take_due():
                self._askers.submit(self._ask, taken)
            elif self._stop.is_set():
                return
            else:
                self._wake.wait(self._rest())

    def _ask(self, taken: Round) -> None:
        self._canceller.ask(taken)
        self._asked(taken.market_id)
        self._wake.set()

    def _rest(self) -> float:
        due = self._canceller.next_due()
        if due is None:
            return LONGEST_REST
        return min(max(0.0, due - time.monotonic()), LONGEST_REST)
