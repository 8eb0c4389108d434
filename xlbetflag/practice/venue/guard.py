"""The exchange's one lock, which stores what changed before it lets go."""

import threading
from collections.abc import Callable
from types import TracebackType


class Guard:
    """Re-entrant. `leaving` is called by the outermost holder: one transaction for one request or
    tick, before anybody is answered."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.leaving: Callable[[], None] | None = None

    def __enter__(self) -> None:
        self._lock.acquire()
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if self._depth == 1 and self.leaving is not None:
                self.leaving()
        finally:
            self._depth -= 1
            self._lock.release()
