"""Watching by search, through the whole way: the menu, the Watch sheet, the Board, our orders."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.sheet import TradingSheet, first_markets
from xlbetflag.hosts.headless import HeadlessHost
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW, WATCH
from xlbetflag.workbook.layout.tables import WATCH_TABLE

FIRST = FIRST_TABLE_ROW + 1
BLOCKS = 6


@pytest.fixture
def small_workbook(fresh_workbook: Path) -> Path:
    """The whole one: its room on the Board is what is looked at."""
    return fresh_workbook


def search(sheet: TradingSheet, row: int, **cells: Any) -> None:
    for key, value in cells.items():
        sheet.cell(WATCH_TABLE, row - FIRST, key).value = value


def result(sheet: TradingSheet, row: int) -> dict[str, Any]:
    keys = ("found", "on_board", "no_room", "message", "markets")
    return {key: sheet.cell(WATCH_TABLE, row - FIRST, key).value for key in keys}


def on_board(sheet: TradingSheet) -> list[str]:
    return [block.market_id for block in sheet.host.view().blocks]


def events_of(server: PracticeServer, sport: str) -> list[Any]:
    events = [e for e in server.exchange.events.values() if e.sport.name == sport]
    return sorted(events, key=lambda event: event.start)


def market_of(event: Any, place: int = 0) -> str:
    return str(event.markets[place].market_id)


def test_a_search_goes_to_the_board_beside_what_was_marked(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    by_hand = first_markets(server)[0]
    search(sheet, FIRST, sport="tennis", market="incontro", most=2)
    sheet.tick_until(lambda: len(on_board(sheet)) == 3)
    tennis = [market_of(event) for event in events_of(server, "TENNIS")]
    assert on_board(sheet) == [by_hand, *tennis]
    sheet.tick_until(lambda: all(block.rows[0][15] == "LIVE" for block in sheet.host.view().blocks))
    shown = result(sheet, FIRST)
    assert (shown["found"], shown["on_board"], shown["no_room"]) == (2, 2, None)
    assert shown["markets"] == " ".join(tennis)
    assert sheet.host.view().blocks[1].event in shown["message"]


def test_what_has_no_room_is_counted(server: PracticeServer, sheet: TradingSheet) -> None:
    by_hand = first_markets(server)[0]
    search(sheet, FIRST, market="over", most=10)
    sheet.tick_until(lambda: result(sheet, FIRST)["no_room"])
    shown = result(sheet, FIRST)
    assert (shown["on_board"], shown["no_room"]) == (BLOCKS - 1, 10 - BLOCKS + 1)
    assert on_board(sheet)[0] == by_hand
    room = sheet.host.book.names["BoardRoom"].refers_to_range.value
    assert room == "6 of 6 blocks in use, 5 watched markets have no room"
    assert any("no room" in line.text for line in sheet.desk.log())


def test_a_window_that_is_not_understood_is_told_in_the_row(sheet: TradingSheet) -> None:
    search(sheet, FIRST, sport="tennis", starts="tonight")
    sheet.tick_until(lambda: result(sheet, FIRST)["message"])
    assert result(sheet, FIRST)["message"].startswith("Starts 'tonight' is not understood")
    assert result(sheet, FIRST)["found"] is None


def test_the_next_event_comes_when_the_first_is_over(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    first, second = events_of(server, "TENNIS")
    search(sheet, FIRST, sport="tennis", market="incontro", in_turn="NEXT")
    sheet.tick_until(lambda: market_of(first) in on_board(sheet))
    assert market_of(second) not in on_board(sheet)
    server.exchange.settle(first.markets[0].market_id, [1])
    sheet.tick_until(lambda: market_of(second) in on_board(sheet))
    assert market_of(first) not in on_board(sheet)


def test_an_open_order_keeps_its_market_from_going_on(
    server: PracticeServer, sheet: TradingSheet
) -> None:
    first, second = (market_of(event) for event in events_of(server, "TENNIS"))
    search(sheet, FIRST, sport="tennis", market="incontro", in_turn="NEXT")
    sheet.tick_until(lambda: first in on_board(sheet))
    sheet.tick_until(lambda: sheet.host.view().blocks[1].rows[0][15] == "LIVE")
    far = sheet.far(first)
    sheet.type_order(0, first, sheet.label(first, 0), "BACK", far, 5)
    sheet.arm()
    sheet.host.sheet.command("PLACE")
    sheet.tick_until(lambda: sheet.statuses() == ["WORKING"])

    assert "an order of ours is open there" in sheet.host.sheet.command(f"NEXT {FIRST}")
    sheet.host.tick()
    assert first in on_board(sheet)
    search(sheet, FIRST, sport="calcio")
    sheet.host.tick()
    assert first in on_board(sheet), "a changed search takes nothing away either"
    search(sheet, FIRST, sport="tennis")

    sheet.host.sheet.command("CANCEL 5")
    sheet.tick_until(lambda: sheet.statuses() == ["CANCELLED"])
    assert sheet.host.sheet.command("NEXT").startswith(f"Row {FIRST} now watches")
    assert second in on_board(sheet)
    assert first not in on_board(sheet)


def test_next_says_what_it_needs(sheet: TradingSheet) -> None:
    assert sheet.host.sheet.command("NEXT").startswith("Say which row")
    assert sheet.host.sheet.command("NEXT 77").startswith("Say which row")
    for row in (FIRST, FIRST + 1):
        search(sheet, row, sport="tennis", in_turn="NEXT")
    sheet.tick_until(lambda: result(sheet, FIRST + 1)["markets"])
    assert sheet.host.sheet.command("NEXT").startswith("Say which row")
    last = f"NEXT {FIRST}"
    assert sheet.host.sheet.command(last).startswith(f"Row {FIRST} now watches")
    assert sheet.host.sheet.command(last) == f"Row {FIRST} let go; nothing else matches yet."


def test_a_restart_keeps_what_was_watched(server: PracticeServer, sheet: TradingSheet) -> None:
    second = market_of(events_of(server, "TENNIS")[1])
    search(sheet, FIRST, sport="tennis", market="incontro", in_turn="NEXT")
    sheet.tick_until(lambda: result(sheet, FIRST)["markets"])
    sheet.host.sheet.command("NEXT")
    assert result(sheet, FIRST)["markets"] == second
    path = Path(sheet.host.book.fullname).with_name("again.xlsx")
    sheet.host.save(path)
    with HeadlessHost(sheet.desk, path) as again:
        again.tick()
        again.tick()
        assert second in [block.market_id for block in again.view().blocks]
        place = (FIRST, FIRST_COLUMN + 1 + WATCH_TABLE.index("markets"))
        assert again.book.sheets[WATCH].range(place).value == second
