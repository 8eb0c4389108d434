"""What the user chose from the menu, the toolbar or a button of the sheet, until the desk asks."""

from __future__ import annotations

import threading
from typing import Any

MOST_WAITING = 100


class Commands:
    """Thread-safe. What nobody takes is dropped when a desk goes: no click acts minutes later."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[dict[str, Any]] = []

    def add(self, command: dict[str, Any]) -> None:
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.append(command)

    def take(self) -> list[dict[str, Any]]:
        with self._lock:
            taken, self._waiting = self._waiting, []
        return taken
