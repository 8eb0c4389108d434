"""A long day of the headless sheet takes no more memory. XLBETFLAG_TORTURE: a part of it."""

import os
from pathlib import Path

import pytest

from tests.support.rolling_sheet import rolling_sheet
from tests.torture.memory import MEGABYTE, resident

pytestmark = pytest.mark.torture

TICKS = round(20_000 * float(os.environ.get("XLBETFLAG_TORTURE", "1")))
FIRST = 100


def test_twenty_thousand_ticks_of_forty_blocks(tmp_path: Path) -> None:
    with rolling_sheet(tmp_path, blocks=40) as sheet:
        for number in range(FIRST + TICKS):
            if number == FIRST:
                before = resident()
            sheet.roll()
            sheet.book.app.calculate()
        grown = (resident() - before) / MEGABYTE
    print(f"\n{TICKS:,} ticks of 40 blocks, all books new: {grown:+.1f} MB")
    assert grown <= 20
