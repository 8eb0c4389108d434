"""What people and other programs take out of a workbook, and what nobody foresaw: the desk goes
on, and says so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.support.sheet import SMALL, TradingSheet, first_markets, settings_for
from xlbetflag.market.problem import Problem
from xlbetflag.practice.server import PracticeServer
from xlbetflag.sheet.unforeseen import ENOUGH, Unforeseen

SPARED = ("Help", "Summary", "Ladder", "Positions", "Log")


def without(path: Path, sheet: str, *, as_excel_leaves_it: bool) -> None:
    """Deleted: names that pointed there say #REF!, or keep the sheet that is gone."""
    book = openpyxl.load_workbook(path)
    del book[sheet]
    if as_excel_leaves_it:
        for name in book.defined_names.values():
            name.attr_text = name.attr_text.replace(f"{sheet}!", "#REF!")
    book.save(path)


@pytest.mark.parametrize("as_excel_leaves_it", [True, False])
@pytest.mark.parametrize("sheet", SPARED)
def test_a_sheet_that_was_deleted_is_done_without(
    server: PracticeServer,
    small_workbook: Path,
    tmp_path: Path,
    open_sheet: Callable[..., TradingSheet],
    sheet: str,
    as_excel_leaves_it: bool,
) -> None:
    path = tmp_path / "gone.xlsx"
    shutil.copy(small_workbook, path)
    without(path, sheet, as_excel_leaves_it=as_excel_leaves_it)
    trading = open_sheet(settings_for(server.url), path=path)
    market = first_markets(server)[0]
    trading.watch(market)
    trading.arm()
    trading.type_order(0, market, trading.label(market, 0), "BACK", 1.01, 2)
    trading.host.sheet.command("PLACE")
    trading.tick_until(lambda: trading.statuses() != [""])
    said = [line.text for line in trading.desk.log() if "does without" in line.text]
    assert len(said) == len(set(said)) <= 2


def test_a_table_that_nobody_can_trade_without_is_named_and_comes_back(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    trading = open_sheet(settings_for(server.url))
    trading.host.tick()
    heading = trading.host.book.sheets["Orders"]["F4"]
    was, heading.value = heading.value, "My odds"
    for _ in range(2):
        with pytest.raises(Problem) as caught:
            trading.host.tick()
        assert caught.value.values["column"] == was
    before = trading.host.sheet.ticks
    heading.value = was
    trading.host.tick()
    assert trading.host.sheet.ticks == before + 1


def test_rows_below_the_table_and_hidden_rows_are_told_with_their_numbers(
    server: PracticeServer,
    small_workbook: Path,
    tmp_path: Path,
    open_sheet: Callable[..., TradingSheet],
) -> None:
    path = tmp_path / "filtered.xlsx"
    book = openpyxl.load_workbook(small_workbook)
    orders = book["Orders"]
    orders.row_dimensions[6].hidden = True
    last = 4 + SMALL["order_rows"]
    for row in (last + 1, last + 2, last + 5):
        orders[f"C{row}"] = 19901289
    book.save(path)
    trading = open_sheet(settings_for(server.url), path=path)
    market = first_markets(server)[0]
    trading.watch(market)
    trading.tick_until(lambda: trading.host.view().blocks[0].rows[0][15] == "LIVE")
    for row in range(3):
        away = trading.best(market, row, "LAY") + 0.3
        trading.type_order(row, market, trading.label(market, row), "BACK", round(away, 1), 2)
    trading.arm()
    below = f"Not read: rows {last + 1}-{last + 2}, {last + 5} stand below"
    said = trading.host.sheet.command("PREVIEW")
    assert "1 of 3 rows are hidden, by a filter or by hand: rows 6." in said
    assert below in said
    said = trading.host.sheet.command("PLACE")  # typed in its cell it asks nothing
    assert "1 of 3 rows are hidden, by a filter or by hand: rows 6." in said
    assert below in said
    assert len(trading.host.sheet.commands.rows()) == 3


def test_what_nobody_foresaw_is_told_by_its_number_and_three_in_a_row_disarm(
    server: PracticeServer, open_sheet: Callable[..., TradingSheet]
) -> None:
    trading = open_sheet(settings_for(server.url))
    trading.arm()
    unforeseen = Unforeseen(trading.desk)

    def error() -> str:
        try:
            {}["a-secret"]
        except KeyError as happened:
            return unforeseen.happened(happened)
        raise AssertionError

    for _ in range(ENOUGH - 1):
        error()
    unforeseen.passed()
    assert trading.desk.orders.is_armed
    said = [error() for _ in range(ENOUGH)]
    assert not trading.desk.orders.is_armed
    assert "Error 5" in said[-1]
    assert "DISARMED" in said[-1]
    assert "test_taken_away.py" in said[-1]
    assert "a-secret" not in "".join(said)
    assert trading.desk.log()[0].text == said[-1]
