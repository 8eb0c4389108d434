"""Scripted markets: the same seed gives the same run, and what it gives can be traded."""

from datetime import datetime, timedelta
from random import Random

import pytest

from tests.support.exchange import back, market_of, request, small_exchange
from xlbetflag.api.messages import PlaceRequest
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.moments import ROME
from xlbetflag.market.money import winnings
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.life.makers import MarketMaker
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.server import Options, build
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.ledger import ledger, markets

OPENED = datetime(2026, 3, 1, 15, 10, tzinfo=ROME)


def scripted(seed: int = 1, count: int = 10, tick_seconds: float = 1.0) -> Exchange:
    exchange = Exchange(OPENED, tick_seconds=tick_seconds)
    exchange.open_account("demo", "demo", 100_000)
    Script(exchange, seed=seed, count=count)
    return exchange


def books(exchange: Exchange) -> list[list[tuple[int, int]]]:
    return [
        market.available(place, side, 99)
        for market in exchange.markets.values()
        for place in range(len(market.outcomes))
        for side in Side
    ]


def test_same_seed_same_run() -> None:
    one, other, third = scripted(7), scripted(7), scripted(8)
    for _ in range(40):
        for exchange in (one, other, third):
            exchange.tick()
        assert books(one) == books(other)
        assert books(one) != books(third)
    assert ledger(one) == ledger(other)
    assert markets(one) == markets(other)


def test_fair_prices_do_not_depend_on_what_users_do() -> None:
    quiet, busy = scripted(), scripted()
    market_id = next(reversed(busy.markets))
    taken = busy.markets[market_id].available(0, Side.BACK, 1)[0][0]
    asked = request(back(taken, 5_000))
    asked = PlaceRequest(id_mercato=market_id, puntata=asked.puntata, offerta=asked.offerta)
    [order] = busy.place(busy.account("demo"), asked)
    assert order.matched == 5_000
    quiet.tick(10)
    busy.tick(10)
    assert books(quiet) == books(busy)


def test_by_default_ten_events_and_twenty_nine_markets() -> None:
    exchange = build(Options(opened_at=OPENED))
    assert (len(exchange.events), len(exchange.markets)) == (10, 29)
    sports = [event.sport.name for event in exchange.events.values()]
    assert set(sports) == {"CALCIO", "TENNIS", "IPPICA"}
    assert sports.index("IPPICA") == 8  # after those that were there before
    assert next(iter(exchange.markets)) == 19901289
    lines = {(market.name, market.line) for market in exchange.markets.values()}
    assert {("Under/Over", "2.5"), ("Esito Finale 1x2", ""), ("Vincente incontro", "")} <= lines
    starts = [event.start for event in exchange.events.values()]
    assert sum(event.is_live for event in exchange.events.values()) == 0
    assert all(OPENED <= start <= OPENED + timedelta(hours=6) for start in starts)
    assert exchange.account("demo").balance == 100_000


def test_a_hundred_markets() -> None:
    exchange = scripted(count=37)
    assert len(exchange.markets) >= 100
    names = [event.name for event in exchange.events.values()]
    assert all(" - " in name or "corsa" in name for name in names)
    assert len(set(names)) == len(names)


def test_every_book_is_deep_legal_and_uncrossed() -> None:
    exchange = scripted()
    for _ in range(30):
        for market in exchange.markets.values():
            for place in range(len(market.outcomes)):
                to_back = market.available(place, Side.BACK, 3)
                to_lay = market.available(place, Side.LAY, 3)
                assert len(to_back) == len(to_lay) == 3
                assert to_back[0][0] < to_lay[0][0]
                for price, size in to_back + to_lay:
                    assert CLASSIC.is_legal(price)
                    assert size % 50 == 0
                    assert size >= 50  # a noise trader may have taken some
                    assert winnings(size, price) <= 1_000_000
        exchange.tick()


def test_quotes_stay_legal_for_an_outsider_and_a_certainty() -> None:
    exchange = small_exchange(selections=2)
    market = market_of(exchange)
    maker = MarketMaker(
        market,
        exchange.open_house_account("maker"),
        exchange.open_house_account("noise"),
        CLASSIC,
        50,
        1_000_000,
    )
    rng = Random(1)
    for ticks in range(50):
        maker.tick((0.01, 0.99), rng, ticks)
        for place in (0, 1):
            levels = market.available(place, Side.BACK, 9) + market.available(place, Side.LAY, 9)
            assert len(levels) >= 6
            for order in market.working(maker.maker):
                assert CLASSIC.is_legal(order.price)
                assert winnings(order.size, order.price) <= 1_000_000


def best(exchange: Exchange, market_id: int) -> list[int]:
    market = exchange.markets[market_id]
    return [market.available(place, Side.BACK, 1)[0][0] for place in range(len(market.outcomes))]


def test_before_the_start_a_market_moves_every_one_to_three_seconds() -> None:
    exchange = scripted()
    football = [market for market in exchange.markets.values() if len(market.outcomes) == 3][1:]
    moved = 0
    for _ in range(120):
        before = {market: best(exchange, market.market_id) for market in football}
        exchange.tick()
        moved += sum(before[market] != best(exchange, market.market_id) for market in football)
    assert 120 / 3 <= moved / len(football) <= 120


def test_to_back_everything_costs_more_than_it_pays() -> None:
    exchange = scripted()
    exchange.tick(50)
    for market in exchange.markets.values():
        places = range(len(market.outcomes))
        to_back, to_lay = (
            sum(100 / market.available(place, side, 1)[0][0] for place in places)
            for side in (Side.BACK, Side.LAY)
        )
        assert to_lay < market.winners < to_back


def test_money_is_conserved_while_makers_trade() -> None:
    exchange = scripted()
    exchange.tick(200)
    totals = ledger(exchange)["totals"]
    assert totals["balance"] == totals["deposited"]
    noise = exchange.account("noise")
    assert noise.locked > 0


def test_events_turn_live_end_with_a_result_and_are_replaced() -> None:
    exchange = scripted(count=3, tick_seconds=60.0)
    first, second = list(exchange.events.values())[:2]
    exchange.tick(2)
    assert (first.is_live, second.is_live) == (True, False)
    minutes = int((second.start - OPENED).total_seconds() // 60)
    exchange.tick(minutes - 2)
    assert second.is_live
    exchange.tick(112 - minutes)
    assert [market.state for market in first.markets] == [MarketState.SETTLED] * 3
    assert all(len(market.won) == 1 for market in first.markets)
    open_events = [event for event in exchange.events.values() if not event.is_over]
    assert len(open_events) == 3
    totals = ledger(exchange)["totals"]
    assert totals["balance"] == totals["deposited"]


def test_a_market_the_operator_suspended_keeps_still_and_goes_on_when_resumed() -> None:
    exchange = scripted(count=1)
    market = next(iter(exchange.markets.values()))
    market.suspend()
    before = market.available(0, Side.BACK, 3)
    exchange.tick(5)
    assert market.available(0, Side.BACK, 3) == before
    market.resume()
    exchange.tick(1)
    assert market.available(0, Side.BACK, 3) != before


@pytest.mark.parametrize("seed", range(3))
def test_the_results_of_an_event_tell_one_story(seed: int) -> None:
    exchange = scripted(seed, count=4, tick_seconds=60.0)
    listed = list(exchange.events.values())
    exchange.tick(500)
    for event in listed:
        assert event.is_over
        won = [market.won[0] for market in event.markets]
        if len(won) == 3:
            first, over_two, over_one = won
            assert over_one >= over_two
            assert first != 2 or over_one == over_two or over_two == 1
        assert len({market.over_at for market in event.markets}) >= 1


def test_a_goal_suspends_every_market_for_a_while_and_prices_differ_after() -> None:
    exchange = scripted(2, count=1)
    [event] = exchange.events.values()
    market = event.markets[0]
    for _ in range(9_000):
        before = books(exchange)
        exchange.tick()
        if market.state is MarketState.SUSPENDED:
            break
    assert market.is_live
    assert {each.state for each in event.markets} <= {MarketState.SUSPENDED, MarketState.SETTLED}
    exchange.tick(24)
    assert market.state is MarketState.SUSPENDED
    exchange.tick(2)
    assert market.state is MarketState.OPEN
    assert books(exchange)[0][0] != before[0][0]


def test_a_long_run_always_has_open_markets_and_forgets_the_old() -> None:
    exchange = scripted(tick_seconds=60.0)
    counts = []
    for _ in range(7 * 60):
        exchange.tick()
        open_now = [m for m in exchange.markets.values() if m.state is MarketState.OPEN]
        assert len(open_now) >= 5
        counts.append(
            sum(len(mine) for m in exchange.markets.values() for mine in m.orders.values())
        )
    assert max(counts[-150:]) < 2 * max(counts[:300])
    assert ledger(exchange)["totals"]["balance"] == ledger(exchange)["totals"]["deposited"]
