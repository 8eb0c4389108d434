"""Kept in a file: killed at any moment, the exchange goes on where it was."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.practice.replay.test_replay import START, runner, written
from tests.support.exchange import OPENED
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.api.translate import placement
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.server import Options, build
from xlbetflag.practice.storage.store import StoreError
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.ledger import ledger, markets
from xlbetflag.practice.venue.refusals import Refused

steps = st.one_of(
    st.tuples(st.just("place"), st.integers(0, 1), st.integers(0, 9), st.booleans(),
              st.integers(-3, 3), st.integers(4, 200)),
    st.tuples(st.just("tick"), st.integers(1, 10)),
    st.tuples(st.just("cancel"), st.integers(0, 1), st.integers(0, 9)),
    st.tuples(st.just("settle"), st.integers(0, 9)),
    st.tuples(st.just("suspend"), st.integers(0, 9)),
)  # fmt: skip


def kept(path: Path, **options: object) -> Exchange:
    return build(
        Options(db=path, opened_at=OPENED, events=2, interval=30.0, live_delay=False, **options)  # type: ignore[arg-type]
    )


def after_a_kill(path: Path, number: int, **options: object) -> Exchange:
    """What another process finds: the files as they are now, nobody having closed them."""
    copy = path.with_name(f"copy{number}.sqlite")
    for end in ("", "-wal"):
        if Path(f"{path}{end}").exists():
            shutil.copy(f"{path}{end}", f"{copy}{end}")
    return kept(copy, **options)


def do(exchange: Exchange, step: tuple) -> None:
    traders = exchange.traders
    market = list(exchange.markets.values())[step[2 if len(step) > 2 else 1] % 5]
    try:
        if step[0] == "place":
            _, who, _, is_back, ticks, n = step
            side = Side.BACK if is_back else Side.LAY
            best = market.available(0, side, 1)
            price = exchange.rules.ladder.value.move(best[0][0] if best else 200, ticks)
            bet = Bet("1", side, price, n * 50)
            keep = {"keep_when_suspended": n % 2 == 0}
            exchange.place(traders[who], placement(str(market.market_id), [bet], **keep))
        elif step[0] == "tick":
            exchange.tick(step[1])
        elif step[0] == "cancel":
            for order in market.working(traders[step[1]])[:1]:
                reference = (OfferReference(order.offer_id),)
                exchange.cancel(traders[step[1]], CancelRequest(market.market_id, reference))
        elif step[0] == "settle":
            exchange.settle(market.market_id, [1])
        else:
            with exchange.lock:
                market.suspend()
    except Refused:
        pass


def same(one: Exchange, other: Exchange) -> None:
    assert ledger(one) == ledger(other)
    assert markets(one) == markets(other)
    for market, twin in zip(one.markets.values(), other.markets.values(), strict=True):
        for place in range(len(market.outcomes)):
            for side in Side:
                assert market.available(place, side, 99) == twin.available(place, side, 99)


def close(*exchanges: Exchange) -> None:
    for exchange in exchanges:
        assert exchange.store is not None
        exchange.store.close()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    before=st.lists(steps, max_size=10),
    after=st.lists(steps, max_size=6),
    regulator_delay=st.sampled_from((0.0, 0.0, 60.0)),
)
def test_killed_anywhere_it_goes_on_as_if_nothing_had_been(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple],
    after: list[tuple],
    regulator_delay: float,
) -> None:
    path = tmp_path_factory.mktemp("store") / "practice.sqlite"
    exchange = kept(path, regulator_delay=regulator_delay)
    exchange.open_account("anna", "", 500_000, api_key="mine")
    exchange.deposit(exchange.account("anna"), 1_000)
    for step in before:
        do(exchange, step)
    again = after_a_kill(path, 1)
    same(exchange, again)
    for step in after:
        do(exchange, step)
        do(again, step)
    same(exchange, again)
    for trader in again.traders:
        assert sum(entry.amount for entry in trader.statement) == trader.balance
    last = after_a_kill(path.with_name("copy1.sqlite"), 2)
    same(again, last)
    assert last.log_in("demo", "demo").balance == exchange.account("demo").balance
    assert last.account("anna").api_key == "mine"
    close(exchange, again, last)


def test_a_replay_goes_on_where_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, START, *[runner([[2.0, n]]) for n in range(1, 10)])
    db = tmp_path / "practice.sqlite"
    exchange = build(Options(db=db, replays=(path,), opened_at=OPENED))
    for _ in range(4):
        assert exchange.step()
    again = build(Options(db=db, replays=(path,)))
    same(exchange, again)
    [market] = again.markets.values()
    assert market.available(0, Side.BACK, 3)[-1] == (200, 300)
    assert again.step()
    assert market.available(0, Side.BACK, 3)[-1] == (200, 400)
    close(exchange, again)
    with pytest.raises(StoreError, match="recording"):
        build(Options(db=db))


def test_what_was_taken_of_a_replay_is_kept(tmp_path: Path) -> None:
    trades = {"rc": [{"id": 11, "trd": [[3.0, 10]]}]}
    path = written(tmp_path, START, runner(), trades, runner([[3.0, 9]]))
    db = tmp_path / "practice.sqlite"
    exchange = build(Options(db=db, replays=(path,), opened_at=OPENED))
    assert exchange.step()
    asked = placement("5", [Bet("11", Side.BACK, 300, 300)])
    exchange.place(exchange.account("demo"), asked)
    assert exchange.step()
    again = build(Options(db=db, replays=(path,)))
    same(exchange, again)
    for each in (exchange, again):
        [order] = each.place(each.account("demo"), asked)
        assert order.matched == 200  # 5.00 were traded, 3.00 of them are used
        assert each.step()
        assert each.step()
        [market] = each.markets.values()
        assert market.available(0, Side.BACK, 1) == [(290, 2_055)]  # ours waits, all else is gone
    close(exchange, again)


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    exchange = kept(tmp_path / "practice.sqlite")
    store: Any = exchange.store
    before = store.database.total_changes
    with exchange.lock:
        ledger(exchange)
    assert store.database.total_changes == before
    exchange.tick()
    assert store.database.total_changes > before
    close(exchange)


def test_a_file_that_is_no_exchange(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing of an exchange " * 99, encoding="utf-8")
    with pytest.raises(StoreError, match="notes"):
        kept(path)
    other = tmp_path / "other.sqlite"
    close(kept(other))
    with sqlite3.connect(other) as database:
        database.execute("update exchange set value = '99' where key = 'version'")
    database.close()
    with pytest.raises(StoreError, match="another version"):
        kept(other)
