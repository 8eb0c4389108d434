"""One desk for each user: who holds the lock is the one that spreadsheets find."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.identity import private_folder
from xlbetflag.orders.journal.lock import JournalBusy, WriterLock


@contextmanager
def only_desk(folder: Path) -> Iterator[None]:
    """Raises Problem where another process holds it; the system frees it however that one ends."""
    private_folder(folder)
    try:
        lock = WriterLock(folder / "desk.lock")
    except JournalBusy as busy:
        raise Problem("serve.already_runs", **busy.values) from None
    try:
        yield
    finally:
        lock.close()
