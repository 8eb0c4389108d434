"""A market of the practice exchange: what is bet on, its life, its offers, its settlement."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from xlbetflag.market.money import Cents, Hundredths, Rounding
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice import refusals
from xlbetflag.practice.accounts import Account, Position
from xlbetflag.practice.engine import Ending, Order, SelectionEngine

STATE_WORDS = {
    MarketState.ANNOUNCED: "non ancora aperto",
    MarketState.OPEN: "aperto",
    MarketState.SUSPENDED: "sospeso",
    MarketState.CLOSED: "chiuso",
    MarketState.SETTLED: "pagato",
    MarketState.VOID: "annullato",
}


class Outcome(msgspec.Struct, frozen=True):
    """A selection: its id on the wire (unique within its market) and its name."""

    selection_id: int
    name: str


class Named(msgspec.Struct, frozen=True):
    """A branch of the venue's menu: a sport, a nation or a competition."""

    number: int
    name: str


class Event:
    """An event and its markets. `start` and `now` (its own clock) are aware."""

    def __init__(
        self,
        event_id: int,
        name: str,
        sport: Named,
        nation: Named,
        competition: Named,
        start: datetime,
        now: datetime,
    ) -> None:
        self.event_id = event_id
        self.name = name
        self.sport = sport
        self.nation = nation
        self.competition = competition
        self.start = start
        self.now = now
        self.markets: list[Market] = []

    @property
    def is_over(self) -> bool:
        return all(market.state.is_over for market in self.markets)

    @property
    def is_live(self) -> bool:
        return any(market.is_live and not market.state.is_over for market in self.markets)


class Market:
    """State changes happen here and only here; each moves `version`.

    `winners`: how many selections win. `live_delay` in seconds, told while live. `is_managed`: a
    live market whose suspensions remove the offers that were not to be kept.
    """

    def __init__(
        self,
        market_id: int,
        name: str,
        line: str,
        outcomes: Sequence[Outcome],
        event: Event,
        *,
        winners: int = 1,
        live_delay: int = 0,
        is_managed: bool = True,
        state: MarketState = MarketState.OPEN,
        rounding: Rounding = Rounding.HALF_UP,
    ) -> None:
        if not 1 <= winners < len(outcomes):
            raise ValueError(f"market {market_id}: {winners} winners of {len(outcomes)} selections")
        self.market_id = market_id
        self.name = name
        self.line = line
        self.outcomes = tuple(outcomes)
        self.event = event
        self.winners = winners
        self.live_delay = live_delay
        self.is_managed = is_managed
        self.state = state
        self.is_live = False
        self.version = 1
        self.won: tuple[int, ...] = ()  # selection ids, once settled
        self.places = {outcome.selection_id: n for n, outcome in enumerate(self.outcomes)}
        self.engines = [SelectionEngine(rounding) for _ in self.outcomes]
        self.positions: dict[Account, Position] = {}
        self.orders: dict[Account, dict[str, Order]] = {}
        self._next_number = 1
        event.markets.append(self)

    def __repr__(self) -> str:
        return f"<Market {self.market_id} {self.name} {self.state}>"

    # --- offers -----------------------------------------------------------------------------

    def position(self, account: Account) -> Position:
        found = self.positions.get(account)
        if found is None:
            found = Position(account, len(self.outcomes), self.winners)
            self.positions[account] = found
            self.orders[account] = {}
        return found

    def place(
        self,
        account: Account,
        offer_id: str,
        selection: int,
        side: Side,
        price: Hundredths,
        size: Cents,
        *,
        cancel_at_live: bool = False,
        keep_when_suspended: bool = True,
    ) -> Order:
        """Match and rest an offer; `selection` is its place. Nothing is checked here.

        An empty `offer_id` gets one of the house's own.
        """
        offer_id = offer_id or f"H{self._next_number}"
        position = self.position(account)
        order = Order(
            self._next_number, offer_id, position, selection, side is Side.BACK, price, size
        )
        self._next_number += 1
        order.cancel_at_live = cancel_at_live
        order.keep_when_suspended = keep_when_suspended
        for resting in self.engines[selection].place(order):
            self._forget_if_house(resting)
        if order.remaining or not account.is_house:
            self.orders[account][offer_id] = order
        return order

    def cancel(self, order: Order, ending: Ending = Ending.CANCELLED) -> bool:
        """Remove what is unmatched; False if nothing was left to remove."""
        if not order.remaining:
            return False
        self.engines[order.selection].cancel(order, ending)
        self._forget_if_house(order)
        return True

    def working(self, account: Account) -> list[Order]:
        return [order for order in self.orders.get(account, {}).values() if order.remaining]

    def available(self, selection: int, side: Side, levels: int) -> list[tuple[Hundredths, Cents]]:
        """What a bet on `side` could take of the selection at this place, best first."""
        return self.engines[selection].available(side, levels)

    # --- life -------------------------------------------------------------------------------

    def open(self) -> None:
        self._only_from("apertura", MarketState.ANNOUNCED)
        self._move(MarketState.OPEN)

    def suspend(self) -> None:
        self._only_from("sospensione", MarketState.OPEN)
        self._move(MarketState.SUSPENDED)
        if self.is_managed:
            self._lapse(order for order in self._all_working() if not order.keep_when_suspended)

    def resume(self) -> None:
        self._only_from("ripresa", MarketState.SUSPENDED)
        self._move(MarketState.OPEN)

    def turn_live(self) -> None:
        if self.is_live:
            raise self._impossible("passaggio al live")
        self._only_from("passaggio al live", MarketState.OPEN, MarketState.SUSPENDED)
        self.is_live = True
        self.version += 1
        self._lapse(order for order in self._all_working() if order.cancel_at_live)

    def close(self) -> None:
        """No more offers; what is unmatched lapses, what is matched waits for the result."""
        self._only_from("chiusura", MarketState.ANNOUNCED, MarketState.OPEN, MarketState.SUSPENDED)
        self._move(MarketState.CLOSED)
        self._lapse(self._all_working())

    def settle(self, winning: Iterable[int], purse: Account) -> None:
        """Pay every account its net result; commission on net winnings goes to `purse`.

        `winning`: selection ids, exactly as many as the market has winners. Closes first.
        """
        ids = tuple(sorted(set(winning)))
        if len(ids) != self.winners or any(each not in self.places for each in ids):
            raise refusals.WINNERS.error(market=self.market_id, count=self.winners)
        if self.state is not MarketState.CLOSED:
            self.close()
        self._move(MarketState.SETTLED)
        self.won = ids
        places = [self.places[each] for each in ids]
        for account, position in self.positions.items():
            net = position.matched.of(places)
            fee = (net * account.commission + 5_000) // 10_000 if net > 0 else 0
            account.balance += net - fee
            purse.balance += fee
        self._end(Ending.SETTLED)

    def void(self) -> None:
        """Every offer, matched or not, is undone."""
        if self.state in (MarketState.SETTLED, MarketState.VOID):
            raise self._impossible("annullamento")
        if self.state is not MarketState.CLOSED:
            self.close()
        self._move(MarketState.VOID)
        self._end(Ending.VOID)

    # ----------------------------------------------------------------------------------------

    def _move(self, state: MarketState) -> None:
        self.state = state
        self.version += 1

    def _only_from(self, action: str, *states: MarketState) -> None:
        if self.state not in states:
            raise self._impossible(action)

    def _impossible(self, action: str) -> refusals.Refused:
        words = STATE_WORDS[self.state] + (" e live" if self.is_live else "")
        return refusals.TRANSITION.error(market=self.market_id, state=words, action=action)

    def _all_working(self) -> list[Order]:
        return [
            order for mine in self.orders.values() for order in mine.values() if order.remaining
        ]

    def _lapse(self, orders: Iterable[Order]) -> None:
        for order in list(orders):
            self.cancel(order, Ending.LAPSED)

    def _end(self, ending: Ending) -> None:
        for position in self.positions.values():
            position.clear()
        for mine in self.orders.values():
            for order in mine.values():
                if order.matches:
                    order.ending = ending

    def _forget_if_house(self, order: Order) -> None:
        if order.account.is_house and not order.remaining:
            self.orders[order.account].pop(order.offer_id, None)
