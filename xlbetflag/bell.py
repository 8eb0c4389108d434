"""Who is told at once that something changed, so that nobody has to ask again and again."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """Thread-safe. Ringing says that something changed, not what."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._listeners: tuple[Callable[[], object], ...] = ()

    def ring(self) -> None:
        for act in self._listeners:
            act()

    @contextmanager
    def heard(self, act: Callable[[], object]) -> Iterator[None]:
        """Meanwhile `act` is called at every ring, in the thread that rings and under its locks: it
        must not wait, nor raise."""
        with self._changing:
            self._listeners = (*self._listeners, act)
        try:
            yield
        finally:
            with self._changing:
                left = list(self._listeners)
                left.remove(act)
                self._listeners = tuple(left)
