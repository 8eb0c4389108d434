"""What order tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.worlds import World, opened


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An armed order path on two open markets."""
    with opened(tmp_path) as found:
        yield found
