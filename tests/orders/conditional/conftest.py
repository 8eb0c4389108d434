"""What tests of rules share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import hall
from tests.support.sheet import open_sheet, server, sheet, small_workbook
from xlbetflag.orders import lanes

__all__ = ["open_sheet", "server", "sheet", "small_workbook"]


@pytest.fixture(autouse=True)
def _looking_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "PAUSE", 0.02)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[hall.Hall]:
    """An armed order path on two open markets: 3.00 to back, 3.10 to lay."""
    yield from hall.hall(tmp_path)
