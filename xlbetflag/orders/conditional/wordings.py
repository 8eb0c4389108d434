"""What was sent under keys, whether it has left or waits."""

from collections.abc import Iterable

from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.reader import JournalBroken
from xlbetflag.orders.rows.words import Sent, sent_by_order, sent_by_rule


class Wordings:
    """Wherever the journal has them: read from it once for each key."""

    def __init__(self, ledger: Ledger, running: RunningConditions) -> None:
        self._ledger = ledger
        self._running = running
        self._looked_for: set[str] = set()

    def sent(self, keys: Iterable[str]) -> dict[str, Sent]:
        """By key; one that was never sent has none.

        Raises JournalBroken where it cannot be read and not all of them are known without.
        """
        wanted = list(keys)
        unseen = [key for key in wanted if key not in self._looked_for]
        try:
            if unseen:
                self._ledger.known(unseen)
                self._running.known(unseen)
                self._looked_for.update(unseen)
        except JournalBroken:
            if any(self._in_memory(key) is None for key in wanted):
                raise
        found = ((key, self._in_memory(key)) for key in wanted)
        return {key: sent for key, sent in found if sent is not None}

    def _in_memory(self, key: str) -> Sent | None:
        asked, order = self._running.asked(key), self._ledger.get(key)
        if asked is not None:
            return sent_by_rule(asked)
        return sent_by_order(order) if order is not None else None
