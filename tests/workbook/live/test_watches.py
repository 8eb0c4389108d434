"""The Watch sheet and the sharing out of the Board, on the real headless engine."""

from typing import Any

import msgspec
import pytest
import xlwings as xw

from tests.workbook.conftest import BLOCKS, Writes
from xlbetflag.market.problem import Problem
from xlbetflag.market.search import Search, Within
from xlbetflag.workbook.layout.sheets import FIRST_COLUMN, FIRST_TABLE_ROW, WATCH
from xlbetflag.workbook.layout.tables import WATCH_TABLE
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.watches import WatchResult

FIRST = FIRST_TABLE_ROW + 1  # as the sheet counts


def type_row(book: xw.Book, row: int, **cells: Any) -> None:
    sheet = book.sheets[WATCH]
    for key, value in cells.items():
        column = FIRST_COLUMN + 1 + WATCH_TABLE.index(key)
        sheet.range((row, column)).value = value


def shown(book: xw.Book, row: int) -> list[Any]:
    first = FIRST_COLUMN + 1 + WATCH_TABLE.index("found")
    sheet = book.sheets[WATCH]
    values: list[Any] = sheet.range((row, first), (row, first + 4)).value
    return values


def test_rows_are_read_with_their_defaults(book: xw.Book) -> None:
    type_row(book, FIRST, sport="Calcio", starts=60)
    type_row(book, FIRST + 2, market="over 2.5", most="3", in_turn="next")
    rows = Binding(book).searches()
    assert [row.position for row in rows] == [FIRST, FIRST + 2]
    assert rows[0].search == Search(sport="Calcio", start=Within(60), most=BLOCKS)
    assert rows[1].search == Search(market="over 2.5", most=3, in_turn=True)
    assert all(row.problem is None and row.taken == () for row in rows)


def test_a_cell_that_makes_no_sense_is_the_rows_problem(book: xw.Book) -> None:
    type_row(book, FIRST, sport="Calcio", starts="evening")
    type_row(book, FIRST + 1, most=0)
    type_row(book, FIRST + 2, in_turn="perhaps")
    rows = Binding(book).searches()
    problems = [row.problem for row in rows]
    assert all(isinstance(problem, Problem) for problem in problems)
    codes = [problem.code for problem in problems if problem]
    assert codes == ["watch.window", "number.out_of_range", "word.unknown"]
    assert all(row.search is None for row in rows)


def test_results_are_written_once_and_read_back(book: xw.Book, writes: Writes) -> None:
    type_row(book, FIRST, sport="Calcio")
    binding = Binding(book)
    writes.take()
    result = WatchResult(7, 1, 1, "=A - B", ("9001", "9002"))
    binding.show_searches({FIRST: result})
    binding.show_searches({FIRST: result})
    assert len(writes.take()) == 1
    assert shown(book, FIRST) == [7, 1, 1, "=A - B", "9001 9002"]
    assert binding.searches()[0].taken == ("9001", "9002")
    assert Binding(book).searches()[0].taken == ("9001", "9002")


def test_an_emptied_row_loses_what_was_written(book: xw.Book) -> None:
    type_row(book, FIRST, sport="Calcio")
    binding = Binding(book)
    binding.show_searches({FIRST: WatchResult(1, 1, 0, "here", ("9001",))})
    type_row(book, FIRST, sport=None)
    assert binding.searches() == ()
    binding.show_searches({})
    assert shown(book, FIRST) == [None] * 5


def test_a_workbook_without_the_table_has_no_searches(
    book: xw.Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = msgspec.structs.replace(WATCH_TABLE, name="Absent")
    monkeypatch.setattr("xlbetflag.workbook.live.watches.WATCH_TABLE", absent)
    binding = Binding(book)
    assert binding.searches() == ()
    binding.show_searches({FIRST: WatchResult(1, 1, 0, "here", ())})


def test_marks_by_hand_and_open_orders_go_before_searches(book: xw.Book) -> None:
    binding = Binding(book)
    assert binding.assign_blocks((), ("1", "2", "3", "4")) == ("1", "2", "3")
    assert binding.assign_blocks(("9",), ("1", "2", "3", "4"), {"3"}) == ("1", "9", "3")
    assert binding.assign_blocks(("9", "8"), ("1", "2", "3"), {"3"}) == ("8", "9", "3")
    assert binding.assign_blocks(("9", "8", "7"), ("3",), {"3"}) == ("8", "9", "3")
    assert binding.assign_blocks((), ("2", "4"), set()) == ("2", "4", "")
