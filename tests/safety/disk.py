"""Ways in which a journal's file fails while a desk writes it."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from xlbetflag.orders.journal.writer import Journal, JournalBroken

if TYPE_CHECKING:
    from tests.safety.station import Station


class FailingJournal(Journal):
    """`fault`: why nothing can be written, "" while all is well."""

    fault = ""

    def _transact(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        if self.fault:
            raise JournalBroken(self.path, self.fault)
        return super()._transact(work)


@contextlib.contextmanager
def unwritable(station: "Station") -> Iterator[None]:
    """As on a full disk: every write fails."""
    assert isinstance(station.journal, FailingJournal)
    station.journal.fault = "database or disk is full"
    try:
        yield
    finally:
        station.journal.fault = ""


@contextlib.contextmanager
def locked(station: "Station") -> Iterator[None]:
    """Another program holds the file for writing."""
    other = sqlite3.connect(station.journal_path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()


@contextlib.contextmanager
def gone(station: "Station") -> Iterator[None]:
    """Moved away, and back afterwards."""
    aside = station.journal_path.with_name("moved.sqlite")
    station.journal_path.rename(aside)
    try:
        yield
    finally:
        aside.replace(station.journal_path)


FAULTS: Mapping[str, Callable[["Station"], AbstractContextManager[None]]] = {
    "gone": gone,
    "locked": locked,
    "unwritable": unwritable,
}
