"""Sending and reading back, one piece of work after the other: the most urgent one first."""

from collections import deque
from collections.abc import Iterable

from xlbetflag.bell import Bell
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.evidence.watcher import Watcher
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.sending.batches import PlaceBatch, Queued, batches
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class Worker:
    """Used from one lane, but for `queue`. `bell` rings when there is more to send."""

    def __init__(self, ledger: Ledger, watcher: Watcher, sender: Sender, rules: VenueRules) -> None:
        self._ledger = ledger
        self._watcher = watcher
        self._sender = sender
        self._rules = rules
        self._batches: deque[PlaceBatch] = deque()
        self.bell = Bell()

    def take_up(self) -> None:
        """Put right what a crash left: what waited never left, what was leaving may have; then
        read back every market with something open."""
        self.refuse_waiting()
        keys = [order.key for order in self._ledger.orders()]
        self._ledger.doubt(keys, Note("send.interrupted"))
        self._watcher.take_up()

    def queue(self, rows: Iterable[Queued]) -> None:
        """Orders that are journaled leave as soon as they can."""
        self._batches.extend(batches(rows, self._rules))
        self.bell.ring()

    def step(self) -> bool:
        """The most urgent piece of work; False where there is none now. Raises JournalBroken, and
        what nobody foresaw, once every row has a state that says what happened."""
        if self._batches and self._watcher.is_reconciled:
            self._send(self._batches.popleft())
            return True
        market_id = self._watcher.next_market()
        if market_id is not None:
            self._watcher.read(market_id)
            return True
        return False

    def next_due(self) -> float | None:
        """When (monotonic) there is something to do, if nothing more comes; None without any."""
        return self._watcher.next_due()

    def refuse_waiting(self) -> None:
        """The desk stops, or had stopped: what has not left never will."""
        keys = [order.key for order in self._ledger.orders()]
        self._ledger.fall(keys, Status.REFUSED, Note("send.stopped"))

    def _send(self, batch: PlaceBatch) -> None:
        if self._watcher.is_unread(batch.market_id):
            keys = [row.key for row in batch.rows]
            self._ledger.fall(keys, Status.REFUSED, Note("send.market_apart"))
            return
        following = self._batches[0].market_id if self._batches else None
        may_have_left = True
        try:
            may_have_left = self._sender.send(batch, following)
        finally:
            if may_have_left:
                self._watcher.hasten(batch.market_id)
