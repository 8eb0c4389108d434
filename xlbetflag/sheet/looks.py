"""What the cells of a sheet look at, so that those are asked again for which it has changed."""

from collections.abc import Callable, Collection, Hashable
from datetime import datetime
from typing import Any, TypeVar, cast

from xlbetflag.market.account import Balance
from xlbetflag.market.book import BEST_ALONE, FULL_DEPTH, Book, PricePoint
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents
from xlbetflag.market.offer import MarketOffers, Match
from xlbetflag.market.reading import FeedStatus, Reading, View
from xlbetflag.sheet.delivery import Delivery

Answer = TypeVar("Answer")
Source = tuple[str | int, ...]
"""A question of the view and what it is about: ("book", "813016", 3). With TIME or AGE before it,
only when its answer was read, or how old that is."""

TIME, AGE = "time", "age"


class Looks:
    """A view that stands still between two calls of `look`, and notes what is looked at meanwhile.

    An answer that hangs on nothing but the view is the same as long as the stamps of what was noted
    are. Whoever asks for a stamp asks the view itself: what nobody looks at any more is not asked
    for, and a book that still holds is given to the reader again. Used from one thread.
    """

    def __init__(self, view: View, reader: Delivery | None = None) -> None:
        self._view = view
        self._reader = reader
        self._seen: dict[Source, Any] = {}
        self._noted: set[Source] = set()
        self._turn = 0

    def look(self) -> None:
        """From now on all is seen as it is at this moment, until the next such call."""
        self._seen.clear()
        self._turn += 1

    def noting(self, call: Callable[[], Answer]) -> tuple[Answer, Collection[Hashable]]:
        """Do it; what it came to, and what it looked at."""
        noted: set[Source] = set()
        self._noted = noted
        return call(), noted

    def stamp(self, source: Hashable) -> object:
        """Equal to an earlier one while the source says the same as then."""
        name, *about = cast(Source, source)
        if name == AGE:
            return self._turn  # it is another at every look
        if name == TIME:
            return self.seen(tuple(about)).read_at
        seen = self.seen((name, *about))
        return (seen.health, seen.trouble, seen.value) if isinstance(seen, Reading) else seen

    def book(self, market_id: str, depth: int = FULL_DEPTH) -> Reading[Book]:
        return self._reading("book", market_id, depth)

    def menu(self) -> Reading[tuple[Event, ...]]:
        return self._reading("menu")

    def balance(self) -> Reading[Balance]:
        return self._reading("balance")

    def commission(self) -> Reading[int]:
        return self._reading("commission")

    def exposure(self, market_id: str) -> Reading[dict[str, Cents]]:
        return self._reading("exposure", market_id)

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        return self._reading("offers", market_id)

    def matches(self, market_id: str) -> Reading[tuple[Match, ...]]:
        return self._reading("matches", market_id)

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        """It grows only where the market's book is read: that is what is noted."""
        self.note((TIME, "book", market_id, BEST_ALONE))
        return self._view.history(market_id, selection_id)

    def status(self) -> FeedStatus:
        found: FeedStatus = self._found("status")
        return found

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        found: tuple[Event, Market] | None = self._found("find", market_id)
        return found

    def is_live(self, market_id: str) -> bool:
        found: bool = self._found("is_live", market_id)
        return found

    def note(self, source: Source) -> None:
        """It is looked at."""
        self._noted.add(source)

    def seen(self, source: Source) -> Any:
        """What the view says of it at this look."""
        try:
            return self._seen[source]
        except KeyError:
            name, *about = source
            seen = self._seen[source] = getattr(self._view, str(name))(*about)
            if name == "book" and self._reader is not None:
                self._reader.given(str(about[0]), seen)
            return seen

    def _found(self, *source: str | int) -> Any:
        self._noted.add(source)
        return self.seen(source)

    def _reading(self, *source: str | int) -> Reading[Any]:
        return cast("Reading[Any]", SeenReading(self, source, self._found(*source)))


class SeenReading:
    """A reading. Whoever asks when it was read, or how old it is, hangs on that too."""

    def __init__(self, looks: Looks, source: Source, reading: Reading[Any]) -> None:
        self._looks, self._source, self._reading = looks, source, reading
        self.value, self.health, self.trouble = reading.value, reading.health, reading.trouble

    @property
    def read_at(self) -> datetime | None:
        self._looks.note((TIME, *self._source))
        return self._reading.read_at

    @property
    def age(self) -> float:
        self._looks.note((AGE, *self._source))
        return self._reading.age
