"""The states of an order row. The table of docs/orders.md says how one follows another."""

from enum import StrEnum


class Status(StrEnum):
    """What a row's status cell shows."""

    DRAFT = "DRAFT"  # nothing of it left, nothing is journaled
    WAITING = "WAITING"  # a row with options or a command, journaled: nothing of it left yet
    CHECKED = "CHECKED"  # journaled and queued
    SENDING = "SENDING"  # journaled as about to leave
    ACCEPTED = "ACCEPTED"  # the venue gave an id; not yet read back
    WORKING = "WORKING"
    DELAYED = "DELAYED"  # accepted; a live market's delay runs, or the regulator has yet to take it
    PART_MATCHED = "PART-MATCHED"
    MATCHED = "MATCHED"
    PART_CANCELLED = "PART-CANCELLED"
    CANCELLED = "CANCELLED"
    LAPSED = "LAPSED"
    VOID = "VOID"
    SETTLED = "SETTLED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"  # it may or may not stand at the venue
    NOT_FOUND = "NOT FOUND"  # looked for and not seen: a human decides
    ENDED = "ENDED"  # a command that was done, or a row that waited and was never sent

    @property
    def is_final(self) -> bool:
        """Nothing of the row changes any more."""
        return self in _FINAL

    @property
    def is_open(self) -> bool:
        """Some of it may still leave, be matched, or turn out to stand at the venue."""
        return self in _OPEN

    @property
    def is_settled(self) -> bool:
        """Its market has its result, or was made void: what it pays is known."""
        return self in SETTLED

    @property
    def is_uncertain(self) -> bool:
        """It left, and nobody can say yet what became of it."""
        return self in _UNCERTAIN


SETTLED = frozenset({Status.SETTLED, Status.VOID})
_FINAL = SETTLED | frozenset(
    {
        Status.CANCELLED,
        Status.LAPSED,
        Status.REFUSED,
        Status.ENDED,
    }
)
_UNCERTAIN = frozenset({Status.SENDING, Status.UNKNOWN, Status.NOT_FOUND})
_OPEN = _UNCERTAIN | {
    Status.WAITING,
    Status.CHECKED,
    Status.ACCEPTED,
    Status.WORKING,
    Status.DELAYED,
    Status.PART_MATCHED,
}
