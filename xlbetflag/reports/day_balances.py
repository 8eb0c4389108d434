"""What the account holds and what it is charged, kept in the journal as it changes: how it moved
tells what markets paid."""

from datetime import date

from xlbetflag.market.moments import rome_day
from xlbetflag.market.money import Cents
from xlbetflag.market.reading import Health, View
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal


class DayBalances:
    """Used from the worker's thread. `total`: the balance as last journaled today, None before."""

    def __init__(self, ledger: Ledger, journal: Journal, view: View) -> None:
        self._ledger = ledger
        self._journal = journal
        self._view = view
        self._day: date | None = None
        self._total: Cents | None = None
        self._rate: int | None = None

    @property
    def total(self) -> Cents | None:
        return self._total if self._day == self._ledger.today() else None

    def note(self) -> None:
        """Journal the day's first balance of this run, and each that differs from the one before;
        the rate of commission likewise. Only what the view has fresh. Raises JournalBroken."""
        self._note_balance()
        self._note_commission()

    def _note_balance(self) -> None:
        reading = self._view.balance()
        if reading.value is None or reading.health is not Health.LIVE:
            return
        if reading.value.total != self.total:
            at = self._ledger.now()
            self._journal.add_balance(reading.value, at)
            self._day, self._total = rome_day(at), reading.value.total

    def _note_commission(self) -> None:
        reading = self._view.commission()
        if reading.value is None or reading.health is not Health.LIVE:
            return
        if reading.value != self._rate:
            self._journal.add_commission(reading.value, self._ledger.now())
            self._rate = reading.value
