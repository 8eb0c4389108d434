"""What hurried hands do beside rows: one deleted over its order, a command one cell too low."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sheet.test_words_of_rows import OpenSheet, shown, standing, working
from tests.support.sheet import TradingSheet, first_markets, settings_for
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.desk import ANSWER, COMMAND
from xlbetflag.workbook.layout.keys import stem_of
from xlbetflag.workbook.layout.orders import ORDER_TABLE

TABLE = ORDER_TABLE


@pytest.fixture
def market(server: PracticeServer) -> str:
    return first_markets(server)[0]


@pytest.fixture
def far(sheet: TradingSheet, market: str) -> Callable[[int], float]:
    ladder = sheet.desk.settings.venue_rules.ladder.value
    best = round(sheet.best(market, 0, "LAY") * 100)
    return lambda ticks: ladder.move(best, ticks) / 100


def answer(sheet: TradingSheet) -> str:
    name = sheet.host.book.names[ANSWER.name]
    return str(name.refers_to_range.value)


def delete_row(sheet: TradingSheet, row: int) -> None:
    """Its cells go, those below move up: as a row of the spreadsheet deleted."""
    for place in range(row, TABLE.rows - 1):
        for column in TABLE.columns:
            below = sheet.cell(TABLE, place + 1, column.key).value
            text = f"'{below}" if isinstance(below, str) else below
            sheet.cell(TABLE, place, column.key).value = text
    for column in TABLE.columns:
        sheet.cell(TABLE, TABLE.rows - 1, column.key).value = None


def logged(sheet: TradingSheet) -> list[str]:
    return [text for _, kind, text in sheet.desk.log() if kind == "order" and "no row" in text]


def test_an_order_whose_row_was_deleted_is_told_with_the_way_out(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    label = sheet.label(market, 0)
    working(sheet, {0: (market, label, "BACK", far(10), 5), 1: (market, label, "BACK", far(12), 6)})
    key, other = (shown(sheet, row)["key"] for row in (0, 1))
    assert "no row" not in answer(sheet)
    delete_row(sheet, 0)
    sheet.host.tick()
    assert f"CANCEL {key}" in answer(sheet)
    assert len(logged(sheet)) == 1
    sheet.host.sheet.command("preview")
    sheet.host.tick()
    assert f"CANCEL {key}" in answer(sheet)  # as long as it stands
    assert len(logged(sheet)) == 1
    assert shown(sheet, 0)["key"] == other
    assert sorted(standing(server)) == [500, 600]
    sheet.host.sheet.command(f"cancel {key}")
    sheet.tick_until(lambda: "no row" not in answer(sheet))
    assert [size for size in standing(server) if size] == [600]


def test_a_row_that_waits_and_what_a_row_set_off_are_told_too(
    server: PracticeServer, sheet: TradingSheet, far: Callable[[int], float], market: str
) -> None:
    label = sheet.label(market, 0)
    sheet.type_order(0, market, label, "BACK", far(10), 5)
    sheet.cell(TABLE, 0, "options").value = "FROM 2099-01-01 12:00"
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: shown(sheet, 0)["status"] == "WAITING")
    key = shown(sheet, 0)["key"]
    delete_row(sheet, 0)
    sheet.host.tick()
    assert f"CANCEL {key}" in answer(sheet)
    sheet.host.sheet.command(f"cancel {key}")
    sheet.host.tick()
    assert "no row" not in answer(sheet)
    assert {stem_of(f"{key}{more}") for more in ("", "/2", ".o1", ".c2/3", "=2")} == {key}


def test_a_row_deleted_while_no_desk_ran_is_told_at_opening(
    server: PracticeServer,
    sheet: TradingSheet,
    open_sheet: OpenSheet,
    far: Callable[[int], float],
    market: str,
    tmp_path: Path,
) -> None:
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", far(10), 5)})
    key = shown(sheet, 0)["key"]
    delete_row(sheet, 0)
    file = tmp_path / "later.xlsx"
    sheet.host.save(file)
    sheet.desk.stop()
    (tmp_path / "trader.xlsx").unlink()
    again = open_sheet(settings_for(server.url), path=file)
    again.tick_until(lambda: f"CANCEL {key}" in answer(again))


@pytest.mark.parametrize("typed", ["halt", "PLACE", "annulla tutto", "cancel 5"])
def test_a_command_typed_one_cell_too_low_is_told_and_not_done(
    server: PracticeServer,
    sheet: TradingSheet,
    far: Callable[[int], float],
    market: str,
    typed: str,
) -> None:
    sheet.type_order(0, market, sheet.label(market, 0), "BACK", far(10), 5)
    sheet.arm()
    sheet.host.tick()
    command = sheet.host.book.names[COMMAND.name].refers_to_range
    below = command.offset(1, 0)
    before = below.value
    for _ in range(2):  # the same again is told again
        sheet.host.sheet.command("arm")
        below.value = typed
        sheet.host.tick()
        assert f"{typed.upper()} was typed in the cell below" in answer(sheet)
        assert below.value == before
    assert sheet.desk.orders.is_armed
    assert standing(server) == []


def test_what_is_noted_below_the_command_is_left_alone(sheet: TradingSheet) -> None:
    below = sheet.host.book.names[COMMAND.name].refers_to_range.offset(1, 0)
    below.value = "mine: see page 2"
    sheet.host.tick()
    sheet.host.tick()
    assert below.value == "mine: see page 2"
    assert "below" not in answer(sheet)
