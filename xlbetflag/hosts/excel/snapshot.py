"""What the BF_ cells of one workbook asked for, and what its macros hold of it."""

import logging
from collections.abc import Iterable
from typing import Any

from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.hosts.excel.block import read_key
from xlbetflag.market.reading import Health

_NOTHING = object()
log = logging.getLogger(__name__)


class Snapshot:
    """Keys as the macros make them; the workbook's own copy is in VBA's memory."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._told: dict[str, object] = {}
        self._calls: dict[str, tuple[str, tuple[Any, ...]] | None] = {}

    def __len__(self) -> int:
        return len(self._told)

    def ask(self, keys: Iterable[str], *, afresh: bool) -> None:
        """Keys asked for the first time; `afresh`: these and no others."""
        if afresh:
            self._told.clear()
            self._calls.clear()
        for key in keys:
            self._told[key] = _NOTHING
            self._calls[key] = _call(key)

    def changes(self) -> tuple[tuple[str, Any], ...]:
        """Keys whose value is not what was told last, and the value, which now counts as told."""
        changed = []
        for key, told in self._told.items():
            value = self._answer(key)
            if value != told:
                changed.append((key, value))
        self._told.update(changed)
        return tuple(changed)

    def _answer(self, key: str) -> Any:
        call = self._calls[key]
        return str(Health.NO_FEED) if call is None else self._cells.call(*call)


def _call(key: str) -> tuple[str, tuple[Any, ...]] | None:
    """None where the workbook is newer than this desk, or what it sent is no call."""
    try:
        name, values = read_key(key)
    except ValueError:
        log.exception("a key that cannot be read")
        return None
    return (name, values) if name in FUNCTIONS else None
