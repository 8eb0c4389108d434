"""Excel's side of a tick: calls counted, and our part of the work against xlwings' alone."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from xlwings import conversion

from tests.bench.timing import interleaved
from tests.hosts.excel.conftest import VALUES, Hands, Macros, key
from tests.hosts.excel.fake_excel import FakeExcel
from tests.hosts.excel.pywin32 import installed
from tests.support.sheet import settings_for
from tests.support.views import LaidDownView, book_of, fresh, offered
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.functions import Cells
from xlbetflag.hosts.excel import service
from xlbetflag.hosts.excel.block import Answer, read_request
from xlbetflag.hosts.excel.host import ExcelHost
from xlbetflag.hosts.excel.snapshot import Snapshot
from xlbetflag.market.book import SelectionBook
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.scheduling.threads import THREADS
from xlbetflag.texts import say
from xlbetflag.workbook.layout.tables import MARKET_TABLE

pytestmark = pytest.mark.bench

CELLS, MARKETS, SELECTIONS, ROUNDS = 500, 20, 10, 15
GREATEST_RATIO = 3.0


class Prices(LaidDownView):
    """Markets whose every price moves at once."""

    def __init__(self, markets: int) -> None:
        super().__init__()
        self.moves = 0
        self.markets = [str(1_000 + number) for number in range(markets)]
        self.move()

    def move(self) -> None:
        self.moves += 1
        for market in self.markets:
            self.books[market] = fresh(book_of(market, *self._rows(), version=self.moves))

    def _rows(self) -> Iterator[SelectionBook]:
        def levels(price: int) -> list[tuple[int, int]]:
            return [(price + 2 * each, 1_000 + self.moves + each) for each in range(3)]

        for number in range(SELECTIONS):
            yield offered(str(number), f"Runner {number}", levels(200), levels(300))


@pytest.fixture
def windows() -> Iterator[SimpleNamespace]:
    with installed(FakeExcel()) as modules:
        yield modules


def test_500_cells_are_one_call_a_tick(windows: SimpleNamespace) -> None:
    prices = Prices(CELLS // SELECTIONS)
    calls: Counter[str] = Counter()
    desk: Any = SimpleNamespace(
        now=lambda: fresh(None).read_at,
        feed=prices,
        cells_over=lambda view, reader: Cells(view, lambda: "en", reader=reader),
        language=lambda: "en",
        say=lambda what, **values: say(what, "en", **values),
        scheduler=THREADS,
        heartbeat=SimpleNamespace(beat=lambda who: None),
    )
    service.current = service.Service(desk)
    try:
        macros = Macros(windows, windows.excel.open(VALUES))
        plain = windows.com_server.XLPython.CallUDF

        def counted(*args: Any) -> Any:
            calls["CallUDF"] += 1
            return plain(*args)

        windows.com_server.XLPython.CallUDF = counted
        for market in prices.markets:
            for selection in range(SELECTIONS):
                macros.cell(key("BF_SIZE", market, str(selection)))
        for tick, moved in enumerate((False, False, True), start=1):
            if moved:
                prices.move()
            changed = sum(row[0] != "" for row in macros.tick(copying=True)[1:])
            assert changed == (0 if tick == 2 else CELLS)
            assert calls["CallUDF"] == tick
            print(f"tick {tick}: 1 call into Python, {changed} rows back")
        assert len(macros.known) == CELLS
        assert not any(value == "NO FEED" for value in macros.known.values())
    finally:
        service.current = None


def test_the_whole_sheet_is_one_write_a_table(windows: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "trader.xlsx"
    shutil.copyfile(VALUES, path)
    with (
        PracticeServer(build(Options(seed=3))) as server,
        Desk(settings_for(server.url), PRACTICE, tmp_path / "journal.sqlite") as desk,
    ):
        windows.excel.wrap = windows.xlwindows.COMRetryObjectWrapper
        with ExcelHost(desk, path) as host:
            hands = Hands(desk, windows, windows.excel.books[0])
            hands.tick = host.tick  # type: ignore[method-assign]
            table = MARKET_TABLE
            hands.tick_until(lambda: hands.book.value(*hands.cell(table, 5, "market_id")))
            for row in range(6):
                hands.type(hands.cell(table, row, "watch"), "YES")
            hands.tick_until(lambda: hands.named("Block_6_Market"))
            for _ in range(5):
                host.tick()
            windows.excel.writes.clear()
            windows.excel.calls.clear()
            host._filled._written.clear()
            host.tick()
            written = windows.excel.writes
            tables = len(host._filled._tables)
            filled = {host._filled._tables[n].top[1:] for n in range(tables)}
            writes = [area for _, area in written if (area[0], area[1]) in filled]
            print(
                f"whole sheet: {tables} tables, {len(writes)} block writes of them, "
                f"{len(written)} writes and {len(windows.excel.calls)} calls in all"
            )
            assert len(written) == len(set(written))
            assert len(writes) == tables


def test_our_part_of_a_tick_beside_xlwings_own(windows: SimpleNamespace) -> None:
    prices = Prices(MARKETS)
    snapshot = Snapshot(Cells(prices, lambda: "en"))
    keys = [key("BF_BOOK", market, 3.0) for market in prices.markets]
    snapshot.ask(keys, afresh=True)
    request: list[list[Any]] = [["TICK", 1, 1, ""], ["", "", "", ""]]

    def ours() -> list[list[object]]:
        read = read_request(request)
        snapshot.ask(read.keys, afresh=False)
        answer = Answer(changes=snapshot.changes()).block(read.sequence, "12:00:00")
        return conversion.write(answer, None, {})

    ours()
    prices.move()
    block = Answer(changes=snapshot.changes()).block(1, "12:00:00")

    def tick() -> None:
        prices.move()
        moved = ours()
        assert len(moved) == len(block)

    def move_only() -> None:
        prices.move()

    works = {"tick": tick, "move": move_only, "bare": lambda: conversion.write(block, None, {})}
    taken = interleaved(works, rounds=ROUNDS)
    mine = taken["tick"] - taken["move"]
    ratio = mine / taken["bare"]
    print(
        f"tick of {MARKETS} markets, {len(block)} rows: {mine * 1000:.1f} ms, xlwings alone "
        f"{taken['bare'] * 1000:.1f} ms: {ratio:.2f} x"
    )
    assert ratio < GREATEST_RATIO
