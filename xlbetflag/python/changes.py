"""What changed on a desk, one thing after the other."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from math import inf
from typing import Literal

from xlbetflag.desk import Desk
from xlbetflag.feed.topics import Topic
from xlbetflag.market.book import Book, SelectionBook
from xlbetflag.market.reading import Health, Reading
from xlbetflag.python.display import Shown
from xlbetflag.python.results import Order, order

A_WHILE = 1.0  # seconds: Windows hears no Ctrl-C while it waits
BY_ANOTHER = 0.1  # seconds: what another process writes rings no bell here
LEAST = 0.02  # seconds: readers of one moment share one look at a price


class Change(Shown, frozen=True, kw_only=True):
    """`kind` "book": prices, or whether they may be traded on (`status`), changed on `market`;
    "order": `order` is what one of ours became; "feed": `trouble` is why reading fails, empty where
    it works again. `at`: when this desk saw it (Europe/Rome)."""

    kind: Literal["book", "order", "feed"]
    at: datetime
    market: str = ""
    status: Health | None = None
    order: Order | None = None
    trouble: str = ""


class Changes:
    """Looks at one desk; `book` hands prices over to the caller, who then counts as having seen
    them."""

    def __init__(
        self, desk: Desk, book: Callable[[str], Reading[Book]], markets: Sequence[str]
    ) -> None:
        self._desk = desk
        self._book = book
        self._books: dict[str, object] = dict.fromkeys(markets)
        self._number, _ = desk.orders.changes(0)
        self._trouble = desk.feed.status().trouble
        self.at_most = BY_ANOTHER if desk.orders.is_read_only else A_WHILE

    def look(self) -> Iterator[Change]:
        """What changed since the last look; at the first one, each book as it is."""
        now = self._desk.now()
        yield from self._of_books(now)
        yield from self._of_orders(now)
        trouble = self._desk.feed.status().trouble
        if trouble != self._trouble:
            self._trouble = trouble
            yield Change(kind="feed", at=now, trouble=trouble)

    def rest(self) -> float:
        """Seconds after which to look again though nothing was heard meanwhile: a price may grow
        old in silence."""
        turns = (self._desk.feed.turns_in(Topic("book", market)) for market in self._books)
        return min(max(min(turns, default=inf), LEAST), self.at_most)

    def _of_books(self, now: datetime) -> Iterator[Change]:
        for market, before in self._books.items():
            reading = self._book(market)
            if reading.value is None and not reading.trouble:
                continue  # asked for the first time, and under way
            seen = (reading.health, _prices(reading.value))
            if seen != before:
                self._books[market] = seen
                yield Change(
                    kind="book",
                    at=now,
                    market=market,
                    status=reading.health,
                    trouble=reading.trouble,
                )

    def _of_orders(self, now: datetime) -> Iterator[Change]:
        self._number, changed = self._desk.orders.changes(self._number)
        for result in changed.values():
            yield Change(kind="order", at=now, order=order(result))


def _prices(book: Book | None) -> object:
    return None if book is None else [_levels(each) for each in book.selections]


def _levels(selection: SelectionBook) -> object:
    return selection.selection_id, selection.back, selection.lay
