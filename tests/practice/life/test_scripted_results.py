"""Scripted markets with several winners, and lines that push: prices, results, payments."""

from itertools import permutations
from random import Random

import pytest

from tests.practice.life.test_script import OPENED, scripted
from tests.support.exchange import back, lay
from xlbetflag.api.translate import placement
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.life.fixtures import PUSHING, RACE
from xlbetflag.practice.life.makers import HIGHEST_CHANCE, shares
from xlbetflag.practice.life.races import Race, placed, places
from xlbetflag.practice.life.stories import Football
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.practice.venue.market import Event
from xlbetflag.practice.venue.settlement import LOST, RETURNED, WON


def event_of(exchange: Exchange, number: int) -> Event:
    return list(exchange.events.values())[number]


# --- races --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_a_race_has_seven_to_nine_runners_and_two_or_three_places(seed: int) -> None:
    race = event_of(scripted(seed), RACE)
    win, place = race.markets
    assert [market.name for market in race.markets] == ["Vincente", "Piazzato"]
    names = [outcome.name for outcome in win.outcomes]
    assert names == [outcome.name for outcome in place.outcomes]
    assert 7 <= len(set(names)) == len(names) <= 9
    assert (win.winners, place.winners) == (1, 2 if len(names) == 7 else 3)
    assert place.available(0, Side.BACK, 1) < win.available(0, Side.BACK, 1)


def test_fields_of_every_size_come() -> None:
    sizes = {len(event_of(scripted(seed), RACE).markets[0].outcomes) for seed in range(12)}
    assert sizes == {7, 8, 9}


@pytest.mark.parametrize("count", [2, 3])
def test_chances_to_be_placed_are_those_of_all_finishes(count: int) -> None:
    win = (0.4, 0.3, 0.15, 0.1, 0.05)
    found = placed(win, count)
    wanted = [0.0] * len(win)
    for finish in permutations(range(len(win))):  # whole finishes, the slow way
        chance, rest = 1.0, 1.0
        for runner in finish:
            chance *= win[runner] / rest if rest > win[runner] else 1.0
            rest -= win[runner]
        for runner in finish[:count]:
            wanted[runner] += chance
    assert found == pytest.approx(wanted, abs=1e-6)
    assert sum(found) == pytest.approx(count)


@pytest.mark.parametrize("winners", [1, 2, 3])
def test_shares_sum_to_the_winners(winners: int) -> None:
    rng = Random(3)
    for _ in range(300):
        weights = [rng.expovariate(1.0) ** 3 + 0.001 for _ in range(rng.randint(4, 9))]
        found = shares(weights, winners)
        assert sum(found) == pytest.approx(winners)
        if winners > 1:
            assert max(found) <= HIGHEST_CHANCE + 1e-6
        ranks = sorted(range(len(weights)), key=weights.__getitem__)
        assert [found[each] for each in ranks] == sorted(found)


def test_the_stronger_win_more_often() -> None:
    won = placed_count = 0
    for seed in range(400):
        race = Race([3.0, *[1.0] * 6])
        race.happens(Random(seed), 1.0, 0.0, is_live=True)
        assert sorted(race.order) == list(range(7))
        won += race.order[0] == 0
        placed_count += 0 in race.order[:2]
        by_market = race.verdicts(0.0)
        assert [sum(each == WON for each in found or ()) for found in by_market] == [1, 2]
    assert 0.27 < won / 400 < 0.40  # 3 of 9
    assert won < placed_count


def test_makers_quote_a_whole_race_for_its_number_of_winners() -> None:
    exchange = scripted(1, tick_seconds=5.0)
    race = event_of(exchange, RACE)
    exchange.tick(int((race.start - OPENED).total_seconds()) // 5)
    live = 0
    while race.markets[0].state is MarketState.OPEN:
        exchange.tick()
        live += 1
        for market in race.markets:
            if market.state is MarketState.OPEN and live < 20:
                quoted = [
                    100 / level[0][0]
                    for place in range(len(market.outcomes))
                    if (level := market.available(place, Side.BACK, 1))
                ]
                assert len(quoted) == len(market.outcomes)
                assert sum(quoted) > market.winners
    assert race.markets[0].is_live
    assert 22 <= live <= 26


def test_several_winners_are_paid() -> None:
    exchange = scripted(1, tick_seconds=60.0)
    trader = exchange.account("demo")
    place = event_of(exchange, RACE).markets[1]
    runners = list(place.places)
    for selection in runners:
        price = place.available(place.places[selection], Side.BACK, 1)[0][0]
        bet = back(price, 500, selection)
        exchange.place(trader, placement(str(place.market_id), [bet]))
    paid = {
        place.outcomes[order.selection].selection_id: sum(
            size * (price - 100) // 100 for price, size in order.matches
        )
        for order in place.orders[trader].values()
    }
    assert all(order.matched == 500 for order in place.orders[trader].values())
    exchange.tick(20)
    assert place.state is MarketState.SETTLED
    assert len(place.won) == place.winners == places(len(runners))
    assert event_of(exchange, RACE).markets[0].won[0] in place.won
    net = sum(paid[each] for each in place.won) - 500 * (len(runners) - place.winners)
    bets = [entry for entry in trader.statement if entry.market_id == place.market_id]
    assert abs(bets[0].amount - net) <= place.winners  # rounding of cents
    totals = ledger(exchange)["totals"]
    assert totals["balance"] == totals["deposited"]


# --- lines that push ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("home", "away", "goals", "level"),
    [
        (1, 1, (RETURNED, RETURNED), (RETURNED, RETURNED)),
        (2, 0, (RETURNED, RETURNED), (WON, LOST)),
        (0, 1, (WON, LOST), (LOST, WON)),
        (2, 1, (LOST, WON), (WON, LOST)),
        (2, 2, (LOST, WON), (RETURNED, RETURNED)),
    ],
)
def test_results_of_lines_that_push(home: int, away: int, goals: object, level: object) -> None:
    story = Football(1.4, 1.1, home, away, pushes=True)
    assert story.verdicts(0.0)[3:] == [goals, level]
    early = goals if home + away > 2 else None
    assert story.verdicts(0.4)[3:] == [early, None]
    assert len(Football(1.4, 1.1).verdicts(0.0)) == len(Football(1.4, 1.1).chances(0.0)) == 3


@pytest.mark.parametrize(("home", "away", "left"), [(0, 0, 1.0), (1, 0, 0.5), (1, 1, 0.0)])
def test_prices_leave_out_what_gives_stakes_back(home: int, away: int, left: float) -> None:
    found = Football(1.4, 1.1, home, away, pushes=True).chances(left)
    assert len(found) == 5
    for chances in found:
        assert sum(chances) == pytest.approx(1.0)
    (win, _, lose), over, level = found[0], found[1][1], found[4]
    if left:
        assert level[0] == pytest.approx(win / (win + lose))
        assert found[3][1] > over  # over 2 gives the stake back where over 2.5 loses it


def test_a_push_happens_and_gives_every_stake_back() -> None:
    pushed = 0
    for seed in range(12):
        exchange = scripted(seed, tick_seconds=300.0)
        match, trader = event_of(exchange, PUSHING), exchange.account("demo")
        goals, level = match.markets[3:]
        assert [(m.name, m.line) for m in (goals, level)] == [
            ("Under/Over", "2"), ("Handicap asiatico", "0")
        ]  # fmt: skip
        for market in (goals, level):
            to_back = market.available(0, Side.BACK, 1)[0][0]
            to_lay = market.available(1, Side.LAY, 1)[0][0]
            for bet in (back(to_back, 300, 1), lay(to_lay, 200, 2)):
                exchange.place(trader, placement(str(market.market_id), [bet]))
        while not match.is_over:
            exchange.tick()
        for market in (goals, level):
            moved = [each for each in trader.statement if each.market_id == market.market_id]
            assert bool(market.won) == bool(moved)
            pushed += not market.won
        is_draw = match.markets[0].won == (2,)
        assert is_draw == (not level.won)
        if pushed and seed >= 3:
            break
    assert pushed
