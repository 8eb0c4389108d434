"""Recording: what the feed sees of markets, written to a tape as it comes in."""

import gzip
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol, cast

from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.reading import Health, Reading
from xlbetflag.recordings import tape

MOST_MARKETS = 40  # where none are named: what one feed's budget keeps fresh


class Seen(Protocol):
    """The part of a feed that a recorder looks at."""

    def book(self, market_id: str) -> Reading[Book]: ...
    def menu(self) -> Reading[tuple[Event, ...]]: ...
    def find(self, market_id: str) -> tuple[Event, Market] | None: ...
    def is_live(self, market_id: str) -> bool: ...


class Recorder:
    """Writes each change of the markets' books once. As a context it closes the file.

    The file is begun with its first market: where nothing is recorded, nothing is left and nothing
    is written over. `markets` empty: those of the menu as it is first read, at most 40. A name
    ending in .gz is packed. `winners`: how many selections win, by market id, where that is known.
    Raises OSError.
    """

    def __init__(
        self,
        feed: Seen,
        path: Path,
        *,
        environment: str,
        started: datetime,
        markets: Collection[str] = (),
        winners: Mapping[str, int] | None = None,
    ) -> None:
        self._feed = feed
        self._winners = winners or {}
        self._wanted = list(markets)
        self._markets: dict[str, tuple[Event, Market]] = {}
        self._books: dict[str, tape.BookLine] = {}
        self._read_at: dict[str, datetime] = {}
        self._lost: set[str] = set()
        self._path = path
        self._head = tape.Head(tape.VERSION, environment, started)
        self._file: IO[bytes] | None = None
        self.lines = 1  # its head
        if not path.parent.is_dir():
            raise FileNotFoundError(f"{path.parent} is no folder: {path.name} cannot be written")

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def markets(self) -> int:
        """How many are being recorded."""
        return len(self._books)

    @property
    def is_over(self) -> bool:
        """Whether every market wanted was seen to end."""
        return bool(self._wanted) and all(
            market_id in self._books and self._books[market_id].state.is_over
            for market_id in self._wanted
        )

    def look(self) -> int:
        """Write what has changed since the last look; how many lines. Never waits for the venue."""
        before = self.lines
        menu = self._feed.menu()
        if not self._wanted and menu.value:
            every = [market.market_id for event in menu.value for market in event.markets]
            self._wanted = every[:MOST_MARKETS]
        for market_id in self._wanted:
            self._look_at(market_id, is_menu_read=menu.value is not None)
        if self._file is not None and self.lines > before:
            self._file.flush()
        return self.lines - before

    def _look_at(self, market_id: str, *, is_menu_read: bool) -> None:
        reading = self._feed.book(market_id)
        if reading.value is None or reading.read_at is None or not is_menu_read:
            return
        if reading.health is Health.NO_FEED:
            if market_id in self._books and market_id not in self._lost:
                self._lost.add(market_id)
                self._write(tape.LostLine(tape.milliseconds(reading.read_at), market_id))
            return
        if self._read_at.get(market_id) == reading.read_at and market_id not in self._lost:
            return
        self._read_at[market_id] = reading.read_at
        self._define(reading.value, reading.read_at)
        line = tape.book_line(reading.read_at, reading.value, is_live=self._feed.is_live(market_id))
        last = self._books.get(market_id)
        if market_id in self._lost or last is None or _content(last) != _content(line):
            self._lost.discard(market_id)
            self._books[market_id] = line
            self._write(line)

    def _define(self, book: Book, at: datetime) -> None:
        known = self._markets.get(book.market_id)
        found = self._feed.find(book.market_id) or known or _unlisted(book, at)
        if found != known:
            self._markets[book.market_id] = found
            winners = self._winners.get(book.market_id, 1)
            self._write(tape.market_line(at, *found, winners))

    def _write(self, line: tape.Line) -> None:
        if self._file is None:
            self._file = _created(self._path)
            self._file.write(tape.encode(self._head))
        self._file.write(tape.encode(line))
        self.lines += 1


def _created(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "wb"))
    return path.open("wb")


def _content(line: tape.BookLine) -> tuple[object, ...]:
    return (line.state, line.live, line.version, line.selections)


def _unlisted(book: Book, at: datetime) -> tuple[Event, Market]:
    """A market that the menu does not name: all that is known is its book."""
    selections = tuple(Selection(each.selection_id, each.name) for each in book.selections)
    market = Market(book.market_id, f"Mercato {book.market_id}", "", selections)
    name = f"Mercato {book.market_id}"
    return Event(book.market_id, name, "ALTRO", "Italia", "", at, (market,)), market
