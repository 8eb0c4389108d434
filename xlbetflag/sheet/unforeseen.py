"""What nobody foresaw at a tick: the desk goes on, says so, and disarms where it does not stop."""

import logging
from pathlib import Path

from xlbetflag.desk import Desk

ENOUGH = 3  # ticks in a row
log = logging.getLogger(__name__)


class Unforeseen:
    """Counts the errors of one host's ticks. Used from the thread that ticks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._number = 0
        self._in_a_row = 0

    def passed(self) -> None:
        """A tick went well."""
        self._in_a_row = 0

    def happened(self, error: Exception) -> str:
        """A tick ended in this error: the sentence with its number, which is in the Log too. The
        third in a row disarms the desk: what a sheet shows can no longer be trusted."""
        self._number += 1
        self._in_a_row += 1
        log.error("error %d at a tick", self._number, exc_info=error)
        said = self._desk.say("tick.unforeseen", number=self._number, where=_where(error))
        if self._in_a_row == ENOUGH:
            self._desk.orders.disarm()
            said = f"{said} {self._desk.say('tick.disarmed', count=ENOUGH)}"
        self._desk.note("error", said)
        return said


def _where(error: Exception) -> str:
    """The kind of error and the place in our code: never its words, which may quote a secret."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" {Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno}" if at else ""
    return f"{type(error).__name__}{place}"
