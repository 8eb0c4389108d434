"""Time as it passes, and a thread for each lane."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from xlbetflag.scheduling.scheduler import Lane, Step

_LOOKS = 0.005  # seconds between two looks at what is waited for


class Threads:
    """The scheduler of everything that is real."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        ends = time.monotonic() + seconds
        while not (holds := condition()) and time.monotonic() < ends:
            time.sleep(_LOOKS)
        return holds

    def lane(self, name: str, step: Step) -> Lane:
        return _Thread(name, step)


class _Thread:
    def __init__(self, name: str, step: Step) -> None:
        self._step = step
        self._woken = threading.Event()
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._is_stopped = True
        self._woken.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._is_stopped:
            self._woken.clear()
            pause = self._step()
            if pause > 0 and not self._is_stopped:
                self._woken.wait(min(pause, threading.TIMEOUT_MAX))


THREADS = Threads()
