"""What a trading workbook says of its desk, taken back when there is none."""

from __future__ import annotations

from typing import Any

from .declaration import WITHOUT_DESK


def take_back(model: Any) -> None:
    """No band looks live or armed. A desk that is there writes its state again within a tick."""
    names = model.NamedRanges
    for name, text in WITHOUT_DESK.items():
        cells = names.getByName(name).ReferredCells if names.hasByName(name) else None
        if cells is not None:
            cells.getCellByPosition(0, 0).String = text
