"""GREEN and CLOSE MARKET where rows have stops and offsets: what is levelled is closed once."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import msgspec
import pytest

from tests.orders.conditional.test_commands import ROUNDING, outcomes
from tests.orders.conditional.test_following import matched_with
from tests.support import faulty
from tests.support.conditions import wait_until, waiting
from tests.support.hall import Hall, command, row
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.levels import Levels
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.status import Status

LEVELLING = (Command.GREEN, Command.CLOSE_MARKET)
STOPPED = (320, 330)  # beyond every stop here


def level(world: Hall, word: Command = Command.GREEN, *, selection: str = "1 · 1") -> None:
    """Give the command in a row of its own, k9; it has ended."""
    world.orders.place([command("k9", word, selection="" if word in LEVELLING[1:] else selection)])
    world.wait_for("k9", Status.ENDED)
    world.wait_at_rest()


def is_level(world: Hall) -> bool:
    found = outcomes(world)
    return max(found.values()) - min(found.values()) < ROUNDING


def stays_level(world: Hall) -> None:
    """Nothing of ours stands, and nothing follows when the price goes through stop and offset."""
    assert is_level(world), outcomes(world)
    assert world.open_sizes() == []
    count = len(world.offers())
    for back, lay in (STOPPED, (210, 220), STOPPED):
        world.quote(back, lay)
        world.looks(2)
    assert len(world.offers()) == count
    assert is_level(world), outcomes(world)


def green_ends_the_stop(world: Hall, word: Command) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    level(world, word)
    world.wait_no_rules()
    stays_level(world)


@pytest.mark.parametrize("word", LEVELLING)
def test_a_stop_ends_on_what_was_levelled_and_says_why(world: Hall, word: Command) -> None:
    green_ends_the_stop(world, word)
    told = world.result("k1").message
    assert "GREEN" in told or "CLOSE MARKET" in told


@pytest.mark.parametrize("options", ["OFFSET 20", "OFFSET 20; STOP 4 TICKS"])
@pytest.mark.parametrize("word", LEVELLING)
def test_an_offset_that_rests_is_taken_back_before_it_levels(
    world: Hall, word: Command, options: str
) -> None:
    """Also one whose rule has ended, for it covered everything."""
    levels_with_a_resting_offset(world, word, options)


def levels_with_a_resting_offset(world: Hall, word: Command, options: str) -> None:
    resting_offset(world, options)
    level(world, word)
    assert world.status("k1.o1") is Status.CANCELLED
    assert "k1.o2" not in world.orders.results()
    world.wait_no_rules()
    stays_level(world)


def resting_offset(world: Hall, options: str) -> None:
    """A back of 10.00 at 3.00, matched, its offset at 2.60 on offer; 2.90 to back, 3.00 to lay."""
    world.quote(back=300, lay=310)
    world.orders.place([row("k1", price=300, size=1_000, options=options)])
    world.wait_for("k1.o1", Status.WORKING)
    world.quote(back=290, lay=300)


def offset_matched_in_between(
    world: Hall, word: Command, size: int, before: Callable[[], None] = lambda: None
) -> None:
    """Of the offset some is matched while its cancel is on the way."""
    resting_offset(world, "OFFSET 20; STOP 4 TICKS")
    cancel = world.client.cancel

    def meanwhile(market_id: str, offer_ids: list[str]) -> object:
        world.client.cancel = cancel  # type: ignore[method-assign]
        world.house(Side.BACK, 260, size)
        before()
        return cancel(market_id, offer_ids)

    world.client.cancel = meanwhile  # type: ignore[method-assign,assignment]
    world.orders.place([command("k9", word, selection="1 · 1" if word is Command.GREEN else "")])


@pytest.mark.parametrize("size", [200, 400, 1_000])
@pytest.mark.parametrize("word", LEVELLING)
def test_what_of_an_offset_is_matched_meanwhile_counts(
    world: Hall, word: Command, size: int
) -> None:
    offset_matched_in_between(world, word, size)
    world.wait_for("k9", Status.ENDED)
    world.wait_no_rules()
    world.wait_at_rest()
    assert world.result("k1.o1").matched == size
    stays_level(world)


@pytest.mark.parametrize("word", LEVELLING)
@pytest.mark.parametrize("stop", ["disarm", "halt", "restart"])
def test_a_wish_between_cancel_and_levelling_levels_once_after_rearm(
    world: Hall, word: Command, stop: str
) -> None:
    wish = world.orders.halt if stop == "halt" else world.orders.disarm
    offset_matched_in_between(world, word, 400, wish)
    world.wait_for("k1.o1", Status.PART_CANCELLED)
    if stop == "restart":
        world.shut()
        world.open(arm=False)
        wait_until(lambda: world.orders.is_reconciled)
    world.orders.resume()
    assert world.orders.arm() is None
    world.looks()
    world.orders.rearm_rules()
    world.wait_for("k9", Status.ENDED)
    world.wait_no_rules()
    world.wait_at_rest()
    stays_level(world)


def test_what_was_levelled_is_known_after_a_restart(world: Hall) -> None:
    """The rule goes on, for some of its bet is open: it follows that alone."""
    levelled_in_part(world)
    world.restart()
    closes_the_rest_alone(world)


def test_what_is_matched_later_is_followed_alone(world: Hall) -> None:
    levelled_in_part(world)
    closes_the_rest_alone(world)


def levelled_in_part(world: Hall, options: str = "STOP 4 TICKS") -> None:
    """Of a back of 9.00 at 3.00 the 5.00 that were matched are levelled at 2.98, where the rest is
    not met."""
    world.quote(back=200, lay=310)
    world.orders.place([row("k1", price=300, size=900, options=options)])
    world.wait_for("k1", Status.WORKING)
    world.house(Side.LAY, 300, 500)
    world.wait_said("k1", "Stop at")
    world.quote(back=200, lay=298)
    level(world)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [503]
    world.wait_said("k1", "levelled by GREEN")
    world.looks()
    assert world.going_on() == ["k1"]


def closes_the_rest_alone(world: Hall) -> None:
    world.house(Side.LAY, 300, 400)
    world.wait_for("k1", Status.MATCHED)
    world.quote(*STOPPED)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [503, 400]


def test_rows_that_wait_to_be_sent_go_on(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    world.orders.place([row("k2", price=290, size=400, options="LIVE; STOP 4 TICKS")])
    level(world)
    assert world.status("k2") is Status.WAITING
    world.looks()
    assert world.going_on() == ["k2"]


def test_a_rule_that_stands_still_follows_nothing_levelled_after_rearm(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    world.orders.disarm()
    assert world.orders.arm() is None
    level(world)
    world.orders.rearm_rules()
    world.wait_no_rules()
    stays_level(world)


def test_other_selections_are_followed_as_before(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    bet = row("k2", selection="2 · X", price=300, size=400, options="STOP 4 TICKS")
    world.orders.place([bet])
    world.wait_for("k2", Status.MATCHED)
    level(world)
    world.looks()
    assert world.going_on() == ["k2"]
    world.quote(*STOPPED, selection="2")
    world.wait_for("k2.c1", Status.MATCHED)


def green_that_is_refused_leaves_the_stop(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    wide, world.limits = world.limits, msgspec.structs.replace(world.limits, stake_per_bet=500)
    level(world)
    assert "over the limit" in world.result("k9").message
    world.limits = wide
    world.looks()
    world.quote(*STOPPED)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()


def test_a_green_that_is_refused_leaves_the_stop(world: Hall) -> None:
    green_that_is_refused_leaves_the_stop(world)


def test_a_green_that_the_venue_refuses_leaves_the_stop(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    world.proxy.on("POST /offers", faulty.refused(200, {"errore": "Sospeso", "esito": 9}))
    level(world)
    assert world.status("k9.g1") is Status.REFUSED
    world.quote(*STOPPED)
    world.wait_for("k1.c1", Status.MATCHED)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [1_000]


def test_a_green_that_finds_no_price_leaves_the_stop(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    world.clear()
    level(world)
    assert "nobody offers" in world.result("k9").message
    world.quote(*STOPPED)
    world.wait_for("k1.c1", Status.MATCHED)
    world.wait_no_rules()


def test_a_refused_green_gives_back_what_an_earlier_one_left(world: Hall) -> None:
    """What the earlier one has levelled stays levelled."""
    levelled_in_part(world)
    world.house(Side.LAY, 300, 400)
    world.wait_for("k1", Status.MATCHED)
    wide, world.limits = world.limits, msgspec.structs.replace(world.limits, stake_per_bet=100)
    world.orders.place([command("k10", Command.GREEN, selection="1 · 1")])
    assert "over the limit" in world.wait_for("k10", Status.ENDED).message
    world.limits = wide
    world.looks()
    world.quote(*STOPPED)
    world.wait_for("k1.c1", Status.MATCHED)
    assert [offer["size"] for offer in world.offers(Side.LAY)] == [503, 400]


def test_close_market_ends_older_rows_where_nothing_is_open(world: Hall) -> None:
    matched_with(world, "STOP 4 TICKS", size=1_000)
    world.orders.place([row("k2", price=290, size=400, options="LIVE")])
    level(world, Command.CLOSE_MARKET)
    assert world.status("k2") is Status.ENDED
    world.wait_no_rules()
    stays_level(world)


def test_fill_or_kill_goes_on_while_it_is_levelled(world: Hall) -> None:
    levelled_in_part(world, "STOP 4 TICKS; FOK 600")
    world.clock.skew = timedelta(seconds=601)
    world.wait_for("k1", Status.PART_CANCELLED)
    world.wait_no_rules()
    stays_level(world)


# --- planted bugs -----------------------------------------------------------------------------


def test_planted_green_leaves_the_stop_as_it_is(world: Hall) -> None:
    nothing = patch.object(Levels, "mark", lambda self, rule, selections: None)
    with nothing, waiting(3.0), pytest.raises(AssertionError):
        green_ends_the_stop(world, Command.GREEN)


def test_planted_offsets_are_placed_again_while_it_levels(world: Hall) -> None:
    nothing = patch.object(Levels, "hold", lambda self, rule: None)
    with nothing, waiting(3.0), pytest.raises(AssertionError):
        levels_with_a_resting_offset(world, Command.GREEN, "OFFSET 20; STOP 4 TICKS")


def test_planted_a_refused_green_keeps_the_stop(world: Hall) -> None:
    nothing = patch.object(Levels, "give_back", lambda self, rule, selections: None)
    with nothing, waiting(3.0), pytest.raises(AssertionError):
        green_that_is_refused_leaves_the_stop(world)
