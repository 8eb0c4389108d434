"""How an order goes from one state to the next: the table of docs/orders.md, as one function."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from xlbetflag.orders.order import Intent, Order, State
from xlbetflag.orders.status import SETTLED, Status
from xlbetflag.texts.note import Note

REFUSED_LOOKED_AFTER = "REFUSED, looked after"
"""By an answer that only a look can prove: a state of its own, UNKNOWN to all who count money."""


class Fall(msgspec.Struct, frozen=True):
    """It may not leave: nothing of it left, or ever will."""

    status: Status
    note: Note


class Turn(msgspec.Struct, frozen=True):
    """It is about to leave."""


class Answer(msgspec.Struct, frozen=True):
    """Of the venue to its request, or that there is none. `offer_id`: where it was accepted."""

    status: Status
    notes: tuple[Note, ...] = ()
    offer_id: str | None = None


class Doubt(msgspec.Struct, frozen=True):
    """It may have left, and nothing tells."""

    note: Note


class Look(msgspec.Struct, frozen=True):
    """What a look at its market shows of it, as the evidence was judged."""

    state: State


class Word(msgspec.Struct, frozen=True):
    """A person says how it ended."""

    status: Status


Event = Fall | Turn | Answer | Doubt | Look | Word

_LIVE = (  # it left, and something of it may still stand
    Status.ACCEPTED,
    Status.DELAYED,
    Status.WORKING,
    Status.PART_MATCHED,
    Status.UNKNOWN,
    Status.NOT_FOUND,
)
_FALLEN: frozenset[str] = frozenset({Status.REFUSED, Status.CANCELLED})
_DECIDED: frozenset[str] = _FALLEN | {Status.LAPSED, Status.VOID, Status.SETTLED}
_OVER: frozenset[str] = frozenset(SETTLED)
_ENDED: frozenset[str] = _OVER | {
    Status.MATCHED,
    Status.PART_CANCELLED,
    Status.CANCELLED,
    Status.LAPSED,
}
_LISTED: frozenset[str] = _ENDED | {Status.WORKING, Status.PART_MATCHED}
_LOST: frozenset[str] = frozenset({Status.UNKNOWN, Status.NOT_FOUND})

NEXT: Mapping[type[Event], Mapping[str, frozenset[str]]] = {
    Fall: {Status.CHECKED: _FALLEN, Status.SENDING: _FALLEN},
    Turn: {Status.CHECKED: frozenset({Status.SENDING})},
    Answer: {
        Status.SENDING: frozenset(
            {Status.ACCEPTED, Status.REFUSED, Status.UNKNOWN, REFUSED_LOOKED_AFTER}
        )
    },
    Doubt: {Status.SENDING: frozenset({Status.UNKNOWN})},
    Look: {
        Status.ACCEPTED: _LISTED | _LOST | {Status.DELAYED},
        Status.DELAYED: _LISTED | _LOST,
        Status.WORKING: _ENDED | _LOST | {Status.PART_MATCHED},
        Status.PART_MATCHED: _OVER | _LOST | {Status.MATCHED, Status.PART_CANCELLED},
        Status.UNKNOWN: _LISTED | {Status.NOT_FOUND, Status.DELAYED},
        Status.NOT_FOUND: _LISTED | {Status.UNKNOWN},
        REFUSED_LOOKED_AFTER: _LISTED | {Status.DELAYED, Status.UNKNOWN, Status.REFUSED},
        Status.MATCHED: _OVER | {Status.UNKNOWN},
        Status.PART_CANCELLED: _OVER | {Status.UNKNOWN, Status.PART_MATCHED, Status.MATCHED},
    },
    Word: dict.fromkeys((*_LIVE, REFUSED_LOOKED_AFTER), _DECIDED),
}
"""By event and state: the states that may follow. A look may also leave the state as it is."""


class ImpossibleError(RuntimeError):
    """A state that does not follow: something is wrong with the program, not with the order."""


def stage_of(state: State) -> str:
    """Its name in the table: the status, but for what was refused and is looked after."""
    return REFUSED_LOOKED_AFTER if state.is_looked_after else state.status


def begun(intent: Intent) -> State:
    """Of an order whose row every control was content with."""
    return State(status=Status.CHECKED, updated=intent.created, remaining=intent.bet.size)


def turned_up(intent: Intent, offer_id: str) -> State:
    """Of an order that nobody sent: a further offer of a request that was delivered twice."""
    return State(
        status=Status.ACCEPTED,
        updated=intent.created,
        offer_id=offer_id,
        remaining=intent.bet.size,
        inferred=True,
        notes=(Note("evidence.inferred"),),
    )


def after(order: Order, event: Event, at: datetime) -> State:
    """Its state once this has happened. Raises ImpossibleError where the table has no such line."""
    state = _after(order, event, at)
    before, following = stage_of(order.state), stage_of(state)
    is_unchanged = isinstance(event, Look) and following == before
    if not is_unchanged and following not in NEXT[type(event)].get(before, ()):
        raise ImpossibleError(f"{order.key}: {before}, {type(event).__name__}, {following}")
    return state


def _after(order: Order, event: Event, at: datetime) -> State:
    replace = msgspec.structs.replace
    match event:
        case Turn():
            return replace(order.state, status=Status.SENDING, updated=at)
        case Fall(status, note):
            return replace(order.state, status=status, updated=at, remaining=0, notes=(note,))
        case Answer(status, notes, offer_id):
            size = order.intent.bet.size
            return State(
                status=status,
                updated=at,
                offer_id=offer_id,
                remaining=0 if status is Status.REFUSED else size,
                notes=notes,
            )
        case Doubt(note):
            return replace(order.state, status=Status.UNKNOWN, updated=at, notes=(note,))
        case Look(state):
            return state
        case Word(status):
            by_hand = (Note("decide.by_hand"),)
            return replace(order.state, status=status, updated=at, remaining=0, notes=by_hand)
