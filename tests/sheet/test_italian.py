"""A trader who works in Italian: workbook, commands, lists, messages."""

from collections.abc import Callable
from pathlib import Path

from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer
from xlbetflag.texts import sheets
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout.desk import ANSWER, COMMAND
from xlbetflag.workbook.layout.sheets import BOARD
from xlbetflag.workbook.layout.tables import WATCH_TABLE


def test_a_day_in_italian(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], tmp_path: Path
) -> None:
    path = tmp_path / "mio foglio.xlsx"
    build(path, file_id="italian1", language="it")
    sheet = open_sheet(settings_for(server.url, language="it"), path=path)
    market = first_markets(server)[0]
    sheet.tick_until(lambda: sheet.desk.feed.menu().value)
    sheet.cell(WATCH_TABLE, 0, "event").value = server.exchange.markets[int(market)].event.name
    sheet.cell(WATCH_TABLE, 0, "market").value = "1x2"
    sheet.cell(WATCH_TABLE, 0, "in_turn").value = "prossimo"
    sheet.tick_until(lambda: [b.market_id for b in sheet.host.view().blocks] == [market])
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    label, best = sheet.label(market, 0), sheet.best(market, 0, "LAY")
    ladder = sheet.desk.settings.venue_rules.ladder.value
    far = f"{ladder.move(round(best * 100), 10) / 100:.2f}".replace(".", ",")
    row = sheet.type_order(0, market, label, "Punta", far, "5,00")
    sheet.type_order(1, market, label, "Punta", "due", 5)
    sheet.tick_until(lambda: sheet.desk.orders.is_reconciled)

    assert sheet.host.sheet.command("arma") == "Armato: PIAZZA invia gli ordini."
    said = sheet.host.sheet.command("piazza")
    assert said == "1 righe in invio, 1 rifiutate: vedi i loro messaggi."
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING", "REFUSED"])
    assert "non è un numero" in sheet.order(1)["message"]
    assert "un nostro ordine è aperto" in sheet.host.sheet.command("prossimo 5")
    sheet.host.sheet.command(f"annulla {row}")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED", "REFUSED"])

    command = sheet.host.book.names[COMMAND.name].refers_to_range
    command.value = "Ferma"
    sheet.host.tick()
    assert sheet.desk.orders.is_halted
    answer = sheet.host.book.names[ANSWER.name].refers_to_range.value
    assert answer.startswith("Fermo: non si invia nulla")
    assert "non è un comando: scegli tra AVVIA" in sheet.host.sheet.command("danza")


def test_an_english_desk_reads_an_italian_workbook_and_the_reverse(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet], tmp_path: Path
) -> None:
    path = tmp_path / "mixed.xlsx"
    build(path, file_id="italian2", language="it")
    sheet = open_sheet(settings_for(server.url, language="en"), path=path)
    sheet.watch(first_markets(server)[0])
    board = sheet.host.book.sheets[BOARD]
    assert board["C3"].value == sheets.TEXTS["Selection"]
    assert sheet.host.sheet.command("disarma") == "Disarmed: nothing is sent."
