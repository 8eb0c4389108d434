"""What a row asked for, what it has set off, and what is known when it is looked at."""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property

import msgspec

from xlbetflag.market.book import Book, Level
from xlbetflag.market.exposure import Result, bet_result
from xlbetflag.market.menu import Selection
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.conditional.terms.options import Options
from xlbetflag.texts.note import Note


class Issued(msgspec.Struct, frozen=True):
    """How many orders, rules and refusals the journal held: what came before what, whatever was
    done to the clock meanwhile."""

    orders: int
    rules: int
    refusals: int


class ConditionalOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A row with options, or with a command; never changes once journaled.

    `command`, or `side`, `price` and `size` of the bet. `selection` is None for a whole market.
    `start` and `end`: the options' times, resolved. `sheet`: whose limits hold for it. `issued`:
    with the batch that it came in; None in a journal of before, where everything counts as older.
    `formulas`: which of its row's "price" and "stake" a formula gave. `event_name` and
    `market_name`: as of an Intent.
    """

    key: str
    position: int
    market_id: str
    selection: Selection | None
    command: Command | None = None
    side: Side | None = None
    price: Hundredths | None = None
    size: Cents | None = None
    options: Options
    start: datetime | None
    end: datetime | None
    cancel_at_live: bool = False
    keep_when_suspended: bool = False
    note: str = ""
    is_confirmed_twin: bool = False
    formulas: tuple[str, ...] = ()
    created: datetime
    sheet: str = ""
    issued: Issued | None = None
    event_name: str = ""
    market_name: str = ""

    def is_younger_than_order(self, number: int) -> bool:
        """Whether that order was there when this was asked for, or came with it."""
        return self.issued is None or number <= self.issued.orders

    def is_younger_than_refusal(self, number: int) -> bool:
        return self.issued is None or number <= self.issued.refusals

    @property
    def place(self) -> int:
        """Among all rules; the same for those of one batch."""
        return self.issued.rules if self.issued is not None else 0

    @property
    def name(self) -> str:
        """Of its selection; "" for a whole market."""
        return self.selection.name if self.selection is not None else ""

    @property
    def bet(self) -> Bet:
        """The row's own bet. Raises ValueError for a command."""
        if self.selection is None or self.side is None or self.price is None or self.size is None:
            raise ValueError(f"{self.key} asks for no bet")
        return Bet(self.selection.selection_id, self.side, self.price, self.size)


class Role(StrEnum):
    """What an order is to the rule that placed it."""

    ENTRY = "entry"  # the row's own bet
    OFFSET = "offset"
    CLOSING = "closing"  # by a stop
    GREEN = "green"


class Trigger(msgspec.Struct, frozen=True):
    """An order to be placed under a key of its own: journaled first, placed once. `name`: of its
    selection."""

    key: str
    role: Role
    bet: Bet
    name: str


_HEDGE = re.compile(r"\.[cg]\d+(/\d+)?(=\d+)?$")  # the keys of a rule's closings and greens
_OFFSET = re.compile(r"\.o\d+(/\d+)?(=\d+)?$")


class Leg(msgspec.Struct, frozen=True):
    """An order as far as rules look at it. `average`: of what was matched, in hundredths.

    One that was refused counts as what it was to be, with nothing matched; one that never left for
    another reason counts as short of all. `number`: its place
    among all orders; `age` in seconds since it was issued. `standing`: what of it may
    still be matched. `is_leaving`: it may yet turn out not to have left; `is_taken_back`: a person
    cancelled it by its own key, and wants no other in its place.
    """

    key: str
    bet: Bet
    number: int = 0
    age: float = 0.0
    matched: Cents = 0
    standing: Cents = 0
    average: float | None = None
    is_open: bool = False
    is_leaving: bool = False
    is_uncertain: bool = False
    is_refused: bool = False
    is_taken_back: bool = False

    @property
    def is_hedge(self) -> bool:
        """A stop, GREEN or CLOSE MARKET has set it off to close or to level."""
        return _HEDGE.search(self.key) is not None

    @property
    def is_offset(self) -> bool:
        return _OFFSET.search(self.key) is not None

    @property
    def held(self) -> Cents:
        """What of it is matched or may still be: never what was asked."""
        return self.matched + self.standing

    @property
    def paid(self) -> float:
        """The price matched, in hundredths; where it is not known, the price asked."""
        return self.average if self.average is not None else float(self.bet.price)

    @property
    def result(self) -> Result:
        """What its matched part brings: if its selection wins, if it loses."""
        if self.average is None or self.average == int(self.average):
            return bet_result(msgspec.structs.replace(self._at(int(self.paid)), size=self.matched))
        profit = round(self.matched * (self.average - 100) / 100)
        sign = 1 if self.bet.side is Side.BACK else -1
        return sign * profit, -sign * self.matched

    def _at(self, price: Hundredths) -> Bet:
        return msgspec.structs.replace(self.bet, price=price)


class Levelled(msgspec.Struct, frozen=True):
    """What a command has levelled of a row's bet. `by`: its key; `filled`: what was matched of the
    row then; `offsets`, `closings`: how many of each the row had set off, none of them open;
    `before`: what an earlier command had levelled."""

    by: str
    filled: Cents
    offsets: int
    closings: int
    before: "Levelled | None" = None


class Memory(msgspec.Struct, frozen=True):
    """`best_since`: the best price at which a trailing stop could have closed; `stopped_at`: the
    level of a stop that was reached; `levelled`: what is not followed any more."""

    best_since: Hundredths | None = None
    stopped_at: Hundredths | None = None
    levelled: Levelled | None = None


class Facts(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Everything a decision may look at; shared by the rules of a market that nothing tells apart.

    `is_live`: whether the market plays, None where nobody knows at this moment. `price_age`: how
    old a price may be. `own`: the row's order and those that took its place, oldest first.
    `offsets`, `closings`, `greens`: what the rule has set off. `market`: every order of ours on the
    market, theirs too. `selections`: all ids of the market, `winners` how many of them win.
    `is_held`: a command levels there now. `standing`: our offers that are open there. `wanted`:
    what other rules will place once what it would meet is gone. `changed`: selections of which the
    book may still show what was ours and has since been matched or cancelled.

    The book is that of others: without what is certainly ours.
    """

    now: datetime
    book: Reading[Book]
    is_live: bool | None
    price_age: float
    rules: VenueRules
    own: tuple[Leg, ...] = ()
    offsets: tuple[Leg, ...] = ()
    closings: tuple[Leg, ...] = ()
    greens: tuple[Leg, ...] = ()
    market: tuple[Leg, ...] = ()
    selections: Mapping[str, str] = {}
    winners: int | None = None
    is_held: bool = False
    standing: tuple[Leg, ...] = ()
    wanted: tuple[Bet, ...] = ()
    changed: frozenset[str] = frozenset()

    @cached_property
    def has_fresh_prices(self) -> bool:
        """Prices that may be acted on: live, of an open market, not too old."""
        book = self.book.value
        return (
            book is not None
            and book.state is MarketState.OPEN
            and self.book.health is Health.LIVE
            and self.book.age <= self.price_age
        )

    @cached_property
    def market_state(self) -> MarketState | None:
        return self.book.value.state if self.book.value is not None else None

    def best(self, selection_id: str, side: Side) -> Level | None:
        """What a bet on this side could take now; ask only where prices are fresh."""
        book = self.book.value
        selection = book.selection(selection_id) if book is not None else None
        return selection.best(side) if selection is not None else None

    def may_be_ours(self, selection_id: str, side: Side, level: Level) -> bool:
        """Whether all that is offered there may be ours."""
        ours = [
            leg.bet.size
            for leg in self.standing
            if (leg.bet.selection_id, leg.bet.side.opposite) == (selection_id, side)
            and leg.bet.price == level.price
        ]
        return level.size <= sum(ours) or selection_id in self.changed

    def met_by(self, bet: Bet) -> tuple[Leg, ...]:
        """Our open offers that a bet would meet. One of which nobody knows whether it stands is
        not waited for."""
        return tuple(
            leg
            for leg in self.standing
            if bet.meets(leg.bet) and (leg.is_leaving or not leg.is_uncertain)
        )

    def is_in_the_way(self, bet: Bet) -> bool:
        """Whether a bet would meet an offer of ours, or what is to be placed before it."""
        return bool(self.met_by(bet)) or any(map(bet.meets, self.wanted))


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule does now. `notes`: what its row says. `due`: when it is worth another look though
    nothing else has changed; `due_age`: the same, in seconds since the row's order was issued.
    `ends_others`: other rules of its market end. `reprice`: an order's key and its new price.
    `holds`: what follows bets there waits; `levels`: selections of which what is matched is
    followed no more; `gives_back`: those that are followed as before. `wants`: what is placed once
    the offers of ours that it would meet are gone; `makes_way`: these, cancelled for it."""

    notes: tuple[Note, ...] = ()
    fire: tuple[Trigger, ...] = ()
    cancel: tuple[str, ...] = ()
    reprice: tuple[str, Hundredths] | None = None
    ends_others: bool = False
    holds: bool = False
    levels: frozenset[str] = frozenset()
    gives_back: frozenset[str] = frozenset()
    wants: tuple[Bet, ...] = ()
    makes_way: tuple[str, ...] = ()
    is_over: bool = False
    memory: Memory = Memory()
    due: datetime | None = None
    due_age: float | None = None
