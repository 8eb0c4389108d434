"""What a function may look at: the view of the venue, its rules, and the user's own word."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from xlbetflag.market.book import FULL_DEPTH, Book
from xlbetflag.market.menu import Selection
from xlbetflag.market.naming import find_selection
from xlbetflag.market.position import Position, position
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health, Reading, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.selections import selections_of
from xlbetflag.texts import say

Value = TypeVar("Value")


class NotCurrentError(Exception):
    """There is no value that may be shown as one; the cell shows this word instead."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


class Reader(Protocol):
    """Whoever is answered, and remembers what it was given."""

    def given(self, market_id: str, reading: Reading[Book]) -> None: ...


class CellContext(msgspec.Struct, frozen=True):
    """Asking never waits. `winners`: how many selections of a market win, None where nobody said;
    `reader`: who is told of every book that an answer was made of.

    Its methods raise NotCurrentError where what they need is not fresh, and Problem.
    """

    view: View
    rules: VenueRules
    winners: Callable[[str], int | None]
    language: Callable[[], str]
    reader: Reader | None = None

    def say(self, code: str, **values: object) -> str:
        return say(code, self.language(), **values)

    def current(self, reading: Reading[Value]) -> Value:
        """The value of a reading, only while it is fresh."""
        if reading.value is None or reading.health in (Health.STALE, Health.NO_FEED):
            raise NotCurrentError(str(reading.health))
        return reading.value

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Reading[Book]:
        """As the view has it; the reader is given it. `depth`: prices of each side that matter."""
        reading = self.view.book(market_id, depth)
        if self.reader is not None:
            self.reader.given(market_id, reading)
        return reading

    def live_book(self, market_id: str, depth: int = FULL_DEPTH) -> Book:
        """The book, only while its prices may be traded on."""
        reading = self.book(market_id, depth)
        if reading.value is None or reading.health is not Health.LIVE:
            raise NotCurrentError(str(reading.health))
        return reading.value

    def position(self, market_id: str) -> Position:
        """What I hold on a market that is not over."""
        mine = self.current(self.view.offers(market_id))
        if mine.state.is_over:
            raise NotCurrentError(str(Health.CLOSED))
        matches = self.current(self.view.matches(market_id))
        return position(mine.offers, matches)

    def selections(self, market_id: str) -> tuple[Selection, ...]:
        """Every selection of a market in the venue's order, as the menu or the book names them."""
        found = selections_of(self.view, market_id)
        if not found:
            raise NotCurrentError(str(Health.NO_FEED))
        return found

    def selection(self, market_id: str, text: str, range_row: int = 0) -> Selection:
        """The one that a text means, which stands in that row of a range (0: in none)."""
        try:
            return find_selection(text, self.selections(market_id), self.line(market_id))
        except Problem as problem:
            values = {**problem.values, "range_row": range_row}
            raise Problem(problem.code, **values) from None

    def line(self, market_id: str) -> str:
        found = self.view.find(market_id)
        return found[1].line if found else ""

    def winners_of(self, market_id: str, given: int | None) -> int | None:
        """How many win, as the call says, else as is known; Problem where that is every one."""
        if given is None:
            return self.winners(market_id)
        count = len(self.selections(market_id))
        if given >= count:
            raise Problem("winners.too_many", value=given, count=count)
        return given
