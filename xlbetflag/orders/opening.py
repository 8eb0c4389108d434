"""The balance each day began with in Rome, for the limit on a day's loss."""

from datetime import date

from xlbetflag.market.money import Cents
from xlbetflag.market.reading import Health, View
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.ledger import Ledger


class Opening:
    """The first balance seen on a day, kept in the journal."""

    def __init__(self, ledger: Ledger, journal: Journal, view: View) -> None:
        self._ledger = ledger
        self._journal = journal
        self._view = view
        self._known: dict[date, Cents] = {}

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
        """Journal the day's first balance, once the view has a fresh one. Raises JournalBroken."""
        if self._ledger.trouble is not None or self.of_today() is not None:
            return
        reading = self._view.balance()
        if reading.value is not None and reading.health is Health.LIVE:
            self._journal.add_balance(reading.value, self._ledger.now())
