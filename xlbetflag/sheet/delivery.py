"""What prices one reader was given, and how old they are by now."""

from datetime import datetime

from xlbetflag.market.book import Book
from xlbetflag.market.moments import seconds_between
from xlbetflag.market.reading import Reading
from xlbetflag.scheduling import Scheduler


class Delivery:
    """When each book that a sheet, or a program, was handed had been read. A sheet that no longer
    recalculates shows prices that age here too, however fresh the feed's own are."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._read: dict[str, tuple[float, datetime | None]] = {}

    def age(self, market_id: str) -> float:
        """Seconds since the price that the reader last got was read; 0 where it got none.

        By the clock that is further on: the monotonic one stands still while a machine sleeps.
        """
        moment, read_at = self._read.get(market_id, (None, None))
        if moment is None:
            return 0.0
        by_wall = seconds_between(read_at, self._scheduler.now()) if read_at else 0.0
        return max(self._scheduler.monotonic() - moment, by_wall, 0.0)

    def given(self, market_id: str, reading: Reading[Book]) -> None:
        """The reader is handed this."""
        if reading.value is not None:
            self._read[market_id] = (self._scheduler.monotonic() - reading.age, reading.read_at)

    def take(self, drafted: "Delivery") -> None:
        """What was drafted has reached the sheet."""
        self._read.update(drafted._read)

    def forget(self) -> None:
        """Nothing was handed over."""
        self._read.clear()
