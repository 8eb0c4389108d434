"""Which offer of the venue was ever linked to which row, on which market, over all runs."""

import threading
from collections.abc import Iterable

from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.order import Order
from xlbetflag.orders.status import Status

_SHOWN = frozenset({Status.WORKING, Status.PART_MATCHED, Status.MATCHED, Status.PART_CANCELLED})


class LinkedOffers:
    """Thread-safe. What the journal holds of them is read from it once for each id."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._memory = threading.RLock()  # never held across I/O
        self._before: dict[str, frozenset[str]] = {}
        self._homes: dict[str, dict[str, bool]] = {}
        self._read: set[str] = set()

    def before(self, market_id: str) -> frozenset[str]:
        """Those that the journal had of a market when it was first asked. Raises JournalBroken."""
        if market_id not in self._before:
            self._before[market_id] = frozenset(self._journal.linked_offers(market_id))
        return self._before[market_id]

    def note(self, order: Order) -> None:
        """The offer of an order, once it has one."""
        if order.state.offer_id is not None:
            self._note(order.state.offer_id, order.intent.market_id, order.status)

    def look_up(self, offer_ids: Iterable[str]) -> None:
        """Read what the journal has of these. Raises JournalBroken."""
        new = [each for each in offer_ids if each not in self._read]
        if new:
            self._read.update(new)
            for home in self._journal.homes(new):
                self._note(*home)

    def of_others(self, market_id: str, offer_ids: Iterable[str], *, proven: bool) -> list[str]:
        """Those that were ever linked to a row of another market. `proven`: only where the venue
        has shown it there."""
        with self._memory:
            return [
                each
                for each in offer_ids
                for home, is_shown in self._homes.get(each, {}).items()
                if home != market_id and (is_shown or not proven)
            ]

    def _note(self, offer_id: str, market_id: str, status: Status) -> None:
        with self._memory:
            homes = self._homes.setdefault(offer_id, {})
            homes[market_id] = homes.get(market_id, False) or status in _SHOWN
