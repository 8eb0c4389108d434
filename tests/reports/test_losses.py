"""The day's loss: from our own positions and results; the balance can only make it worse."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.test_summary import NOON, order, record
from tests.support.conditions import wait_until
from tests.support.worlds import FIRST_MARKET, OTHER_MARKET, WIDE, World, opened, row
from xlbetflag.market.account import Balance
from xlbetflag.market.moments import ROME
from xlbetflag.market.money import Cents
from xlbetflag.market.reading import Health, Reading
from xlbetflag.orders.status import Status
from xlbetflag.orders.transitions import Look
from xlbetflag.reports.settlement_inference import lost_at_most
from xlbetflag.reports.summary import summarise

MIDNIGHT = datetime(2026, 5, 3, tzinfo=ROME)
BACK = [2_000, -1_000]  # what a back of 10.00 at 3.00 pays, without commission


def lost(*balances: tuple[float, Cents], winners: int | None = 1, commission: int = 0) -> Cents:
    """Of a back of 10.00 at 3.00 that was settled at three, the balances by the hour after noon."""
    day = record(order(), balances=balances, commission=commission)
    return summarise(day, winners=lambda _: winners).lost


@pytest.mark.parametrize(
    ("balances", "expected"),
    [
        ([], 1_000),  # no balance at all
        ([(0, 50_000)], 1_000),  # settled and not paid yet
        ([(0, 50_000), (3, 49_000)], 1_000),  # paid
        ([(0, 50_000), (3.2, 49_000)], 1_000),  # paid late: counted once
        ([(0, 50_000), (3, 52_000)], -2_000),  # won: room for as much more
        ([(0, 50_000), (3, 49_000), (4, 99_000)], 1_000),  # a deposit lifts nothing
        ([(0, 50_000), (2, 99_000), (3, 98_000)], 1_000),
        ([(0, 50_000), (3, 98_765)], 1_000),  # a deposit in the same moment
        ([(0, 50_000), (1, 49_300)], 1_700),  # lost elsewhere, and ours not paid yet
        ([(0, 50_000), (1, 49_300), (3, 48_300)], 1_700),
        ([(0, 50_000), (1, 49_300), (2, 55_000), (3, 54_000)], 1_700),  # no rise makes up for it
        ([(0, 50_000), (3, 45_000)], 5_000),  # what fell beyond our own worst
        ([(-14, 50_000), (0, 10_000)], 1_000),  # before today's first look: not today's
        ([(-14, 50_000), (3, 49_000)], 1_000),
    ],
)
def test_a_day_costs_its_results_and_what_else_the_balance_fell_by(
    balances: list[tuple[float, Cents]], expected: Cents
) -> None:
    assert lost(*balances) == expected


def test_a_win_counts_after_commission() -> None:
    assert lost((0, 50_000), (3, 51_900), commission=500) == -1_900


def test_results_that_no_sum_tells_apart_count_as_their_sum() -> None:
    both = {"a": (NOON, BACK, -1_000), "b": (NOON, BACK, -1_000)}
    paid = [(NOON, 10_000), (NOON + timedelta(seconds=30), 11_000)]
    assert lost_at_most(both, paid, MIDNIGHT) == -1_000


def test_where_nobody_said_how_many_win_every_bet_may_be_lost() -> None:
    backs = [order(each, price=400) for each in ("1", "2", "3")]
    assert summarise(record(*backs, commission=0), winners=lambda _: None).lost == 3_000
    assert summarise(record(*backs, commission=0), winners=lambda _: 1).lost == 0  # or returned


STAKES = st.integers(1, 50).map(lambda euros: 100 * euros)
BETS = st.tuples(STAKES, st.integers(0, 23), st.booleans(), st.integers(0, 40))
# Amounts that no result and no sum of results comes to.
DEPOSITS = st.tuples(st.integers(1, 500).map(lambda euros: 100 * euros + 37), st.integers(0, 1_500))
BY_HAND = st.tuples(st.integers(1, 500).map(lambda euros: 100 * euros + 11), st.integers(0, 1_500))


@given(st.lists(BETS, max_size=8), st.lists(DEPOSITS, max_size=1), st.lists(BY_HAND, max_size=1))
def test_never_less_than_what_was_really_lost(
    bets: list[tuple[Cents, int, bool, int]],
    deposits: list[tuple[Cents, int]],
    by_hand: list[tuple[Cents, int]],
) -> None:
    """Markets settle through the day, are paid up to forty minutes later, money comes and goes."""
    settled, moves, really = {}, [], 0
    for number, (stake, hour, has_won, late) in enumerate(bets):
        at = MIDNIGHT + timedelta(minutes=60 * hour + number)
        result = stake if has_won else -stake
        settled[str(number)] = (at, [stake, -stake], -stake)
        moves.append((at + timedelta(minutes=late), result))
        really -= result
    moves += [(MIDNIGHT + timedelta(minutes=at), amount) for amount, at in deposits]
    moves += [(MIDNIGHT + timedelta(minutes=at), -amount) for amount, at in by_hand]
    really += sum(amount for amount, _ in by_hand)
    total, balances = 1_000_000, [(MIDNIGHT, 1_000_000)]
    for at, moved in sorted(moves):
        total += moved
        balances.append((at, total))
    assert lost_at_most(settled, balances, MIDNIGHT) >= really


# --- on the exchange ----------------------------------------------------------------------------


class Slow:
    """A view whose balance is one that was laid down, as where the venue pays late."""

    def __init__(self, world: World) -> None:
        self._view = world.view
        self.total = 100_000

    def __getattr__(self, name: str) -> object:
        return getattr(self._view, name)

    def balance(self) -> Reading[Balance]:
        balance = Balance(total=self.total, free=self.total, locked=0, fun=0)
        return Reading(balance, Health.LIVE, 0.1, self._view.balance().read_at)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as found:
        found.shut()
        found.path = tmp_path / "late.sqlite"
        found.view = Slow(found)  # type: ignore[assignment]
        found.limits = msgspec.structs.replace(WIDE, loss_per_day=20_000)
        found.open()
        yield found


def lose(world: World, key: str = "k1") -> None:
    """90.00 on a selection that does not win."""
    world.orders.place([row(key, price=300, size=9_000)])
    world.wait_for(key, Status.MATCHED)
    world.exchange.settle(FIRST_MARKET, [2])
    world.wait_for(key, Status.SETTLED)


def refused_for_the_day(world: World, key: str, size: Cents) -> bool:
    result = world.orders.place([row(key, size=size, market=OTHER_MARKET)])[key]
    return result.status is Status.REFUSED and "today's loss" in result.message


def test_what_is_settled_and_not_paid_yet_is_lost(world: World) -> None:
    lose(world)
    assert refused_for_the_day(world, "k2", 15_000)
    assert not refused_for_the_day(world, "k3", 11_000)


def test_a_deposit_lifts_nothing(world: World) -> None:
    lose(world)
    view: Slow = world.view  # type: ignore[assignment]
    view.total += 50_000
    assert refused_for_the_day(world, "k2", 15_000)
    wait_until(lambda: 150_000 in balances(world))
    assert refused_for_the_day(world, "k3", 15_000)
    assert not refused_for_the_day(world, "k4", 11_000)


def test_a_balance_that_fell_counts_at_once_and_over_a_restart(world: World) -> None:
    wait_until(lambda: world.orders._losses._reckoned.total == 100_000)
    view: Slow = world.view  # type: ignore[assignment]
    view.total -= 9_000
    assert refused_for_the_day(world, "k1", 15_000)
    wait_until(lambda: 91_000 in balances(world))
    world.shut()
    world.open()
    assert refused_for_the_day(world, "k2", 15_000)


def test_a_market_of_which_only_some_orders_are_read_as_settled_counts_in_full(
    world: World,
) -> None:
    """One order's end was read and the other's was not yet: the first counts at its worst, the
    second as one that stands."""
    world.orders.place([row("k1", price=300, size=4_000), row("k2", price=300, size=5_000)])
    for key in ("k1", "k2"):
        world.wait_for(key, Status.MATCHED)
    ledger = world.orders._ledger
    with ledger.lock:
        order = ledger.known(["k1"])["k1"]
        state = msgspec.structs.replace(order.state, status=Status.SETTLED, updated=world.now())
        ledger._move({"k1": Look(state)})
        world.orders._losses.note()
        assert world.orders._losses.today(100_000) == 4_000
        assert refused_for_the_day(world, "k3", 11_050)


def test_what_was_settled_before_a_restart_counts_after_it(world: World) -> None:
    lose(world)
    world.shut()
    world.open()
    assert refused_for_the_day(world, "k2", 15_000)


def balances(world: World) -> list[Cents]:
    return [row["total"] for row in world.journal.read("SELECT total FROM balances", [])]
