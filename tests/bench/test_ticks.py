"""A tick of the headless sheet costs what has changed: beside a calculation of everything."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.support.market_sheet import market_sheet
from tests.support.whole_calculation import WholeCalculation

pytestmark = pytest.mark.bench

ROUNDS = 21
# Milliseconds of processor time: with all books new, and where nothing was read.
MOST = {6: (4.0, 2.0), 40: (14.0, 3.0), 100: (40.0, 5.0)}


def milliseconds(work: Callable[[], object], before: Callable[[], object], rounds: int) -> float:
    """The median of its processor time; `before` is done before each and is not counted."""
    taken = []
    for _ in range(rounds):
        before()
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken) * 1000


@pytest.mark.parametrize("blocks", MOST)
def test_a_tick_beside_a_calculation_of_everything(tmp_path: Path, blocks: int) -> None:
    with market_sheet(tmp_path, blocks) as here:
        book = here.host.book
        whole = WholeCalculation(book.impl.store, book.impl.functions)
        rows = {}
        for name, before in (("all books new", here.news), ("quiet", here.quiet)):
            rows[name] = [
                milliseconds(here.host.tick, before, ROUNDS),
                milliseconds(book.app.calculate, before, ROUNDS),
                milliseconds(whole.shown, before, 5),
            ]
        for name, (tick, calculated, everything) in rows.items():
            print(
                f"\n{blocks} blocks, {name}: a tick {tick:.1f} ms, {calculated:.1f} of it "
                f"calculating; everything calculated anew {everything:.1f}",
                end="",
            )
        busy, quiet = MOST[blocks]
        assert rows["all books new"][0] <= busy
        assert rows["quiet"][0] <= quiet
