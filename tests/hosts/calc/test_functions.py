"""BF_ functions in the cells of a real Calc: asked, pushed, silent, gone."""

import json
import time
from typing import Any

import pytest

from tests.hosts.calc.conftest import Calc, key
from tests.support.conditions import wait_until
from xlbetflag.engines.calc import adopt

HOME = key("BF_PRICE", "m1", "Home")
BOOK = key("BF_BOOK", "m1", 3.0, 10.0)


def asked(calc: Calc, *keys: str) -> None:
    """Push until these were asked: a cell that nobody looks at asks within seconds."""
    wanted = set(keys)

    def push() -> bool:
        wanted.difference_update(calc.push()["asked"])
        return not wanted

    wait_until(push, seconds=30)


def test_a_cell_shows_no_feed_until_it_is_answered_and_then_what_is_pushed(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE("m1";"Home")', A2="=A1*2")
    assert calc.shown(document) == "NO FEED"
    asked(calc, HOME)
    calc.push([HOME, 2.5])
    assert calc.shown(document, "A1:A2") == [[2.5], [5.0]]
    calc.push([HOME, "SUSPENDED"])
    assert calc.shown(document) == "SUSPENDED"


def test_cells_of_two_documents_share_a_key_and_a_closed_one_hurts_nobody(calc: Calc) -> None:
    first = calc.new(A1='=BF_PRICE("m1";"Home")')
    second = calc.new(A1='=BF_PRICE("m1";"Home")')
    assert calc.shown(first) == calc.shown(second) == "NO FEED"
    asked(calc, HOME)
    calc.push([HOME, 2.5])
    assert calc.shown(first) == calc.shown(second) == 2.5
    calc.close(first)
    calc.push([HOME, 2.6])
    assert calc.shown(second) == 2.6


def test_a_key_is_plain_whatever_the_cells_hold(calc: Calc) -> None:
    document = calc.new(
        A1='=BF_PRICE(B1;C1;"LAY";2)',
        A2='=BF_PRICE("m1";"Home";;1)',
        A3='=BF_PRICE("m1";D1:E2)',
        B1="12",
        C1="'Città",
        D1="1",
        E2="x",
    )
    calc.shown(document, "A1:A3")
    asked(
        calc,
        '["BF_PRICE",12.0,"Città","LAY",2.0]',
        '["BF_PRICE","m1","Home",null,1.0]',
        '["BF_PRICE","m1",[[1.0,""],["","x"]]]',
    )


def test_a_range_too_large_to_send_is_asked_as_an_empty_one(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE("m1";C1:D5000)')
    calc.shown(document)
    asked(calc, '["BF_PRICE","m1",[]]')


def test_an_empty_market_is_empty_and_asks_nothing(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE(B1;"Home")', A2='=BF_PRICE("  ";"Home")')
    assert calc.shown(document, "A1:A2") == [[""], [""]]
    keys = map(json.loads, calc.push()["asked"])  # a document of before may still have asked too
    assert not [name for name, *of in keys if name == "BF_PRICE" and of[0] in ("", "  ", 0.0)]


def test_a_table_fills_its_fixed_range_and_changes_whole(calc: Calc) -> None:
    document = calc.new()
    calc.array(document, "A1:Q10", '=BF_BOOK("m1";3;10)')
    rows = calc.shown(document, "A1:Q10")
    assert rows[0] == ["", "NO FEED", *[""] * 13, "NO FEED", ""]
    assert rows[1:] == [[""] * 17] * 9
    asked(calc, BOOK)
    book: list[list[Any]] = [["1", "Home", "", *[2.5] * 12, "LIVE", "12:00:00"]]
    book += [[""] * 17] * 9
    calc.push([BOOK, book])
    assert calc.shown(document, "A1:Q10") == book


def test_a_text_of_a_table_is_equal_to_itself_once_it_is_made_anew(calc: Calc) -> None:
    """What docs/calc.md warns of; a scalar function needs no such care."""
    document = calc.new(
        A20='=A1&""="LIVE"',
        B20='=A2&""=""',
        C20='=LEFT(A1;4)="LIVE"',
        D20='=BF_STATUS("m1")="LIVE"',
    )
    calc.array(document, "A1:A2", '=BF_TREND("m1";24;2)')
    calc.shown(document, "A1:D20")
    table, status = key("BF_TREND", "m1", 24.0, 2.0), key("BF_STATUS", "m1")
    asked(calc, table, status)
    calc.push([table, [["LIVE"], [""]]], [status, "LIVE"])
    assert calc.shown(document, "A20:D20") == [[1.0, 1.0, 1.0, 1.0]]


def test_python_writes_and_reads_formulas_as_they_are_in_excel(calc: Calc) -> None:
    name = calc.new()
    app = adopt(calc.office)
    sheet = app.books[calc.run("answer = find(name).Title", name=name)].sheets[0]
    for formula in ('=BF_PRICE("m1","Home")', '=IF(BF_PRICE("m1","Home")>2,NETWORKDAYS(1,9),"no")'):
        sheet["A1"].formula = formula
        assert sheet["A1"].formula == formula
    sheet["C1:E2"].formula_array = '=BF_BOOK("m1",3,2)'
    assert sheet["D2"].formula_array == '=BF_BOOK("m1",3,2)'
    assert sheet["D1"].value == "NO FEED"


def test_silence_turns_every_cell_to_no_feed_and_the_next_push_brings_them_back(
    calc: Calc,
) -> None:
    document = calc.new(A1='=BF_PRICE("m1";"Home")', A2='=IF(ISNUMBER(A1);"live";"dead")')
    calc.shown(document)
    asked(calc, HOME)
    calc.push([HOME, 2.5])
    assert calc.shown(document, "A1:A2") == [[2.5], ["live"]]
    calc.fall_silent()
    started = time.monotonic()
    wait_until(lambda: calc.shown(document) == "NO FEED", seconds=30)
    assert time.monotonic() - started > 2.5
    assert calc.shown(document, "A2") == "dead"
    assert HOME in calc.push()["asked"]
    calc.push([HOME, 2.6])
    assert calc.shown(document) == 2.6


def test_a_desk_that_leaves_leaves_no_price_behind(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE("m1";"Home")')
    calc.shown(document)
    asked(calc, HOME)
    calc.push([HOME, 2.5])
    calc.leave()
    wait_until(lambda: calc.shown(document) == "NO FEED")


def test_calc_completes_nothing_that_is_typed_while_a_desk_is_connected(calc: Calc) -> None:
    def completes() -> object:
        return calc.run(
            """
            settings = context.ServiceManager.createInstanceWithContext(
                "com.sun.star.sheet.GlobalSheetSettings", context)
            answer = settings.DoAutoComplete
            """
        )

    wait_until(lambda: completes() is True)
    calc.push()
    wait_until(lambda: completes() is False)
    calc.leave()
    wait_until(lambda: completes() is True)


def test_a_gap_in_the_sequence_asks_everything_again(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE("m1";"Home")')
    calc.shown(document)
    asked(calc, HOME)
    calc.push([HOME, 2.5])
    calc.fall_silent()
    calc.sequence += 1
    assert HOME in calc.push()["asked"]
    assert calc.shown(document) == "NO FEED"


def test_two_desks_do_not_push_at_once(calc: Calc) -> None:
    calc.push()
    with pytest.raises(ValueError, match="another desk"):
        calc.call("betflag.push", "another", 1, [])


def test_keys_that_no_cell_shows_any_more_are_reported_and_may_come_back(calc: Calc) -> None:
    document = calc.new(A1='=BF_PRICE(B1;"Home")', B1="m1", A2='=BF_STATUS("m1")')
    calc.shown(document, "A1:A2")
    stays = key("BF_STATUS", "m1")
    asked(calc, HOME, stays)
    calc.push([HOME, 2.5], [stays, "LIVE"])
    calc.run(
        'find(document).Sheets.getByIndex(0).getCellRangeByName("B1").setFormula("m2")',
        document=document,
    )
    gone: set[str] = set()

    def reported() -> bool:
        gone.update(calc.push()["gone"])
        return HOME in gone

    wait_until(reported, seconds=30)
    assert stays not in gone
    assert calc.shown(document, "A2") == "LIVE"
    other = calc.new(A1='=BF_PRICE("m1";"Home")')
    assert calc.shown(other) == "NO FEED"
    asked(calc, HOME)


def test_a_thousand_cells_over_fifty_markets_take_every_push(calc: Calc) -> None:
    document = calc.new()
    calc.run(
        """
        sheet = find(document).Sheets.getByIndex(0)
        rows = [tuple('=BF_PRICE("m%d";"s%d")' % (r, c) for c in range(20)) for r in range(50)]
        sheet.getCellRangeByName("A1:T50").setFormulaArray(tuple(rows))
        """,
        document=document,
    )
    keys = [[key("BF_PRICE", f"m{r}", f"s{c}") for c in range(20)] for r in range(50)]
    calc.shown(document, "A1:T50")
    asked(calc, *(each for row in keys for each in row))
    for number in range(1, 6):
        values = [[number * 1_000.0 + r * 20 + c for c in range(20)] for r in range(50)]
        calc.push(
            *(
                [name, value]
                for names, row in zip(keys, values, strict=True)
                for name, value in zip(names, row, strict=True)
            )
        )
        assert calc.shown(document, "A1:T50") == values
