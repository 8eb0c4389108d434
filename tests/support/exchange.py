"""A small exchange for tests: one event, one market, made by hand."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from xlbetflag.api.messages import PlaceRequest
from xlbetflag.api.translate import placement
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Event, Market, Named, Runner

OPENED = datetime(2020, 12, 12, 20, 0, tzinfo=ROME)
MARKET = 19901289
EVENT = 411222


def small_exchange(
    *,
    selections: int = 3,
    winners: int = 1,
    rules: VenueRules | None = None,
    behaviour: Behaviour | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Exchange:
    """Open, not live, without offers; selection ids from 1."""
    exchange = Exchange(OPENED, rules=rules, behaviour=behaviour, clock=clock)
    event = Event(
        EVENT,
        "Lazio - Hellas Verona",
        Named(1, "CALCIO"),
        Named(1, "Italia"),
        Named(21, "Serie A"),
        OPENED + timedelta(minutes=45),
        OPENED,
    )
    names = ("1", "X", "2") if selections == 3 else [str(n) for n in range(1, selections + 1)]
    outcomes = [Runner(number, name) for number, name in enumerate(names, 1)]
    Market(MARKET, "Esito Finale 1x2", "", outcomes, event, winners=winners, live_delay=5)
    exchange.add_event(event)
    return exchange


def market_of(exchange: Exchange) -> Market:
    return exchange.market(MARKET)


def request(*bets: Bet, **options: bool | int) -> PlaceRequest:
    return placement(str(MARKET), bets, **options)  # type: ignore[arg-type]


def back(price: int, size: int, selection: int = 1) -> Bet:
    return Bet(str(selection), Side.BACK, price, size)


def lay(price: int, size: int, selection: int = 1) -> Bet:
    return Bet(str(selection), Side.LAY, price, size)


def place(exchange: Exchange, account: Account, *bets: Bet, **options: bool | int) -> list[Order]:
    return exchange.place(account, request(*bets, **options))


def bets_of(order: Order) -> list[Bet]:
    """What an offer is worth to the netting rule: its matches, and its unmatched part."""
    selection = str(order.selection + 1)
    bets = [Bet(selection, order.side, price, size) for price, size in order.matches]
    if order.remaining:
        bets.append(Bet(selection, order.side, order.price, order.remaining))
    return bets
