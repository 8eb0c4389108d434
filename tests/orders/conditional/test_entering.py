"""Rows that wait: for a time, for the market's phase, for a price."""

import re
from datetime import datetime, timedelta

import msgspec
import pytest

from tests.support.conditions import wait_until
from tests.support.hall import Hall, command, row
from xlbetflag.market.moments import ROME
from xlbetflag.market.reading import Health
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.status import Status

STANDING = 350  # nothing takes a back at this price


def test_a_row_waits_for_its_time_and_says_so(world: Hall) -> None:
    world.orders.place([row("k1", options="FROM 2099-05-03 20:45")])
    world.wait_said("k1", "waits until 03/05 20:45:00")
    assert world.status("k1") is Status.WAITING
    world.looks()
    assert world.offers() == []
    assert "k1" in world.going_on()


def test_a_row_is_sent_once_its_market_is_live(world: Hall) -> None:
    world.orders.place([row("k1", options="LIVE", at_live=False)])
    world.wait_said("k1", "until the market is live")
    assert world.offers() == []
    world.market.turn_live()
    world.wait_for("k1", Status.WORKING)
    assert len(world.offers()) == 1


def test_a_row_before_live_is_never_sent_once_it_is(world: Hall) -> None:
    world.view.health = Health.STALE
    world.orders.place([row("k1", options="BEFORE LIVE")])
    world.wait_said("k1", "fresh prices")
    world.market.turn_live()
    world.view.health = None
    result = world.wait_for("k1", Status.ENDED)
    assert "live already" in result.message
    assert world.offers() == []
    assert world.going_on() == []


def test_at_best_waits_for_the_worst_price_and_takes_the_best(world: Hall) -> None:
    world.orders.place([row("k1", price=320, options="BEST")])
    world.wait_said("k1", "waits for 3.20 or better")
    assert world.offers() == []
    world.quote(back=340, lay=360)
    result = world.wait_for("k1", Status.MATCHED)
    assert (world.offers()[0]["price"], result.matched) == (340, 200)
    again = world.orders.place([row("k1", price=320, options="BEST", shown="MATCHED")])["k1"]
    assert "no longer reads" not in again.message


def test_at_best_of_a_lay_is_never_above_its_price(world: Hall) -> None:
    world.orders.place([row("k1", side=Side.LAY, price=300, options="BEST")])
    world.wait_said("k1", "3.00 or better")
    world.quote(back=270, lay=280)
    world.wait_for("k1", Status.MATCHED)
    assert world.offers()[0]["price"] == 280


def test_a_row_that_breaks_a_limit_is_refused_when_placed(world: Hall) -> None:
    rows = [row("k1", price=351, options="LIVE"), row("k2", size=250_000, options="LIVE")]
    results = world.orders.place(rows)
    assert [results[key].status for key in ("k1", "k2")] == [Status.REFUSED] * 2
    assert world.going_on() == []


def test_a_row_that_breaks_a_limit_when_it_is_due_is_refused_and_acts_once(world: Hall) -> None:
    world.orders.place([row("k1", options="LIVE")])
    world.wait_said("k1", "until the market is live")
    world.limits = msgspec.structs.replace(world.limits, stake_per_bet=100)
    world.market.turn_live()
    result = world.wait_for("k1", Status.REFUSED)
    assert "over the limit" in result.message
    world.limits = msgspec.structs.replace(world.limits, stake_per_bet=100_000)
    again = world.orders.place([row("k1", options="LIVE", shown="REFUSED")])["k1"]
    assert again.status is Status.REFUSED
    world.looks()
    assert world.offers() == []


def test_a_market_that_closes_ends_its_rules_with_a_word(world: Hall) -> None:
    world.orders.place([row("k1", options="LIVE")])
    world.wait_said("k1", "until the market is live")
    world.market.close()
    result = world.wait_for("k1", Status.ENDED)
    assert re.search(r"CLOSED.*ended", result.message)
    assert world.going_on() == []


def test_an_end_time_ends_a_row_that_was_not_sent_and_cancels_one_that_was(world: Hall) -> None:
    until = f"UNTIL {datetime.now(ROME) + timedelta(days=2):%Y-%m-%d} 12:00"
    world.orders.place([row("k1", options=until), row("k2", price=360, options=f"LIVE; {until}")])
    world.wait_for("k1", Status.WORKING)
    world.clock.skew = timedelta(days=3)
    world.wait_for("k1", Status.CANCELLED)
    assert "its time ended" in world.wait_for("k2", Status.ENDED).message.lower()
    assert len(world.offers()) == 1
    assert world.open_sizes() == []


def test_an_old_copy_or_a_second_place_sends_nothing_more(world: Hall) -> None:
    waiting = row("k1", options="LIVE")
    for shown in ("", "WAITING", "DRAFT"):
        world.orders.place([row("k1", options="LIVE", shown=shown)])
    world.orders.place([waiting])
    world.market.turn_live()
    world.wait_for("k1", Status.WORKING)
    world.orders.place([waiting])
    world.looks()
    assert len(world.offers()) == 1


def test_a_second_copy_of_a_row_is_a_twin(world: Hall) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    result = world.orders.place([row("k2", options="FOK 5")])["k2"]
    assert (result.status, result.is_twin) == (Status.REFUSED, True)
    world.orders.place([row("k2", options="FOK 600", shown="REFUSED")], confirmed_twins=["k2"])
    world.wait_for("k2", Status.WORKING)


def test_disarmed_nothing_begins_to_wait(world: Hall) -> None:
    world.orders.disarm()
    results = world.orders.place([row("k1", options="LIVE"), command("k2", Command.CANCEL)])
    assert {result.status for result in results.values()} == {Status.DRAFT}
    assert world.going_on() == []


def test_a_preview_counts_what_would_wait(world: Hall) -> None:
    seen = world.orders.preview([row("k1", options="FROM 2099-05-03 20:45"), row("k2", price=360)])
    assert set(seen.rows) == {"k1", "k2"}
    assert (seen.stake, seen.worst, seen.trouble) == (400, -400, "")
    assert world.going_on() == []


@pytest.mark.parametrize("stop", ["disarm", "halt"])
def test_rules_stand_still_until_the_users_word(world: Hall, stop: str) -> None:
    world.orders.place([row("k1", options="LIVE")])
    world.wait_said("k1", "until the market is live")
    getattr(world.orders, stop)()
    world.wait_said("k1", "Stands still")
    world.orders.resume()
    assert world.orders.arm() is None
    world.market.turn_live()
    world.looks()
    assert world.offers() == []
    assert world.orders.rearm_rules() == 1
    world.wait_for("k1", Status.WORKING)
    wait_until(lambda: not world.orders.rules() or world.status("k1") is Status.WORKING)
    assert len(world.offers()) == 1
