"""A recorded market, replayed step by step through HTTP into the cells of the workbook."""

import re
from collections.abc import Callable

import httpx
import pytest

from tests.practice.replay.test_replay import Reconstruction
from tests.support.recordings import GREYHOUND, recording
from tests.support.sheet import TradingSheet, settings_for
from xlbetflag.feed import Cadence, Topic
from xlbetflag.practice.server import Options, PracticeServer, build

pytestmark = pytest.mark.socket

MARKET = "197931751"
UPDATES = 166
STATES = {"OPEN": "LIVE", "SUSPENDED": "SUSPENDED", "CLOSED": "CLOSED"}
# Columns of a block of the Board by side and rank, best first: (price, size).
PLACES = {"atb": [(7, 8), (5, 6), (3, 4)], "atl": [(9, 10), (11, 12), (13, 14)]}


def shown(row: tuple[object, ...], side: str) -> list[tuple[object, object]]:
    """The levels of a row of the Board, best first; empty cells are left out."""
    pairs = [(row[price], row[size]) for price, size in PLACES[side]]
    return [pair for pair in pairs if pair != ("", "")]


def test_every_update_is_in_the_sheet(open_sheet: Callable[..., TradingSheet]) -> None:
    path = recording(GREYHOUND)
    reconstruction = Reconstruction(path)
    exchange = build(Options(replays=(path,)))
    # Nothing is read but when the test says so: each step is seen once, whole.
    by_hand = Cadence(book=3_600.0, live_book=3_600.0, requests_per_second=10_000)
    operator = {"X-Practice-Token": "t"}
    compared = 0
    state = ""
    with PracticeServer(exchange, operator_token="t") as server, httpx.Client() as web:
        trading = open_sheet(settings_for(server.url, by_hand))
        trading.watch(MARKET)
        for played, change in enumerate(reconstruction.updates(), 1):
            stepped = web.post(f"{server.root}/practice/step", headers=operator)
            assert stepped.json()["moved"] is True
            assert trading.desk.feed.refresh([Topic("book", MARKET)])
            trading.host.tick()
            rows = trading.host.view().blocks[0].rows
            assert len(rows) == 6
            definition = change.get("marketDefinition")
            state = STATES[definition["status"]] if definition else state
            for row in rows:
                for side in ("atb", "atl"):
                    best = reconstruction.best(int(row[0]), side)
                    wanted = [(price / 100, size / 100) for price, size in best]
                    assert shown(row, side) == wanted, (played, row)
                    compared += len(wanted)
                assert row[15] == state
                assert re.fullmatch(r"\d\d:\d\d:\d\d", row[16])
        assert played == UPDATES
        assert compared > UPDATES * 6
