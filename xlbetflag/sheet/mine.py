"""On which markets orders of this desk stand, or were matched."""

from xlbetflag.desk import Desk
from xlbetflag.orders.journal.reader import JournalBroken
from xlbetflag.orders.rows.draft import RowResult


class Mine:
    """Looks at no more than what has changed since the last look. Used from one thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen = 0
        self._markets: dict[str, str] = {}  # by key, of what stands or was matched

    def markets(self) -> frozenset[str]:
        number, changed = self._desk.orders.changes(self._seen)
        standing = {key for key, result in changed.items() if _stands(result)}
        for key in changed.keys() - standing:
            self._markets.pop(key, None)
        if unknown := standing - self._markets.keys():
            try:
                sent = self._desk.orders.sent(unknown)
            except JournalBroken:
                return frozenset(self._markets.values())
            self._markets |= {key: said.market_id for key, said in sent.items()}
        self._seen = number
        return frozenset(self._markets.values())


def _stands(result: RowResult) -> bool:
    return not result.status.is_settled and (result.status.is_open or result.matched > 0)
