"""Matching for one selection: price-time priority, partial matches, the resting price.

A back at odds P takes lays at P or higher, highest first; a lay at P takes backs at P or lower,
lowest first; among equals the earlier one first. Offers of one account never match each other: the
incoming offer passes over its own account's offers, takes what others offer behind them, and rests.
So a crossed pair can remain only within one account, never between two.
"""

from bisect import bisect_left, insort
from collections.abc import Callable
from enum import StrEnum

from xlbetflag.market.exposure import Result
from xlbetflag.market.money import Cents, Hundredths, Rounding, winnings
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.positions import Position


class Ending(StrEnum):
    """Why nothing of an offer works any more, apart from being matched in full."""

    CANCELLED = "CANCELLED"  # by its owner
    LAPSED = "LAPSED"  # by the market: turn to live, suspension, close
    SETTLED = "SETTLED"
    VOID = "VOID"


class Order:
    """An offer and its life. `selection` is its place in the market; sizes are cents.

    `number`: its turn among equals. `is_waiting`: accepted, but the regulator has not registered it
    yet, so nothing can match it.
    """

    __slots__ = (
        "account", "at_risk", "cancel_at_live", "ending", "is_back", "is_waiting",
        "keep_when_suspended", "matches", "number", "offer_id", "position", "price", "remaining",
        "selection", "size",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        offer_id: str,
        position: Position,
        selection: int,
        is_back: bool,
        price: Hundredths,
        size: Cents,
    ) -> None:
        self.number = number
        self.offer_id = offer_id
        self.position = position
        self.account: Account = position.account
        self.selection = selection
        self.is_back = is_back
        self.price = price
        self.size = size
        self.remaining = size
        self.matches: list[tuple[Hundredths, Cents]] = []
        self.ending: Ending | None = None
        self.cancel_at_live = False
        self.keep_when_suspended = True
        self.is_waiting = False
        self.at_risk: Result = (0, 0)  # of the unmatched part, as the position counts it

    @property
    def side(self) -> Side:
        return Side.BACK if self.is_back else Side.LAY

    @property
    def matched(self) -> Cents:
        return sum(size for _, size in self.matches)


class _Half:
    """One side's resting offers. `keys` ascends with the best last: prices, or their negatives."""

    __slots__ = ("keys", "levels", "sign", "totals")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.levels: dict[int, dict[int, Order]] = {}  # price -> offers by number, oldest first
        self.totals: dict[int, Cents] = {}

    def add(self, order: Order) -> None:
        price = order.price
        level = self.levels.get(price)
        if level is None:
            self.levels[price] = level = {}
            self.totals[price] = 0
            insort(self.keys, price * self.sign)
        level[order.number] = order
        self.totals[price] += order.remaining

    def remove(self, order: Order) -> None:
        level = self.levels[order.price]
        del level[order.number]
        self.totals[order.price] -= order.remaining
        if not level:
            self.drop(order.price)

    def drop(self, price: Hundredths) -> None:
        del self.levels[price], self.totals[price]
        del self.keys[bisect_left(self.keys, price * self.sign)]

    def best(self, count: int) -> list[tuple[Hundredths, Cents]]:
        return [
            (key * self.sign, self.totals[key * self.sign]) for key in self.keys[: -count - 1 : -1]
        ]


class SelectionEngine:
    """The resting offers of one selection, and the rule by which a new one meets them.

    `cap`: how much of a match of an incoming with a resting offer may be; where that is less than
    both have, what the house has left of its offer is withdrawn. None: there is no such limit.
    `changed`: where offers that changed are noted for whoever stores them; None where nobody does.
    """

    __slots__ = ("backs", "cap", "changed", "lays", "rounding")

    def __init__(self, rounding: Rounding = Rounding.HALF_UP) -> None:
        self.rounding = rounding
        self.cap: Callable[[Order, Order, Cents], Cents] | None = None
        self.changed: dict[Order, None] | None = None
        self.backs = _Half(-1)
        self.lays = _Half(1)

    def place(self, order: Order) -> list[Order]:
        """Match what can be matched, let the rest stand. Gives the resting offers used up."""
        self.count(order)
        return self.enter(order)

    def enter(self, order: Order) -> list[Order]:
        """`place` for an offer that has waited, whose risk is counted already."""
        order.is_waiting = False
        used_up = self._take(order)
        if order.remaining:
            (self.backs if order.is_back else self.lays).add(order)
        return used_up

    def cancel(self, order: Order, ending: Ending) -> None:
        """Remove the unmatched part; the order must be working."""
        if order.is_waiting:
            order.is_waiting = False
        else:
            (self.backs if order.is_back else self.lays).remove(order)
        order.remaining = 0
        order.ending = ending
        self.count(order)

    def restore(self, order: Order) -> None:
        """Let a stored offer stand again where it stood."""
        (self.backs if order.is_back else self.lays).add(order)

    def resize(self, order: Order, size: Cents) -> None:
        """Change what a working offer has left; it keeps its turn."""
        half = self.backs if order.is_back else self.lays
        half.totals[order.price] += size - order.remaining
        order.size += size - order.remaining
        order.remaining = size
        self.count(order)

    def fill(self, resting: Order, other: Order) -> None:
        """Match all of `other`, which stands nowhere, with this resting offer at its price."""
        half = self.backs if resting.is_back else self.lays
        size = other.remaining
        half.totals[resting.price] -= size
        self._match(resting, resting.price, size)
        self._match(other, resting.price, size)
        if not resting.remaining:
            half.remove(resting)

    def resting(self, side: Side, price: Hundredths) -> list[Order]:
        """The offers on `side` that stand at a price, oldest first."""
        half = self.backs if side is Side.BACK else self.lays
        return list(half.levels.get(price, {}).values())

    def available(self, side: Side, count: int) -> list[tuple[Hundredths, Cents]]:
        """(price, size) that a bet on `side` could take, best first, at most `count` levels."""
        return (self.lays if side is Side.BACK else self.backs).best(count)

    def _take(self, order: Order) -> list[Order]:
        half = self.lays if order.is_back else self.backs
        keys, sign, limit = half.keys, half.sign, order.price * half.sign
        used_up: list[Order] = []
        place = len(keys) - 1
        while place >= 0 and keys[place] >= limit:
            price = keys[place] * sign
            level = half.levels[price]
            for resting in list(level.values()):
                if resting.account is order.account:
                    continue
                wanted = min(order.remaining, resting.remaining)
                size = wanted if self.cap is None else self.cap(order, resting, wanted)
                self._match(order, price, size)
                self._match(resting, price, size)
                half.totals[price] -= size
                if size < wanted and resting.account.is_house:
                    half.totals[price] -= resting.remaining
                    self._withdraw(resting)
                elif size < wanted:
                    self._withdraw(order)
                if not resting.remaining:
                    del level[resting.number]
                    used_up.append(resting)
                if not order.remaining:
                    break
            if not level:
                half.drop(price)
            if not order.remaining:
                break
            place -= 1
        return used_up

    def _withdraw(self, order: Order) -> None:
        order.remaining = 0
        order.ending = Ending.CANCELLED
        self.count(order)

    def _match(self, order: Order, price: Hundredths, size: Cents) -> None:
        if not size:
            return
        order.matches.append((price, size))
        order.remaining -= size
        profit = winnings(size, price, self.rounding)
        wins, loses = (profit, -size) if order.is_back else (-profit, size)
        order.position.add_match(order.selection, wins, loses)
        self.count(order)

    def count(self, order: Order) -> None:
        """Bring the position up to what the unmatched part now puts at risk."""
        position = order.position
        profit = winnings(order.remaining, order.price, self.rounding)
        if order.is_back:
            wins, loses = profit, -order.remaining
        else:
            wins, loses = -profit, order.remaining
        if position.is_strict:
            wins, loses = min(0, wins), min(0, loses)
        before_wins, before_loses = order.at_risk
        position.add(order.selection, wins - before_wins, loses - before_loses)
        order.at_risk = (wins, loses)
        if self.changed is not None:
            self.changed[order] = None
