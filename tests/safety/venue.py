"""A practice exchange over a real socket that remembers who placed what."""

import contextlib
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from unittest import mock

from tests.safety.network import Network, echoing
from tests.support.exchange import API_KEY, PASSWORD, list_market
from xlbetflag.api import translate
from xlbetflag.api.messages import CancelRequest, PlaceRequest
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import Source, VenueRule, VenueRules
from xlbetflag.market.side import Side
from xlbetflag.practice import server
from xlbetflag.practice.faults.plan import Strikes
from xlbetflag.practice.faults.venue import VenueFaults
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue.checks import Checked
from xlbetflag.practice.venue.delays import Waiting
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market
from xlbetflag.practice.venue.refusals import Refused
from xlbetflag.practice.web import create_app
from xlbetflag.practice.wire.limits import RateLimit

FIRST_MARKET = 19901289
OPENED = datetime(2026, 5, 3, 15, 0, tzinfo=ROME)
RULES = VenueRules(live_delay=VenueRule(0, Source.SETTING, "as short as a test needs"))
BALANCE = 100_000_000


class Group(NamedTuple):
    """Offers that no evidence can tell apart."""

    market_id: str
    bet: Bet


class TruthfulExchange(Exchange):
    """`by_desk` and `by_hand`: the traders' offers by id, and what each of them bets; `by_echo`:
    placed by the network, that doubled a request of the desk. `cancelled`: ids whose cancel the
    desk asked for."""

    def __init__(self) -> None:
        super().__init__(OPENED, rules=RULES)
        self.by_desk: dict[str, Group] = {}
        self.by_hand: dict[str, Group] = {}
        self.by_echo: dict[str, Group] = {}
        self.cancelled: list[str] = []
        self.accepted_live: set[str] = set()
        self._waiting_by_hand: list[Waiting] = []
        self._waiting_by_echo: list[Waiting] = []
        self._hand = threading.local()

    @contextlib.contextmanager
    def a_hand(self) -> Iterator[None]:
        """What this thread places now is placed by hand."""
        worked = self._is_a_hand
        self._hand.works = True
        try:
            yield
        finally:
            self._hand.works = worked

    def submit(self, account: Account, request: PlaceRequest) -> list[Order] | Waiting:
        with self.lock:
            found = super().submit(account, request)
            if isinstance(found, Waiting) and self._is_a_hand:
                self._waiting_by_hand.append(found)
            elif isinstance(found, Waiting) and echoing.get():
                self._waiting_by_echo.append(found)
            return found

    def _decide(self, waiting: Waiting) -> None:
        is_by_hand = any(each is waiting for each in self._waiting_by_hand)
        mark = echoing.set(any(each is waiting for each in self._waiting_by_echo))
        try:
            with self.a_hand() if is_by_hand else contextlib.nullcontext():
                super()._decide(waiting)
        finally:
            echoing.reset(mark)

    def _accept(
        self, account: Account, request: PlaceRequest, market: Market, checked: list[Checked]
    ) -> list[Order]:
        placed = super()._accept(account, request, market, checked)
        told = self.by_hand if self._is_a_hand else self.by_desk
        if told is self.by_desk and echoing.get():
            told = self.by_echo
        if market.is_live:
            self.accepted_live.update(order.offer_id for order in placed)
        if not account.is_house:
            told.update((order.offer_id, self._group(request, order)) for order in placed)
        return placed

    def cancel(self, account: Account, request: CancelRequest) -> list[Order]:
        with self.lock:
            if not self._is_a_hand:
                self.cancelled += [str(each.id) for each in request.offerte]
            return super().cancel(account, request)

    def told(self, offer_id: str) -> dict[str, Group]:
        """Of by_desk, by_hand and by_echo the one that has the offer."""
        return next(told for told in (self.by_desk, self.by_hand, self.by_echo) if offer_id in told)

    def forget_all(self) -> None:
        """Of the runs before."""
        self.events.clear()
        self.markets.clear()
        self.accounts[:] = [each for each in self.accounts if each.is_house]
        for told in (self.by_desk, self.by_hand, self.by_echo):
            told.clear()
        self.cancelled.clear()
        self.accepted_live.clear()

    @property
    def _is_a_hand(self) -> bool:
        return getattr(self._hand, "works", False)

    def _group(self, request: PlaceRequest, order: Order) -> Group:
        outcome = self.market(request.id_mercato).outcomes[order.selection]
        side = Side.BACK if order.is_back else Side.LAY
        bet = Bet(str(outcome.selection_id), side, order.price, order.size)
        return Group(str(request.id_mercato), bet)


class Venue:
    """One server for many runs: `renew` gives each its own account and its own markets.

    `arrived`: requests of this run by operation, as the server counts them.
    """

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.exchange = TruthfulExchange()
        self._maker = self.exchange.open_house_account("maker")
        self._stack.enter_context(_hands_told(self.exchange))
        with mock.patch.object(server, "create_app", self._behind_the_network):
            self.server = PracticeServer(
                self.exchange, api_key=API_KEY, rate_limit=RateLimit(10**9, 10**9)
            )
        self._stack.enter_context(self.server)
        self.faults = self.server.faults
        self.arrived: Counter[str] = Counter()
        self._count_arrivals()
        self._runs = 0
        self.account: Account
        self.markets: list[str] = []

    def close(self) -> None:
        self._stack.close()

    def _behind_the_network(self, *args: Any, **options: Any) -> Network:
        self.network = Network(create_app(*args, **options))
        return self.network

    def _count_arrivals(self) -> None:
        """Every request passes the fault plan, whatever becomes of it."""
        strikes = self.faults.strikes

        def counting(operation: str) -> Strikes:
            self.arrived[operation] += 1
            return strikes(operation)

        self.faults.strikes = counting  # type: ignore[method-assign]

    def renew(self, markets: int = 3) -> None:
        """A fresh account and fresh open markets, with a price on both sides of everything."""
        exchange = self.exchange
        self.faults.remove()
        self.network.forget()
        self._runs += 1
        with exchange.lock:
            exchange.forget_all()
        self.arrived.clear()
        self.account = exchange.open_account(f"trader{self._runs}", PASSWORD, BALANCE)
        first = FIRST_MARKET + 10 * self._runs
        self.markets = [str(first + number) for number in range(markets)]
        for number, market_id in enumerate(self.markets):
            self._list(int(market_id), live_delay=int(number == 0 and self._runs % 4 == 0))

    def _list(self, market_id: int, live_delay: int) -> None:
        name = f"Lazio - Verona {market_id}"
        list_market(self.exchange, market_id, event_id=market_id, name=name, live_delay=live_delay)
        for selection in ("1", "2", "3"):
            self.make(str(market_id), Bet(selection, Side.LAY, 300, 2_000))
            self.make(str(market_id), Bet(selection, Side.BACK, 310, 2_000))

    def make(self, market_id: str, bet: Bet) -> None:
        """The market maker's offer; nothing where the market does not take it."""
        with contextlib.suppress(Refused):
            self.exchange.submit(self._maker, translate.placement(market_id, [bet]))

    def by_hand(self, market_id: str, bet: Bet) -> None:
        """Somebody with the account at the venue's own site."""
        with self.exchange.a_hand(), contextlib.suppress(Refused):
            self.exchange.submit(self.account, translate.placement(market_id, [bet]))

    def market(self, market_id: str) -> Market:
        return self.exchange.market(int(market_id))

    def offers(self) -> dict[str, Order]:
        """The account's offers by id. Hold the exchange's lock while reading them."""
        return {
            order.offer_id: order
            for market in self.exchange.markets.values()
            for order in market.orders.get(self.account, {}).values()
        }


@contextlib.contextmanager
def _hands_told(exchange: TruthfulExchange) -> Iterator[None]:
    """The fault plan's hand trader places by hand, not for the desk."""
    places = VenueFaults._same_by_hand

    def told(self: VenueFaults, strike: object, call: object) -> object:
        with exchange.a_hand():
            return places(self, strike, call)  # type: ignore[arg-type]

    VenueFaults._same_by_hand = told  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        VenueFaults._same_by_hand = places  # type: ignore[method-assign]
