"""An order as the desk and its journal know it."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from xlbetflag.market.money import Cents
from xlbetflag.market.offer import Bet
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

LOOKED_AFTER = Note("send.looked_after")
DOUBLES = "evidence.double_of"
_REFUSALS = ("send.refused", "send.session_expired")
_TWINS = ("row.twin_in_batch", "row.twin_journaled", "row.twin_at_venue")


_REFUSED_ELSEWHERE = frozenset({"send.refused", "send.session_expired", "decide.by_hand"})


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """A checked row: what is to be sent, exactly. Never changes once journaled.

    `formulas`: which of its row's "price" and "stake" a formula gave. `is_confirmed_twin`: it may
    leave beside an equal order, known in the run that checked it. `event_name` and `market_name`
    (with its line): as the menu named them then, empty where it did not.
    """

    key: str
    position: int
    market_id: str
    bet: Bet
    selection_name: str
    cancel_at_live: bool
    keep_when_suspended: bool
    note: str
    warnings: tuple[Note, ...]
    created: datetime
    formulas: tuple[str, ...] = ()
    is_confirmed_twin: bool = False
    event_name: str = ""
    market_name: str = ""

    @property
    def doubles(self) -> str | None:
        """The key of the order whose request, delivered twice, has left this one too."""
        keys = [note.values["key"] for note in self.warnings if note.code == DOUBLES]
        return str(keys[0]) if keys else None


AMBIGUOUS, LATE_CANDIDATE = "evidence.ambiguous", "evidence.late_candidate"
BETWEEN_IDS = ", "  # in a note
_UNDECIDED = frozenset({AMBIGUOUS, LATE_CANDIDATE})


def candidates_in(note: Note) -> list[str]:
    """The ids that a note on an undecided order names."""
    return str(note.values["candidates"]).split(BETWEEN_IDS)


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where an order stands, as far as evidence carries.

    `inferred`: `offer_id` was not told by the venue's answer but found in a read-back.
    `remaining`: what may still be matched, as far as is known.
    """

    status: Status
    updated: datetime
    offer_id: str | None = None
    matched: Cents = 0
    remaining: Cents = 0
    price_matched: float | None = None
    inferred: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def refusal(self) -> tuple[Note, ...]:
        """The venue's words where it refused the order; empty where it did not."""
        return tuple(note for note in self.notes if note.code in _REFUSALS)

    @property
    def candidates(self) -> list[str]:
        """Ids of the offers of which one may be the order's, where a look could not tell which."""
        named = [candidates_in(note) for note in self.notes if note.code in _UNDECIDED]
        return named[0] if named else []

    @property
    def is_looked_after(self) -> bool:
        """Refused by an answer, which may be that to a copy of the request or to another one: only
        what the venue then shows proves it."""
        return self.status is Status.UNKNOWN and LOOKED_AFTER in self.notes

    def says_the_same_as(self, other: "State") -> bool:
        """Equal but for the time."""
        return msgspec.structs.replace(self, updated=other.updated) == other


class Order(msgspec.Struct, frozen=True):
    """An intent and its present state; `send` numbers the POST it left with, None before.

    `number`: its place among all orders of the journal, in the order in which they were issued.
    """

    intent: Intent
    state: State
    send: int | None = None
    number: int = 0

    @property
    def key(self) -> str:
        return self.intent.key

    @property
    def status(self) -> Status:
        return self.state.status

    @property
    def matched(self) -> Cents:
        return self.state.matched

    @property
    def never_left(self) -> bool:
        """It fell at its turn: not refused by the venue, nor ended by a person's word."""
        return self.status is Status.REFUSED and not any(
            note.code in _REFUSED_ELSEWHERE for note in self.state.notes
        )

    @property
    def has_left(self) -> bool:
        """In a request of its own, of which a copy may arrive too."""
        return self.send is not None and not self.never_left and self.intent.doubles is None

    @property
    def may_still_match(self) -> Cents:
        """The part of its size that may yet become a bet: all that is not certainly gone."""
        return self.intent.bet.size - self.state.matched if self.status.is_open else 0

    @property
    def stands(self) -> bool:
        """Some of it is, or may be, a bet on a market that is not settled."""
        return not self.status.is_final


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """My offers on a market just before a POST.

    `exposure` as last fed (selection id to cents), None where it was not fresh.
    """

    market_id: str
    offer_ids: frozenset[str]
    exposure: dict[str, Cents] | None
    taken: datetime


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that preflight refused: nothing of it left. `content`: the row as it then was.

    `number`: its place among all refusals of the journal, once it is there.
    """

    key: str
    content: str
    notes: tuple[Note, ...]
    at: datetime
    number: int = 0

    @property
    def is_of_twin(self) -> bool:
        return is_twin(self.notes)


def is_twin(notes: Iterable[Note]) -> bool:
    """The sentences ask to confirm that an equal order is wanted too."""
    return any(note.code in _TWINS for note in notes)
