"""From the start of a desk to the first live price in its workbook, the headless host's."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.sheet import (
    TradingSheet,
    first_markets,
    open_sheet,
    server,
    settings_for,
    small_workbook,
)
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.feed import Cadence
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.build.builder import build

__all__ = ["open_sheet", "server", "small_workbook"]

pytestmark = pytest.mark.bench

WITHIN = 2.0  # seconds


def test_the_first_live_price_is_there_within_two_seconds_of_the_start(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], tmp_path: Path
) -> None:
    shipped = settings_for(server.url, Cadence())
    watched = tmp_path / "watched.xlsx"
    build(watched, file_id="watched", environment=Environment.PRACTICE)
    with (
        Desk(shipped, PRACTICE, tmp_path / "first.sqlite") as desk,
        HeadlessHost(desk, watched) as host,
    ):
        TradingSheet(desk, host).watch(first_markets(server)[0])
        host.save(watched)
    began = time.perf_counter()
    sheet = open_sheet(shipped, path=watched, journal="second.sqlite")
    opened = time.perf_counter() - began

    def is_live() -> bool:
        blocks = sheet.host.view().blocks
        return bool(blocks and blocks[0].rows and blocks[0].rows[0][15] == "LIVE")

    sheet.tick_until(is_live)
    taken = time.perf_counter() - began
    print(f"\nheadless: first live price after {taken:.2f} s, {opened:.2f} of it opening the file")
    assert taken <= WITHIN
