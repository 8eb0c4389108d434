"""Wishes to lower risk, each counted: what was asked for before one of its scope is void by it.

The count lives in memory and is authoritative there. Raising and comparing take no I/O, and no lock
that anything holds across I/O. Every start counts anew: nothing of an earlier run holds.
"""

import threading
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

Scope = tuple[str, ...]

DESK: Scope = ("desk",)


def of_market(market_id: str) -> Scope:
    return ("market", market_id)


def of_selection(market_id: str, selection_id: str) -> Scope:
    return ("selection", market_id, selection_id)


def of_key(key: str) -> Scope:
    return ("key", key)


class Wish(StrEnum):
    """What was wished, by the code of the sentence that a row void by it shows."""

    DISARM = "send.disarmed"
    HALT = "send.halted"
    CANCEL = "cancel.before_sending"

    @property
    def status(self) -> Status:
        """Of a row that was queued and did not leave."""
        return Status.CANCELLED if self is Wish.CANCEL else Status.REFUSED

    @property
    def note(self) -> Note:
        return Note(self.value)


class Generation(msgspec.Struct, frozen=True):
    """When something was asked for, as a count of wishes, and the scopes whose wishes end it."""

    number: int
    scopes: tuple[Scope, ...]


class Generations:
    """Thread-safe."""

    def __init__(self) -> None:
        self._counting = threading.Lock()  # never held but for the two assignments
        self._number = 0
        self._raised: dict[Scope, tuple[int, Wish]] = {}

    @property
    def number(self) -> int:
        """How many wishes there were: taken when something is asked for, before anything else."""
        return self._number

    def raise_(self, wish: Wish, scopes: Iterable[Scope]) -> int:
        """Void what was asked for so far in these scopes; the number of wishes from then on."""
        raised = list(scopes)
        return self.raise_late(wish, raised, self.count()) if raised else self._number

    def count(self) -> int:
        """Count a wish that may act later: the number that parts what is older from what is not."""
        with self._counting:
            self._number += 1
            return self._number

    def raise_late(self, wish: Wish, scopes: Iterable[Scope], number: int) -> int:
        """Void in these scopes what was asked for before a wish that was counted as `number`."""
        with self._counting:
            for scope in scopes:
                if self._raised.get(scope, (0, wish))[0] < number:
                    self._raised[scope] = (number, wish)
        return number

    def of_bet(
        self, number: int, market_id: str, selection_id: str, keys: Iterable[str] = ()
    ) -> Generation:
        """Of a bet that was asked for at `number`, with its own key and those it stems from."""
        of_keys = (of_key(key) for key in dict.fromkeys(keys))
        at = of_market(market_id), of_selection(market_id, selection_id)
        return Generation(number, (DESK, *at, *of_keys))

    def holds(self, generation: Generation) -> bool:
        return self.ended_by(generation) is None

    def ended_by(self, generation: Generation) -> Wish | None:
        """The latest wish that voids it; None where it holds."""
        if generation.number == self._number:
            return None
        last = max(
            (self._raised[scope] for scope in generation.scopes if scope in self._raised),
            default=None,
        )
        return last[1] if last is not None and last[0] > generation.number else None
