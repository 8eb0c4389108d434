"""Commands in the row itself: cancel, replace, green, close market."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.hall import Hall, command, in_row, row
from xlbetflag.market.exposure import profit_by_outcome, results
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.status import Status

SELECTIONS = ("1", "2", "3")
ROUNDING = 250  # cents: the stake step at these prices, on two legs


def outcomes(world: Hall) -> dict[str, int]:
    """What each outcome brings, by what the exchange's ledger has matched."""
    bets = []
    market = world.market
    with world.exchange.lock:
        for order in market.orders.get(world.exchange.account("demo"), {}).values():
            selection = str(market.outcomes[order.selection].selection_id)
            side = Side.BACK if order.is_back else Side.LAY
            bets += [Bet(selection, side, price, size) for price, size in order.matches]
    return profit_by_outcome(SELECTIONS, results(bets))


def held(world: Hall, size: int = 1_000) -> None:
    """A back of 10.00 at 3.00 on the first selection, matched."""
    world.orders.place([row("k1", price=300, size=size)])
    world.wait_for("k1", Status.MATCHED)


def test_cancel_takes_back_what_is_open_on_the_market_and_acts_once(world: Hall) -> None:
    waiting = row("k3", price=370, options="LIVE")
    world.orders.place([row("k1"), row("k2", selection="2 · X", price=360), waiting])
    world.wait_for("k2", Status.WORKING)
    world.orders.place([command("k4", Command.CANCEL)])
    world.wait_for("k4", Status.ENDED)
    assert {world.status(key) for key in ("k1", "k2")} == {Status.CANCELLED}
    assert world.status("k3") is Status.ENDED
    world.orders.place([row("k5", price=365)])
    world.wait_for("k5", Status.WORKING)
    world.orders.place([command("k4", Command.CANCEL)])
    world.looks()
    assert world.status("k5") is Status.WORKING


@pytest.mark.parametrize("word", [Command.CANCEL, Command.CLOSE_MARKET])
@pytest.mark.parametrize("step", [timedelta(minutes=30), timedelta(hours=-1)])
def test_a_command_takes_back_what_is_older_whatever_the_clock_says(
    world: Hall, word: Command, step: timedelta
) -> None:
    """In the hour that comes twice, and after the clock was set back."""
    world.set_clock(datetime(2026, 10, 25, 0, 40, tzinfo=UTC))
    world.orders.place([row("k1"), row("k2", price=370, options="LIVE")])
    world.wait_for("k1", Status.WORKING)
    world.clock.skew += step
    world.orders.place([command("k3", word)])
    world.wait_for("k3", Status.ENDED)
    assert world.status("k1") is Status.CANCELLED
    assert world.status("k2") is Status.ENDED


def test_a_command_leaves_what_is_younger_whatever_the_clock_says(world: Hall) -> None:
    world.orders.place([row("k1"), command("k2", Command.CANCEL, options="LIVE")])
    world.wait_for("k1", Status.WORKING)
    world.clock.skew = timedelta(hours=-1)
    world.orders.place([row("k3", price=360), row("k4", price=300, options="BEST; LIVE")])
    world.wait_for("k3", Status.WORKING)
    world.market.turn_live()
    world.wait_for("k2", Status.ENDED)
    assert world.status("k1") is Status.CANCELLED
    assert world.status("k3") is Status.WORKING
    world.wait_for("k4", Status.MATCHED)


def test_what_is_older_is_known_after_a_restart_with_the_clock_set_back(world: Hall) -> None:
    world.orders.place([row("k1"), command("k2", Command.CANCEL, options="LIVE")])
    world.orders.place([row("k3", price=360)])
    world.wait_for("k3", Status.WORKING)
    world.clock.skew = timedelta(hours=-1)
    world.restart()
    world.market.turn_live()
    world.wait_for("k2", Status.ENDED)
    assert (world.status("k1"), world.status("k3")) == (Status.CANCELLED, Status.WORKING)


def test_cancel_of_one_selection_leaves_the_others(world: Hall) -> None:
    world.orders.place([row("k1"), row("k2", selection="2 · X", price=360)])
    world.wait_for("k2", Status.WORKING)
    world.orders.place([command("k4", Command.CANCEL, selection="2 · X")])
    world.wait_for("k4", Status.ENDED)
    assert (world.status("k1"), world.status("k2")) == (Status.WORKING, Status.CANCELLED)


def test_cancel_in_the_row_of_an_order(world: Hall) -> None:
    placed = row("k1")
    world.orders.place([placed, row("k2", price=360)])
    world.wait_for("k1", Status.WORKING)
    world.orders.place([in_row(placed, Command.CANCEL)])
    world.wait_for("k1", Status.CANCELLED)
    world.orders.place([in_row(placed, Command.CANCEL, shown="CANCELLED")])
    world.looks()
    assert world.status("k2") is Status.WORKING


def test_cancel_in_the_row_of_a_row_that_waits(world: Hall) -> None:
    waiting = row("k1", options="LIVE")
    world.orders.place([waiting])
    world.orders.place([in_row(waiting, Command.CANCEL, shown="WAITING")])
    assert world.status("k1") is Status.ENDED


def test_replace_in_the_row_of_an_order_goes_to_the_rows_price_once(world: Hall) -> None:
    placed = row("k1")
    world.orders.place([placed])
    world.wait_for("k1", Status.WORKING)
    world.orders.place([in_row(placed, Command.REPLACE, price=340)])
    world.wait_for("k1/2", Status.WORKING)
    followed = row("k1/2", price=340, position=1)
    world.orders.place([in_row(followed, Command.REPLACE, price=340)])
    world.looks()
    assert [offer["price"] for offer in world.offers() if offer["remaining"]] == [340]
    assert len(world.offers()) == 2


def test_replace_in_its_own_row_needs_an_armed_desk_and_cancel_does_not(world: Hall) -> None:
    placed = row("k1")
    world.orders.place([placed])
    world.wait_for("k1", Status.WORKING)
    world.orders.disarm()
    result = world.orders.place([in_row(placed, Command.REPLACE, price=340)])["k1"]
    assert "not armed" in result.message
    assert world.status("k1") is Status.WORKING
    world.orders.place([in_row(placed, Command.CANCEL)])
    world.wait_for("k1", Status.CANCELLED)


def test_green_in_the_row_of_an_order_asks_for_a_row_of_its_own(world: Hall) -> None:
    placed = row("k1")
    world.orders.place([placed])
    world.wait_for("k1", Status.WORKING)
    result = world.orders.place([in_row(placed, Command.GREEN)])["k1"]
    assert "row of its own" in result.message


def test_replace_in_a_fresh_row_takes_the_one_order_on_its_selection(world: Hall) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.orders.place([command("k2", Command.REPLACE, selection="1 · 1", price=340)])
    world.wait_for("k1/2", Status.WORKING)
    assert "3.40" in world.wait_for("k2", Status.ENDED).message
    world.orders.place([row("k3", price=360)])
    world.wait_for("k3", Status.WORKING)
    world.orders.place([command("k4", Command.REPLACE, selection="1 · 1", price=345)])
    assert "2 orders of ours" in world.wait_for("k4", Status.ENDED).message


def test_green_levels_one_selection(world: Hall) -> None:
    held(world)
    world.orders.place([command("k2", Command.GREEN, selection="1 · 1")])
    child = world.wait_for("k2.g1", Status.MATCHED)
    assert child.matched == 968  # 10.00 x 3.00 / 3.10
    world.wait_for("k2", Status.ENDED)
    world.wait_said("k2", "LAY 9.68 € at 3.10: MATCHED")
    found = outcomes(world)
    assert max(found.values()) - min(found.values()) < ROUNDING
    world.orders.place([command("k2", Command.GREEN, selection="1 · 1")])
    world.looks()
    assert len(world.offers()) == 2


@pytest.mark.parametrize("second", [Command.GREEN, Command.CLOSE_MARKET])
@pytest.mark.parametrize("selection", ["1 · 1", ""])
def test_two_commands_at_once_level_once(world: Hall, second: Command, selection: str) -> None:
    held(world)
    world.orders.place(
        [
            command("k2", Command.GREEN, selection=selection),
            command("k3", second, selection=selection if second is Command.GREEN else ""),
        ]
    )
    for key in ("k2", "k3"):
        world.wait_for(key, Status.ENDED)
    world.wait_at_rest()
    found = outcomes(world)
    assert max(found.values()) - min(found.values()) < ROUNDING
    assert len(world.offers(Side.LAY)) == 1


def test_what_already_levels_there_is_waited_for(world: Hall) -> None:
    held(world)
    world.orders.place([command("k2", Command.GREEN, selection="1 · 1", price=280)])
    world.wait_for("k2.g1", Status.WORKING)
    world.orders.place([command("k3", Command.GREEN, selection="1 · 1")])
    world.wait_said("k3", "closes or levels there already")
    assert len(world.offers(Side.LAY)) == 1
    world.orders.cancel(["k2.g1"])
    world.wait_for("k3.g1", Status.MATCHED)
    found = outcomes(world)
    assert max(found.values()) - min(found.values()) < ROUNDING


def test_green_levels_a_whole_market(world: Hall) -> None:
    held(world)
    world.orders.place([row("k2", selection="2 · X", side=Side.LAY, price=310, size=600)])
    world.wait_for("k2", Status.MATCHED)
    world.orders.place([command("k3", Command.GREEN)])
    world.wait_for("k3", Status.ENDED)
    world.wait_at_rest()
    found = outcomes(world)
    assert max(found.values()) - min(found.values()) < ROUNDING


def test_green_at_a_price_of_ones_own(world: Hall) -> None:
    held(world)
    world.orders.place([command("k2", Command.GREEN, selection="1 · 1", price=280)])
    child = world.wait_for("k2.g1", Status.WORKING)
    assert (child.remaining, world.offers(Side.LAY)[0]["price"]) == (1_071, 280)


@pytest.mark.parametrize("word", [Command.GREEN, Command.CLOSE_MARKET])
def test_nothing_to_level_is_told(world: Hall, word: Command) -> None:
    world.orders.place([command("k1", word)])
    assert "level already" in world.wait_for("k1", Status.ENDED).message


def test_what_cannot_be_levelled_is_told(world: Hall) -> None:
    held(world)
    world.clear()
    world.orders.place([command("k2", Command.GREEN, selection="1 · 1")])
    assert "nobody offers" in world.wait_for("k2", Status.ENDED).message


def test_what_cannot_be_levelled_is_named_beside_what_was(world: Hall) -> None:
    world.winners = None  # each selection for itself
    held(world)
    world.orders.place([row("k2", selection="2 · X", price=300, size=1_000)])
    world.wait_for("k2", Status.MATCHED)
    world.clear("2")
    world.orders.place([command("k3", Command.GREEN)])
    world.wait_for("k3", Status.ENDED)
    world.wait_said("k3", "nobody offers")
    world.wait_said("k3", "LAY")


def test_close_market_cancels_everything_then_levels(world: Hall) -> None:
    held(world)
    world.proxy.on("DELETE /offers", faulty.never_arrived, times=2)
    waiting = row("k4", options="LIVE", price=370)
    rows = [row("k2", options="OFFSET 5"), row("k3", selection="2 · X", price=360), waiting]
    world.orders.place(rows)
    world.wait_for("k3", Status.WORKING)
    world.orders.place([command("k5", Command.CLOSE_MARKET)])
    world.wait_for("k5", Status.ENDED)
    world.wait_at_rest()
    assert world.going_on() == []
    assert world.open_sizes() == []
    found = outcomes(world)
    assert max(found.values()) - min(found.values()) < ROUNDING


def test_close_market_waits_while_an_order_is_unclear(world: Hall) -> None:
    held(world)
    world.proxy.on("POST /offers", faulty.never_arrived)
    world.orders.place([row("k2", price=360)])
    world.wait_for("k2", Status.NOT_FOUND)
    world.orders.place([command("k3", Command.CLOSE_MARKET)])
    world.looks()
    assert world.status("k3") is Status.WAITING
    assert world.offers(Side.LAY) == []
    assert world.orders.decide("k2", Status.REFUSED) is None
    world.wait_for("k3", Status.ENDED)
    world.wait_for("k3.g1", Status.MATCHED)


def test_a_command_can_wait_for_its_time(world: Hall) -> None:
    held(world)
    world.orders.place([command("k2", Command.CLOSE_MARKET, options="LIVE")])
    world.wait_said("k2", "until the market is live")
    assert world.offers(Side.LAY) == []
    world.market.turn_live()
    world.wait_for("k2", Status.ENDED)
    wait_until(lambda: world.offers(Side.LAY))


def test_commands_that_cannot_be_read_are_refused(world: Hall) -> None:
    rows = [
        command("k1", Command.CANCEL, market="99"),
        command("k2", Command.GREEN, selection="Pareggio?"),
    ]
    results = world.orders.place(rows)
    assert {result.status for result in results.values()} == {Status.REFUSED}
    assert world.going_on() == []


def test_green_after_a_restart_is_not_placed_again(world: Hall) -> None:
    held(world)
    world.orders.place([command("k2", Command.GREEN)])
    world.wait_for("k2.g1", Status.MATCHED)
    world.wait_for("k2", Status.ENDED)
    world.restart()
    assert world.status("k2") is Status.ENDED
    world.orders.place([command("k2", Command.GREEN)])
    world.looks()
    assert len(world.offers()) == 2
