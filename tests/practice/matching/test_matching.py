"""The matching engine against the slow reference, and by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.practice.reference import Offer, ReferenceMarket
from tests.support.exchange import back, lay, market_of, place, small_exchange
from xlbetflag.api.messages import CancelRequest, OfferReference
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market

PRICES = (150, 160, 170, 180, 190, 200)

placements = st.tuples(
    st.just("place"),
    st.integers(0, 2),  # account
    st.integers(0, 1),  # selection
    st.booleans(),  # back?
    st.sampled_from(PRICES),
    st.integers(1, 12).map(lambda n: n * 50),
)
cancels = st.tuples(st.just("cancel"), st.integers(0, 30))
programs = st.lists(st.one_of(placements, placements, placements, cancels), max_size=40)


@settings(max_examples=100, deadline=None)
@given(programs)
def test_the_fast_engine_does_what_the_slow_one_does(program: list[tuple]) -> None:
    exchange = small_exchange()
    market = market_of(exchange)
    traders = [exchange.open_account(f"t{n}", "", 10**9) for n in range(3)]
    slow = ReferenceMarket()
    pairs: list[tuple[Order, Offer]] = []
    for step in program:
        if step[0] == "place":
            _, who, selection, is_back, price, size = step
            side = Side.BACK if is_back else Side.LAY
            order = market.place(traders[who], f"o{len(pairs)}", selection, side, price, size)
            pairs.append((order, slow.place(who, selection, is_back, price, size)))
        elif pairs:
            order, offer = pairs[step[1] % len(pairs)]
            assert market.cancel(order) == bool(offer.remaining)
            slow.cancel(offer)
        for order, offer in pairs:
            assert (order.remaining, order.matches) == (offer.remaining, offer.matches)
            assert offer.account not in offer.partners
        for selection in (0, 1):
            for side in Side:
                assert market.available(selection, side, 99) == slow.available(
                    selection, side is Side.BACK
                )
    assert crossed_between_accounts(market) == []


def crossed_between_accounts(market: Market) -> list[tuple[Order, Order]]:
    working = [
        order for mine in market.orders.values() for order in mine.values() if not order.is_waiting
    ]
    return [
        (one, other)
        for one in working
        for other in working
        if one.is_back
        and not other.is_back
        and one.remaining
        and other.remaining
        and one.selection == other.selection
        and one.account is not other.account
        and other.price >= one.price
    ]


@pytest.fixture
def exchange() -> Exchange:
    exchange = small_exchange()
    for name in ("anna", "bruno", "carla"):
        exchange.open_account(name, "", 1_000_000)
    return exchange


def test_the_taker_gets_the_better_resting_price(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    [resting] = place(exchange, anna, lay(300, 1_000))
    [taker] = place(exchange, bruno, back(200, 400))
    assert taker.matches == resting.matches == [(300, 400)]
    assert (taker.remaining, resting.remaining) == (0, 600)


def test_best_price_first_then_oldest(exchange: Exchange) -> None:
    anna, bruno, carla = (exchange.account(name) for name in ("anna", "bruno", "carla"))
    [late_best] = place(exchange, anna, lay(200, 200))
    [first] = place(exchange, anna, lay(210, 200))
    [second] = place(exchange, bruno, lay(210, 200))
    [taker] = place(exchange, carla, back(200, 500))
    assert taker.matches == [(210, 200), (210, 200), (200, 100)]
    assert (first.remaining, second.remaining, late_best.remaining) == (0, 0, 100)


def test_own_offers_are_passed_over_and_others_behind_them_taken(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    [own] = place(exchange, anna, lay(220, 200))
    [other] = place(exchange, bruno, lay(210, 200))
    [taker] = place(exchange, anna, back(200, 300))
    assert own.matches == []
    assert taker.matches == other.matches == [(210, 200)]
    assert taker.remaining == 100


def test_a_part_cancelled_offer_keeps_its_match(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    [resting] = place(exchange, anna, lay(200, 500))
    place(exchange, bruno, back(200, 200))
    cancel = CancelRequest(market_of(exchange).market_id, (OfferReference(resting.offer_id),))
    assert exchange.cancel(anna, cancel) == [resting]
    assert (resting.matched, resting.remaining) == (200, 0)
    assert exchange.cancel(anna, cancel) == []
    assert market_of(exchange).available(0, Side.BACK, 3) == []


def test_cancel_unmatched_takes_only_the_accounts_own(exchange: Exchange) -> None:
    anna, bruno = exchange.account("anna"), exchange.account("bruno")
    mine = place(exchange, anna, back(300, 200), back(310, 200, 2))
    [others] = place(exchange, bruno, back(320, 200))
    assert exchange.cancel_unmatched(anna, market_of(exchange).market_id) == mine
    assert others.remaining == 200
