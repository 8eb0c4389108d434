"""A menu of 2,000 markets that is read again and says the same costs a sheet no work."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.exchange import list_market
from tests.support.market_sheet import MarketSheet, market_sheet
from xlbetflag.api.config import Environment
from xlbetflag.engines.headless import cell_range
from xlbetflag.feed.topics import MENU
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.tables import MARKET_TABLE

MARKETS, EVENTS = 2_000, 800


def calls(work: Callable[[], object]) -> int:
    """How many functions it calls, Python's and built-in ones."""
    count = 0

    def seen(frame: object, event: str, about: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def read_menu(here: MarketSheet) -> None:
    before = here.desk.client.calls["menu_with_markets"]
    assert here.desk.feed.refresh([MENU])
    assert here.desk.client.calls["menu_with_markets"] > before


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sheets whose cells are written from now on, a name for each area."""
    sheets: list[str] = []
    areas: Any = cell_range.Range
    write = areas.raw_value.fset

    def noting(area: cell_range.Range, data: object) -> None:
        sheets.append(area.sheet.name)
        write(area, data)

    monkeypatch.setattr(areas, "raw_value", areas.raw_value.setter(noting))
    return sheets


def test_an_unchanged_menu_is_the_very_one_of_before_and_costs_no_work_in_the_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large.xlsx"
    build(
        file, file_id="large", environment=Environment.PRACTICE, blocks=2, market_rows=MARKETS + 900
    )
    with market_sheet(tmp_path, blocks=2, events=EVENTS, path=file) as here:
        menu = here.desk.feed.menu().value
        assert menu is not None
        count = sum(len(event.markets) for event in menu)
        assert MARKETS <= count < MARKETS + 900
        sheets = written(monkeypatch)

        def tick() -> int:
            sheets.clear()
            here.quiet(6.0)  # so that the table of the feed is due at each
            return calls(here.host.tick)

        for _ in range(3):
            tick()
        quiet = tick()
        read_menu(here)
        assert here.desk.feed.menu().value is menu
        same = tick()
        assert MARKET_TABLE.sheet not in sheets
        list_market(here.exchange, 77_000_001, event_id=77_000_001, name="Roma - Lazio")
        read_menu(here)
        other = tick()
        assert MARKET_TABLE.sheet in sheets
        print(
            f"\na menu of {count} markets: a tick calls {quiet:,} functions where it was not read, "
            f"{same:,} where it says the same, {other:,} where one market has come"
        )
        assert same - quiet < count  # not one call a market: the time read, the requests so far
        assert other - quiet > 100 * count
