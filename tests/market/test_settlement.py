"""Profit and loss as we say it, against what the practice exchange pays: read over its wire, and
settled for real in every outcome."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.exchange import MARKET, back, lay, market_of, place, small_exchange
from xlbetflag.api import translate
from xlbetflag.market.exposure import blocked, results
from xlbetflag.market.hedging import Quote, green_market
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.offer import Bet
from xlbetflag.market.pnl import net, profits, what_if
from xlbetflag.market.position import Position, position
from xlbetflag.market.rules import VenueRules, assumed
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.wire import answers

COMMISSION = 251
RULES = VenueRules(maximum_win=assumed(10**9, "a green-up of large bets is large"))
NAMES = ["1", "2", "3", "4"]
PRICES = st.sampled_from([price for price in CLASSIC.prices if price <= 2_000])
STAKES = st.integers(4, 400).map(lambda steps: steps * 50)
WINNERS = st.integers(1, 3)


class Pair(NamedTuple):
    """What somebody offers, and what I do about it: my bet may take it, wholly or in part."""

    selection: int
    side: Side  # mine
    price: int
    offered: int
    wanted: int
    ticks: int  # how much worse than `price` the other's offer is

    @property
    def theirs(self) -> Bet:
        better = 1 if self.side is Side.BACK else -1  # for me
        price = CLASSIC.move(self.price, better * self.ticks)
        make = lay if self.side is Side.BACK else back
        return make(price, self.offered, self.selection)

    @property
    def mine(self) -> Bet:
        make = back if self.side is Side.BACK else lay
        return make(self.price, self.wanted, self.selection)


def to_step(size: int) -> int:
    """What somebody must back for this to be taken whole."""
    return -(-size // 50) * 50


PAIRS = st.lists(
    st.builds(
        Pair,
        st.integers(1, 4),
        st.sampled_from(Side),
        PRICES,
        STAKES,
        STAKES,
        st.integers(-1, 4),
    ),
    max_size=8,
)


def played(
    pairs: Sequence[Pair], winners: int, closing: Sequence[Pair] = ()
) -> tuple[Exchange, Account]:
    """`closing` once what of mine is open was cancelled."""
    exchange = small_exchange(
        selections=4, winners=winners, rules=RULES, behaviour=Behaviour(live_delay=False)
    )
    me = exchange.open_account("me", "", 100_000_000, commission=COMMISSION)
    other = exchange.open_house_account("other")
    for part in (pairs, closing):
        for pair in part:
            place(exchange, other, pair.theirs)
            place(exchange, me, pair.mine)
            exchange.cancel_unmatched(other, MARKET)
        if closing:
            exchange.cancel_unmatched(me, MARKET)
    return exchange, me


def as_read(exchange: Exchange, me: Account) -> Position:
    """My position as the desk reads it from the wire."""
    market = market_of(exchange)
    mine = translate.my_offers(str(MARKET), answers.my_offers(market, me))
    return position(mine.offers, translate.matches(answers.matches(market, me)))


def paid(
    pairs: Sequence[Pair], winners: int, won: Sequence[int], closing: Sequence[Pair] = ()
) -> int:
    """What my balance moves by when these win."""
    exchange, me = played(pairs, winners, closing)
    before = me.balance
    exchange.settle(MARKET, won)
    return me.balance - before


@settings(max_examples=150, deadline=None)
@given(PAIRS, WINNERS)
def test_profit_and_loss_is_what_settlement_pays_in_every_outcome(
    pairs: list[Pair], winners: int
) -> None:
    exchange, me = played(pairs, winners)
    held = as_read(exchange, me)
    said = profits(NAMES, results(held.matched), winners, COMMISSION)
    outcomes = {won: paid(pairs, winners, won) for won in combinations(range(1, 5), winners)}
    for place_, name in enumerate(NAMES, 1):
        assert said[name].if_wins == min(p for won, p in outcomes.items() if place_ in won)
        assert said[name].if_loses == min(p for won, p in outcomes.items() if place_ not in won)
    bound = profits(NAMES, results(held.matched), None, COMMISSION)
    for name in NAMES:
        assert bound[name].if_wins <= said[name].if_wins
        assert bound[name].if_loses <= said[name].if_loses


@settings(max_examples=150, deadline=None)
@given(PAIRS, st.lists(st.builds(Pair, st.integers(1, 4), st.sampled_from(Side), PRICES, STAKES,
                                 STAKES, st.just(0)), max_size=3), WINNERS)  # fmt: skip
def test_blocked_money_is_what_the_exchange_blocks(
    pairs: list[Pair], more: list[Pair], winners: int
) -> None:
    exchange, me = played(pairs, winners)
    held = as_read(exchange, me)
    assert blocked(NAMES, held.filled, winners) == me.locked
    rows = [pair.mine for pair in more]
    said = what_if(NAMES, held, rows, winners)
    for row in rows:
        place(exchange, me, row)
    assert said.blocked == me.locked


@settings(max_examples=150, deadline=None)
@given(PAIRS, WINNERS, st.data())
def test_a_green_up_that_is_matched_pays_the_same_whoever_wins(
    pairs: list[Pair], winners: int, data: st.DataObject
) -> None:
    exchange, me = played(pairs, winners)
    quotes = {}
    for name in NAMES:
        at = data.draw(PRICES)
        quotes[name] = Quote(at, CLASSIC.move(at, 1))
    plan = green_market(NAMES, results(as_read(exchange, me).matched), quotes, RULES, winners)
    closing = [
        Pair(int(bet.selection_id), bet.side, bet.price, max(to_step(bet.size), 200), bet.size, 0)
        for bet in plan.bets
    ]
    outcomes = [paid(pairs, winners, won, closing) for won in combinations(range(1, 5), winners)]
    uneven = sorted(leg.gap for leg in plan.legs)
    spread = sum(uneven[-winners:]) - sum(uneven[:winners])
    assert max(outcomes) - min(outcomes) <= spread + 1  # commission only narrows; its cent
    for leg in plan.legs:
        if leg.bet is not None:
            half_a_step = RULES.step(leg.bet.side).value / 2 * leg.bet.price / 100
            assert abs(leg.gap) <= half_a_step + 1
    said = profits(NAMES, plan.results, winners, COMMISSION)
    assert min(outcomes) == min(min(each.if_wins, each.if_loses) for each in said.values())


def test_commission_is_on_the_market_not_on_each_bet() -> None:
    pairs = [
        Pair(1, Side.BACK, 300, 1_000, 1_000, 0),
        Pair(1, Side.LAY, 250, 1_000, 1_000, 0),
    ]
    assert paid(pairs, 1, [1]) == net(2_000 - 1_500, COMMISSION) == 487
    assert paid(pairs, 1, [2]) == 0
