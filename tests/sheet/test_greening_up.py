"""A position greened up from the cells of a real workbook: what they say is what is paid."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer

OpenSheet = Callable[..., TradingSheet]
FREE = "Log"  # a sheet with room from column AA on


@pytest.fixture
def trading(server: PracticeServer, open_sheet: OpenSheet) -> TradingSheet:
    """A sheet that watches the first market, one of whose selections wins."""
    market = first_markets(server)[0]
    settings = msgspec.structs.replace(settings_for(server.url), winners={market: 1})
    sheet = open_sheet(settings)
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    return sheet


def rows(sheet: TradingSheet, area: str) -> list[list[Any]]:
    found: list[list[Any]] = (
        sheet.host.book.sheets[FREE][area].options(ndim=2, err_to_str=True).value
    )
    return found


def test_a_back_is_greened_up_and_pays_the_same_whoever_wins(
    server: PracticeServer, trading: TradingSheet
) -> None:
    market = first_markets(server)[0]
    label, price = trading.label(market, 0), trading.best(market, 0, "BACK")
    mine = trading.host.book.sheets[FREE]
    mine["AA1"].formula2 = f'=BF_PNL("{market}")'
    mine["AA11"].formula2 = f'=BF_GREENUP("{market}")'
    mine["AA21"].formula2 = f'=BF_WHATIF("{market}",AA31:AD40)'
    mine["AA31"].value = [label, "BACK", price, 10]

    trading.tick_until(lambda: rows(trading, "AA21:AD21") == [[-10.0, -10.0, 10.0, 1.0]])
    trading.type_order(0, market, label, "BACK", price, 10)
    trading.arm()
    trading.host.sheet.command("PLACE")
    trading.tick_until(lambda: trading.statuses() == ["MATCHED"])
    trading.tick_until(lambda: rows(trading, "AC1:AE1")[0][1:] == [-10.0, 1.0])
    assert rows(trading, "AC1:AC2")[1] == [-10.0]  # another selection wins
    assert rows(trading, "AC1:AC1")[0][0] > 0

    [plan] = rows(trading, "AA11:AJ11")
    assert plan[2] == "LAY"
    assert plan[4] == plan[5]  # all of it can be taken now
    trading.type_order(1, market, label, *plan[2:5])
    trading.host.sheet.command("PLACE")
    trading.tick_until(lambda: trading.statuses() == ["MATCHED", "MATCHED"])
    trading.tick_until(lambda: rows(trading, "AC1:AC1")[0][0] == plan[7])
    said = [row[2] for row in rows(trading, "AA1:AE3")]
    assert said == [plan[7], plan[8], plan[8]]
    assert rows(trading, "AC11:AE11") == [[None] * 3]  # nothing is left to place

    account = server.exchange.account("demo")
    before = account.balance
    won = server.exchange.market(int(market)).outcomes[1].selection_id
    server.exchange.settle(int(market), [won])
    assert account.balance - before == round(said[1] * 100)
    trading.tick_until(lambda: rows(trading, "AA1:AA1") == [["CLOSED"]])


def test_cells_show_the_past_and_the_health_of_the_feed(
    server: PracticeServer, trading: TradingSheet
) -> None:
    market = first_markets(server)[0]
    mine = trading.host.book.sheets[FREE]
    mine["AA1"].formula2 = f'=BF_HISTORY("{market}","{trading.label(market, 0)}","BACK",20,20)'
    mine["AD1"].formula2 = "=BF_HEALTH()"

    def moved_on() -> bool:
        server.exchange.tick()
        return len({row[0] for row in rows(trading, "AB1:AB20") if row[0] is not None}) > 2

    trading.tick_until(moved_on, seconds=30)
    assert rows(trading, "AD1:AD1") == [["LIVE"]]
    trading.host.sheet.command("STOP")
    trading.tick_until(lambda: rows(trading, "AD1:AD1") == [["NO FEED"]])
    shown = [row[0] for row in rows(trading, "AB1:AB20") if row[0] is not None]
    assert shown[-1] == "NO FEED"
