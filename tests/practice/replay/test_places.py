"""Your place in a recorded queue, and moving about in a recording."""

from pathlib import Path

import pytest

from tests.practice.replay.test_replay import START, definition, place, replayed, runner, written
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.engine import Ending


def traded(price: float, total: float, **levels: list[list[float]]) -> dict:
    return {"rc": [{"id": 11, "trd": [[price, total]], **levels}]}


def test_trades_reach_an_offer_once_the_queue_before_it_is_gone(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        START,  # 8.00 stand at 3.1
        traded(3.1, 10, atl=[[3.1, 3]]),  # 5.00 of them are taken
        traded(3.1, 18, atl=[[3.1, 0]]),  # 4.00 more: 3.00 ahead, 1.00 of ours
        traded(3.1, 30),
    )
    exchange, _ = replayed(path, 1)
    order = place(exchange, Side.BACK, 310, 400)
    matched = []
    for _ in range(3):
        exchange.step()
        matched.append(order.matched)
    assert matched == [0, 100, 400]
    assert {price for price, _ in order.matches} == {310}
    assert sum(account.balance - account.deposited for account in exchange.accounts) == 0


def test_cancels_leave_from_behind_until_less_is_shown(tmp_path: Path) -> None:
    path = written(
        tmp_path, START, runner(atl=[[3.1, 6]]), traded(3.1, 12), traded(3.1, 14)
    )  # 2.00 of 8.00 are cancelled; then 6.00 are traded, then 1.00
    exchange, _ = replayed(path, 1)
    order = place(exchange, Side.BACK, 310, 400)
    matched = []
    for _ in range(3):
        exchange.step()
        matched.append(order.matched)
    assert matched == [0, 0, 100]


def test_paused_faster_and_sought(tmp_path: Path) -> None:
    path = written(tmp_path, START, *[runner([[2.0, n]]) for n in range(1, 10)])
    exchange, replay = replayed(path, 1)
    start = replay.now
    replay.is_paused = True
    exchange.tick(5)
    assert replay.now == start
    replay.is_paused, replay.speed = False, 3.0
    exchange.tick()
    assert (replay.now - start).total_seconds() == 3
    order = place(exchange, Side.BACK, 500, 200)
    taken = place(exchange, Side.BACK, 300, 200)
    version = replay.market.version
    replay.seek(start)
    assert (replay.position, replay.market.state) == (1, MarketState.OPEN)
    assert (order.ending, taken.ending) == (Ending.LAPSED, Ending.VOID)
    assert exchange.account("anna").free == 1_000_000
    assert replay.market.version > version
    assert replay.market.available(0, Side.BACK, 9) == [(300, 1_000), (290, 2_055)]


@pytest.mark.parametrize("seconds", [0, 1])
def test_what_was_paid_stays_paid(tmp_path: Path, seconds: int) -> None:
    ended = definition("CLOSED", runners=[
        {"id": 11, "sortPriority": 1, "status": "WINNER"},
        {"id": 22, "sortPriority": 2, "status": "LOSER"},
    ])  # fmt: skip
    path = written(tmp_path, START, runner(), {"marketDefinition": ended})
    exchange, replay = replayed(path, 1)
    start = replay.now
    place(exchange, Side.BACK, 300, 200)
    exchange.step()
    exchange.step()
    balance = exchange.account("anna").balance
    assert balance > 1_000_000
    replay.seek(start.replace(second=start.second + seconds))
    assert (replay.market.state, exchange.account("anna").balance) == (MarketState.OPEN, balance)
