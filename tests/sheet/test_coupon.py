"""The sheet Coupon on a live desk: what is watched, what is mine, with or without a block."""

from collections.abc import Callable
from typing import Any

from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.coupon import COUPON_COLUMNS, FIRST_LINE_ROW, LINES, PLACES
from xlbetflag.workbook.layout.orders import YES
from xlbetflag.workbook.layout.sheets import COUPON
from xlbetflag.workbook.layout.tables import MARKET_TABLE, WATCH_TABLE

KEYS = [column.key for column in COUPON_COLUMNS]


def lines(sheet: TradingSheet) -> dict[str, dict[str, Any]]:
    """By market id, as they stand in the sheet."""
    area = sheet.host.book.sheets[COUPON].range((FIRST_LINE_ROW + 1, PLACES["start"] + 1))
    rows = area.resize(LINES, len(KEYS)).options(ndim=2, err_to_str=True).value
    found = [dict(zip(KEYS, row, strict=True)) for row in rows]
    return {str(line["market_id"]): line for line in found if line["market_id"]}


def mark(sheet: TradingSheet, *markets: str) -> None:
    sheet.tick_until(lambda: sheet.desk.feed.menu().value)
    sheet.host.tick()
    for row in range(MARKET_TABLE.rows):
        found = sheet.cell(MARKET_TABLE, row, "market_id").value
        if found is None:
            return
        if found in markets:
            sheet.cell(MARKET_TABLE, row, "watch").value = YES


def test_every_watched_market_has_a_line_also_without_a_block_of_the_board(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    trading = open_sheet(settings_for(server.url))  # its Board has two blocks
    wanted = first_markets(server)[:5]
    mark(trading, *wanted[:4])
    trading.cell(WATCH_TABLE, 0, "event").value = server.exchange.market(int(wanted[4])).event.name
    trading.cell(WATCH_TABLE, 0, "most").value = 50
    of_event = {
        str(market.market_id) for market in server.exchange.market(int(wanted[4])).event.markets
    }
    watched = {*wanted[:4], *of_event}

    def all_live() -> bool:
        found = lines(trading)
        return found.keys() == watched and {each["status"] for each in found.values()} == {"LIVE"}

    trading.tick_until(all_live, seconds=20)
    assert len(trading.host.view().blocks) == 2
    found = lines(trading)
    for market in watched:
        first = trading.best(market, 0, "BACK")
        assert first in [found[market][f"back_{place}"] for place in (1, 2, 3)]
    sheet = trading.host.book.sheets[COUPON]
    row = trading.cell(WATCH_TABLE, 0, "event").row
    sheet.range((3, PLACES["lay_2_size"] + 1)).value = row
    trading.tick_until(lambda: lines(trading).keys() == of_event)
    for market in wanted[:4]:
        place = trading_row(trading, market)
        trading.cell(MARKET_TABLE, place, "watch").value = None
    sheet.range((3, PLACES["lay_2_size"] + 1)).value = None
    trading.tick_until(lambda: lines(trading).keys() == of_event)


def trading_row(sheet: TradingSheet, market: str) -> int:
    rows = range(MARKET_TABLE.rows)
    return next(r for r in rows if sheet.cell(MARKET_TABLE, r, "market_id").value == market)


def test_what_i_hold_stands_in_the_line_of_its_market(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    trading = open_sheet(settings_for(server.url))
    market, other = first_markets(server)[:2]
    mark(trading, market, other)
    trading.tick_until(lambda: lines(trading).get(market, {}).get("status") == "LIVE", seconds=20)
    label, price = trading.label(market, 0), trading.best(market, 0, "BACK")
    trading.type_order(0, market, label, "BACK", price, 5)
    trading.type_order(1, market, label, "BACK", trading.far(market), 4)
    trading.arm()
    trading.host.sheet.command("PLACE")
    trading.tick_until(lambda: trading.statuses() == ["MATCHED", "WORKING"], seconds=30)
    trading.tick_until(lambda: lines(trading)[market]["open"] == 1, seconds=20)
    line = lines(trading)[market]
    assert line["worst"] == -5
    assert 0 < line["best"] <= round(5 * (price - 1), 2)
    assert [lines(trading)[other][key] for key in ("worst", "best", "open")] == [None] * 3
