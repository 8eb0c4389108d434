"""The practice exchange: accounts, events, markets, and the operations on them.

Whoever touches it holds `lock`; the public methods take it themselves, so any thread may call any
of them: the HTTP server, the ticker, a test. Time is a logical count of ticks from `opened_at`;
the real clock only lets a delay pass where nobody ticks.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from xlbetflag.api.messages import CancelRequest, PlaceRequest
from xlbetflag.market.money import Cents
from xlbetflag.market.rules import CancelOfGone, VenueRules
from xlbetflag.practice.matching.accounts import Account, EntryKind, fits, hashed
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.checks import Checked, Checks, cancellable, same_version
from xlbetflag.practice.venue.delays import Delay, Held, Waiting, by_due
from xlbetflag.practice.venue.guard import Guard
from xlbetflag.practice.venue.market import Changes, Event, Market

COMMISSION = 251  # hundredths of a percent: the venue's sample of `tax`
HOUSE_MONEY = 10**15
EVENTS_KEPT = 100  # how many that are over and forgotten stay listed by id


class Driver(Protocol):
    """What makes markets live: a script or a recording."""

    def tick(self) -> None:
        """One tick of the exchange's clock."""
        ...

    def step(self) -> bool:
        """One change, whatever the clock says; False when there is none left."""
        ...

    def stored(self) -> bytes:
        """What another process needs to go on from here."""
        ...


class Closing(Protocol):
    """Where the exchange is kept."""

    def close(self) -> None: ...


class Exchange:
    """One venue in memory. `tick_seconds`: how far a tick moves the clocks of its markets."""

    def __init__(
        self,
        opened_at: datetime,
        *,
        rules: VenueRules | None = None,
        tick_seconds: float = 1.0,
        behaviour: Behaviour | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if opened_at.tzinfo is None:
            raise ValueError("opened_at must be an aware datetime")
        self.lock = Guard()
        self.rules = rules or VenueRules()
        self.behaviour = behaviour or Behaviour()
        self.opened_at = opened_at
        self.tick_seconds = tick_seconds
        self.ticks = 0
        self.offers_accepted = 0
        self.accounts: list[Account] = []
        self.events: dict[int, Event] = {}
        self.markets: dict[int, Market] = {}
        self.drivers: list[Driver] = []
        self.store: Closing | None = None
        self.changes: Changes | None = None  # where a store wants to know
        self.has_moved = False  # other than by a tick
        self.events_listed = 0
        self.waiting: list[Waiting] = []
        self.held: list[Held] = []
        self.clock = clock
        self._checks = Checks(self.rules)
        self._of_gone = self.rules.cancel_of_gone.value
        self.purse = self._account("exchange", "", is_house=True)

    @property
    def now(self) -> datetime:
        return self.opened_at + timedelta(seconds=self.ticks * self.tick_seconds)

    # --- accounts ---------------------------------------------------------------------------

    def open_account(
        self,
        username: str,
        password: str,
        balance: Cents,
        *,
        commission: int = COMMISSION,
        api_key: str = "",
    ) -> Account:
        """A trader's account, with a first deposit; ValueError if the name is taken.

        `api_key` empty: the key that is common to all. Without a password nobody can log in.
        """
        with self.lock:
            account = self._account(username, password, commission=commission, api_key=api_key)
            account.move(self.now, EntryKind.DEPOSIT, balance, "")
            return account

    def open_house_account(self, username: str) -> Account:
        """An account for makers and recordings: all the money in the world, and no log-in."""
        with self.lock:
            account = self._account(username, "", is_house=True)
            account.move(self.now, EntryKind.DEPOSIT, HOUSE_MONEY, "")
            return account

    def house_account(self, username: str) -> Account:
        """The house account of this name, opened where there is none."""
        with self.lock:
            for account in self.accounts:
                if account.username == username and account.is_house:
                    return account
            return self.open_house_account(username)

    def deposit(self, account: Account, amount: Cents, text: str = "") -> None:
        """ValueError unless the amount is positive."""
        if amount <= 0:
            raise ValueError(f"a deposit of {amount} cents")
        with self.lock:
            account.move(self.now, EntryKind.DEPOSIT, amount, text)

    def log_in(self, username: str, password: str) -> Account:
        """Raises Refused unless both fit a trader's account."""
        for account in self.traders:
            if account.username == username and fits(password, account.password):
                return account
        raise refusals.CREDENTIALS.error()

    def account(self, username: str) -> Account:
        """KeyError if there is none."""
        with self.lock:
            for account in self.accounts:
                if account.username == username:
                    return account
            raise KeyError(username)

    @property
    def traders(self) -> Sequence[Account]:
        return [account for account in self.accounts if not account.is_house]

    def _account(
        self,
        username: str,
        password: str,
        *,
        commission: int = 0,
        is_house: bool = False,
        api_key: str = "",
    ) -> Account:
        if any(account.username == username for account in self.accounts):
            raise ValueError(f"there is an account called {username!r} already")
        account = Account(
            len(self.accounts) + 1,
            username,
            hashed(password),
            commission=commission,
            is_house=is_house,
            api_key=api_key,
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
            event.place = self.events_listed
            self.events_listed += 1
            for market in event.markets:
                self.add_market(market)

    def add_market(self, market: Market) -> None:
        """List one more market of an event that is listed; ValueError if the id is taken."""
        with self.lock:
            if market.market_id in self.markets:
                raise ValueError(f"there is a market {market.market_id} already")
            self.markets[market.market_id] = market
            market.join(self.behaviour, self.changes)

    def event(self, event_id: int) -> Event:
        found = self.events.get(event_id)
        if found is None:
            raise refusals.EVENT_UNKNOWN.error(event=event_id)
        return found

    def market(self, market_id: int) -> Market:
        """As it is now: what has waited long enough has been decided."""
        if self.waiting or self.held:
            self.mature()
        found = self.markets.get(market_id)
        if found is None:
            raise refusals.MARKET_UNKNOWN.error(market=market_id)
        return found

    def settle(
        self,
        market_id: int,
        winning: Iterable[int],
        *,
        tied: Iterable[int] = (),
        returned: Iterable[int] = (),
    ) -> None:
        """Selection ids, as `Market.settle` takes them. Raises Refused."""
        with self.lock:
            self.market(market_id).settle(winning, self.purse, tied=tied, returned=returned)

    # --- offers -----------------------------------------------------------------------------

    def place(self, account: Account, request: PlaceRequest) -> list[Order]:
        """All offers of the request, in its order, or Refused and none. On a live market the caller
        waits for the delay, without the lock."""
        found = self.submit(account, request)
        if isinstance(found, list):
            return found
        try:
            return found.decided.result(max(0.0, found.delay.seconds))
        except TimeoutError:
            self.mature()
            return found.decided.result()

    def submit(self, account: Account, request: PlaceRequest) -> list[Order] | Waiting:
        """Like `place`, but what a live market delays is handed back undecided."""
        with self.lock:
            market = self.market(request.id_mercato)
            checked = self._checks.placement(market, account, request)
            if market.is_live and market.live_delay and self.behaviour.live_delay:
                waiting = Waiting(account, request, Delay(market, market.live_delay, self.clock))
                self.waiting.append(waiting)
                return waiting
            return self._accept(account, request, market, checked)

    def cancel(self, account: Account, request: CancelRequest) -> list[Order]:
        """The offers to name in the answer: those of which something was cancelled. An id that is
        not the account's refuses all; of an offer with nothing left to cancel `cancel_of_gone` says
        whether it is passed over, named too, or refuses all.
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
            gone = [each for each in wanted if not mine[each].remaining]
            if gone and self._of_gone is CancelOfGone.REFUSED:
                raise refusals.OFFER_GONE.error(offer=gone[0])
            is_named = self._of_gone is CancelOfGone.NAMED
            return [mine[each] for each in wanted if market.cancel(mine[each]) or is_named]

    def cancel_unmatched(self, account: Account, market_id: int) -> list[Order]:
        """Cancel everything of the account that still works on the market."""
        with self.lock:
            market = self.market(market_id)
            cancellable(market)
            return [order for order in market.working(account) if market.cancel(order)]

    def _accept(
        self, account: Account, request: PlaceRequest, market: Market, checked: list[Checked]
    ) -> list[Order]:
        is_waiting = self.behaviour.regulator_delay > 0
        placed = []
        for offer in checked:
            self.offers_accepted += 1
            order = market.place(
                account,
                f"BC{self.offers_accepted:04d}",
                offer.selection,
                offer.side,
                offer.price,
                offer.size,
                cancel_at_live=request.ritira == 1,
                keep_when_suspended=request.mantieni == 1,
                is_waiting=is_waiting,
            )
            placed.append(order)
            if is_waiting:
                self.hold(market, order)
        return placed

    # --- time -------------------------------------------------------------------------------

    def tick(self, count: int = 1) -> None:
        """Move every clock on by `count` ticks; the same ticks give the same run."""
        for _ in range(count):
            with self.lock:
                self._move_clocks()
                for driver in list(self.drivers):
                    driver.tick()
                self.mature()

    def step(self) -> bool:
        """One update of every recording, one tick of every script; False when all have ended."""
        with self.lock:
            self._move_clocks()
            moved = [driver.step() for driver in list(self.drivers)]
            self.mature()
            return any(moved)

    def hold(self, market: Market, order: Order) -> None:
        """Until the regulator has registered it."""
        delay = Delay(market, self.behaviour.regulator_delay, self.clock)
        self.held.append(Held(order, delay))

    def mature(self) -> None:
        """Decide the placements and register the offers that have waited long enough."""
        with self.lock:
            for held in sorted((each for each in self.held if each.is_due), key=by_due):
                if held.order.is_waiting:
                    held.delay.market.release(held.order)
                    held.order.is_waiting = False
            self.held = [each for each in self.held if each.order.is_waiting]
            due = sorted((each for each in self.waiting if each.delay.is_over), key=by_due)
            if due:
                self.waiting = [each for each in self.waiting if each not in due]
            for waiting in due:
                self._decide(waiting)

    def _decide(self, waiting: Waiting) -> None:
        market = waiting.delay.market
        try:
            checked = self._checks.placement(market, waiting.account, waiting.request)
            same_version(market, waiting.version)
            orders = self._accept(waiting.account, waiting.request, market, checked)
        except refusals.Refused as refused:
            waiting.decided.set_exception(refused)
        else:
            waiting.decided.set_result(orders)

    def _move_clocks(self) -> None:
        self.ticks += 1
        now = self.now
        for event in self.events.values():
            if not event.has_own_clock:
                event.now = now
        self._forget()

    def _forget(self) -> None:
        """Settled offers leave after a while; of events that are long over only the last stay."""
        after = self.behaviour.forget_settled_after
        if after is None:
            return
        for market in self.markets.values():
            is_due = market.over_at and (market.event.now - market.over_at).total_seconds() >= after
            if is_due and market.orders:
                market.forget()
        over = [event for event in self.events.values() if event.is_forgotten]
        for event in over[: max(0, len(over) - EVENTS_KEPT)]:
            del self.events[event.event_id]
            for market in event.markets:
                del self.markets[market.market_id]
            if self.changes is not None:
                self.changes.dropped.add(event.event_id)
