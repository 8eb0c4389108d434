"""Whose limits hold: each sheet's own, for what it hands over and for the rules of its rows."""

import threading
from collections.abc import Callable
from datetime import datetime

from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.rows.limits import Limits

_NEVER_SHOWN = Limits(
    stake_per_bet=None,
    liability_per_market=None,
    stake_per_day=None,
    loss_per_day=None,
    rows_per_batch=None,
    price_distance_ticks=None,
    price_age_seconds=None,
)


class SheetLimits:
    """What each sheet shows as its limits, by the sheet's name. Thread-safe.

    A sheet that is not open is held to what it last showed: every change is journaled. One that
    was never seen allows nothing. `own`: of rows that no sheet handed over (name "").
    """

    def __init__(self, journal: Journal, own: Callable[[], Limits]) -> None:
        self._journal = journal
        self._own = own
        self._shown: dict[str, Limits] = {}
        self._kept: dict[str, Limits] = {}
        self._keeping = threading.Lock()

    def load(self) -> None:
        """Take up what the journal holds. Raises JournalBroken."""
        self._kept = self._journal.sheet_limits()
        self._shown = {**self._kept, **self._shown}

    def show(self, sheet: str, limits: Limits) -> None:
        """From now on these hold for all that comes from this sheet."""
        self._shown[sheet] = limits

    def of(self, sheet: str) -> Limits:
        return self._shown.get(sheet, _NEVER_SHOWN) if sheet else self._own()

    def keep(self, at: datetime) -> None:
        """Journal what has changed. Raises JournalBroken."""
        with self._keeping:
            news = {k: v for k, v in list(self._shown.items()) if self._kept.get(k) != v}
            if news:
                self._journal.add_sheet_limits(news, at)
                self._kept.update(news)
