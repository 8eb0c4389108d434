"""Two workbooks on one desk: each trades under the limits that stand in its own cells."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tests.support.sheet import (
    QUICK_PACE,
    SMALL,
    TradingSheet,
    first_markets,
    offers_of,
    settings_for,
)
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.market.moments import ROME
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.desk import LIMITS
from xlbetflag.workbook.layout.orders import ORDER_TABLE


def set_limit(sheet: TradingSheet, name: str, value: object) -> None:
    sheet.host.book.names[LIMITS[name].name].refers_to_range.value = value


def test_a_row_that_waits_obeys_its_own_sheet_while_another_one_ticks(
    server: PracticeServer, tmp_path: Path
) -> None:
    def opened(desk: Desk, name: str) -> TradingSheet:
        path = tmp_path / f"{name}.xlsx"
        build(path, file_id=name, environment=Environment.PRACTICE, **SMALL)
        return TradingSheet(desk, HeadlessHost(desk, path))

    market = first_markets(server)[0]
    with Desk(settings_for(server.url), PRACTICE, tmp_path / "j.sqlite", pace=QUICK_PACE) as desk:
        careful, bold = opened(desk, "careful"), opened(desk, "bold")
        with careful.host, bold.host:
            careful.watch(market)
            careful.tick_until(lambda: careful.host.view().blocks[0].rows[0][15] == "LIVE")
            careful.arm()
            price = careful.best(market, 0, "BACK")
            careful.type_order(0, market, "1", "BACK", price, 9)
            due = datetime.now(ROME) + timedelta(seconds=2)
            careful.cell(ORDER_TABLE, 0, "options").value = f"FROM {due:%H:%M:%S}"
            careful.host.sheet.command("PLACE")
            assert careful.statuses()[0] == "WAITING"
            set_limit(careful, "stake_per_bet", 2)
            careful.host.tick()

            def both_tick(status: str) -> Callable[[], bool]:
                def look() -> bool:
                    bold.host.tick()
                    return careful.statuses()[0] == status

                return look

            careful.tick_until(both_tick("REFUSED"))
            assert "over the limit of 2.00 € a bet" in careful.order(0)["message"]
            assert offers_of(server) == []
            bold.type_order(0, market, "1", "BACK", price, 9)
            bold.host.sheet.command("PLACE")
            bold.tick_until(lambda: bold.statuses()[0] == "MATCHED")


def test_the_settings_ceiling_holds_over_what_a_sheet_allows(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    settings = msgspec.structs.replace(settings_for(server.url), ceiling={"stake_per_day": 12})
    sheet = open_sheet(settings)
    market = first_markets(server)[0]
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    sheet.arm()
    for row, stake in enumerate((8, 5)):
        price = sheet.best(market, row, "BACK")
        sheet.type_order(row, market, sheet.label(market, row), "BACK", price, stake)
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["MATCHED", "REFUSED"])
    assert "over the desk's ceiling of 12.00 \N{EURO SIGN} a day" in sheet.order(1)["message"]
