"""What the oracle goes by: whose each offer at the exchange is."""

import contextlib

import pytest

from tests.safety.network import echoing
from tests.safety.venue import Venue
from tests.support.conditions import wait_until
from xlbetflag.api import translate
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

pytestmark = pytest.mark.socket

BET = Bet("2", Side.BACK, 300, 3_000)


@pytest.mark.parametrize("whose", ["by_desk", "by_hand", "by_echo"])
def test_an_offer_that_a_live_market_takes_later_is_whose_it_was_when_it_came(whose: str) -> None:
    with contextlib.closing(Venue()) as venue:
        while not (market := venue.market(venue.markets[0]) if venue.markets else None) or not (
            market.live_delay
        ):
            venue.renew(1)
        exchange, market_id = venue.exchange, venue.markets[0]
        market.turn_live()
        mark = echoing.set(whose == "by_echo")
        with exchange.a_hand() if whose == "by_hand" else contextlib.nullcontext():
            exchange.submit(venue.account, translate.placement(market_id, [BET]))
        echoing.reset(mark)
        told: dict[str, object] = getattr(exchange, whose)

        def is_taken() -> bool:
            exchange.mature()
            return bool(told)

        wait_until(is_taken)
        assert len({**exchange.by_desk, **exchange.by_hand, **exchange.by_echo}) == 1
