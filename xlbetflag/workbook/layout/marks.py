"""What a row's status cell says instead of a state, where it shows no order of its own."""

from enum import StrEnum


class Mark(StrEnum):
    NOT_AS_SENT = "NOT AS SENT"  # its words are not those that were sent under its key
    COPY = "COPY?"  # several rows carry the key of one order, and nothing tells which is the copy
    NOT_JOURNALED = "NOT JOURNALED"  # a status stood there that the journal does not know


MEANINGS: dict[Mark, str] = {
    Mark.NOT_AS_SENT: "The row does not say what was sent under its key: nothing acts on it.",
    Mark.COPY: "Several rows have the key of one order, and nothing tells which is the copy.",
    Mark.NOT_JOURNALED: "A status that the journal does not know stood here: nothing is sent.",
}
