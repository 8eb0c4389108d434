"""A wish to stop that comes while something is on its way: what was on its way does not follow."""

import threading
from typing import Any
from unittest.mock import patch

import pytest

from tests.orders.conditional.test_following import matched_with
from tests.support.conditions import wait_until
from tests.support.hall import Hall, row
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.lowering.generations import Wish
from xlbetflag.orders.own_row import OwnRow
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.status import Status
from xlbetflag.orders.stopping import Stopping

WISHES = ("disarm", "halt")


def stop_and_arm(world: Hall, wish: str) -> None:
    getattr(world.orders, wish)()
    world.orders.resume()
    assert world.orders.arm() is None


def a_look_within_a_wish_sets_off_nothing(world: Hall, wish: str) -> None:
    """A look that began while a wish was being carried out, and hangs until the desk is armed: as
    where another program locks the journal."""
    matched_with(world, "STOP 4 TICKS")
    began, goes_on = threading.Event(), threading.Event()
    consider, stand_still = ConditionalOrders._consider, ConditionalOrders.halt
    looks: list[threading.Thread] = []

    def hanging(self: ConditionalOrders, *of: Any) -> None:
        if threading.current_thread() in looks:  # not one of before the price moved
            began.set()
        assert goes_on.wait(10)
        consider(self, *of)

    def with_a_look(self: ConditionalOrders, wish: Wish) -> None:
        world.quote(back=320, lay=330)
        looks.append(threading.Thread(target=world.look))
        looks[0].start()
        assert began.wait(10)
        stand_still(self, wish)

    with patch.object(ConditionalOrders, "_consider", hanging):
        with patch.object(ConditionalOrders, "halt", with_a_look):
            stop_and_arm(world, wish)
        goes_on.set()
        looks[0].join(10)
    world.looks()
    assert world.offers(Side.LAY) == []
    assert world.orders.rearm_rules() == 1
    [lay] = world.wait_offers(1, Side.LAY)
    assert lay["size"] == 400


@pytest.mark.parametrize("wish", WISHES)
def test_a_look_that_began_within_a_wish_sets_off_nothing(world: Hall, wish: str) -> None:
    a_look_within_a_wish_sets_off_nothing(world, wish)


@pytest.mark.parametrize("wish", WISHES)
def test_planted_a_wish_is_counted_once(world: Hall, wish: str) -> None:
    def only_halted(self: Stopping, wish: Wish) -> None:
        self._conditional.halt(wish)

    with patch.object(Stopping, "_stop_conditions", only_halted), pytest.raises(AssertionError):
        a_look_within_a_wish_sets_off_nothing(world, wish)


def placed_within(world: Hall, wish: str) -> None:
    """A row with options is placed, and a wish passes before its rule begins."""
    keep = SheetLimits.keep
    has_passed: list[bool] = []

    def interrupted(self: SheetLimits, at: Any) -> None:
        if threading.current_thread() is threading.main_thread() and not has_passed:
            has_passed.append(True)
            if wish == "cancel_all":
                world.orders.cancel_all()
            else:
                stop_and_arm(world, wish)
        keep(self, at)

    with patch.object(SheetLimits, "keep", interrupted):
        world.orders.place([row("k1", price=300, size=400, options="LIVE")])
    assert has_passed
    world.market.turn_live()


@pytest.mark.parametrize("wish", WISHES)
def test_a_row_that_began_to_wait_within_a_wish_stands_still(world: Hall, wish: str) -> None:
    placed_within(world, wish)
    world.looks()
    assert world.status("k1") is Status.WAITING
    assert "REARM RULES" in world.result("k1").message
    assert world.offers() == []
    assert world.orders.rearm_rules() == 1
    world.wait_for("k1", Status.MATCHED)


def test_a_row_that_began_to_wait_within_a_cancel_ends(world: Hall) -> None:
    placed_within(world, "cancel_all")
    world.looks()
    assert world.status("k1") is Status.ENDED
    assert world.offers() == []


@pytest.mark.parametrize("wish", WISHES)
def test_what_is_placed_while_a_wish_passes_does_not_leave(world: Hall, wish: str) -> None:
    """Before anything was done about it: another sheet halts, resumes and arms."""

    def interrupted(self: OwnRow, rows: object) -> None:
        stop_and_arm(world, wish)

    with patch.object(OwnRow, "cancel_first", interrupted):
        world.orders.place([row("k1"), row("k2", price=360, options="LIVE")])
    world.wait_for("k1", Status.REFUSED)
    assert "REARM RULES" in world.result("k2").message
    world.wait_at_rest()
    assert world.offers() == []


@pytest.mark.parametrize("wish", WISHES)
def test_planted_what_begins_within_a_wish_goes_on(world: Hall, wish: str) -> None:
    with patch.object(ConditionalOrders, "_obey_wish", lambda self, rule, since: None):
        placed_within(world, wish)
    world.wait_for("k1", Status.MATCHED)


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_within_rearm_is_the_last_word(world: Hall, wish: str) -> None:
    matched_with(world, "STOP 4 TICKS")
    stop_and_arm(world, wish)
    act = Ledger.act

    def interrupted(self: Ledger, action: str, *of: str) -> None:
        act(self, action, *of)
        if action == "rearm rules":
            stop_and_arm(world, wish)

    with patch.object(Ledger, "act", interrupted):
        assert world.orders.rearm_rules() == 0
    world.quote(back=320, lay=330)
    world.looks()
    assert world.offers(Side.LAY) == []
    assert world.orders.rearm_rules() == 1
    wait_until(lambda: world.offers(Side.LAY))


def test_a_stop_stands_still_until_rearm_after_every_wish(world: Hall) -> None:
    """One wish after the other, each over what the one before left standing."""
    matched_with(world, "STOP 4 TICKS; OFFSET 40")
    world.wait_for("k1.o1", Status.WORKING)
    for wish in (*WISHES, *WISHES):
        stop_and_arm(world, wish)
    world.quote(back=320, lay=330)
    world.looks()
    closings = [k for k in world.orders.results() if k.startswith(f"k1.{Role.CLOSING.value[0]}")]
    assert closings == []
    assert world.orders.rearm_rules() == 1
    world.wait_for("k1.c1", Status.MATCHED)
