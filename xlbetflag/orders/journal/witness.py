"""How much a journal has held, noted beside it: one that has lost its end is noticed when opened.

A journal can be set back without a trace in itself: its log was deleted or did not survive, an
older copy was put in its place, the file was removed and made anew.
"""

import contextlib
import os
from pathlib import Path

_DIGITS = 20


class Witness:
    """A number in a file. Best effort: what cannot be noted is not noticed later."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            self.seen = int(os.read(self._handle, _DIGITS) or b"0")
        except (OSError, ValueError):
            self.seen = 0

    def note(self, number: int) -> None:
        """One write of one length: a crash leaves the old number or the new one."""
        if number != self.seen:
            with contextlib.suppress(OSError):
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, b"%0*d" % (_DIGITS, number))
                self.seen = number

    def close(self) -> None:
        """Once."""
        os.close(self._handle)
