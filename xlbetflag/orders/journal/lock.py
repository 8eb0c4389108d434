"""One writer per journal on a machine: a lock of the operating system beside the file.

The system lets go of it when the process ends, however it ends.
"""

import os
import socket
import sys
from pathlib import Path

from xlbetflag.market.problem import Problem


class JournalBusy(Problem):
    """Another desk writes this journal; `values["who"]` says which."""

    def __init__(self, who: str) -> None:
        super().__init__("journal.busy", who=who)


class WriterLock:
    """Held from construction to `close`. Raises JournalBusy or OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_closed = False
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._handle)
        except OSError:
            who = _read(self._handle)
            os.close(self._handle)
            raise JournalBusy(who) from None
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)
        os.write(self._handle, f"process {os.getpid()} on {socket.gethostname()}".encode())

    def close(self) -> None:
        """Safe to call twice."""
        if not self._is_closed:
            self._is_closed = True
            os.close(self._handle)


def _read(handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.read(handle, 200).decode(errors="replace") or "another process"


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 20  # Windows keeps others from reading what is locked: lock beyond the text

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
