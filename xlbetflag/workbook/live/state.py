"""What passes between a desk and its sheet."""

from datetime import datetime

import msgspec

from xlbetflag.orders.rows.limits import Limits


class DeskInputs(msgspec.Struct, frozen=True):
    """What the user set on the Desk sheet.

    `interval` in seconds, at least 0.2, the shipped one where the cell makes no sense. A limit
    that is blank or makes no sense is None, which refuses every order. `command` in capitals,
    "" where none was given. `file_id`: the file's name for itself, which begins its rows' keys.
    """

    interval: float
    limits: Limits
    command: str
    file_id: str


class DeskState(msgspec.Struct, frozen=True, kw_only=True):
    """What the Desk sheet and every band show. `read_at` aware; `answer` to the last command;
    `board`: how full it is."""

    environment: str
    connection: str
    feed: str
    armed: bool
    halted: bool
    read_at: datetime | None
    requests: int
    answer: str
    board: str = ""
