"""Order rows through the binding, on the real headless engine."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
import pytest
import xlwings as xw

from tests.workbook.conftest import FILE_ID, ORDER_ROWS, Writes
from xlbetflag.market.menu import Selection
from xlbetflag.market.problem import Problem
from xlbetflag.market.side import Side
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.rows.words import Sent
from xlbetflag.orders.status import Status
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import FIRST_TABLE_ROW
from xlbetflag.workbook.live.binding import Binding
from xlbetflag.workbook.live.block import TableBlock
from xlbetflag.workbook.live.cells import ROME
from xlbetflag.workbook.live.own_keys import Known

FIRST = FIRST_TABLE_ROW + 1
LETTERS = {column.key: chr(ord("B") + place) for place, column in enumerate(ORDER_TABLE.columns)}
UPDATED = datetime(2026, 11, 22, 20, 45, 12, 900_000, tzinfo=ROME)


def fill(book: xw.Book, row: int, **values: Any) -> None:
    """Type into the row-th row of Orders, counted from 1."""
    for key, value in values.items():
        book.sheets["Orders"][f"{LETTERS[key]}{FIRST + row - 1}"].value = value


def cell(book: xw.Book, row: int, key: str) -> Any:
    return book.sheets["Orders"][f"{LETTERS[key]}{FIRST + row - 1}"].value


def bet(book: xw.Book, row: int, **changes: Any) -> None:
    typed = {"market": 412887301, "selection": "X", "side": "BACK", "price": 2.5, "stake": 10}
    fill(book, row, **typed | changes)


def key(number: int) -> str:
    return f"{FILE_ID}-{number:04d}"


def result(number: int, **changes: Any) -> RowResult:
    values: dict[str, Any] = {
        "key": key(number),
        "status": Status.WORKING,
        "offer_id": "88101",
        "matched": 250,
        "remaining": 750,
        "message": "",
        "updated": UPDATED,
    }
    return RowResult(**values | changes)


def test_an_untouched_sheet_has_no_rows_and_is_not_written(book: xw.Book, writes: Writes) -> None:
    assert Binding(book).rows() == ()
    assert writes.take() == []


def test_a_filled_row_becomes_a_draft(book: xw.Book) -> None:
    bet(book, 3, side="banca", price="2,50", stake="'1.234,50", keep_at_live="sì", note="mine")
    (row,) = Binding(book).rows()
    assert (row.key, row.position, row.problems, row.shown_status) == (key(3), FIRST + 2, (), "")
    assert row.draft is not None
    assert row.draft.key == key(3)
    assert row.draft.market_id == "412887301"
    assert row.draft.side is Side.LAY
    assert (row.draft.price, row.draft.size) == (250, 123_450)
    assert not row.draft.cancel_at_live
    assert not row.draft.keep_when_suspended
    assert row.draft.note == "mine"


def test_empty_flags_withdraw_the_offer(book: xw.Book) -> None:
    bet(book, 1)
    (row,) = Binding(book).rows()
    assert row.draft is not None
    assert row.draft.cancel_at_live
    assert not row.draft.keep_when_suspended


def test_liability_is_computed_in_the_sheet(book: xw.Book) -> None:
    bet(book, 1)
    bet(book, 2, side="banca")
    bet(book, 3, stake="ten")
    bet(book, 4, side="lay", price=None)
    book.app.calculate()
    assert [cell(book, row, "liability") for row in (1, 2, 3, 4)] == [10, 15, None, None]


def test_a_row_with_a_formula_that_fails_says_so(book: xw.Book) -> None:
    bet(book, 1, price="=1/0", stake="=5*2")
    book.app.calculate()
    (row,) = Binding(book).rows()
    assert row.draft is None
    assert row.problems == (Problem("number.not_a_number", field="price", value="#DIV/0!"),)


def test_results_are_one_block_and_written_once(book: xw.Book, writes: Writes) -> None:
    bet(book, 2)
    bet(book, 4)
    binding = Binding(book)
    binding.rows()
    writes.take()
    results = {key(2): result(2), key(4): result(4, message="=2+2")}
    binding.show_results(results)
    assert writes.take() == [f"Orders!M{FIRST + 1}:R{FIRST + 3}"]
    assert cell(book, 2, "status") == "WORKING"
    assert cell(book, 2, "offer_id") == "88101"
    assert (cell(book, 2, "matched"), cell(book, 2, "remaining")) == (2.5, 7.5)
    assert cell(book, 2, "updated") == UPDATED.replace(tzinfo=None, microsecond=0)
    assert cell(book, 3, "status") is None
    assert cell(book, 4, "message") == "=2+2"
    binding.show_results(results)
    assert writes.take() == []
    assert [row.shown_status for row in binding.rows()] == ["WORKING", "WORKING"]


def test_only_the_rows_that_changed_are_written(book: xw.Book, writes: Writes) -> None:
    binding = Binding(book)
    results = {key(n): result(n) for n in (1, 2, 3)}
    binding.show_results(results)
    writes.take()
    binding.show_results(results | {key(2): result(2, status=Status.MATCHED)})
    assert writes.take() == [f"Orders!M{FIRST + 1}:R{FIRST + 1}"]


def test_results_of_refused_rows_show_no_amounts(book: xw.Book) -> None:
    refused = result(1, status=Status.REFUSED, offer_id="", matched=0, remaining=0, message="No.")
    Binding(book).show_results({key(1): refused})
    assert cell(book, 1, "status") == "REFUSED"
    assert cell(book, 1, "matched") is None
    assert cell(book, 1, "message") == "No."


def test_results_follow_sorted_rows(book: xw.Book) -> None:
    bet(book, 1)
    bet(book, 2, selection="2")
    binding = Binding(book)
    binding.rows()
    top = book.sheets["Orders"][f"B{FIRST}:Q{FIRST + 1}"]
    top.value = list(reversed(top.value))
    binding.show_results({key(2): result(2, message="second")})
    assert (cell(book, 1, "key"), cell(book, 1, "message")) == (key(2), "second")
    assert cell(book, 2, "message") is None


def test_a_cleared_status_is_written_again(book: xw.Book) -> None:
    binding = Binding(book)
    binding.show_results({key(1): result(1)})
    fill(book, 1, status=None)
    binding.show_results({key(1): result(1)})
    assert cell(book, 1, "status") == "WORKING"


def test_a_row_without_a_key_gets_one_never_used(book: xw.Book, writes: Writes) -> None:
    bet(book, 5)
    fill(book, ORDER_ROWS, key=None)  # its last key is not to be given again
    fill(book, 5, key=None)
    writes.take()
    binding = Binding(book)
    (row,) = binding.rows()
    assert row.key == key(ORDER_ROWS + 1)
    assert cell(book, 5, "key") == row.key
    assert cell(book, ORDER_ROWS, "key") == key(ORDER_ROWS + 2)
    assert book.names["KeysUsed"].refers_to_range.value == ORDER_ROWS + 2
    keys_written = [area for area in writes.take() if area.startswith("Orders!")]
    assert keys_written == [f"Orders!B{FIRST + 4}:B{FIRST + ORDER_ROWS - 1}"]
    assert binding.rows() == (row,)


def journaled(*numbers: int, **changes: Any) -> Known:
    """A journal in which these rows were sent as `bet` types them."""
    values: dict[str, Any] = {
        "market_id": "412887301",
        "selection": Selection("2", "X"),
        "side": Side.BACK,
        "price": 250,
        "size": 1_000,
        "formulas": (),
    }
    sent = {key(number): Sent(**values | changes) for number in numbers}
    return lambda keys: {each: sent[each] for each in keys if each in sent}


def copy(book: xw.Book, source: int, target: int) -> None:
    """Copy and paste of a whole row, its key and its status too."""
    orders = book.sheets["Orders"]
    values = orders[f"B{FIRST + source - 1}:R{FIRST + source - 1}"].value
    orders[f"B{FIRST + target - 1}:R{FIRST + target - 1}"].value = values


def test_a_copied_row_is_a_new_bet_without_results(book: xw.Book) -> None:
    bet(book, 2)
    binding = Binding(book)
    binding.show_results({key(2): result(2)})
    binding.rows(journaled(2))
    copy(book, 2, 7)
    first, second = binding.rows(journaled(2))
    assert (first.key, first.shown_status) == (key(2), "WORKING")
    assert (second.key, second.shown_status) == (key(ORDER_ROWS + 1), "")
    assert cell(book, 7, "status") is None
    assert cell(book, 7, "message") is None
    assert cell(book, 7, "price") == 2.5
    assert not first.others
    assert not second.others


def test_a_copy_above_its_original_is_still_the_copy(book: xw.Book) -> None:
    bet(book, 6)
    binding = Binding(book)
    binding.show_results({key(6): result(6)})
    binding.rows(journaled(6))
    copy(book, 6, 1)
    above, original = binding.rows(journaled(6))
    assert (above.key, above.shown_status) == (key(ORDER_ROWS + 1), "")
    assert (original.key, original.shown_status) == (key(6), "WORKING")


def test_copies_that_nobody_saw_being_made_keep_the_key_and_name_each_other(
    book: xw.Book, writes: Writes
) -> None:
    bet(book, 1)
    bet(book, 3, key=key(1), status="WORKING")
    writes.take()
    binding = Binding(book)
    first, second = binding.rows(journaled(1))
    assert (first.key, second.key) == (key(1), key(1))
    assert (first.others, second.others) == ((FIRST + 2,), (FIRST,))
    assert not [area for area in writes.take() if area.startswith("Orders!")]
    fill(book, 3, stake=3)  # the copy is made another bet
    first, second = binding.rows(journaled(1))
    assert (first.key, first.others) == (key(1), ())
    assert (second.key, second.shown_status) == (key(ORDER_ROWS + 1), "")


def test_a_copy_of_what_was_never_sent_is_the_lower_one(book: xw.Book) -> None:
    bet(book, 1)
    bet(book, 2, key=key(1), status="REFUSED")
    first, second = Binding(book).rows(journaled())
    assert (first.key, second.key) == (key(1), key(ORDER_ROWS + 1))
    assert second.shown_status == ""


def test_while_the_journal_cannot_tell_no_key_is_given_away(book: xw.Book) -> None:
    bet(book, 1)
    bet(book, 2, key=key(1), status="WORKING")
    bet(book, 3, key="fdeadbeef-0001", status="MATCHED")
    first, second, foreign = Binding(book).rows(None)
    assert (first.key, second.key, foreign.key) == (key(1), key(1), "fdeadbeef-0001")
    assert first.others
    assert second.others


def test_a_row_of_another_file_keeps_its_key_while_it_says_what_was_sent(book: xw.Book) -> None:
    bet(book, 1, key="fdeadbeef-0005", status="MATCHED")
    binding = Binding(book)
    sent = dict.fromkeys(["fdeadbeef-0005"], next(iter(journaled(1)([key(1)]).values())))

    def known(keys: Iterable[str]) -> dict[str, Sent]:
        return {each: sent[each] for each in keys if each in sent}

    (row,) = binding.rows(known)
    assert (row.key, row.shown_status, row.is_foreign) == ("fdeadbeef-0005", "MATCHED", True)
    fill(book, 1, selection="#N/A")  # while a formula has no value nobody can say
    (row,) = binding.rows(known)
    assert row.key == "fdeadbeef-0005"
    fill(book, 1, selection="1")
    (row,) = binding.rows(known)
    assert (row.shown_status, row.is_foreign) == ("", False)
    assert row.key == key(ORDER_ROWS + 1)  # number 5 is that of another row here


def test_a_row_of_an_unknown_file_gets_a_key_and_keeps_the_status_that_blocks_it(
    book: xw.Book,
) -> None:
    bet(book, 1, key="fdeadbeef-0001", status="MATCHED")
    (row,) = Binding(book).rows(journaled())
    assert (row.key, row.shown_status, row.is_foreign) == (key(1), "MATCHED", False)


def test_a_key_that_the_journal_knows_is_never_given_again(book: xw.Book) -> None:
    """As where the file was closed without saving after its last rows were placed."""
    bet(book, 5)
    fill(book, 5, key=None)
    (row,) = Binding(book).rows(journaled(ORDER_ROWS + 1, ORDER_ROWS + 2))
    assert row.key == key(ORDER_ROWS + 3)


def test_a_file_that_lost_its_name_finds_it_in_its_keys(book: xw.Book) -> None:
    book.names["FileId"].refers_to_range.value = None
    fill(book, 1, key=None)
    bet(book, 1)
    (row,) = Binding(book).rows(journaled())
    assert book.names["FileId"].refers_to_range.value == FILE_ID
    assert row.key == key(ORDER_ROWS + 1)


def test_what_a_formula_gives_is_told_from_what_is_typed(book: xw.Book) -> None:
    bet(book, 1)
    bet(book, 2)
    orders = book.sheets["Orders"]
    orders[f"{LETTERS['price']}{FIRST + 1}"].formula = "=1+1.5"
    typed, computed = Binding(book).rows(journaled())
    assert (typed.formulas, computed.formulas) == ((), ("price",))


def test_a_table_that_nobody_touched_is_not_read_word_by_word_again(book: xw.Book) -> None:
    bet(book, 1)
    binding = Binding(book)
    rows = binding.rows(journaled(1))
    assert binding.rows(journaled(1)) is rows
    fill(book, 1, stake=3)
    assert binding.rows(journaled(1)) is not rows


def test_moved_columns_are_found_by_their_headers(book: xw.Book) -> None:
    orders = book.sheets["Orders"]
    price, stake = LETTERS["price"], LETTERS["stake"]
    orders[f"{price}{FIRST - 1}:{stake}{FIRST - 1}"].value = ["Stake", "Price"]
    bet(book, 1, price=10, stake=2.5)
    (row,) = Binding(book).rows()
    assert row.draft is not None
    assert (row.draft.price, row.draft.size) == (250, 1000)


def test_a_missing_column_is_a_problem(book: xw.Book) -> None:
    book.sheets["Orders"][f"{LETTERS['price']}{FIRST - 1}"].value = "Odds"
    with pytest.raises(Problem) as caught:
        Binding(book).rows()
    assert caught.value == Problem("sheet.column_missing", sheet="Orders", column="Price")


def test_a_table_is_found_on_any_sheet(book: xw.Book) -> None:
    """As after a user renamed its sheet."""
    elsewhere = msgspec.structs.replace(ORDER_TABLE, sheet="Before it was renamed")
    assert TableBlock(book, elsewhere).column("key") == [key(n + 1) for n in range(ORDER_ROWS)]


def test_a_missing_table_is_a_problem(book: xw.Book) -> None:
    gone = msgspec.structs.replace(ORDER_TABLE, name="Gone")
    with pytest.raises(Problem) as caught:
        TableBlock(book, gone)
    assert caught.value == Problem("sheet.table_missing", table="Gone")
