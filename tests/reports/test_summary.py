"""A day's summary: worked by hand, and held against the practice exchange's own statement."""

from datetime import date, datetime, timedelta
from itertools import count, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.conditions import wait_until
from tests.support.worlds import FIRST_MARKET, MARKET, OTHER_MARKET, World, row
from xlbetflag.market.exposure import bet_result
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet, Match
from xlbetflag.market.side import Side
from xlbetflag.orders.order import Intent, Order, State
from xlbetflag.orders.status import Status
from xlbetflag.reports.day import read_record
from xlbetflag.reports.settlement_inference import explained_by_balance
from xlbetflag.reports.summary import Record, Source, Summary, summarise

DAY = date(2026, 5, 3)
NOON = datetime(2026, 5, 3, 12, 0, tzinfo=ROME)
_numbers = count(1)


def order(
    selection: str = "1",
    side: Side = Side.BACK,
    price: int = 300,
    size: int = 1_000,
    *,
    matched: int | None = None,
    status: Status = Status.SETTLED,
    market: str = MARKET,
    created: datetime = NOON,
    updated: datetime = NOON + timedelta(hours=3),
) -> Order:
    number = next(_numbers)
    intent = Intent(
        key=f"k{number}",
        position=number,
        market_id=market,
        bet=Bet(selection, side, price, size),
        selection_name=selection,
        cancel_at_live=False,
        keep_when_suspended=False,
        note="",
        warnings=(),
        created=created,
    )
    got = size if matched is None else matched
    state = State(status=status, updated=updated, offer_id=f"BC{number}", matched=got)
    return Order(intent, state, 1)


def record(*orders: Order, balances: tuple = (), commission: int | None = 500, **more) -> Record:
    return Record(
        day=DAY,
        orders=orders,
        matches=more.get("matches", {}),
        selections={MARKET: frozenset({"1", "2", "3"}), OTHER_MARKET: frozenset({"1", "2", "3"})},
        balances=tuple((NOON + timedelta(hours=hours), total) for hours, total in balances),
        commission=commission,
    )


def only(summary: Summary):
    [line] = summary.markets
    return line


def test_an_open_market_tells_what_it_may_bring() -> None:
    """Back 10.00 at 3.00: +20.00 less 5 % = +19.00 where it wins, else -10.00."""
    line = only(summarise(record(order(status=Status.MATCHED))))
    assert (line.turnover, line.matched, line.source) == (1_000, 1_000, Source.OPEN)
    assert (line.worst, line.best, line.profit, line.net) == (-1_000, 1_900, None, None)


def test_the_balance_tells_who_won() -> None:
    """The total rose by 19.00 when the market was settled: the back won."""
    summary = summarise(record(order(), balances=((0, 50_000), (3, 51_900))))
    line = only(summary)
    assert (line.source, line.profit, line.commission, line.net) == (
        Source.BALANCE,
        2_000,
        100,
        1_900,
    )
    assert (summary.opening, summary.closing, summary.net) == (50_000, 51_900, 1_900)
    lost = only(summarise(record(order(), balances=((0, 50_000), (3, 49_000)))))
    assert (lost.net, lost.commission) == (-1_000, 0)


@pytest.mark.parametrize("balances", [(), ((0, 50_000),), ((0, 50_000), (3, 50_777))])
def test_without_a_movement_that_fits_the_result_is_not_told(balances: tuple) -> None:
    summary = summarise(record(order(), balances=balances))
    assert only(summary).source is Source.NOT_TOLD
    assert only(summary).net is None
    assert not summary.is_complete


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(Side), st.integers(101, 900)),
        min_size=1,
        max_size=6,
    ),
    st.integers(1, 2),
)
def test_what_is_not_told_lies_between_worst_and_best_whatever_was_returned(
    bets: list[tuple[int, Side, int]], winners: int
) -> None:
    placed = [order(str(selection), side, price) for selection, side, price in bets]
    line = only(summarise(record(*placed, commission=0), lambda _: winners))
    if line.source is not Source.NOT_TOLD:
        return
    chosen = {str(selection) for selection, _, _ in bets}
    for ends in product(("won", "lost", "returned"), repeat=len(chosen)):
        others = len({"1", "2", "3"} - chosen)
        stayed = len(chosen) - ends.count("returned")
        if min(winners - others, stayed) <= ends.count("won") <= winners:
            end = dict(zip(sorted(chosen), ends, strict=True))
            paid = 0
            for selection, side, price in bets:
                wins, loses = bet_result(Bet(str(selection), side, price, 1_000))
                paid += {"won": wins, "lost": loses, "returned": 0}[end[str(selection)]]
            assert line.worst <= paid <= line.best


def test_a_movement_at_another_hour_tells_nothing() -> None:
    summary = summarise(record(order(), balances=((0, 50_000), (1, 51_900))))
    assert only(summary).source is Source.NOT_TOLD


def test_a_level_market_needs_no_telling() -> None:
    """Back and lay 10.00 at 3.00: nothing, whoever wins."""
    line = only(summarise(record(order(), order(side=Side.LAY))))
    assert (line.source, line.net) == (Source.LEVEL, 0)


def test_a_void_market_pays_nothing() -> None:
    line = only(summarise(record(order(status=Status.VOID))))
    assert (line.source, line.profit, line.commission) == (Source.VOID, 0, 0)


def test_when_every_selection_is_bet_on_one_of_them_wins() -> None:
    """Backs of 10.00 at 3.00, 3.50 and 4.00: -10, -5 or 0, more with one returned; never -30."""
    orders = [order("1", price=300), order("2", price=350), order("3", price=400)]
    line = only(summarise(record(*orders, commission=0)))
    assert (line.worst, line.best) == (0, 3_000)
    loss = [order("1", price=200), order("2", price=250), order("3", price=290)]
    line = only(summarise(record(*loss, commission=0)))
    assert (line.worst, line.best) == (-1_000, 1_900)


def test_two_winners() -> None:
    """Two of three win; backs of 10.00 at 3.00 and 2.00: both +30, else 20-10 or 10-10."""
    orders = (order("1", price=300), order("2", price=200))
    summary = summarise(record(*orders, commission=0), winners=lambda _: 2)
    assert (only(summary).worst, only(summary).best) == (0, 3_000)


def test_matches_better_than_asked_count_at_their_own_price() -> None:
    asked = order(price=300, status=Status.MATCHED)
    offer = asked.state.offer_id or ""
    matches = {
        offer: (Match(offer, "1", Side.BACK, 310, 600), Match(offer, "1", Side.BACK, 305, 400))
    }
    line = only(summarise(record(asked, matches=matches, commission=0)))
    assert line.best == 1_260 + 820


def test_days_are_told_apart() -> None:
    """Issued the day before, settled today: the profit is today's, the turnover was not."""
    before = order(created=NOON - timedelta(days=1))
    line = only(summarise(record(before, balances=((0, 50_000), (3, 51_900)))))
    assert (line.orders, line.turnover, line.net) == (0, 0, 1_900)
    later = order(updated=NOON + timedelta(days=1))
    line = only(summarise(record(later)))
    assert (line.turnover, line.source, line.net) == (1_000, Source.ANOTHER_DAY, None)


def test_markets_settled_together_are_told_apart_by_the_sum() -> None:
    """+19 or -10 and +50 or -20: only 50 - 10 makes 40."""
    found = explained_by_balance(
        {"a": (NOON, [1_900, -1_000]), "b": (NOON, [5_000, -2_000])},
        [(NOON, 10_000), (NOON + timedelta(seconds=30), 14_000)],
    )
    assert found == {"a": -1_000, "b": 5_000}


def test_two_ways_to_the_same_sum_tell_nothing() -> None:
    same = {"a": (NOON, [1_000, -1_000]), "b": (NOON, [1_000, -1_000])}
    soon = NOON + timedelta(seconds=9)
    assert explained_by_balance(same, [(NOON, 0), (soon, 0)]) == {}
    up_and_down = [(NOON, 5_000), (soon, 6_000), (soon + timedelta(seconds=1), 5_000)]
    assert explained_by_balance(same, up_and_down) == {}
    both = explained_by_balance(same, [(NOON, 0), (soon, 2_000)])
    assert both == {"a": 1_000, "b": 1_000}


# --- against the exchange -----------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path)
    made.exchange.account("demo").commission = 251  # as the world's view says
    made.open()
    yield made
    made.close()


def statement(world: World, market: str) -> tuple[int, int]:
    """What the exchange itself paid for a market, and took as commission."""
    lines = [e for e in world.exchange.account("demo").statement if str(e.market_id) == market]
    return (
        sum(e.amount for e in lines if e.kind == "BETS"),
        -sum(e.amount for e in lines if e.kind == "COMMISSION"),
    )


@pytest.mark.parametrize("winner", [1, 2, 3])
def test_the_summary_is_the_exchanges_statement(world: World, winner: int) -> None:
    rows = [
        row("k1", selection="1 · 1", side=Side.BACK, price=300, size=1_000),
        row("k2", selection="2 · X", side=Side.LAY, price=310, size=750),
        row("k3", selection="3 · 2", side=Side.BACK, price=290, size=350),
        row("k4", selection="1 · 1", side=Side.BACK, price=350, size=200),
        row("k5", selection="1 · 1", side=Side.BACK, price=300, size=400, market=OTHER_MARKET),
    ]
    world.orders.place(rows)
    wait_until(lambda: all(world.status(k) is Status.MATCHED for k in ("k1", "k2", "k3", "k5")))
    world.wait_for("k4", Status.WORKING)
    world.exchange.settle(FIRST_MARKET, [winner])
    wait_until(lambda: all(world.status(k) is Status.SETTLED for k in ("k1", "k2", "k3")))
    world.wait_for("k4", Status.LAPSED)
    today = world.now().date()

    def settled_line():
        found = summarise(read_record(world.journal, today))
        return next(line for line in found.markets if line.market_id == MARKET)

    wait_until(lambda: settled_line().source is Source.BALANCE, seconds=30)
    line = settled_line()
    paid, fee = statement(world, MARKET)
    assert paid
    assert (line.profit, line.commission) == (paid, fee)
    assert (line.turnover, line.matched, line.orders) == (2_300, 2_100, 4)
    summary = summarise(read_record(world.journal, today))
    other = next(line for line in summary.markets if line.market_id == OTHER_MARKET)
    assert other.source is Source.OPEN
    assert summary.closing is not None
    assert summary.opening is not None
    assert summary.closing - summary.opening == paid - fee == summary.net
