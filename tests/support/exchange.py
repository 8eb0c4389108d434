"""The practice exchange as tests lay it down: 1X2 markets, open, whose ids a test can tell."""

import time
from collections.abc import Callable, Sequence
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
from xlbetflag.practice.wire.sessions import Sessions

OPENED = datetime(2020, 12, 12, 20, 0, tzinfo=ROME)
MARKET = 19901289
EVENT = 411222
NAMES = ("1", "X", "2")
PASSWORD, API_KEY = "parola-segreta", "chiave-segreta"


def list_market(
    exchange: Exchange,
    market_id: int,
    *,
    event_id: int = EVENT,
    name: str = "Lazio - Hellas Verona",
    names: Sequence[str] = NAMES,
    starts_in: timedelta = timedelta(hours=2),
    live_delay: int = 1,
    winners: int = 1,
) -> Market:
    """An event of one market, open and without offers; selection ids from 1."""
    opened = exchange.opened_at
    event = Event(
        event_id,
        name,
        Named(1, "CALCIO"),
        Named(1, "Italia"),
        Named(21, "Serie A"),
        opened + starts_in,
        opened,
    )
    outcomes = [Runner(place, each) for place, each in enumerate(names, 1)]
    market = Market(
        market_id, "Esito Finale 1x2", "", outcomes, event, winners=winners, live_delay=live_delay
    )
    exchange.add_event(event)
    return market


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
    list_market(
        exchange,
        MARKET,
        names=NAMES if selections == 3 else [str(n) for n in range(1, selections + 1)],
        starts_in=timedelta(minutes=45),
        live_delay=5,
        winners=winners,
    )
    return exchange


def exchange_with(markets: int = 2, *, rules: VenueRules | None = None) -> Exchange:
    """Open 1X2 markets with a price on both sides of each selection, and account "demo"."""
    exchange = Exchange(datetime(2026, 5, 3, 15, 0, tzinfo=ROME), rules=rules)
    exchange.open_account("demo", PASSWORD, 100_000_000)
    maker = exchange.open_house_account("maker")
    for number in range(markets):
        name = f"Lazio - Verona {number}"
        list_market(exchange, MARKET + number, event_id=EVENT + number, name=name)
        for selection in (1, 2, 3):
            for bet in (lay(300, 20_000, selection), back(310, 20_000, selection)):
                exchange.place(maker, placement(str(MARKET + number), [bet]))
    return exchange


def noted_tokens(sessions: Sessions) -> list[str]:
    """The tokens of the sessions that begin from now on, as they begin."""
    start, tokens = sessions.start, []

    def noting(account: Account) -> str:
        tokens.append(start(account))
        return tokens[-1]

    sessions.start = noting  # type: ignore[method-assign]
    return tokens


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
