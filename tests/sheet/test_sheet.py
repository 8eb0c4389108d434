"""The whole way: cells of a real workbook, a desk, HTTP, the practice exchange, and back."""

import re
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.conditions import wait_until
from tests.support.sheet import TradingSheet, first_markets, offers_of, settings_for
from xlbetflag.feed import Cadence
from xlbetflag.orders.status import Status
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.desk import ANSWER, COMMAND
from xlbetflag.workbook.layout.sheets import BOARD

OpenSheet = Callable[..., TradingSheet]


def test_a_price_moves_in_its_cell(server: PracticeServer, sheet: TradingSheet) -> None:
    seen = {sheet.host.view().blocks[0].rows[0][7]}
    for _ in range(20):
        server.exchange.tick()
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][7] not in seen)


def test_good_rows_go_and_bad_rows_stay(server: PracticeServer, sheet: TradingSheet) -> None:
    market = first_markets(server)[0]
    label = sheet.label(market, 0)
    best = sheet.best(market, 0, "BACK")
    sheet.type_order(0, market, label, "BACK", best, 5)
    sheet.type_order(1, market, label, "BACK", "due", 5)
    sheet.type_order(2, market, label, "B", best, 5)
    sheet.type_order(3, market, label, "BACK", best, None)
    sheet.type_order(4, market, label, "BACK", datetime(2026, 5, 3), 5)  # noqa: DTZ001 - as cells are
    sheet.type_order(5, market, "Napoli", "BACK", best, 5)
    sheet.type_order(6, "999", label, "BACK", best, 5)
    sheet.type_order(7, market, label, "BACK", "1.234", 5)
    sheet.type_order(8, market, label, "banca", sheet.best(market, 0, "LAY"), "2,50")
    sheet.arm()
    answer = sheet.host.sheet.command("PLACE")
    assert answer == "2 rows are on their way, 7 were refused: see their messages."
    sheet.tick_until(lambda: sheet.statuses().count("MATCHED") == 2)
    assert sheet.statuses() == ["MATCHED", *["REFUSED"] * 7, "MATCHED"]
    for row in range(1, 8):
        assert sheet.order(row)["message"].endswith(".")
        assert sheet.order(row)["offer_id"] == ""
    assert len(offers_of(server)) == 2
    assert sheet.order(8)["matched"] == 2.5


def test_sentences_are_italian_by_setting(server: PracticeServer, open_sheet: OpenSheet) -> None:
    sheet = open_sheet(settings_for(server.url, language="it"))
    market = first_markets(server)[0]
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    sheet.type_order(0, market, "1 · 1", "BACK", "due", 5)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    assert "non è un numero" in sheet.order(0)["message"]


def test_place_again_sends_nothing_twice(server: PracticeServer, sheet: TradingSheet) -> None:
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", sheet.best(market, 0, "BACK"), 5)
    sheet.arm()
    for _ in range(3):
        sheet.host.sheet.command("PLACE")
        sheet.host.tick()
    sheet.tick_until(lambda: sheet.statuses() == ["MATCHED"])
    sheet.host.sheet.command("PLACE")
    sheet.host.tick()
    assert len(offers_of(server)) == 1
    assert sheet.desk.client.calls["place"] == 1


def test_an_answer_is_not_written_over_what_came_after_it(
    server: PracticeServer, sheet: TradingSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is MATCHED before PLACE has come back with CHECKED."""
    place = sheet.desk.orders.place

    def slowly(*rows: Any, **options: Any) -> Any:
        results = place(*rows, **options)
        (key,) = results
        wait_until(lambda: sheet.desk.orders.results()[key].status is Status.MATCHED)
        return results

    monkeypatch.setattr(sheet.desk.orders, "place", slowly)
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", sheet.best(market, 0, "BACK"), 5)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    assert sheet.statuses() == ["MATCHED"]


def test_a_working_order_is_cancelled_from_its_row(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    market = first_markets(server)[0]
    rules = sheet.desk.settings.venue_rules.ladder.value
    far = rules.move(round(sheet.best(market, 0, "LAY") * 100), 10) / 100
    row = sheet.type_order(0, market, sheet.label(market, 0), "BACK", far, 5)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING"])
    assert sheet.order(0)["remaining"] == 5.0
    sheet.host.sheet.command(f"CANCEL {row}")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])


def test_commands_are_taken_from_their_cell(server: PracticeServer, sheet: TradingSheet) -> None:
    command = sheet.host.book.names[COMMAND.name].refers_to_range
    answer = sheet.host.book.names[ANSWER.name].refers_to_range
    sheet.tick_until(lambda: sheet.desk.orders.is_reconciled)
    command.value = "arm"
    sheet.host.tick()
    assert sheet.desk.orders.is_armed
    assert command.value is None
    assert answer.value == "Armed: PLACE sends orders."
    command.value = "HALT"
    sheet.host.tick()
    assert sheet.desk.orders.is_halted
    command.value = "DANCE"
    sheet.host.tick()
    assert answer.value.startswith("'DANCE' is no command")


def test_a_halt_cancels_what_works_and_refuses_what_comes(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    market = first_markets(server)[0]
    rules = sheet.desk.settings.venue_rules.ladder.value
    far = rules.move(round(sheet.best(market, 0, "LAY") * 100), 10) / 100
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far, 5)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING"])
    sheet.host.sheet.command("HALT")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])
    sheet.type_order(1, market, sheet.label(market, 0), "BACK", far, 4)
    sheet.host.sheet.command("PLACE")
    assert "halted" in sheet.order(1)["message"]
    assert sheet.desk.client.calls["place"] == 1


def test_a_blank_limit_refuses(server: PracticeServer, sheet: TradingSheet) -> None:
    market = first_markets(server)[0]
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", sheet.best(market, 0, "BACK"), 5)
    sheet.host.book.names["StakePerDay"].refers_to_range.value = None
    sheet.arm()
    sheet.host.tick()
    sheet.host.sheet.command("PLACE")
    assert "Stake per day" in sheet.order(0)["message"]
    assert not offers_of(server)


def test_an_unsaved_close_and_an_old_copy_cannot_send_again(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path
) -> None:
    first = open_sheet(settings_for(server.url))
    market = first_markets(server)[0]
    first.watch(market)
    first.tick_until(lambda: first.host.view().blocks[0].rows[0][15] == "LIVE")
    price = first.best(market, 0, "BACK")
    label = first.label(market, 0)
    first.type_order(0, market, label, "BACK", price, 5)
    file, old = tmp_path / "trader.xlsx", tmp_path / "old copy.xlsx"
    first.host.save(file)
    shutil.copyfile(file, old)
    first.arm()
    first.host.sheet.command("PLACE")
    first.tick_until(lambda: first.statuses() == ["MATCHED"])
    first.desk.stop()

    for path in (file, old):
        again = open_sheet(settings_for(server.url), path=path)
        again.arm()
        again.host.sheet.command("PLACE")
        again.host.tick()
        assert again.statuses() == ["MATCHED"]
        assert len(offers_of(server)) == 1
        assert "place" not in again.desk.client.calls
        again.desk.stop()


def test_a_dead_server_is_seen_and_nothing_hangs(
    server: PracticeServer, open_sheet: OpenSheet
) -> None:
    cadence = Cadence(
        book=0.05,
        live_book=0.05,
        requests_per_second=500,
        least_stale=0.3,
        least_dead=0.8,
        stale_factor=1,
        dead_factor=1,
    )
    sheet = open_sheet(settings_for(server.url, cadence))
    market = first_markets(server)[0]
    sheet.watch(market)
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
    label, price = sheet.label(market, 0), sheet.best(market, 0, "BACK")
    read_at = sheet.host.view().blocks[0].rows[0][16]
    sheet.arm()
    server.stop()

    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "STALE")
    stale = sheet.host.view().blocks[0].rows[0]
    assert stale[7] == price
    assert stale[16] >= read_at
    sheet.type_order(0, market, label, "BACK", price, 5)
    started = time.perf_counter()
    sheet.host.sheet.command("PLACE")
    assert time.perf_counter() - started < 1.0
    assert sheet.statuses() == ["REFUSED"]
    sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][1] == "NO FEED")
    started = time.perf_counter()
    sheet.host.tick()
    assert time.perf_counter() - started < 1.0
    assert re.fullmatch(r"1 TROUBLE|[1-9]\d* TROUBLES", sheet.host.view().feed)
    said = [line.text for line in sheet.desk.log() if line.kind == "feed"]
    assert said
    assert len(said) == len(set(said))
    assert all("could not be read" in each for each in said)
    assert "place" not in sheet.desk.client.calls


@pytest.mark.parametrize("kind", ["=1+1", "+39", "-x", "@x", "'quoted"])
def test_text_of_the_venue_never_becomes_a_formula(
    server: PracticeServer, open_sheet: OpenSheet, tmp_path: Path, kind: str
) -> None:
    event = next(iter(server.exchange.events.values()))
    event.name = kind
    sheet = open_sheet(settings_for(server.url))
    sheet.watch(first_markets(server)[0])
    assert sheet.host.view().blocks[0].event == kind
    saved = tmp_path / "saved.xlsx"
    sheet.host.save(saved)
    board = openpyxl.load_workbook(saved)[BOARD]
    found = [cell.data_type for row in board.iter_rows() for cell in row if cell.value == kind]
    assert found
    assert set(found) <= {"s", "inlineStr"}
