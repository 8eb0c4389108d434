"""What the user chose from the menu, the toolbar or a button of the sheet, until the desk asks."""

from __future__ import annotations

import threading
import time
from typing import Any

MOST_WAITING = 100
LONGEST_SECONDS = 20.0  # a desk on a busy machine may be late; a click of long ago is no wish


class Commands:
    """Thread-safe. A command is for the desk that was connected when it was given, soon."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, float, dict[str, Any]]] = []

    def add(self, desk: str, command: dict[str, Any]) -> None:
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append((desk, time.monotonic() + LONGEST_SECONDS, command))

    def take(self, desk: str) -> list[dict[str, Any]]:
        """What waits for that desk; the rest is dropped."""
        now = time.monotonic()
        with self._lock:
            waiting, self._waiting = self._waiting, []
        return [command for whose, end, command in waiting if whose == desk and now < end]
