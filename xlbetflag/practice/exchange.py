"""The practice exchange: accounts, events, markets, and the operations on them.

Every public method takes the one lock, so any thread may call any of them: the HTTP server, the
ticker, a test. Time is a logical count of ticks from `opened_at`; no decision reads a wall clock.
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from xlbetflag.api.messages import CancelRequest, PlaceRequest
from xlbetflag.market.money import Cents
from xlbetflag.market.rules import VenueRules
from xlbetflag.practice import refusals
from xlbetflag.practice.accounts import Account
from xlbetflag.practice.checks import Checks, cancellable
from xlbetflag.practice.engine import Order
from xlbetflag.practice.market import Event, Market

COMMISSION = 251  # hundredths of a percent: the venue's sample of `tax`
HOUSE_MONEY = 10**15


class Driver(Protocol):
    """What makes markets live: a script or a recording."""

    def tick(self) -> None:
        """One tick of the exchange's clock."""
        ...

    def step(self) -> bool:
        """One change, whatever the clock says; False when there is none left."""
        ...


class Exchange:
    """One venue in memory. `tick_seconds`: how far a tick moves the clocks of its markets."""

    def __init__(
        self, opened_at: datetime, *, rules: VenueRules | None = None, tick_seconds: float = 1.0
    ) -> None:
        if opened_at.tzinfo is None:
            raise ValueError("opened_at must be an aware datetime")
        self.lock = threading.RLock()
        self.rules = rules or VenueRules()
        self.opened_at = opened_at
        self.tick_seconds = tick_seconds
        self.ticks = 0
        self.accounts: list[Account] = []
        self.events: dict[int, Event] = {}
        self.markets: dict[int, Market] = {}
        self.drivers: list[Driver] = []
        self._checks = Checks(self.rules)
        self._offers_accepted = 0
        self.purse = self._account("exchange", "", 0, commission=0, is_house=True)

    @property
    def now(self) -> datetime:
        return self.opened_at + timedelta(seconds=self.ticks * self.tick_seconds)

    # --- accounts ---------------------------------------------------------------------------

    def open_account(
        self, username: str, password: str, balance: Cents, *, commission: int = COMMISSION
    ) -> Account:
        """A trader's account; ValueError if the name is taken."""
        with self.lock:
            return self._account(username, password, balance, commission=commission, is_house=False)

    def open_house_account(self, username: str) -> Account:
        """An account for makers and recordings: all the money in the world, and no log-in."""
        with self.lock:
            return self._account(username, "", HOUSE_MONEY, commission=0, is_house=True)

    def log_in(self, username: str, password: str) -> Account:
        """Raises Refused unless both fit a trader's account."""
        with self.lock:
            for account in self.accounts:
                if account.username == username and not account.is_house:
                    if account.password == password:
                        return account
                    break
            raise refusals.CREDENTIALS.error()

    def account(self, username: str) -> Account:
        """KeyError if there is none."""
        with self.lock:
            for account in self.accounts:
                if account.username == username:
                    return account
            raise KeyError(username)

    def _account(
        self, username: str, password: str, balance: Cents, *, commission: int, is_house: bool
    ) -> Account:
        if any(account.username == username for account in self.accounts):
            raise ValueError(f"there is an account called {username!r} already")
        number = len(self.accounts) + 1
        account = Account(
            number, username, password, balance, commission=commission, is_house=is_house
        )
        self.accounts.append(account)
        return account

    # --- events and markets -----------------------------------------------------------------

    def add_event(self, event: Event) -> None:
        """List an event with its markets; ValueError if an id is taken."""
        with self.lock:
            if event.event_id in self.events:
                raise ValueError(f"there is an event {event.event_id} already")
            self.events[event.event_id] = event
            for market in event.markets:
                self.add_market(market)

    def add_market(self, market: Market) -> None:
        """List one more market of an event that is listed; ValueError if the id is taken."""
        with self.lock:
            if market.market_id in self.markets:
                raise ValueError(f"there is a market {market.market_id} already")
            self.markets[market.market_id] = market

    def event(self, event_id: int) -> Event:
        found = self.events.get(event_id)
        if found is None:
            raise refusals.EVENT_UNKNOWN.error(event=event_id)
        return found

    def market(self, market_id: int) -> Market:
        found = self.markets.get(market_id)
        if found is None:
            raise refusals.MARKET_UNKNOWN.error(market=market_id)
        return found

    def settle(self, market_id: int, winning: Iterable[int]) -> None:
        """`winning`: selection ids. Raises Refused."""
        with self.lock:
            self.market(market_id).settle(winning, self.purse)

    # --- offers -----------------------------------------------------------------------------

    def place(self, account: Account, request: PlaceRequest) -> list[Order]:
        """All offers of the request, in its order, or Refused and none."""
        with self.lock:
            market = self.market(request.id_mercato)
            checked = self._checks.placement(market, account, request)
            placed = []
            for offer in checked:
                self._offers_accepted += 1
                placed.append(
                    market.place(
                        account,
                        f"BC{self._offers_accepted:04d}",
                        offer.selection,
                        offer.side,
                        offer.price,
                        offer.size,
                        cancel_at_live=request.ritira == 1,
                        keep_when_suspended=request.mantieni == 1,
                    )
                )
            return placed

    def cancel(self, account: Account, request: CancelRequest) -> list[Order]:
        """The offers of which something was cancelled. An id that is not the account's refuses all;
        an offer with nothing left to cancel is passed over, so that cancelling again does no harm.
        """
        with self.lock:
            market = self.market(request.id_mercato)
            cancellable(market)
            mine = market.orders.get(account, {})
            wanted = [str(reference.id) for reference in request.offerte]
            if not wanted:
                raise refusals.NO_OFFERS.error()
            for offer_id in wanted:
                if offer_id not in mine:
                    raise refusals.OFFER_UNKNOWN.error(offer=offer_id, market=market.market_id)
            return [mine[each] for each in wanted if market.cancel(mine[each])]

    def cancel_unmatched(self, account: Account, market_id: int) -> list[Order]:
        """Cancel everything of the account that still works on the market."""
        with self.lock:
            market = self.market(market_id)
            cancellable(market)
            return [order for order in market.working(account) if market.cancel(order)]

    # --- time -------------------------------------------------------------------------------

    def tick(self, count: int = 1) -> None:
        """Move every clock on by `count` ticks; the same ticks give the same run."""
        for _ in range(count):
            with self.lock:
                self.ticks += 1
                for driver in list(self.drivers):
                    driver.tick()

    def step(self) -> bool:
        """One update of every recording, one tick of every script; False when all have ended."""
        with self.lock:
            self.ticks += 1
            moved = [driver.step() for driver in list(self.drivers)]
            return any(moved)

    @property
    def traders(self) -> Sequence[Account]:
        return [account for account in self.accounts if not account.is_house]
