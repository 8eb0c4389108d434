"""Limits belong to the sheet that hands a row over, and go with it wherever it goes."""

import sqlite3

import msgspec
import pytest

from tests.support.conditions import wait_until
from tests.support.hall import Hall, row
from tests.support.worlds import WIDE
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.limits import Ceiling, Limits
from xlbetflag.orders.status import Status

CAREFUL, BOLD = "careful", "bold"
TIGHT = msgspec.structs.replace(WIDE, stake_per_bet=100)  # a row stakes 2.00
NEVER = "FROM 2099-05-03 20:45"


def of(sheet: str, key: str, *, price: int = 350, options: str = "", size: int = 200) -> Row:
    plain = row(key, price=price, options=options, size=size)
    return msgspec.structs.replace(plain, sheet=sheet)


def wait_for_a_price(world: Hall, sheet: str) -> None:
    """A row that is to be sent as soon as 3.40 can be taken."""
    assert world.orders.place([of(sheet, "k1", price=340, options="BEST")])["k1"].status is (
        Status.WAITING
    )
    world.wait_said("k1", "waits for 3.40 or better")


def test_a_rule_is_held_to_the_limits_of_its_own_sheet_whichever_showed_its_last(
    world: Hall,
) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    world.orders.show_limits(BOLD, TIGHT)
    wait_for_a_price(world, CAREFUL)
    world.orders.show_limits(BOLD, TIGHT)
    world.quote(back=350, lay=360)
    world.wait_for("k1", Status.MATCHED)
    assert "over the limit" in world.orders.place([of(BOLD, "k2", price=355)])["k2"].message


def test_limits_tightened_later_hold_for_the_rules_of_that_sheet(world: Hall) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    wait_for_a_price(world, CAREFUL)
    world.orders.show_limits(CAREFUL, TIGHT)
    world.orders.show_limits(BOLD, WIDE)
    world.quote(back=350, lay=360)
    assert "over the limit of 1.00 € a bet" in world.wait_for("k1", Status.REFUSED).message
    assert world.offers() == []


def test_a_limit_made_blank_keeps_the_rules_of_that_sheet_back_and_no_others(world: Hall) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    wait_for_a_price(world, CAREFUL)
    blank = msgspec.structs.replace(WIDE, stake_per_day=None)
    world.orders.show_limits(CAREFUL, blank)
    world.orders.show_limits(BOLD, WIDE)
    world.quote(back=350, lay=360)
    world.wait_said("k1", "'Stake per day' is empty")
    assert world.offers() == []
    world.orders.place([of(BOLD, "k2", price=360)])
    world.wait_for("k2", Status.WORKING)


def test_a_row_waits_for_a_price_as_fresh_as_its_own_sheet_asks_for(world: Hall) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    wait_for_a_price(world, CAREFUL)
    world.orders.show_limits(CAREFUL, msgspec.structs.replace(WIDE, price_age_seconds=0.0))
    world.view.age = 0.5
    world.quote(back=350, lay=360)
    world.wait_said("k1", "fresh prices")
    world.orders.show_limits(CAREFUL, WIDE)
    world.wait_for("k1", Status.MATCHED)


def test_after_a_restart_a_sheet_that_is_not_open_is_held_to_what_it_last_showed(
    world: Hall,
) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    wait_for_a_price(world, CAREFUL)
    world.orders.show_limits(CAREFUL, TIGHT)
    wait_until(lambda: world.journal.sheet_limits().get(CAREFUL) == TIGHT)
    world.restart()
    world.orders.show_limits(BOLD, WIDE)
    world.quote(back=350, lay=360)
    assert "over the limit of 1.00 € a bet" in world.wait_for("k1", Status.REFUSED).message
    assert world.offers() == []


def test_a_rule_is_journaled_with_its_sheet_and_its_limits_before_it_waits(world: Hall) -> None:
    limits = msgspec.structs.replace(WIDE, stake_per_bet=200)
    world.orders.show_limits(CAREFUL, limits)
    world.orders.place([of(CAREFUL, "k1", options=NEVER)])
    assert world.journal.sheet_limits() == {CAREFUL: limits}
    world.restart()
    assert [asked.sheet for asked in world.orders.rules()] == [CAREFUL]


def test_a_sheet_that_never_showed_its_limits_is_allowed_nothing(world: Hall) -> None:
    result = world.orders.place([of("unseen", "k1")])["k1"]
    assert result.status is Status.DRAFT
    assert "is empty or not valid" in result.message


def test_a_new_price_is_held_to_the_limits_of_the_sheet_that_asks_for_it(world: Hall) -> None:
    world.orders.show_limits(CAREFUL, WIDE)
    world.orders.place([of(CAREFUL, "k1")])
    world.wait_for("k1", Status.WORKING)
    world.orders.show_limits(CAREFUL, Limits(stake_per_bet=None))
    with pytest.raises(Exception, match=r"limit\.missing|empty"):
        world.orders.replace("k1", 360, sheet=CAREFUL)
    assert world.status("k1") is Status.WORKING


def test_rows_of_two_sheets_are_no_batch(world: Hall) -> None:
    with pytest.raises(ValueError, match="several sheets"):
        world.orders.place([of(CAREFUL, "k1"), of(BOLD, "k2", price=360)])


@pytest.mark.parametrize("name", Ceiling.__struct_fields__)
def test_the_sums_of_all_sheets_never_pass_the_ceiling_of_the_desk(world: Hall, name: str) -> None:
    world.shut()
    world.ceiling = msgspec.structs.replace(world.ceiling, **{name: 500})
    world.open()
    for number, sheet in enumerate((CAREFUL, BOLD, "third")):
        world.orders.show_limits(sheet, WIDE)
        key = f"k{number}"
        result = world.orders.place([of(sheet, key, price=350 + 5 * number)])[key]
        if sheet == "third":
            assert result.status is Status.REFUSED
            assert "ceiling of 5.00 €" in result.message
            assert "all files together" in result.message
        else:
            world.wait_for(key, Status.WORKING)


def test_a_rule_of_a_journal_without_sheets_is_held_to_the_desks_own_limits(world: Hall) -> None:
    world.orders.place([row("k1", price=340, options="BEST")])
    asked = msgspec.to_builtins(world.orders.rules()[0])
    world.shut()
    del asked["sheet"]
    asked["key"] = "k2"
    values = ["k2", asked["market_id"], msgspec.json.encode(asked).decode(), asked["created"], "x"]
    with sqlite3.connect(world.path) as db:
        db.execute("INSERT INTO rules VALUES (?, ?, ?, ?, ?)", values)
    world.limits = TIGHT
    world.open()
    world.orders.rearm_rules()
    world.quote(back=350, lay=360)
    assert "over the limit of 1.00 € a bet" in world.wait_for("k2", Status.REFUSED).message
