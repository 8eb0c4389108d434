"""Time as it passes, and a thread for each lane."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime

from xlbetflag.scheduling.scheduler import Lane, Result, Step, keep, nothing

# Seconds between two looks at what is waited for: often at first.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.0002, 0.005


class Threads:
    """The scheduler of everything that is real."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        ends, pause = time.monotonic() + seconds, _FIRST_PAUSE
        while not (holds := condition()) and time.monotonic() < ends:
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return holds

    def lane(self, name: str, step: Step, last: Callable[[], object] = nothing) -> Lane:
        return _Thread(name, step, last)

    def beside(self, name: str, work: Callable[[], Result]) -> Callable[[], Result]:
        done: Future[Result] = Future()
        threading.Thread(target=keep, args=(done, work), name=name, daemon=True).start()
        return done.result


class _Thread:
    def __init__(self, name: str, step: Step, last: Callable[[], object]) -> None:
        self._step = step
        self._last = last
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
        self._last()


THREADS = Threads()
