"""The prices that were seen of each selection: only the changes, and only the latest of them."""

from collections import deque
from datetime import datetime

from xlbetflag.market.book import POINTS_KEPT, Book, PricePoint, SelectionBook
from xlbetflag.market.side import Side


class History:
    """Written by the feed as books come in; a market that is forgotten takes its past with it.

    Thread-safe: each past is replaced or appended to in one step.
    """

    def __init__(self, points: int = POINTS_KEPT) -> None:
        self._points = points
        self._markets: dict[str, dict[str, deque[PricePoint]]] = {}

    def note(self, book: Book, at: datetime) -> None:
        """Remember where a selection's best prices are not what they were."""
        market = self._markets.setdefault(book.market_id, {})
        for selection in book.selections:
            past = market.get(selection.selection_id)
            if past is None:
                past = market[selection.selection_id] = deque(maxlen=self._points)
            back, lay = _best(selection, Side.BACK), _best(selection, Side.LAY)
            if not past or (past[-1].back, past[-1].lay) != (back, lay):
                past.append(PricePoint(at, back, lay))

    def of(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        """Oldest first."""
        past = self._markets.get(market_id, {}).get(selection_id)
        return tuple(past.copy()) if past else ()

    def forget(self, market_id: str) -> None:
        self._markets.pop(market_id, None)


def _best(selection: SelectionBook, side: Side) -> int:
    level = selection.best(side)
    return level.price if level else 0
