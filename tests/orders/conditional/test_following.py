"""What becomes of a bet once it was sent: fill or kill, offset, stop."""

import re
from datetime import timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.hall import CLOCKS_CHANGE, Hall, row
from tests.support.worlds import MARKET
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional import running, triggers
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.terms import following
from xlbetflag.orders.conditional.terms.conditional_order import Facts, Role
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.status import Status

# --- fill or kill -----------------------------------------------------------------------------


def test_the_rest_is_cancelled_after_so_many_seconds(world: Hall) -> None:
    world.orders.place([row("k1", price=300, size=30_000, options="FOK 1")])
    result = world.wait_for("k1", Status.PART_CANCELLED)
    assert (result.matched, result.remaining) == (20_000, 0)
    world.wait_no_rules()
    assert world.open_sizes() == []


def test_fill_or_kill_follows_an_order_that_was_replaced(world: Hall) -> None:
    world.orders.place([row("k1", options="FOK 600")])
    world.wait_for("k1", Status.WORKING)
    world.orders.replace("k1", 340)
    world.wait_for("k1/2", Status.WORKING)
    world.clock.skew = timedelta(seconds=601)
    world.wait_for("k1/2", Status.CANCELLED)
    world.wait_no_rules()
    assert world.open_sizes() == []


def test_a_lost_cancel_is_repeated_until_nothing_stands(world: Hall) -> None:
    world.proxy.on("DELETE /offers", faulty.never_arrived, times=4)
    world.orders.place([row("k1", options="FOK 1")])
    world.wait_for("k1", Status.CANCELLED)
    world.wait_no_rules()


@pytest.mark.parametrize("change", CLOCKS_CHANGE)
def test_fill_or_kill_counts_the_seconds_that_pass(world: Hall, change: str) -> None:
    """Over both changes of the clocks, and when somebody sets the clock."""
    before, step = CLOCKS_CHANGE[change]
    world.set_clock(before)
    world.orders.place([row("k1", options="FOK 1"), row("k2", price=360, options="FOK 600")])
    world.wait_for("k1", Status.WORKING)
    world.clock.skew += step
    world.wait_for("k1", Status.CANCELLED)
    assert world.wait_for("k2", Status.WORKING).remaining == 200


def test_fill_or_kill_counts_the_sleep_of_the_machine(world: Hall) -> None:
    world.orders.place([row("k1", options="FOK 600")])
    world.wait_for("k1", Status.WORKING)
    world.clock.skew = timedelta(hours=1)
    world.wait_for("k1", Status.CANCELLED)


# --- offset -----------------------------------------------------------------------------------


def offset_is_placed_once(world: Hall) -> None:
    """A back of 4.00 at 3.00 is matched whole; however often that is told, one lay follows."""
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1", Status.MATCHED)
    lay, *_ = world.wait_offers(1, Side.LAY)
    world.looks(5)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [400]
    assert lay["price"] == 290


def test_after_a_match_the_opposite_is_placed_some_ticks_away(world: Hall) -> None:
    offset_is_placed_once(world)
    world.wait_no_rules()
    world.wait_for("k1.o1", Status.WORKING)
    world.wait_said("k1", "Offset LAY 4.00 € at 2.90: WORKING")
    world.quote(back=280, lay=310)
    world.house(Side.BACK, 290, 400)
    world.wait_for("k1.o1", Status.MATCHED)
    world.wait_said("k1", "MATCHED, 4.00 € matched")
    assert world.open_sizes() == []


def test_an_offset_of_a_lay_is_a_back_some_ticks_up(world: Hall) -> None:
    world.orders.place([row("k1", side=Side.LAY, price=310, size=400, options="OFFSET 3")])
    [back] = world.wait_offers(1, Side.BACK)
    assert (back["price"], back["size"]) == (325, 400)


def test_each_part_is_offset_once_and_what_is_too_small_waits(world: Hall) -> None:
    world.quote(back=200, lay=400)
    world.orders.place([row("k1", price=300, size=1_000, options="OFFSET 5")])
    world.wait_for("k1", Status.WORKING)
    for size, total in ((50, 50), (200, 250), (750, 1_000)):
        world.house(Side.LAY, 300, size)
        wait_until(lambda t=total: _sum(world) == t)
        world.looks(2)
    sizes = [offer["size"] for offer in world.offers(Side.LAY)]
    assert sizes == [50, 200, 750]
    world.wait_no_rules()
    assert set(world.orders.results()) == {"k1", "k1.o1", "k1.o2", "k1.o3"}


def _sum(world: Hall) -> int:
    return sum(int(str(offer["size"])) for offer in world.offers(Side.LAY))


def test_a_part_below_the_minimum_waits_for_more(world: Hall) -> None:
    world.quote(back=200, lay=400)
    world.orders.place([row("k1", side=Side.LAY, price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1", Status.WORKING)
    other = world.exchange.open_house_account("other")
    before_us = translate.placement(MARKET, [Bet("1", Side.LAY, 305, 100)])
    world.exchange.place(other, before_us)
    world.house(Side.BACK, 300, 250)
    world.wait_said("k1", "1.50 € matched cannot be offset")
    assert world.offers(Side.BACK) == []
    world.house(Side.BACK, 300, 250)
    world.wait_for("k1", Status.MATCHED)
    assert [offer["size"] for offer in world.wait_offers(1, Side.BACK)] == [400]


def test_what_cannot_be_offset_is_told(world: Hall) -> None:
    world.quote(back=200, lay=400)
    world.house(Side.BACK, 300, 250)
    world.orders.place([row("k1", side=Side.LAY, price=300, size=150, options="OFFSET 5")])
    world.wait_for("k1", Status.MATCHED)
    world.wait_said("k1", "1.50 € matched cannot be offset")
    world.wait_no_rules()
    assert world.offers(Side.BACK) == []


def test_an_offset_whose_answer_is_lost_is_placed_once(world: Hall) -> None:
    for fault in (faulty.passed, faulty.dropped):
        world.proxy.on("POST /offers", fault)
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1.o1", Status.WORKING)
    world.looks(3)
    assert len(world.offers(Side.LAY)) == 1


def test_an_offset_over_a_limit_is_refused_and_told_once(world: Hall) -> None:
    world.orders.place([row("k1", price=350, size=400, options="OFFSET 5")])
    world.wait_for("k1", Status.WORKING)
    world.limits = msgspec.structs.replace(world.limits, stake_per_day=400)
    world.quote(back=340, lay=380)
    world.house(Side.LAY, 350, 400)
    world.wait_said("k1", "limit of 4.00 € a day")
    world.wait_no_rules()
    world.limits = msgspec.structs.replace(world.limits, stake_per_day=400_000)
    world.looks()
    assert world.offers(Side.LAY) == []


def half_matched(world: Hall, options: str) -> str:
    """A back of 9.00 at 3.00 of which 5.00 is matched; the id of the offset at 2.90."""
    world.quote(back=200, lay=400)
    world.orders.place([row("k1", price=300, size=900, options=options)])
    world.wait_for("k1", Status.WORKING)
    world.house(Side.LAY, 300, 500)
    return world.wait_for("k1.o1", Status.WORKING).offer_id


def test_what_an_offset_lost_is_offset_again(world: Hall) -> None:
    offset = half_matched(world, "OFFSET 5")
    world.house(Side.BACK, 290, 200)
    world.wait_for("k1.o1", Status.PART_MATCHED)
    world.take_back(offset)
    world.wait_for("k1.o1", Status.PART_CANCELLED)
    world.wait_for("k1.o2", Status.WORKING)
    world.looks()
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [500, 300]
    assert world.open_sizes() == [400, 300]


def test_an_offset_that_is_always_taken_back_is_left_alone(world: Hall) -> None:
    half_matched(world, "OFFSET 5")
    for number in range(1, 1 + following.MOST_SHORT_OFFSETS):
        world.take_back(world.wait_for(f"k1.o{number}", Status.WORKING).offer_id)
        world.wait_for(f"k1.o{number}", Status.CANCELLED)
    world.looks()
    assert len(world.offers(Side.LAY)) == following.MOST_SHORT_OFFSETS


def test_an_offset_at_another_price_is_still_the_offset(world: Hall) -> None:
    """Also in the moment in which it is cancelled and not placed again yet."""
    half_matched(world, "OFFSET 5")
    with patch.object(Replacing, "step", lambda self: None):
        world.orders.replace("k1.o1", 284)
        world.wait_for("k1.o1", Status.CANCELLED)
        world.looks()
    world.wait_for("k1.o1/2", Status.WORKING)
    world.looks()
    assert [offer["price"] for offer in world.offers(Side.LAY)] == [290, 284]


# --- stop -------------------------------------------------------------------------------------


def matched_with(world: Hall, options: str, *, size: int = 400) -> None:
    """A back at 3.00, matched whole; 2.90 to back, 3.00 to lay."""
    world.quote(back=300, lay=310)
    world.orders.place([row("k1", price=300, size=size, options=options)])
    world.wait_for("k1", Status.MATCHED)
    world.quote(back=290, lay=300)
    world.wait_said("k1", "Stop at")


def test_a_stop_closes_what_is_matched_no_worse_than_allowed(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS WORST 6 TICKS")
    world.wait_said("k1", "Stop at 3.20")
    world.quote(back=310, lay=315)
    world.looks()
    assert world.offers(Side.LAY) == []
    world.quote(back=315, lay=325)
    [lay] = world.wait_offers(1, Side.LAY)
    assert (lay["price"], lay["size"]) == (350, 400)
    closing = world.wait_for("k1.c1", Status.MATCHED)
    assert closing.price_matched == 325
    world.wait_no_rules()
    assert world.open_sizes() == []


def test_a_stop_that_slips_past_its_worst_price_stands_there(world: Hall) -> None:
    matched_with(world, "STOP @3.20 WORST @3.30")
    world.quote(back=390, lay=400)
    [lay] = world.wait_offers(1, Side.LAY)
    assert lay["price"] == 330
    world.wait_for("k1.c1", Status.WORKING)
    world.wait_said("k1", "Close LAY 4.00 € at 3.30 or better: WORKING")


def test_a_trailing_stop_follows_the_best_price(world: Hall) -> None:
    matched_with(world, "STOP 5 TICKS TRAILING")
    world.quote(back=260, lay=270)
    world.wait_said("k1", "Stop at 2.80")
    world.quote(back=266, lay=276)
    world.looks()
    assert world.offers(Side.LAY) == []
    world.quote(back=270, lay=280)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()


def test_a_stop_of_a_lay_backs_when_the_price_falls(world: Hall) -> None:
    world.quote(back=296, lay=300)
    world.orders.place([row("k1", side=Side.LAY, price=300, size=400, options="STOP 5 TICKS")])
    world.wait_for("k1", Status.MATCHED)
    world.wait_said("k1", "Stop at 2.90")
    world.quote(back=288, lay=296)
    [back] = world.wait_offers(1, Side.BACK)
    assert (back["price"], back["size"]) == (270, 400)
    world.wait_for("k1.c1", Status.MATCHED)


def test_an_offset_and_a_stop_together_close_once(world: Hall) -> None:
    matched_with(world, "OFFSET 20; STOP 4 TICKS")
    world.wait_for("k1.o1", Status.WORKING)
    world.quote(back=320, lay=330)
    world.wait_for("k1.o1", Status.CANCELLED)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()
    world.looks()
    assert [offer["matched"] for offer in world.offers(Side.LAY)] == [0, 400]
    assert world.open_sizes() == []


def test_an_offset_that_was_matched_leaves_nothing_to_stop(world: Hall) -> None:
    matched_with(world, "OFFSET 3; STOP 4 TICKS")
    world.wait_for("k1.o1", Status.WORKING)
    world.house(Side.BACK, 294, 400)
    world.wait_for("k1.o1", Status.MATCHED)
    world.wait_no_rules()
    world.quote(back=390, lay=400)
    world.looks()
    assert len(world.offers(Side.LAY)) == 1


def test_a_stop_takes_back_what_was_not_matched(world: Hall) -> None:
    world.quote(back=300, lay=310, size=500)
    world.orders.place([row("k1", price=300, size=900, options="STOP 4 TICKS")])
    world.wait_for("k1", Status.PART_MATCHED)
    world.quote(back=315, lay=330)
    world.wait_for("k1", Status.PART_CANCELLED, Status.MATCHED)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()
    assert world.open_sizes() == []


def stop_ignores_old_prices(world: Hall) -> None:
    """The price goes beyond the stop while nothing fresh is known: nothing may be sent."""
    matched_with(world, "STOP 4 TICKS")
    world.view.age = 60.0
    world.quote(back=390, lay=400)
    world.looks()
    assert world.offers(Side.LAY) == []
    assert "does not act now" in world.result("k1").message


def test_a_stop_never_acts_on_an_old_price(world: Hall) -> None:
    stop_ignores_old_prices(world)
    world.view.age = 0.1
    world.wait_offers(1, Side.LAY)


@pytest.mark.parametrize("health", [Health.STALE, Health.SUSPENDED, Health.NO_FEED])
def test_a_stop_never_acts_on_prices_that_are_not_live(world: Hall, health: Health) -> None:
    matched_with(world, "STOP 4 TICKS")
    world.view.health = health
    world.quote(back=390, lay=400)
    world.wait_said("k1", f"not fresh ({health.value})")
    world.looks()
    assert world.offers(Side.LAY) == []


def test_a_suspended_market_fires_no_stop(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    world.market.suspend()
    world.wait_said("k1", "does not act now")
    assert world.offers(Side.LAY) == []


def test_a_stop_without_a_price_to_close_at_says_so(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    world.clear()
    world.wait_said("k1", "nobody offers")


def test_a_closing_that_was_refused_is_tried_again_a_few_times(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    wide, world.limits = world.limits, msgspec.structs.replace(world.limits, stake_per_bet=100)
    world.quote(back=320, lay=330)
    world.wait_said("k1", "over the limit")
    assert world.offers(Side.LAY) == []
    world.limits = wide
    world.quote(back=325, lay=330)
    [lay] = world.wait_offers(1, Side.LAY)
    assert lay["size"] == 400
    world.wait_no_rules()


def test_a_closing_is_not_tried_for_ever(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    wide, world.limits = world.limits, msgspec.structs.replace(world.limits, stake_per_bet=100)
    for price in (320, 325, 330, 335, 340, 345):
        world.quote(back=price, lay=price + 10)
        world.looks(1)
    world.wait_no_rules()
    world.limits = wide
    world.looks()
    assert world.offers(Side.LAY) == []
    assert len(world.journal.refusals([f"k1.c{n}" for n in range(1, 9)])) == 5


def test_what_a_closing_lost_is_closed_again(world: Hall) -> None:
    matched_with(world, "STOP @3.20 WORST @3.30")
    world.quote(back=390, lay=400)
    closing = world.wait_for("k1.c1", Status.WORKING)
    world.house(Side.BACK, 330, 200)
    world.wait_for("k1.c1", Status.PART_MATCHED)
    world.take_back(closing.offer_id)
    world.wait_for("k1.c2", Status.WORKING)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [400, 200]
    world.house(Side.BACK, 330, 200)
    world.wait_for("k1.c2", Status.MATCHED)
    world.wait_no_rules()


# --- restarts ---------------------------------------------------------------------------------


def fired_rules_fire_once(world: Hall) -> None:
    """An offset is placed; after a restart and the user's word none follows it."""
    world.orders.place([row("k1", price=300, size=30_000, options="OFFSET 5; STOP 100 TICKS")])
    world.wait_offers(1, Side.LAY)
    world.restart()
    world.looks(5)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [20_000]


def test_a_fired_rule_does_not_fire_again_after_a_restart(world: Hall) -> None:
    fired_rules_fire_once(world)
    assert world.going_on() == ["k1"]


def test_after_a_restart_rules_are_listed_and_stand_still(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    world.orders.place([row("k2", selection="2 · X", options="LIVE")])
    world.restart(rearm=False)
    assert world.going_on() == ["k1", "k2"]
    for key in ("k1", "k2"):
        assert "REARM RULES" in world.result(key).message
    _, changed = world.orders.changes(0)
    assert {"k1", "k2"} <= set(changed)
    world.quote(back=390, lay=400)
    world.market.turn_live()
    world.looks(5)
    assert [len(world.offers(side)) for side in Side] == [1, 0]
    assert world.orders.rearm_rules() == 2
    world.wait_offers(1, Side.LAY)
    world.wait_for("k2", Status.WORKING, Status.MATCHED)


def closings_kept_back(
    self: triggers.Triggers, rule: running.RunningCondition, asked: object
) -> bool:
    """In place of `execute`: the first closing is set off, and is not placed; no other follows."""
    return not any(firing.role is Role.CLOSING for firing in rule.firings.values())


def test_a_shot_that_a_crash_kept_from_leaving_is_decided_anew_once(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS")
    with patch.object(triggers.Triggers, "execute", closings_kept_back):
        world.quote(back=320, lay=330)
        wait_until(lambda: world.journal.read("SELECT 1 FROM firings WHERE key = 'k1.c1'", []))
        world.shut()
    assert world.offers(Side.LAY) == []
    world.open()
    world.looks()
    assert world.offers(Side.LAY) == []
    world.orders.rearm_rules()
    world.wait_for("k1.c2", Status.MATCHED)
    world.restart()
    world.looks()
    assert len(world.offers(Side.LAY)) == 1
    assert world.status("k1.c1") is None


@pytest.mark.parametrize("stop", ["disarm", "halt"])
def test_a_shot_that_a_wish_kept_from_leaving_is_decided_anew_after_rearm(
    world: Hall, stop: str
) -> None:
    matched_with(world, "STOP 4 TICKS")
    with patch.object(triggers.Triggers, "execute", closings_kept_back):
        world.quote(back=320, lay=330)
        wait_until(lambda: world.journal.read("SELECT 1 FROM firings WHERE key = 'k1.c1'", []))
        getattr(world.orders, stop)()
    world.orders.resume()
    assert world.orders.arm() is None
    world.looks()
    assert world.offers(Side.LAY) == []
    world.orders.rearm_rules()
    world.wait_for("k1.c2", Status.MATCHED)
    world.looks()
    assert world.status("k1.c1") is None


def test_an_offset_that_a_wish_kept_from_leaving_is_placed_after_rearm(world: Hall) -> None:
    """Also where its rule has seen it on its way: it has covered nothing before it has left."""
    place = world.client.place

    def stopped(request: Any, **options: Any) -> Any:
        if request.offerta[0].tipo == translate.TIPI[Side.LAY]:
            world.client.place = place  # type: ignore[method-assign]
            world.wait_for("k1", Status.MATCHED)
            world.look()
            world.orders.disarm()
            assert world.orders.arm() is None
        return place(request, **options)

    world.client.place = stopped  # type: ignore[method-assign]
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1.o1", Status.REFUSED)
    assert world.going_on() == ["k1"]
    world.looks()
    assert world.offers(Side.LAY) == []
    world.orders.rearm_rules()
    world.wait_for("k1.o2", Status.WORKING)
    world.looks()
    assert len(world.offers(Side.LAY)) == 1


def test_rules_need_an_armed_desk_to_go_on(world: Hall) -> None:
    world.orders.disarm()
    with pytest.raises(ValueError, match=r"gate\.disarmed"):
        world.orders.rearm_rules()


# --- by hand ----------------------------------------------------------------------------------


def test_cancelling_a_row_ends_its_rule_and_takes_its_offset_back(world: Hall) -> None:
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5; STOP 100 TICKS")])
    world.wait_for("k1.o1", Status.WORKING)
    world.orders.cancel(["k1"])
    world.wait_for("k1.o1", Status.CANCELLED)
    assert world.going_on() == []
    world.looks()
    assert world.open_sizes() == []


def test_cancelling_everything_ends_every_rule(world: Hall) -> None:
    world.orders.place([row("k1", options="OFFSET 5"), row("k2", options="LIVE", price=360)])
    world.wait_for("k1", Status.WORKING)
    world.orders.cancel_all()
    world.wait_for("k1", Status.CANCELLED)
    assert world.going_on() == []
    assert re.search("your word", world.wait_for("k2", Status.ENDED).message)


# --- planted bugs -----------------------------------------------------------------------------


def test_planted_a_match_told_twice_is_offset_twice(world: Hall) -> None:
    with (
        patch.object(FactFinder, "fired", _nothing_covered),
        patch.object(following._Matter, "_cover", _under_fresh_keys()),
        pytest.raises(AssertionError),
    ):
        offset_is_placed_once(world)


def test_the_journal_alone_keeps_a_rule_from_firing_twice(world: Hall) -> None:
    """What is placed twice under the same key breaks the journal's own table: nothing leaves."""
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5; STOP 100 TICKS")])
    world.wait_for("k1.o1", Status.WORKING)
    world.looks(1)  # it sees that all is covered
    with patch.object(FactFinder, "fired", _nothing_covered), pytest.raises(JournalBroken):
        world.looks(1)
    assert len(world.offers(Side.LAY)) == 1


def _nothing_covered(self: FactFinder, rule: object, role: object) -> tuple[()]:
    return ()


def test_planted_a_stop_on_an_old_price(world: Hall) -> None:
    with (
        patch.object(Facts, "has_fresh_prices", property(lambda self: True)),
        pytest.raises(AssertionError),
    ):
        stop_ignores_old_prices(world)


def test_planted_a_fired_rule_is_forgotten_by_a_restart(world: Hall) -> None:
    """What was set off is forgotten, and keys are given anew: the offset is placed again."""
    kept = running.RunningCondition.of.__func__  # type: ignore[attr-defined]

    def forgetful(cls, found):
        rule = kept(cls, found)
        entries = {k: v for k, v in rule.firings.items() if v.role is Role.ENTRY}
        rule.firings = entries
        return rule

    with (
        patch.object(following._Matter, "_cover", _under_fresh_keys()),
        patch.object(running.RunningCondition, "of", classmethod(forgetful)),
        pytest.raises(AssertionError),
    ):
        fired_rules_fire_once(world)


def _under_fresh_keys():
    """Keys that do not follow from the rule: nothing would keep an order from leaving twice."""
    real, runs = following._Matter._cover, count(2)

    def cover(self, role, amount, price, rest):
        real(self, role, amount, price, rest)
        for place, firing in enumerate(self._fire):
            fresh = f"{firing.key}-{next(runs)}"
            self._fire[place] = msgspec.structs.replace(firing, key=fresh)

    return cover
