"""A tick of the headless sheet costs what has changed: beside a calculation of everything."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest

from tests.support.market_sheet import market_sheet
from tests.support.whole_calculation import WholeCalculation, shown_by
from xlbetflag.api.config import Environment
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW, ORDERS

pytestmark = pytest.mark.bench

ROUNDS = 21
BLOCKS = (6, 40, 100)
# Times as fast as calculating everything: a tick with all books new, and one with no news.
BUSY, QUIET = 3, 5


def milliseconds(work: Callable[[], object], before: Callable[[], object], rounds: int) -> float:
    """The median of its processor time; `before` is done before each and is not counted."""
    taken = []
    for _ in range(rounds):
        before()
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken) * 1000


@pytest.mark.parametrize("blocks", BLOCKS)
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
        print()
        for name, least in (("all books new", BUSY), ("quiet", QUIET)):
            tick, _, everything = rows[name]
            assert everything >= least * tick


@pytest.mark.parametrize("blocks", [40])
def test_how_much_of_a_tick_is_change(tmp_path: Path, blocks: int) -> None:
    """What a calculation sends to its calculator beside what it changes in the sheet."""
    with market_sheet(tmp_path, blocks) as here:
        book = here.host.book
        loaded = book.impl._calculator._loaded
        sent = 0
        put = loaded._put

        def counting(*told: object) -> None:
            nonlocal sent
            sent += 1
            put(*told)

        loaded._put = counting
        for name, before in (("all books new", here.news), ("quiet", here.quiet)):
            before()
            shown, sent = shown_by(book.impl.store), 0
            book.app.calculate()
            now = shown_by(book.impl.store)
            changed = sum(now[where] != value for where, value in shown.items())
            print(
                f"\n{blocks} blocks, {name}: {sent} cells sent, {changed} changed, {len(now)} shown"
            )
            assert sent <= changed


def test_a_file_of_twenty_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    build(path, file_id="large", environment=Environment.PRACTICE, order_rows=20_000)
    with market_sheet(tmp_path, blocks=1, events=4) as here:
        began = time.process_time()
        with HeadlessHost(here.desk, path) as host:
            host.tick()
            opened = time.process_time() - began
            tick = milliseconds(host.tick, here.quiet, 5)
            began = time.process_time()
            host.save(path)
            saved = time.process_time() - began
            cell = host.book.sheets[ORDERS].range((FIRST_TABLE_ROW + 5, FIRST_COLUMN + 3))

            def typed() -> None:
                cell.value = "813016" if cell.value is None else None

            one = milliseconds(lambda: host.save(path), typed, 5)
    print(
        f"\n20,000 order rows: open to the end of the first tick {opened:.1f} s, a tick {tick:.0f} "
        f"ms, save {saved:.1f} s, save one cell {one / 1000:.2f} s"
    )
    assert opened <= 4
    assert tick <= 100
    assert one <= 600
