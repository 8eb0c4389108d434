"""P&L and green-up of two hundred offers over twenty outcomes, from the bets to the offers."""

import random
import time
from collections.abc import Callable

import pytest

from tests.bench.timing import interleaved
from xlbetflag.market.exposure import bet_result, results
from xlbetflag.market.hedging import GreenUp, Quote, green_market
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.offer import Bet
from xlbetflag.market.pnl import Profit, net, profits
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side

pytestmark = pytest.mark.bench

OFFERS, OUTCOMES, COMMISSION = 200, 20, 251
TIMES = 20
SELECTIONS = [str(number) for number in range(1, OUTCOMES + 1)]
RULES = VenueRules()


def some_bets(chance: random.Random) -> list[Bet]:
    return [
        Bet(
            chance.choice(SELECTIONS),
            chance.choice(list(Side)),
            chance.choice(CLASSIC.prices[:200]),
            chance.randrange(200, 20_000, 50),
        )
        for _ in range(OFFERS)
    ]


def some_quotes(chance: random.Random) -> dict[str, Quote]:
    found = {}
    for selection in SELECTIONS:
        place = chance.randrange(100, 250)
        found[selection] = Quote(CLASSIC.prices[place], CLASSIC.prices[place + 1])
    return found


def ours(bets: list[Bet], quotes: dict[str, Quote]) -> tuple[dict[str, Profit], GreenUp]:
    held = results(bets)
    return profits(SELECTIONS, held, 1, COMMISSION), green_market(
        SELECTIONS, held, quotes, RULES, 1
    )


def outcome_by_outcome(bets: list[Bet]) -> dict[str, int]:
    """Each offer asked again for each outcome."""
    found = {}
    for winner in SELECTIONS:
        total = 0
        for bet in bets:
            wins, loses = bet_result(bet)
            total += wins if bet.selection_id == winner else loses
        found[winner] = net(total, COMMISSION)
    return found


def naive(bets: list[Bet], quotes: dict[str, Quote]) -> tuple[dict[str, int], dict[str, int]]:
    """The P&L as above; the green-up from the sums over each selection's own offers."""
    stakes = {}
    for selection in SELECTIONS:
        mine = [bet_result(bet) for bet in bets if bet.selection_id == selection]
        swing = sum(wins - loses for wins, loses in mine)
        price = quotes[selection].lay if swing > 0 else quotes[selection].back
        stakes[selection] = round(100 * swing / (price or 1))
    return outcome_by_outcome(bets), stakes


def processor_seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_profit_and_green_up_of_two_hundred_offers() -> None:
    chance = random.Random(7)
    bets, quotes = some_bets(chance), some_quotes(chance)
    profit, plan = ours(bets, quotes)
    assert {s: each.if_wins for s, each in profit.items()} == outcome_by_outcome(bets)
    assert len(plan.bets) >= OUTCOMES - 5

    def many_of_ours() -> None:
        for _ in range(TIMES):
            ours(bets, quotes)

    taken = interleaved({"ours": many_of_ours, "naive": lambda: naive(bets, quotes)}, rounds=15)
    ratio = taken["naive"] / taken["ours"] * TIMES
    undisturbed = min(processor_seconds(many_of_ours) for _ in range(40)) / TIMES
    print(
        f"\nP&L and green-up of {OFFERS} offers over {OUTCOMES} outcomes: {1 / undisturbed:,.0f} a "
        f"second, {ratio:.0f} times the naive way (each offer again for each outcome)"
    )
    assert ratio >= 8
    assert 1 / undisturbed >= 5_000
