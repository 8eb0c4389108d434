"""What is bet on: an event in the venue's menu, and its markets with their life, their offers and
their settlement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from xlbetflag.market.money import Cents, Hundredths, Rounding
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account, EntryKind
from xlbetflag.practice.matching.engine import Ending, Order, SelectionEngine
from xlbetflag.practice.matching.positions import Position
from xlbetflag.practice.venue import refusals
from xlbetflag.practice.venue.behaviour import Behaviour
from xlbetflag.practice.venue.settlement import LOST, Verdicts, WrongWinnersError, pay, verdicts

STATE_WORDS = {
    MarketState.ANNOUNCED: "non ancora aperto",
    MarketState.OPEN: "aperto",
    MarketState.SUSPENDED: "sospeso",
    MarketState.CLOSED: "chiuso",
    MarketState.SETTLED: "pagato",
    MarketState.VOID: "annullato",
}


class Runner(msgspec.Struct, frozen=True):
    """A selection: its id on the wire (unique within its market) and its name."""

    selection_id: int
    name: str


class Named(msgspec.Struct, frozen=True):
    """A branch of the venue's menu: a sport, a nation or a competition."""

    number: int
    name: str


class Event:
    """An event and its markets. `start` and `now` (its own clock) are aware.

    `has_own_clock`: a recording moves `now`; otherwise the exchange does.
    """

    def __init__(
        self,
        event_id: int,
        name: str,
        sport: Named,
        nation: Named,
        competition: Named,
        start: datetime,
        now: datetime,
        *,
        has_own_clock: bool = False,
    ) -> None:
        self.event_id = event_id
        self.name = name
        self.sport = sport
        self.nation = nation
        self.competition = competition
        self.start = start
        self.now = now
        self.has_own_clock = has_own_clock
        self.place = 0  # in the exchange's list
        self.markets: list[Market] = []

    @property
    def is_over(self) -> bool:
        return all(market.state.is_over for market in self.markets)

    @property
    def is_forgotten(self) -> bool:
        """Over, and nobody's offers are listed any more."""
        return all(market.over_at and not market.orders for market in self.markets)

    @property
    def is_live(self) -> bool:
        return any(market.is_live and not market.state.is_over for market in self.markets)


class Changes:
    """Noted by markets and positions as they change; taken by the store."""

    __slots__ = ("dropped", "forgotten", "markets", "orders")

    def __init__(self) -> None:
        self.orders: dict[Order, None] = {}  # in the order of change
        self.markets: set[Market] = set()
        self.forgotten: set[Market] = set()  # their offers have left
        self.dropped: set[int] = set()  # event ids that are no longer listed

    def __bool__(self) -> bool:
        return bool(self.orders or self.markets or self.forgotten or self.dropped)

    def clear(self) -> None:
        self.orders.clear()
        self.markets.clear()
        self.forgotten.clear()
        self.dropped.clear()


class Market:
    """State changes happen here and only here; each moves `version`.

    `state` is the venue's, `regulator_state` what the regulator knows: the same, but that it opens
    a market a while after the venue; to trade both must be open.
    `winners`: how many selections win. `live_delay` in seconds, told while live. `is_managed`:
    once live, its suspensions remove the offers that were not to be kept. `over_at`: when it was
    settled or voided, by its own clock.
    """

    def __init__(
        self,
        market_id: int,
        name: str,
        line: str,
        outcomes: Sequence[Runner],
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
        self.result: Verdicts = {}  # once settled
        self.opens_at_regulator = event.now
        self.over_at: datetime | None = None
        self.behaviour = Behaviour()
        self.changes: Changes | None = None  # noted for whoever stores them
        self.places = {outcome.selection_id: n for n, outcome in enumerate(self.outcomes)}
        self.engines = [SelectionEngine(rounding) for _ in self.outcomes]
        self.positions: dict[Account, Position] = {}
        self.orders: dict[Account, dict[str, Order]] = {}
        self.next_number = 1
        self._rounding = rounding
        event.markets.append(self)

    def __repr__(self) -> str:
        return f"<Market {self.market_id} {self.name} {self.state}>"

    @property
    def title(self) -> str:
        return " ".join(part for part in (self.event.name, self.name, self.line) if part)

    @property
    def won(self) -> tuple[int, ...]:
        """The ids of the selections that won, wholly or in part."""
        return tuple(sorted(each for each, verdict in self.result.items() if verdict.won))

    @property
    def regulator_state(self) -> MarketState:
        is_trading = self.state in (MarketState.OPEN, MarketState.SUSPENDED)
        if is_trading and self.event.now < self.opens_at_regulator:
            return MarketState.ANNOUNCED
        return self.state

    @property
    def is_trading(self) -> bool:
        """Open at the venue and at the regulator."""
        return self.regulator_state is MarketState.OPEN

    def join(self, behaviour: Behaviour, changes: Changes | None) -> None:
        """Become a market of an exchange; before any offer."""
        self.behaviour = behaviour
        self.changes = changes
        self._note()
        self._changed()

    def keep(self, changes: Changes, *, is_stored: bool) -> None:
        """Note what changes from now on; what there is already too, unless it is stored."""
        self.changes = changes
        self._note()
        if not is_stored:
            changes.markets.add(self)
            changes.orders.update(
                (order, None) for mine in self.orders.values() for order in mine.values()
            )

    # --- offers -----------------------------------------------------------------------------

    def position(self, account: Account) -> Position:
        found = self.positions.get(account)
        if found is None:
            found = Position(
                account,
                len(self.outcomes),
                self.winners,
                market_id=self.market_id,
                is_strict=self.behaviour.strict_netting,
            )
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
        is_waiting: bool = False,
    ) -> Order:
        """Match and rest an offer; `selection` is its place. Nothing is checked here.

        An empty `offer_id` gets one of the house's own. `is_waiting`: it stands aside, at risk but
        unmatchable, until `release`.
        """
        number = self.next_number
        self.next_number = number + 1
        offer_id = offer_id or f"H{number}"
        order = Order(
            number,
            offer_id,
            self.position(account),
            selection,
            side is Side.BACK,
            price,
            size,
        )
        order.cancel_at_live = cancel_at_live
        order.keep_when_suspended = keep_when_suspended
        engine = self.engines[selection]
        if is_waiting:
            order.is_waiting = True
            engine.count(order)
        else:
            for resting in engine.place(order):
                self._forget_if_house(resting)
        if order.remaining or not account.is_house:
            self.orders[account][offer_id] = order
        if self.changes is not None:
            self.changes.markets.add(self)
        return order

    def release(self, order: Order) -> None:
        """The regulator has registered a waiting offer: it is matched, or stands, from now on."""
        order.number = self.next_number
        self.next_number += 1
        for resting in self.engines[order.selection].enter(order):
            self._forget_if_house(resting)
        if self.changes is not None:
            self.changes.orders[order] = None
            self.changes.markets.add(self)

    def fill(self, resting: Order, account: Account, size: Cents) -> None:
        """Match a resting offer with one of `account` that never stands in the book."""
        other = Order(
            self.next_number, "", self.position(account), resting.selection,
            not resting.is_back, resting.price, size,
        )  # fmt: skip
        self.next_number += 1
        self.engines[resting.selection].fill(resting, other)
        if self.changes is not None:
            self.changes.markets.add(self)

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
        delay = timedelta(seconds=self.behaviour.regulator_delay)
        self.opens_at_regulator = self.event.now + delay
        self._move(MarketState.OPEN)

    def suspend(self) -> None:
        self._only_from("sospensione", MarketState.OPEN)
        self._move(MarketState.SUSPENDED)
        if self.is_managed and self.is_live:
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
        self._changed()
        self._lapse(order for order in self._all_working() if order.cancel_at_live)

    def close(self) -> None:
        """No more offers; what is unmatched lapses, what is matched waits for the result."""
        self._only_from("chiusura", MarketState.ANNOUNCED, MarketState.OPEN, MarketState.SUSPENDED)
        self._move(MarketState.CLOSED)
        self._lapse(self._all_working())

    def settle(
        self,
        winning: Iterable[int],
        purse: Account,
        *,
        tied: Iterable[int] = (),
        returned: Iterable[int] = (),
    ) -> None:
        """Pay every account its net result; commission on net winnings goes to `purse`.

        `winning`: selection ids, exactly as many as the market has winners. `tied` share the last
        places in a dead heat; bets on `returned` are undone (all of them: a line that pushed).
        Closes first. Raises Refused.
        """
        try:
            result = verdicts(self.places.keys(), self.winners, winning, tied, returned)
        except WrongWinnersError:
            raise refusals.WINNERS.error(market=self.market_id, count=self.winners) from None
        self.settle_by(result, purse)

    def settle_by(self, result: Verdicts, purse: Account) -> None:
        """`settle` with a verdict for each selection id."""
        if self.state is not MarketState.CLOSED:
            self.close()
        self._move(MarketState.SETTLED)
        self.result = {each: result.get(each, LOST) for each in self.places}
        self._pay(purse)
        self._end(Ending.SETTLED)

    def void(self) -> None:
        """Every offer, matched or not, is undone."""
        if self.state in (MarketState.SETTLED, MarketState.VOID):
            raise self._impossible("annullamento")
        if self.state is not MarketState.CLOSED:
            self.close()
        self._move(MarketState.VOID)
        self._end(Ending.VOID)

    def rewind(self) -> None:
        """Back to before the opening, for a recording played again: what was not paid is undone,
        what was paid stays so."""
        self._lapse(self._all_working())
        self._end(Ending.VOID)
        self.engines = [SelectionEngine(self._rounding) for _ in self.outcomes]
        self._note()
        self.is_live, self.result, self.over_at = False, {}, None
        self._move(MarketState.ANNOUNCED)

    def forget(self) -> None:
        """Settled offers leave my offers."""
        for account in self.positions:
            account.recount()
        self.positions.clear()
        self.orders.clear()
        if self.changes is not None:
            self.changes.forgotten.add(self)

    # ----------------------------------------------------------------------------------------

    def _move(self, state: MarketState) -> None:
        self.state = state
        self.version += 1
        if state in (MarketState.SETTLED, MarketState.VOID):
            self.over_at = self.event.now
        self._changed()

    def _pay(self, purse: Account) -> None:
        """Every account its net result less commission. The purse takes that, and the cents that
        parts of a dead heat leave over."""
        by_place = [self.result[outcome.selection_id] for outcome in self.outcomes]
        now, left_over = self.event.now, 0
        for account, net, fee in pay(self.positions.values(), by_place):
            account.move(now, EntryKind.BETS, net, self.title, self.market_id)
            account.move(now, EntryKind.COMMISSION, -fee, self.title, self.market_id)
            left_over += fee - net
        purse.move(now, EntryKind.COMMISSION, left_over, self.title, self.market_id)

    def _note(self) -> None:
        for engine in self.engines:
            engine.changed = self.changes.orders if self.changes is not None else None

    def _changed(self) -> None:
        if self.changes is not None:
            self.changes.markets.add(self)

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
                if order.matches and order.ending not in (Ending.SETTLED, Ending.VOID):
                    order.ending = ending
                    if self.changes is not None:
                        self.changes.orders[order] = None

    def _forget_if_house(self, order: Order) -> None:
        if order.account.is_house and not order.remaining:
            self.orders[order.account].pop(order.offer_id, None)
