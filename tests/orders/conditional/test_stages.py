"""Every stage of what follows a bet, and a wish or a restart in it: after REARM RULES it is closed
once, whole, and nothing stands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from tests.orders.conditional.test_following import half_matched, matched_with
from tests.orders.conditional.test_levelled import STOPPED, resting_offset
from tests.support import faulty
from tests.support.conditions import wait_until, waiting
from tests.support.hall import Hall, row
from xlbetflag.api import translate
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional import running_conditions
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.sending import replacing
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.status import Status

Wish = Callable[[], None]
WHOLE = 1_000  # of every bet here


@contextmanager
def before_leaving(world: Hall, key: str, wish: Wish) -> Iterator[None]:
    """The wish comes as this order's request is next, in the queue."""
    send = Sender.send

    def next_one(self: Sender, batch: Any, *of: Any) -> bool:
        if any(each.key == key for each in batch.rows):
            wish()
        return send(self, batch, *of)

    with patch.object(Sender, "send", next_one):
        yield


@contextmanager
def as_it_leaves(world: Hall, key: str, wish: Wish) -> Iterator[None]:
    """The wish comes between its journal and the first byte."""
    place = world.client.place

    def leaving(request: Any, **options: Any) -> Any:
        if request.offerta[0].tipo == translate.TIPI[Side.LAY] and world.status(key):
            world.client.place = place  # type: ignore[method-assign]
            world.look()
            wish()
        return place(request, **options)

    world.client.place = leaving  # type: ignore[method-assign]
    yield


@contextmanager
def as_it_is_cancelled(world: Hall, key: str, wish: Wish) -> Iterator[None]:
    cancel = world.client.cancel

    def cancelling(*of: Any) -> Any:
        world.client.cancel = cancel  # type: ignore[method-assign]
        wish()
        return cancel(*of)

    world.client.cancel = cancelling  # type: ignore[assignment]
    yield


def over(key: str, *statuses: Status) -> Callable[[Hall], None]:
    return lambda world: wait_until(lambda: world.status(key) in statuses)


def offset_is_set_off(world: Hall) -> None:
    world.quote(back=300, lay=310)
    world.orders.place([row("k1", price=300, size=WHOLE, options="OFFSET 20; STOP 4 TICKS")])
    over("k1.o1", Status.REFUSED)(world)


def offset_rests(world: Hall) -> None:
    resting_offset(world, "OFFSET 20; STOP 4 TICKS")


def stop_is_reached(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=WHOLE)
    world.quote(*STOPPED)
    over("k1.c1", Status.REFUSED)(world)


def stop_takes_its_offset_back(world: Hall) -> None:
    offset_rests(world)
    world.quote(*STOPPED)
    over("k1.o1", Status.CANCELLED)(world)


def closing_rests(world: Hall) -> None:
    matched_with(world, "STOP @3.20 WORST @3.30", size=WHOLE)
    world.quote(back=390, lay=400)
    over("k1.c1", Status.WORKING)(world)


STAGES = {
    "offset queued": (offset_is_set_off, before_leaving, "k1.o1"),
    "offset leaving": (offset_is_set_off, as_it_leaves, "k1.o1"),
    "offset rests": (offset_rests, None, "k1.o1"),
    "stop waits": (lambda world: matched_with(world, "STOP 4 TICKS", size=WHOLE), None, ""),
    "offset taken back by the stop": (stop_takes_its_offset_back, as_it_is_cancelled, "k1.o1"),
    "closing queued": (stop_is_reached, before_leaving, "k1.c1"),
    "closing leaving": (stop_is_reached, as_it_leaves, "k1.c1"),
    "closing rests": (closing_rests, None, "k1.c1"),
}


@pytest.mark.parametrize("wish", ["disarm", "halt", "restart"])
@pytest.mark.parametrize("stage", STAGES)
def test_after_a_wish_in_any_stage_it_is_closed_once_after_rearm(
    world: Hall, stage: str, wish: str
) -> None:
    begin, within, key = STAGES[stage]
    done: list[bool] = []

    def stop() -> None:
        if not done:
            done.append(True)
            (world.orders.halt if wish == "halt" else world.orders.disarm)()

    if within is None:
        begin(world)
        stop()
    else:
        with within(world, key, stop):
            begin(world)
    assert done
    world.wait_at_rest()
    if wish == "restart":
        world.shut()
        world.open(arm=False)
        wait_until(lambda: world.orders.is_reconciled)
    world.orders.resume()
    assert world.orders.arm() is None
    stood = len(world.offers())
    world.quote(*STOPPED)
    world.looks(2)
    assert len(world.offers()) == stood  # nothing goes on by itself
    assert world.going_on() == ["k1"]
    assert world.orders.rearm_rules() == 1
    wait_until(lambda: _closed(world) == WHOLE)
    world.wait_no_rules()
    world.looks(2)
    world.quote(back=210, lay=220)
    world.looks(2)
    assert _closed(world) == WHOLE
    assert world.open_sizes() == []


def _closed(world: Hall) -> int:
    return sum(int(str(offer["matched"])) for offer in world.offers(Side.LAY))


# --- what a person takes back, what a rule takes back -------------------------------------------


def test_an_offset_that_a_person_cancels_is_not_placed_again(world: Hall) -> None:
    """Also after a restart; the stop of the row goes on."""
    half_matched(world, "OFFSET 5; STOP 40 TICKS")
    world.orders.cancel(["k1.o1"])
    world.wait_for("k1.o1", Status.CANCELLED)
    world.looks()
    world.wait_said("k1", "cancelled by hand")
    assert len(world.offers(Side.LAY)) == 1
    world.restart()
    world.looks()
    assert len(world.offers(Side.LAY)) == 1
    assert world.going_on() == ["k1"]
    world.house(Side.LAY, 300, 400)
    world.wait_for("k1.o2", Status.WORKING)  # what is matched later is offset
    assert world.offers(Side.LAY)[1]["size"] == 400


def test_a_re_priced_offset_that_a_person_cancels_is_not_placed_again(world: Hall) -> None:
    half_matched(world, "OFFSET 5")
    world.orders.replace("k1.o1", 284)
    world.wait_for("k1.o1/2", Status.WORKING)
    world.orders.cancel(["k1.o1/2"])
    world.wait_for("k1.o1/2", Status.CANCELLED)
    world.looks()
    assert len(world.offers(Side.LAY)) == 2


def test_a_closing_that_a_person_cancels_is_not_placed_again(world: Hall) -> None:
    closing_rests(world)
    world.orders.cancel(["k1.c1"])
    world.wait_for("k1.c1", Status.CANCELLED)
    world.wait_no_rules()
    world.looks()
    assert "cancelled by hand" in world.result("k1").message
    assert len(world.offers(Side.LAY)) == 1


def taken_back_within_a_replace(world: Hall, options: str, reach: Callable[[], object]) -> None:
    """Of a back of 9.00 some is matched; what is left is being re-priced as the rule takes it
    back."""
    world.quote(back=200, lay=310)
    world.orders.place([row("k1", price=300, size=900, options=options)])
    world.wait_for("k1", Status.WORKING)
    world.house(Side.LAY, 300, 500)
    world.wait_for("k1", Status.PART_MATCHED)
    with patch.object(Replacing, "step", lambda self: None):
        world.orders.replace("k1", 350)
        world.wait_for("k1", Status.PART_CANCELLED)
        reach()
        world.looks()
    world.wait_no_rules()
    world.looks()
    assert "k1/2" not in world.orders.results()
    assert [offer["size"] for offer in world.offers(Side.BACK)] == [900]


def stopped_within_a_replace(world: Hall) -> None:
    taken_back_within_a_replace(world, "STOP 4 TICKS", lambda: world.quote(*STOPPED))
    assert _closed(world) == 500


def test_a_stop_within_a_replace_leaves_nothing_to_be_placed(world: Hall) -> None:
    stopped_within_a_replace(world)


def test_fill_or_kill_within_a_replace_leaves_nothing_to_be_placed(world: Hall) -> None:
    def ten_minutes() -> None:
        world.clock.skew = timedelta(seconds=601)

    with patch.object(replacing, "SOON", 3_600.0):
        taken_back_within_a_replace(world, "FOK 600", ten_minutes)


def test_planted_a_stop_leaves_a_replace_under_way(world: Hall) -> None:
    with (
        patch.object(Replacing, "withdraw", lambda self, keys: None),
        pytest.raises(AssertionError),
    ):
        stopped_within_a_replace(world)


def a_copy_is_closed_too(world: Hall) -> None:
    """Its request was delivered twice: both were matched, and both are this row's."""
    world.quote(back=300, lay=310)
    world.proxy.on("POST /offers", faulty.twice(answer=0))
    world.orders.place([row("k1", price=300, size=400, options="STOP 4 TICKS")])
    world.wait_for("k1=2", Status.MATCHED)
    world.quote(*STOPPED)
    world.wait_no_rules()
    world.wait_at_rest()
    assert _closed(world) == 800
    assert world.open_sizes() == []


def test_a_copy_of_the_bet_is_closed_with_it(world: Hall) -> None:
    a_copy_is_closed_too(world)


def test_planted_a_copy_of_the_bet_is_followed_by_nobody(world: Hall) -> None:
    line = FactFinder._line

    def alone(self: FactFinder, key: str) -> Any:
        return (leg for leg in line(self, key) if "=" not in leg.key)

    with patch.object(FactFinder, "_line", alone), pytest.raises(AssertionError):
        a_copy_is_closed_too(world)


def test_a_copy_of_the_bet_is_offset_with_it(world: Hall) -> None:
    world.quote(back=300, lay=310)
    world.proxy.on("POST /offers", faulty.twice(answer=0))
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5; STOP 90 TICKS")])
    world.wait_for("k1=2", Status.MATCHED)
    wait_until(lambda: sum(map(int, map(str, world.open_sizes()))) == 800)
    world.looks()
    assert sum(map(int, map(str, world.open_sizes()))) == 800


def test_a_copy_of_an_offset_is_taken_back_and_its_row_says_so(world: Hall) -> None:
    """Matched as well it would turn the position round."""
    world.quote(back=300, lay=310)
    world.proxy.on("POST /offers", faulty.passed)
    world.proxy.on("POST /offers", faulty.twice(answer=0))
    world.orders.place([row("k1", price=300, size=400, options="OFFSET 5")])
    world.wait_for("k1.o1=2", Status.CANCELLED)
    world.wait_for("k1.o1", Status.WORKING)
    assert sum(map(int, map(str, world.open_sizes()))) == 400
    wait_until(lambda: "delivered twice" in world.orders.results()["k1"].message)


def test_fill_or_kill_takes_a_copy_back_too(world: Hall) -> None:
    world.proxy.on("POST /offers", faulty.twice(answer=0))
    world.orders.place([row("k1", options="FOK 3")])
    world.wait_for("k1=2", Status.WORKING, Status.CANCELLED)
    world.wait_for("k1=2", Status.CANCELLED)
    world.wait_for("k1", Status.CANCELLED)
    world.wait_no_rules()
    assert world.open_sizes() == []


def test_planted_what_a_person_took_back_is_placed_again(world: Hall) -> None:
    with (
        patch.object(running_conditions.RunningConditions, "take_back", lambda self, keys: None),
        waiting(3.0),
        pytest.raises(AssertionError),
    ):
        test_an_offset_that_a_person_cancels_is_not_placed_again(world)
