"""The Desk, Markets, Board and Log sheets through the binding, on the real headless engine."""

from datetime import datetime, timedelta

import pytest
import xlwings as xw

from tests.workbook.conftest import BLOCKS, MARKET_ROWS, Writes
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.problem import Problem
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.desk import LIMITS, SESSION
from xlbetflag.workbook.layout.tables import LOG_TABLE
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.cells import ROME
from xlbetflag.workbook.live.state import DeskState

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=ROME)
SHOWN_NOON = NOON.replace(tzinfo=None)
STATE = DeskState(
    environment="staging",
    connection="CONNECTED",
    feed="LIVE",
    armed=True,
    halted=False,
    read_at=NOON,
    requests=7,
    answer="=cmd|' /C calc'!A0",
    board="2 of 3 blocks in use",
)


def market(number: int, line: str = "") -> Market:
    return Market(str(9000 + number), "Under/Over", line, (Selection("1", "Under"),))


def event(number: int, *markets: Market) -> Event:
    return Event(str(number), f"Home {number} - 2-1", "Calcio", "IT", "Serie A", NOON, markets)


MENU = [event(1, market(1, "2.5"), market(2)), event(2, market(3)), event(3, market(4))]


def value(book: xw.Book, name: str) -> object:
    return book.names[name].refers_to_range.value


def test_shipped_settings(book: xw.Book) -> None:
    inputs = Binding(book).inputs()
    assert inputs.limits == Limits()
    assert (inputs.interval, inputs.command) == (1.0, "")


@pytest.mark.parametrize("typed", [None, "", "lots", -1, "#N/A", True, NOON, 2.505])
def test_a_limit_that_makes_no_sense_is_none(book: xw.Book, typed: object) -> None:
    for field in LIMITS.values():
        cell = book.names[field.name].refers_to_range
        cell.number_format = "dd/mm/yyyy" if typed is NOON else "General"
        cell.value = typed
    limits = Binding(book).inputs().limits
    assert all(getattr(limits, name) is None for name in LIMITS)


def test_limits_are_read_in_their_units(book: xw.Book) -> None:
    for field in LIMITS.values():
        book.names[field.name].refers_to_range.value = "12,00"
    book.names["StakePerDay"].refers_to_range.value = 0
    assert Binding(book).inputs().limits == Limits(
        stake_per_bet=1_200,
        liability_per_market=1_200,
        stake_per_day=0,
        loss_per_day=1_200,
        rows_per_batch=12,
        price_distance_ticks=12,
        price_age_seconds=12.0,
    )


def test_a_limit_whose_label_is_gone_is_none(book: xw.Book) -> None:
    label = book.names["StakePerBet"].refers_to_range
    label.offset(0, -1).value = "Something else"
    assert Binding(book).inputs().limits.stake_per_bet is None


def test_the_interval_has_a_floor_and_a_default(book: xw.Book) -> None:
    binding = Binding(book)
    cell = book.names["Interval"].refers_to_range
    cell.value = 0.01
    assert binding.inputs().interval == 0.2
    cell.value = "often"
    assert binding.inputs().interval == 1.0


def test_a_command_is_read_and_cleared(book: xw.Book) -> None:
    binding = Binding(book)
    book.names["Command"].refers_to_range.value = "  cancel  all "
    assert binding.inputs().command == "CANCEL ALL"
    binding.clear_command()
    assert binding.inputs().command == ""


def test_the_desk_is_shown_in_one_block_and_once(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    binding.show_desk(STATE)
    assert len(writes.take()) == 2
    assert [value(book, field.name) for field in SESSION] == [
        "STAGING",
        "CONNECTED",
        "LIVE",
        "12:00:00",
        "ARMED",
        "NOT HALTED",
        7,
        "2 of 3 blocks in use",
    ]
    assert value(book, "Answer") == STATE.answer
    binding.show_desk(STATE)
    assert writes.take() == []


def test_the_band_of_every_sheet_follows_the_desk(book: xw.Book) -> None:
    Binding(book).show_desk(STATE)
    book.app.calculate()
    for sheet in book.sheets:
        band = [text for text in sheet["A1:Z1"].value if isinstance(text, str)]
        assert band == ["xlbetflag", "STAGING", "ARMED", "Feed: LIVE", "Read 12:00:00"], sheet.name


def test_markets_are_added_once_as_text(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    assert binding.show_markets(MENU) == 0
    assert writes.take() == ["Markets!C5:K8"]
    rows = book.sheets["Markets"]["B5:K8"].value
    assert rows[0] == [
        None,
        SHOWN_NOON,
        "Calcio",
        "Serie A",
        "Home 1 - 2-1",
        "Under/Over",
        "2.5",
        "9001",
        "1",
        "1 · Under 2.5",
    ]
    binding.show_markets(MENU)
    binding.show_markets([*MENU, event(1, market(2), market(5))])
    assert writes.take() == ["Markets!C9:K9"]
    assert book.sheets["Markets"]["I9"].value == "9005"


def test_a_mark_never_comes_to_belong_to_another_market(book: xw.Book) -> None:
    binding = Binding(book)
    binding.show_markets(MENU[:1])
    sheet = book.sheets["Markets"]
    sheet["B6"].value = "yes"
    sheet["B8"].value = "YES"  # beside an empty row
    assert binding.watched() == ("9002",)
    binding.show_markets(MENU)
    assert binding.watched() == ("9002",)
    assert sheet["I9"].value == "9003"
    sheet["B5:K6"].value = list(reversed(sheet["B5:K6"].value))  # sorted by the user
    assert binding.watched() == ("9002",)


def test_markets_that_find_no_room_are_counted(book: xw.Book) -> None:
    menu = [event(9, *(market(number) for number in range(MARKET_ROWS + 3)))]
    binding = Binding(book)
    assert binding.show_markets(menu) == 3
    assert binding.show_markets(menu) == 3
    assert book.sheets["Markets"][f"I{4 + MARKET_ROWS}"].value == str(9000 + MARKET_ROWS - 1)
    assert book.sheets["Markets"][f"I{5 + MARKET_ROWS}"].value is None


def test_blocks_keep_their_market_until_it_is_unwatched(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    binding.show_markets(MENU)
    marks = book.sheets["Markets"]["B5:B8"]
    marks.value = [["YES"]] * 4
    assert binding.blocks == BLOCKS
    assert binding.assign_blocks(binding.watched()) == ("9001", "9002", "9003")
    title = book.sheets["Board"]["B4:M4"].value
    assert title[market_blocks.TITLE_MARKET_ID] == "9001"
    assert title[market_blocks.TITLE_EVENT] == "Home 1 - 2-1"
    assert title[market_blocks.TITLE_MARKET] == "Under/Over"
    assert title[market_blocks.TITLE_LINE] == "2.5"
    assert title[market_blocks.TITLE_START] == "Sun 22 Nov 12:00"
    writes.take()
    book.sheets["Markets"]["B6"].value = None
    writes.take()
    assert binding.assign_blocks(binding.watched()) == ("9001", "9004", "9003")
    assert writes.take() == ["Board!B16:M16"]
    assert binding.assign_blocks(("9004",)) == ("", "9004", "")
    assert value(book, market_blocks.market_name(1)) is None
    assert book.sheets["Board"]["C4"].value == market_blocks.EMPTY_BLOCK
    assert Binding(book).assign_blocks(("9001", "9004")) == ("9001", "9004", "")


def test_positions_follow_the_board(book: xw.Book) -> None:
    binding = Binding(book)
    binding.show_markets(MENU)
    binding.assign_blocks(("9001",))
    book.sheets["Markets"]["B5"].value = "YES"
    binding.assign_blocks(())
    binding.assign_blocks(binding.watched())
    book.app.calculate()
    shown = book.sheets["Positions"]["B4:Y4"].value
    assert shown[:2] == ["9001", "Home 1 - 2-1"]
    assert shown[-1] == "Under/Over 2.5"


def test_the_log_shows_the_newest_first_and_shrinks(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    lines = [
        (NOON - timedelta(seconds=n), "ORDERS", f"=line {n}") for n in range(LOG_TABLE.rows + 50)
    ]
    binding.show_log(lines)
    binding.show_log(lines)
    assert writes.take() == ["Log!B5:D204"]
    log = book.sheets["Log"]
    assert log["B5:D5"].value == [SHOWN_NOON, "ORDERS", "=line 0"]
    binding.show_log(lines[:1])
    assert [log["D5"].value, log["D6"].value] == ["=line 0", None]


def test_a_missing_name_is_a_problem(book: xw.Book) -> None:
    book.names["Settings"].delete()
    with pytest.raises(Problem) as caught:
        Binding(book).inputs()
    assert caught.value == Problem("sheet.name_missing", name="Settings")
