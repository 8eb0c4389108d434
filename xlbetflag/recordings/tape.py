"""A tape: what was seen of markets, line by line, to be lived again later. Pure data, no file.

One JSON object a line, told apart by `type`. The first is a `Head`; a market's `MarketLine` comes
before its first `BookLine`. Money is cents, odds hundredths, `at` milliseconds since 1970 (UTC).
Lines of one market are in order of time; lines of different markets need not be.
"""

import re
from datetime import datetime
from typing import Annotated

import msgspec

from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.state import MarketState

VERSION = 1

Moment = Annotated[datetime, msgspec.Meta(tz=True)]  # 2026-05-03T20:45:00+02:00
Levels = tuple[tuple[Hundredths, Cents], ...]


class Head(msgspec.Struct, frozen=True, tag_field="type", tag="tape"):
    """What the file is, and where it was recorded."""

    version: int
    environment: str
    started: Moment


class TapeSelection(msgspec.Struct, frozen=True):
    id: str
    name: str


class MarketLine(msgspec.Struct, frozen=True, tag_field="type", tag="market"):
    """What a market is; repeated when it changes. `winners`: how many win."""

    at: int
    market: str
    name: str
    line: str
    event: str
    event_name: str
    sport: str
    nation: str
    competition: str
    start: Moment
    winners: int
    selections: tuple[TapeSelection, ...]


class TapeBook(msgspec.Struct, frozen=True):
    """Best first: `back` is what a back bet can take, `lay` what a lay bet can take."""

    id: str
    back: Levels
    lay: Levels


class BookLine(msgspec.Struct, frozen=True, tag_field="type", tag="book"):
    """A market's book and state from this moment on: the best three levels, whole."""

    at: int
    market: str
    state: MarketState
    live: bool
    version: int
    selections: tuple[TapeBook, ...]


class LostLine(msgspec.Struct, frozen=True, tag_field="type", tag="lost"):
    """From this moment nothing is known of the market, until its next `BookLine`."""

    at: int
    market: str


Line = Head | MarketLine | BookLine | LostLine


def encode(line: Line) -> bytes:
    """The line as it stands in a file, its end included."""
    return msgspec.json.encode(line) + b"\n"


_decoder: "msgspec.json.Decoder[Line]" = msgspec.json.Decoder(Line)


def decode(line: bytes) -> Line:
    """Raises ValueError for what is no line of a tape."""
    try:
        return _decoder.decode(line)
    except msgspec.ValidationError as error:
        if found := _MOMENT.search(str(error)):
            raise ValueError(
                f"{found[1]} must be a date, a time and its offset, as 2026-05-03T20:45:00+02:00"
            ) from None
        raise


_MOMENT = re.compile(r"at `\$\.(start|started)`$")


def is_head(line: bytes) -> bool:
    """Whether a file that begins with this line is a tape, of whatever version."""
    try:
        return _kind_decoder.decode(line).type == "tape"
    except ValueError:
        return False


class _Kind(msgspec.Struct, frozen=True):
    type: str


_kind_decoder = msgspec.json.Decoder(_Kind)


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000)


def market_line(at: datetime, event: Event, market: Market, winners: int) -> MarketLine:
    return MarketLine(
        milliseconds(at),
        market.market_id,
        market.name,
        market.line,
        event.event_id,
        event.name,
        event.sport,
        event.nation,
        event.competition,
        event.start,
        winners,
        tuple(TapeSelection(each.selection_id, each.name) for each in market.selections),
    )


def book_line(at: datetime, book: Book, *, is_live: bool) -> BookLine:
    return BookLine(
        milliseconds(at),
        book.market_id,
        book.state,
        is_live,
        book.version,
        tuple(
            TapeBook(
                each.selection_id,
                tuple((level.price, level.size) for level in each.back),
                tuple((level.price, level.size) for level in each.lay),
            )
            for each in book.selections
        ),
    )
