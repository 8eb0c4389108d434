"""Five thousand BF_ cells over twenty markets: requests a tick, calls a second, a whole tick."""

from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from tests.bench.timing import interleaved, seconds
from xlbetflag.api.client import Client
from xlbetflag.api.config import VenueConfig
from xlbetflag.credentials import PRACTICE
from xlbetflag.engines import headless
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.practice.server import Options, PracticeServer, build

pytestmark = pytest.mark.bench

MARKETS, ROWS, COLUMNS = 20, 250, 20
CELLS = ROWS * COLUMNS
SIDES_AND_LEVELS = [(side, level) for side in ("BACK", "LAY") for level in (1, 2, 3)]


def a_call(number: int, markets: list[tuple[str, int]]) -> tuple[str, str, str, int]:
    """The arguments of the n-th cell: each market, selection, side and level in turn."""
    market, selections = markets[number % len(markets)]
    turn = number // len(markets)
    side, level = SIDES_AND_LEVELS[turn % len(SIDES_AND_LEVELS)]
    selection = turn // len(SIDES_AND_LEVELS) % selections
    return market, str(selection), side, level


def write_workbook(path: Path, calls: list[tuple[str, str, str, int]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Prices")
        for number, (market, selection, side, level) in enumerate(calls):
            formula = f'=BF_PRICE("{market}","{selection}","{side}",{level})'
            sheet.write_formula(number // COLUMNS, number % COLUMNS, formula)


@pytest.fixture
def server():
    with PracticeServer(build(Options(seed=7))) as running:
        yield running


def test_a_tick_of_five_thousand_cells(server: PracticeServer, tmp_path: Path) -> None:
    client = Client(VenueConfig(base_url=server.url), lambda: PRACTICE)
    found = [
        (market.market_id, market.selections)
        for event in client.menu_with_markets()
        for market in event.markets
    ][:MARKETS]
    assert len(found) == MARKETS
    topics = [Topic("book", market) for market, _ in found]
    calls = []
    for number in range(CELLS):
        market, place, side, level = a_call(number, [(m, len(s)) for m, s in found])
        chosen = dict(found)[market][int(place)]
        calls.append((market, f"{chosen.selection_id} · {chosen.name}", side, level))
    path = tmp_path / "cells.xlsx"
    write_workbook(path, calls)

    # Nothing is due by itself: a tick reads when the bench says so.
    feed = Feed(client, Cadence(book=3_600.0, live_book=3_600.0, requests_per_second=100_000))
    cells = Cells(feed, lambda: "en")
    headless.activate()
    for function in FUNCTIONS.values():
        headless.engine.functions.add(
            function.name,
            lambda *values, name=function.name: cells.call(name, values),
            min_args=function.minimum_arguments,
            max_args=len(function.arguments),
        )
    app = xw.App(add_book=False)
    book = app.books.open(str(path))
    area = book.sheets["Prices"].range((1, 1), (ROWS, COLUMNS))
    feed.start()

    def tick() -> list[list[float]]:
        assert feed.refresh(topics)
        app.calculate()
        return area.value

    def request_per_cell() -> None:
        for market, _, _, _ in calls:
            client.book(market)

    try:
        tick()
        before = client.calls["book"]
        shown = tick()
        requests = client.calls["book"] - before
        prices = [cell for row in shown for cell in row]
        assert len(prices) == CELLS
        assert sum(isinstance(price, float) for price in prices) > 0.9 * CELLS
        print(f"\n{CELLS} cells over {MARKETS} markets: {requests} book requests a tick")
        assert requests <= MARKETS

        taken = interleaved({"tick": tick, "recalculate": app.calculate}, rounds=5)
        naive = seconds(request_per_cell)
        ratio = naive / taken["tick"]
        print(
            f"a headless tick (read {MARKETS} books, recalculate, read back {CELLS} cells) is "
            f"{ratio:.0f} times faster than a request per cell "
            f"({taken['tick'] * 1000:.0f} ms against {naive * 1000:.0f} ms; "
            f"{taken['recalculate'] * 1000:.0f} ms of it recalculating)"
        )
        assert ratio >= 20

        def call_all() -> None:
            for call in calls:
                cells.call("BF_PRICE", call)

        def bare_reads() -> None:
            for call in calls:
                feed.book(call[0])

        taken = interleaved({"cells": call_all, "feed": bare_reads}, rounds=9)
        rate = CELLS / taken["cells"]
        print(
            f"cells answered from the feed: {rate:,.0f} calls a second, "
            f"{taken['cells'] / taken['feed']:.1f} times the bare reads of the feed"
        )
        assert rate >= 100_000
    finally:
        feed.stop()
        app.quit()
        client.close()
