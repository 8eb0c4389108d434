"""The books that were translated last: an answer that says the same is not translated again."""

from collections.abc import Mapping

from xlbetflag.api import translate
from xlbetflag.api.messages import BookAnswer
from xlbetflag.market.book import Book
from xlbetflag.market.state import MarketState

MOST_KEPT = 2_000


class LastBooks:
    """Thread-safe: each entry is looked up and replaced in one step."""

    def __init__(self, states: Mapping[int, MarketState] = translate.STATES) -> None:
        self._states = states
        self._last: dict[tuple[str, int], tuple[BookAnswer, Book]] = {}

    def book(self, market_id: str, depth: int, answer: BookAnswer) -> Book:
        """As `translate.book`; the same object as the last time while the answer is the same."""
        last = self._last.get((market_id, depth))
        if last is not None and last[0] == answer:
            return last[1]
        book = translate.book(market_id, answer, depth, states=self._states)
        if len(self._last) >= MOST_KEPT:
            self._last.clear()
        self._last[market_id, depth] = answer, book
        return book
