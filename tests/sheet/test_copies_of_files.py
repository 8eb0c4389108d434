"""One file has its rows: a file that was moved keeps them, a copy gets rows of its own."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sheet.test_words_of_rows import (
    OpenSheet,
    position,
    shown,
    standing,
    type_at_best,
    working,
)
from tests.support.sheet import TradingSheet, first_markets, offers_of, settings_for
from xlbetflag.market.problem import Problem
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout.desk import ANSWER, FILE_ID
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.live.binding import Binding

TABLE = ORDER_TABLE


@pytest.fixture
def market(server: PracticeServer) -> str:
    return first_markets(server)[0]


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return tmp_path / "trader.xlsx"


@pytest.fixture
def reopen(
    server: PracticeServer, open_sheet: OpenSheet, market: str
) -> Callable[[Path], TradingSheet]:
    """Ends the desk that runs, and opens a file on a new one, ready to trade."""
    running: list[TradingSheet] = []

    def opened(path: Path) -> TradingSheet:
        for each in running:
            each.desk.stop()
        sheet = open_sheet(settings_for(server.url), path=path)
        running[:] = [sheet]
        sheet.watch(market)
        sheet.tick_until(lambda: sheet.host.view().blocks[0].rows[0][15] == "LIVE")
        sheet.arm()
        return sheet

    return opened


def work_and_save(sheet: TradingSheet, path: Path, market: str) -> None:
    """One order stands; the file is saved with it."""
    working(sheet, {0: (market, sheet.label(market, 0), "BACK", sheet.far(market, 10), 5)})
    sheet.host.save(path)


def answer(sheet: TradingSheet) -> str:
    return str(sheet.host.book.names[ANSWER.name].refers_to_range.value)


def test_a_template_copied_for_each_day_gives_each_day_its_own_rows(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    small_workbook: Path,
    tmp_path: Path,
    market: str,
) -> None:
    days = [Path(shutil.copyfile(small_workbook, tmp_path / f"day{n}.xlsx")) for n in (1, 2)]
    one = reopen(days[0])
    label = one.label(market, 0)
    working(one, {0: (market, label, "BACK", one.far(market, 10), 5)})
    key = shown(one, 0)["key"]
    two = reopen(days[1])
    working(two, {0: (market, label, "BACK", two.far(market, 12), 4)})
    assert shown(two, 0)["key"] != key
    two.host.sheet.command(f"cancel {position(0)}")
    two.tick_until(lambda: standing(server) == [500, 0])


def test_a_copy_shows_what_reads_as_sent_as_the_other_files_and_acts_on_none_of_it(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    first: Path,
    tmp_path: Path,
    market: str,
) -> None:
    work_and_save(reopen(first), first, market)
    copy = reopen(Path(shutil.copyfile(first, tmp_path / "copy.xlsx")))
    copy.host.tick()
    row = shown(copy, 0)
    assert (row["status"], row["offer_id"]) == ("WORKING", "BC0001")
    assert f"another file ({first})" in row["message"]
    for command in (f"cancel {position(0)}", f"replace {position(0)} {copy.far(market, 12)}"):
        assert "another file" in copy.host.sheet.command(command)
    copy.host.sheet.command("place")
    copy.cell(TABLE, 0, "side").value = "CANCEL"
    copy.host.sheet.command(f"place {position(0)}")
    copy.cell(TABLE, 0, "side").value = "BACK"
    copy.host.tick()
    assert standing(server) == [500]
    copy.cell(TABLE, 0, "stake").value = 4  # another bet: a row of this file
    copy.host.tick()
    assert (shown(copy, 0)["status"], shown(copy, 0)["key"] != row["key"]) == (None, True)
    copy.host.sheet.command("place")
    copy.tick_until(lambda: standing(server) == [500, 400])
    copy.host.sheet.command(f"cancel {row['key']}")
    copy.tick_until(lambda: standing(server) == [0, 400])


@pytest.mark.parametrize("how", ["renamed", "moved", "link"])
def test_a_file_that_was_only_moved_goes_on_with_its_orders(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    first: Path,
    tmp_path: Path,
    market: str,
    how: str,
) -> None:
    work_and_save(reopen(first), first, market)
    here = tmp_path / ("away/trader.xlsx" if how == "moved" else "other name.xlsx")
    here.parent.mkdir(exist_ok=True)
    if how == "link":
        if sys.platform == "win32":
            pytest.skip("links need a privilege there")
        here.symlink_to(first)
    else:
        shutil.move(first, here)
    sheet = reopen(here)
    sheet.host.tick()
    assert (shown(sheet, 0)["status"], shown(sheet, 0)["message"]) == ("WORKING", None)
    sheet.host.sheet.command(f"cancel {position(0)}")
    sheet.tick_until(lambda: standing(server) == [0])


def test_a_copy_closed_without_saving_sends_nothing_again(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    first: Path,
    tmp_path: Path,
    market: str,
) -> None:
    """On disk its rows still have the first file's keys, and no status."""
    sheet = reopen(first)
    type_at_best(sheet, 3, market)
    sheet.host.save(first)
    copy = Path(shutil.copyfile(first, tmp_path / "copy.xlsx"))
    unsaved = reopen(copy)
    unsaved.host.sheet.command("PLACE")
    unsaved.tick_until(lambda: shown(unsaved, 3)["status"] == "MATCHED")
    before = shown(unsaved, 3)
    again = reopen(copy)
    again.host.tick()
    assert shown(again, 3)["key"] == before["key"]
    assert shown(again, 3)["offer_id"] == before["offer_id"]
    again.host.sheet.command("PLACE")
    again.host.tick()
    assert len(offers_of(server)) == 1


def test_a_workbook_saved_under_another_name_is_a_copy_from_then_on(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    first: Path,
    tmp_path: Path,
    market: str,
) -> None:
    sheet = reopen(first)
    work_and_save(sheet, first, market)
    sheet.host.save(tmp_path / "second.xlsx")
    sheet.host.tick()
    assert "another file" in shown(sheet, 0)["message"]
    assert "another file" in sheet.host.sheet.command(f"cancel {position(0)}")
    assert standing(server) == [500]


def test_a_spreadsheet_that_refuses_for_a_moment_still_gives_a_copy_its_name(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    first: Path,
    tmp_path: Path,
    market: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = reopen(first)
    work_and_save(sheet, first, market)
    become, refused = Binding.become, []

    def refuses_once(binding: Binding, file_id: str) -> None:
        if not refused:
            refused.append(file_id)
            raise Problem("sheet.name_missing", name="FileId")
        become(binding, file_id)

    monkeypatch.setattr(Binding, "become", refuses_once)
    sheet.host.save(tmp_path / "second.xlsx")
    with pytest.raises(Problem):
        sheet.host.tick()
    sheet.host.tick()
    assert "another file" in sheet.host.sheet.command(f"cancel {position(0)}")
    assert refused == [sheet.host.book.names[FILE_ID.name].refers_to_range.value]


@pytest.mark.parametrize("word", ["FILE MOVED", "file copiato"])
def test_where_nobody_can_say_opening_asks_and_nothing_is_sent_until_answered(
    server: PracticeServer,
    reopen: Callable[[Path], TradingSheet],
    small_workbook: Path,
    tmp_path: Path,
    market: str,
    word: str,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    first = stick / "trader.xlsx"
    shutil.copyfile(small_workbook, first)
    work_and_save(reopen(first), first, market)
    here = shutil.copyfile(first, tmp_path / "trader.xlsx")
    shutil.rmtree(stick)  # the drive was taken out
    sheet = reopen(Path(here))
    label = sheet.label(market, 0)
    sheet.type_order(1, market, label, "BACK", sheet.far(market, 12), 4)
    sheet.host.tick()
    assert f"last open as {first}" in answer(sheet)
    for command in ("place", "preview", f"cancel {position(0)}", f"replace {position(0)} 9"):
        assert "FILE MOVED or FILE COPIED" in sheet.host.sheet.command(command)
    sheet.host.tick()
    assert standing(server) == [500]
    sheet.host.sheet.command(word)
    sheet.host.tick()
    assert "last open" not in answer(sheet)
    is_moved = word == "FILE MOVED"
    assert ("another file" in str(shown(sheet, 0)["message"])) is not is_moved
    sheet.host.sheet.command("place")
    sheet.tick_until(lambda: standing(server) == [500, 400])
    sheet.host.sheet.command(f"cancel {position(0)}")
    if is_moved:
        sheet.tick_until(lambda: standing(server) == [0, 400])
    sheet.host.tick()
    assert standing(server)[0] == (0 if is_moved else 500)
