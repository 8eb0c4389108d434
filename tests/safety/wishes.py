"""What the trader asked for and took back, in order; whatever leaves is judged by it as it leaves.

A wish is a row that was placed, or a REPLACE; a stop is a command that takes wishes back. Nothing
that was wished before a stop may leave after it.
"""

import itertools
import re
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from tests.safety.venue import Group
from xlbetflag.market.offer import Bet
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.rows.draft import Row


class Stop(NamedTuple):
    """`stems`: of the rows it is about, None for every row there is. `command`: for people.
    `spares_rules`: rows that wait for something are not taken back by it; `after`: nor what was
    wished before that number."""

    number: int
    stems: frozenset[str] | None
    command: str
    spares_rules: bool = False
    after: int = 0


def stem(key: str) -> str:
    """The key of the row that an order belongs to: "main-0007/2" and "main-0007.o1" are of
    "main-0007"."""
    return re.split(r"[/.=]", key, maxsplit=1)[0]


class Wishes:
    """`handed`: by key, all that it was ever asked to place. `posted`: the keys of each POST.
    `complaints`: what left although it was taken back; `before_live`: rows that are to leave then
    or not at all."""

    def __init__(self) -> None:
        self.handed: dict[str, set[Group]] = {}
        self.posted: list[tuple[str, ...]] = []
        self.complaints: list[str] = []
        self.before_live: set[str] = set()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._wished: dict[str, int] = {}
        self._repriced: dict[int, Group] = {}
        self._waiting: set[str] = set()
        self._leaving: tuple[str, ...] = ()
        self._set_back = 0
        self._to_be_cancelled: set[str] = set()
        self._stops: list[Stop] = []

    # --- what is asked for ----------------------------------------------------------------------

    def hand_over(self, rows: Sequence[Row]) -> None:
        """Rows are about to be placed; one that is under way already is no new wish."""
        with self._lock:
            number = next(self._numbers)
            for row in rows:
                if row.key not in self._wished:
                    self._wished[row.key] = number
                    _keep(self._waiting, row.key, not row.is_plain)
                    is_before_live = row.options.phase is Phase.BEFORE_LIVE
                    _keep(self.before_live, row.key, is_before_live)
                if row.draft is not None:
                    group = Group(row.draft.market_id, _bet_of(row))
                    self.handed.setdefault(row.key, set()).add(group)

    def kept_back(self, keys: Iterable[str]) -> None:
        """Rows of which nothing came: placed again they are another wish."""
        with self._lock:
            for key in keys:
                self._wished.pop(key, None)

    def replace(self, key: str, market_id: str, bet: Bet, price: int) -> Callable[[], None]:
        """The order is about to be re-priced; call what is returned where that was refused."""
        with self._lock:
            before = self._wished.get(stem(key))
            number = self._wished[stem(key)] = next(self._numbers)
            was_to_be_cancelled = stem(key) in self._to_be_cancelled
            self._to_be_cancelled.add(stem(key))
            self._repriced[number] = Group(
                market_id, Bet(bet.selection_id, bet.side, price, bet.size)
            )

        def take_back() -> None:
            with self._lock:
                self._repriced.pop(number, None)
                if not was_to_be_cancelled:
                    self._to_be_cancelled.discard(stem(key))
                if before is not None:
                    self._wished[stem(key)] = before

        return take_back

    def rearm(self) -> None:
        """REARM RULES: what stood still since a stop is wished again."""
        with self._lock:
            number = next(self._numbers)
            self._wished.update(dict.fromkeys(self._wished, number))

    # --- what is taken back ---------------------------------------------------------------------

    def stop(self, command: str, keys: Collection[str] | None = None) -> None:
        """The command has returned. `keys`: its rows; None for all there are."""
        stems = None if keys is None else frozenset(map(stem, keys))
        with self._lock:
            self._stops.append(Stop(next(self._numbers), stems, command))
            self._to_be_cancelled |= stems or set()
            if stems is None and command != "DISARM":
                self._to_be_cancelled.update(self._wished)

    def sleep(self) -> None:
        """The machine slept for hours: what was checked before it is checked no more."""
        with self._lock:
            number, after = next(self._numbers), self._set_back
            self._stops.append(Stop(number, None, "a sleep", spares_rules=True, after=after))

    def clock_set_back(self) -> None:
        """Nobody can tell any more that the machine has slept, or will sleep, since what was wished
        before: no clock has gone on since then."""
        with self._lock:
            self._set_back = next(self._numbers)
            self._stops = [each for each in self._stops if not each.spares_rules]

    def stops_since(self, key: str) -> list[Stop]:
        """Those that took the wish of this row back."""
        wished = self._wished.get(stem(key), 0)
        return [
            each
            for each in self._stops
            if each.after <= wished < each.number
            and (each.stems is None or stem(key) in each.stems)
            and not (each.spares_rules and stem(key) in self._waiting)
        ]

    def may_be_cancelled(self, key: str) -> bool:
        """Somebody asked for it: by a command, by re-pricing, by what the row waits for."""
        with self._lock:
            return stem(key) in self._to_be_cancelled or stem(key) in self._waiting

    # --- what leaves ----------------------------------------------------------------------------

    def leave(self, keys: Sequence[str]) -> None:
        """A request with these rows is about to be journaled as leaving."""
        with self._lock:
            self.posted.append(tuple(keys))
            self._leaving = tuple(keys)

    def look(self, may_leave: Callable[[], bool], rows: int) -> bool:
        """What the desk's own last look says, just before the first byte of so many rows.

        A stop that had returned before that look keeps its rows back, or there is a complaint.
        """
        with self._lock:
            before = {key: self.stops_since(key) for key in self._leaving}
        if not may_leave():
            return False
        with self._lock:
            stopped = {key: [each for each in before[key] if each in self._stops] for key in before}
            if rows > sum(not stops for stops in stopped.values()):
                self.complaints += [
                    f"row {key} left after {each.command}"
                    for key, stops in stopped.items()
                    for each in stops
                ]
        return True

    def asked(self, group: Group) -> int:
        """How many rows may have sent such an offer; a re-priced one, what was left of it."""
        with self._lock:
            placed = sum(group in groups for groups in self.handed.values())
            return placed + sum(_is_rest_of(group, whole) for whole in self._repriced.values())


def _keep(keys: set[str], key: str, is_one: bool) -> None:
    (keys.add if is_one else keys.discard)(key)


def _is_rest_of(group: Group, whole: Group) -> bool:
    rest = group.bet.size <= whole.bet.size
    bet = Bet(group.bet.selection_id, group.bet.side, group.bet.price, whole.bet.size)
    return rest and whole == Group(group.market_id, bet)


def _bet_of(row: Row) -> Bet:
    draft = row.draft
    if draft is None:
        raise ValueError(f"{row.key} is no bet")
    return Bet(draft.selection.partition(" ")[0], draft.side, draft.price, draft.size)
