"""Blocked money by the venue's rule, and money that is neither made nor lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.matching.test_matching import crossed_between_accounts
from tests.support.exchange import MARKET, back, bets_of, lay, market_of, place, small_exchange
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.market.exposure import bet_result, blocked
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Ending
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.wire.answers import exposure

bets = st.tuples(
    st.integers(0, 2),
    st.builds(
        Bet,
        st.integers(1, 4).map(str),
        st.sampled_from(Side),
        st.sampled_from((101, 133, 179, 200, 315, 1_050)),
        st.integers(4, 60).map(lambda n: n * 50),
    ),
)
operations = st.one_of(
    bets,
    bets,
    bets,
    st.tuples(st.just("cancel"), st.integers(0, 50)),
    st.tuples(st.just("cancel all"), st.integers(0, 2)),
    st.tuples(st.sampled_from(("suspend", "resume", "turn_live"))),
)


def by_hand(market: Market, account: Account) -> int:
    orders = market.orders.get(account, {}).values()
    selections = [str(outcome.selection_id) for outcome in market.outcomes]
    return blocked(selections, [bet for order in orders for bet in bets_of(order)], market.winners)


@settings(max_examples=200, deadline=None)
@given(
    program=st.lists(operations, max_size=40),
    winners=st.integers(1, 3),
    won=st.permutations((1, 2, 3, 4)),
    is_void=st.booleans(),
)
def test_money_is_blocked_by_the_rule_and_conserved(
    program: list[tuple],
    winners: int,
    won: list[int],
    is_void: bool,
) -> None:
    exchange = small_exchange(selections=4, winners=winners, behaviour=Behaviour(live_delay=False))
    market = market_of(exchange)
    traders = [exchange.open_account(f"t{n}", "", 30_000, commission=500) for n in range(3)]
    for step in program:
        operate(exchange, market, traders, step)
        for trader in traders:
            assert trader.locked == by_hand(market, trader)
        assert sum(trader.balance for trader in traders) == 90_000
        assert crossed_between_accounts(market) == []
    results = {trader: result_by_hand(market, trader, won[:winners]) for trader in traders}
    if is_void:
        market.void()
        results = dict.fromkeys(traders, 0)
    else:
        exchange.settle(MARKET, won[:winners])
    assert sum(account.balance for account in exchange.accounts) == 90_000
    fees = {
        trader: (net * 500 + 5_000) // 10_000 if net > 0 else 0 for trader, net in results.items()
    }
    assert {trader: trader.balance for trader in traders} == {
        trader: 30_000 + results[trader] - fees[trader] for trader in traders
    }
    assert exchange.purse.balance == sum(fees.values())
    assert [trader.locked for trader in traders] == [0, 0, 0]


def operate(
    exchange: Exchange,
    market: Market,
    traders: list[Account],
    step: tuple,
) -> None:
    offers = [offer for mine in market.orders.values() for offer in mine.values()]
    try:
        if step[0] == "cancel":
            if offers:
                offer = offers[step[1] % len(offers)]
                reference = CancelRequest(MARKET, (OfferReference(offer.offer_id),))
                exchange.cancel(offer.account, reference)
        elif step[0] == "cancel all":
            exchange.cancel_unmatched(traders[step[1]], MARKET)
        elif step[0] in ("suspend", "resume", "turn_live"):
            getattr(market, step[0])()
        else:
            place(exchange, traders[step[0]], step[1], cancel_at_live=step[1].size % 100 == 0)
    except Refused as refused:
        assert refused.refusal.name in ("funds", "market_suspended", "transition")  # noqa: PT017


def result_by_hand(market: Market, account: Account, won: list[int]) -> int:
    total = 0
    for order in market.orders.get(account, {}).values():
        for price, size in order.matches:
            bet = Bet(str(order.selection + 1), order.side, price, size)
            wins, loses = bet_result(bet)
            total += wins if order.selection + 1 in won else loses
    return total


@pytest.fixture
def exchange() -> Exchange:
    exchange = small_exchange()
    exchange.open_account("anna", "", 100_000, commission=500)
    exchange.open_account("bruno", "", 100_000, commission=500)
    return exchange


def test_the_example_of_the_venues_help_page(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    place(exchange, anna, lay(500, 1_250, 1))
    assert anna.locked == 5_000
    place(exchange, anna, lay(1_500, 500, 3))
    outcomes = exposure(market_of(exchange), anna).esposizione
    assert outcomes is not None
    assert {outcome.c: outcome.e for outcome in outcomes.esi} == {1: -4_500, 2: 1_750, 3: -5_750}
    assert anna.locked == 5_750


def test_exposure_with_two_winners_is_the_worst_that_can_win_beside() -> None:
    exchange = small_exchange(selections=4, winners=2)
    anna = exchange.open_account("anna", "", 100_000)
    place(exchange, anna, back(300, 1_000, 1), back(200, 400, 2))
    place(exchange, anna, lay(200, 600, 3))
    outcomes = exposure(market_of(exchange), anna).esposizione
    assert outcomes is not None
    by_outcome = {outcome.c: outcome.e for outcome in outcomes.esi}
    # all lose -1000 -400 +600; winning adds 3000, 800, -1200, 0: the smallest other is beside
    assert by_outcome == {1: 1_000, 2: -1_200, 3: -2_000, 4: -2_000}
    assert anna.locked == 2_000


def test_an_offer_that_lowers_the_risk_passes_without_free_money(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    place(exchange, anna, back(200, 100_000))
    assert anna.free == 0
    with pytest.raises(Refused, match="funds"):
        place(exchange, anna, back(200, 200, 2))
    place(exchange, anna, lay(190, 50_000))
    assert anna.locked == 50_000


def test_a_refused_request_changes_nothing(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    with pytest.raises(Refused, match="funds"):
        place(exchange, anna, back(200, 60_000, 1), back(200, 60_000, 1))
    assert (anna.locked, market_of(exchange).orders.get(anna, {})) == (0, {})


def test_commission_is_on_the_net_result_of_the_market(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    place(exchange, anna, back(300, 10_000, 1), back(400, 4_000, 2))
    place(exchange, bruno, lay(300, 10_000, 1), lay(400, 4_000, 2))
    exchange.settle(MARKET, [1])
    assert anna.balance == 100_000 + 16_000 - 800
    assert bruno.balance == 100_000 - 16_000
    assert exchange.purse.balance == 800
    with pytest.raises(Refused, match="transition"):
        exchange.settle(MARKET, [1])


def test_closing_frees_what_was_unmatched(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    [order] = place(exchange, anna, back(300, 10_000))
    place(exchange, bruno, lay(300, 4_000))
    market_of(exchange).close()
    assert (anna.locked, order.ending, order.matched) == (4_000, Ending.LAPSED, 4_000)


def test_before_live_a_suspension_keeps_every_offer(exchange: Exchange) -> None:
    market = market_of(exchange)
    [kept] = place(exchange, exchange.account("anna"), back(300, 200), keep_when_suspended=True)
    [other] = place(exchange, exchange.account("anna"), back(300, 200))
    market.suspend()
    market.resume()
    assert (kept.remaining, other.remaining) == (200, 200)


def test_ritira_and_mantieni(exchange: Exchange) -> None:
    anna = exchange.account("anna")
    market = market_of(exchange)
    [leaves] = place(exchange, anna, back(300, 200), cancel_at_live=True, keep_when_suspended=True)
    [stays] = place(exchange, anna, back(300, 200), keep_when_suspended=True)
    [until_suspended] = place(exchange, anna, back(300, 200))
    versions = [market.version]
    market.turn_live()
    versions.append(market.version)
    assert [order.remaining for order in (leaves, stays, until_suspended)] == [0, 200, 200]
    market.suspend()
    versions.append(market.version)
    assert [order.remaining for order in (leaves, stays, until_suspended)] == [0, 200, 0]
    assert until_suspended.ending is Ending.LAPSED
    assert versions == [1, 2, 3]
