"""Options and commands typed into the workbook, as a trader does."""

from collections.abc import Callable
from pathlib import Path

from tests.support.sheet import (
    TradingSheet,
    first_markets,
    settings_for,
)
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.orders import ORDER_TABLE


def typed(trading: TradingSheet, server: PracticeServer, place: int, side: str, **more: object):
    """A row on the first selection; cells by their keys."""
    market = first_markets(server)[0]
    cells = {"market": market, "selection": trading.label(market, 0), "side": side, **more}
    for key, value in cells.items():
        trading.cell(ORDER_TABLE, place, key).value = value
    return trading.cell(ORDER_TABLE, place, "market").row


def far(trading: TradingSheet, server: PracticeServer) -> float:
    """A price that nothing takes."""
    best = trading.best(first_markets(server)[0], 0, "BACK")
    return CLASSIC.move(round(best * 100), 20) / 100


def test_an_option_that_cannot_be_read_is_told_at_its_row(
    sheet: TradingSheet,
    server: PracticeServer,
) -> None:
    typed(sheet, server, 0, "BACK", price=far(sheet, server), stake=2, options="STOP 5")
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    assert sheet.order(0)["status"] == "REFUSED"
    assert "5 TICKS for ticks" in sheet.order(0)["message"]


def test_a_row_waits_in_the_sheet_is_copied_saved_and_never_sent_twice(
    sheet: TradingSheet,
    server: PracticeServer,
) -> None:
    price = far(sheet, server)
    typed(sheet, server, 0, "PUNTA", price=price, stake=2, options="DALLE 2099-05-03 20:45")
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: "waits until 03/05" in sheet.order(0)["message"])
    assert sheet.order(0)["status"] == "WAITING"
    table = ORDER_TABLE
    first, last = sheet.cell(table, 0, "key"), sheet.cell(table, 0, "updated")
    copied = sheet.host.book.sheets[table.sheet].range(first, last).value
    for column, value in zip(table.columns, copied, strict=True):
        sheet.cell(table, 1, column.key).value = value
    sheet.host.tick()
    assert sheet.order(1)["status"] in (None, "")
    sheet.host.sheet.command("PLACE")
    assert len(sheet.desk.orders.rules()) <= 2  # the copy is a row of its own
    assert not sheet.desk.client.calls.get("place")


def test_commands_in_the_side_column(
    sheet: TradingSheet,
    server: PracticeServer,
) -> None:
    typed(sheet, server, 0, "BACK", price=far(sheet, server), stake=2)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses()[0] == "WORKING")
    typed(sheet, server, 1, "CHIUDI MERCATO")
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED", "ENDED"])
    assert "level already" in sheet.order(1)["message"]


def test_rules_stand_still_after_a_disarm_and_go_on_by_command(
    sheet: TradingSheet,
    server: PracticeServer,
) -> None:
    row = typed(sheet, server, 0, "BACK", price=far(sheet, server), stake=2, options="LIVE")
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.host.sheet.command("DISARM")
    sheet.tick_until(lambda: "Stands still" in sheet.order(0)["message"])
    assert "not armed" in sheet.host.sheet.command("REARM RULES")
    sheet.host.sheet.command("ARM")
    assert sheet.host.sheet.command("rearm rules") == "1 rules go on."
    sheet.host.sheet.command(f"CANCEL {row}")
    sheet.tick_until(lambda: sheet.statuses()[0] == "ENDED")


def test_after_a_restart_the_log_tells_what_stands_still(
    server: PracticeServer,
    open_sheet: Callable[..., TradingSheet],
    tmp_path: Path,
) -> None:
    first = open_sheet(settings_for(server.url))
    first.watch(first_markets(server)[0])
    first.tick_until(lambda: first.host.view().blocks[0].rows[0][15] == "LIVE")
    typed(first, server, 0, "BACK", price=far(first, server), stake=2, options="LIVE")
    first.arm()
    first.host.sheet.command("PLACE")
    path = tmp_path / "saved.xlsx"
    first.host.save(path)
    first.desk.stop()
    again = open_sheet(settings_for(server.url), path=path)
    again.tick_until(lambda: "REARM RULES" in str(again.order(0)["message"]))
    assert any("REARM RULES" in line.text for line in again.desk.log())
