"""The office's own thread, the only one in which its objects may be touched, or let go of.

PyUNO holds Python's lock while it lets an object go, and the destructor of a cell or a document
waits for the office's lock. A thread of ours that drops one while the office calculates a Python
function waits for the office, which waits for Python: both stand still for ever.
"""

from __future__ import annotations

import gc
import threading
import time
from typing import Any, Callable  # noqa: UP035  as Python 3.8 wants it

import unohelper
from com.sun.star.awt import XCallback

_COLLECT_SECONDS = 10.0


class OfficeThread(unohelper.Base, XCallback):  # type: ignore[misc]
    """Runs functions there, one after the other; also while a dialog is open or a cell edited.

    Many changes made by one function are painted once. Python's own collector of garbage, which
    would let objects go in any thread, is run here instead.
    """

    def __init__(self, context: Any) -> None:
        self._callback = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.awt.AsyncCallback", context
        )
        self._lock = threading.Lock()
        self._waiting: list[Callable[[], Any]] = []
        self._collected_at = time.monotonic()
        gc.disable()

    def run(self, function: Callable[[], Any]) -> threading.Event:
        """Queue it, from any thread; the event is set when it is done. It must not raise."""
        done = threading.Event()

        def do() -> None:
            try:
                function()
            finally:
                done.set()

        with self._lock:
            self._waiting.append(do)
        self._callback.addCallback(self, None)
        return done

    def call(self, function: Callable[[], Any]) -> Any:
        """Run it and wait for what it answers, which must be no object of the office."""
        answers: list[Any] = []
        self.run(lambda: answers.append(function())).wait()
        return answers[0]

    # The name is UNO's.
    def notify(self, _data: Any) -> None:
        with self._lock:
            function = self._waiting.pop(0)
        function()
        if time.monotonic() - self._collected_at > _COLLECT_SECONDS:
            self._collected_at = time.monotonic()
            gc.collect()
