"""What the account held and what it is charged, kept in the journal as it changes.

The first balance of a day in Rome is its opening, for the limit on a day's loss; how it moved since
tells a summary what markets paid.
"""

from datetime import date

from xlbetflag.market.money import Cents
from xlbetflag.market.reading import Health, View
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.ledger import Ledger


class Opening:
    """Used from the worker thread, but for `of_today`."""

    def __init__(self, ledger: Ledger, journal: Journal, view: View) -> None:
        self._ledger = ledger
        self._journal = journal
        self._view = view
        self._known: dict[date, Cents] = {}
        self._total: Cents | None = None
        self._rate: int | None = None

    def of_today(self) -> Cents | None:
        """None while no balance was seen yet today. Raises JournalBroken."""
        today = self._ledger.today()
        if today not in self._known:
            opening = self._journal.opening_balance(today)
            if opening is None:
                return None
            self._known[today] = opening
        return self._known[today]

    def note(self) -> None:
        """Journal the day's first balance, and each that differs from the one before; the rate of
        commission likewise. Only what the view has fresh. Raises JournalBroken."""
        self._note_balance()
        self._note_commission()

    def _note_balance(self) -> None:
        reading = self._view.balance()
        if reading.value is None or reading.health is not Health.LIVE:
            return
        if self.of_today() is None or reading.value.total != self._total:
            self._journal.add_balance(reading.value, self._ledger.now())
            self._total = reading.value.total

    def _note_commission(self) -> None:
        reading = self._view.commission()
        if reading.value is None or reading.health is not Health.LIVE:
            return
        if reading.value != self._rate:
            self._journal.add_commission(reading.value, self._ledger.now())
            self._rate = reading.value
