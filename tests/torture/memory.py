"""How much memory a process has in use."""

import gc
import os
from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024


def resident(process: int | str = "self") -> int:
    """Bytes; of this process after collecting its garbage. Skips where there is no /proc."""
    gc.collect()
    file = Path(f"/proc/{process}/statm")
    if not file.is_file():
        pytest.skip("memory is read from /proc, which is not here")
    pages = int(file.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
