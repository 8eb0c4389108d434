"""A search of the menu: which of its markets fit some words and a window of time."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache

import msgspec

from xlbetflag.market.inputs import is_blank, shown
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.moments import utc
from xlbetflag.market.problem import Problem
from xlbetflag.market.words import plain

LONGEST_WAIT = 7 * 24 * 60  # minutes

Place = tuple[datetime, str]  # where an event stands in the programme: its start, its id
Listed = tuple[Event, Market]


class Within(msgspec.Struct, frozen=True):
    """Events that start in the next so many minutes."""

    minutes: int

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        return utc(now), utc(now) + timedelta(minutes=self.minutes)


class Between(msgspec.Struct, frozen=True):
    """Events that start between two times of the day; over midnight where the second is earlier."""

    first: time
    last: time

    def bounds(self, now: datetime) -> tuple[datetime, datetime]:
        """The first and last start that it holds for, by the clock of `now`."""
        begin = end = now.date()
        if self.last < self.first:
            if now.time() <= self.last:
                begin -= timedelta(days=1)
            end = begin + timedelta(days=1)
        return (
            utc(datetime.combine(begin, self.first, now.tzinfo)),
            utc(datetime.combine(end, self.last, now.tzinfo)),
        )


Window = Within | Between


class Search(msgspec.Struct, frozen=True):
    """What a row asks for; an empty text holds for everything.

    `most`: markets at a time. `in_turn`: one event at a time, the next when that one is over.
    """

    sport: str = ""
    competition: str = ""
    event: str = ""
    market: str = ""
    start: Window | None = None
    most: int = 1
    in_turn: bool = False

    def fits(self, event: Event, market: Market) -> bool:
        """Whether the words hold, whatever the start."""
        return self._fits_event(event) and self._fits_market(market)

    def _fits_event(self, event: Event) -> bool:
        return (
            has_words(event.sport, self.sport)
            and has_words(event.competition, self.competition)
            and has_words(event.name, self.event)
        )

    def _fits_market(self, market: Market) -> bool:
        return has_words(f"{market.name} {market.line}", self.market)

    def fitting(self, events: Sequence[Event]) -> tuple[Listed, ...]:
        """The markets that fit, by their events' start."""
        return tuple(
            (event, market)
            for event in sorted(events, key=place)
            if self._fits_event(event)
            for market in event.markets
            if self._fits_market(market)
        )

    def matches(self, fitting: Sequence[Listed], now: datetime) -> Sequence[Listed]:
        """Those that start in the window, of what `fitting` gave."""
        if self.start is None:
            return fitting
        first, last = self.start.bounds(now)
        return fitting[
            bisect_left(fitting, first, key=_start) : bisect_right(fitting, last, key=_start)
        ]


def place(event: Event) -> Place:
    return utc(event.start), event.event_id


def _start(listed: Listed) -> datetime:
    return utc(listed[0].start)


# --- words and windows, as they are typed -------------------------------------------------------


def has_words(text: str, wanted: str) -> bool:
    """Whether each word of `wanted` is a word of `text`, or begins one.

    Accents and capitals do not matter. What has a digit, and a single letter, must be the whole
    word: "1.5" is not in "11.5", nor "Serie A" in "Serie Argentina".
    """
    if not wanted:
        return True
    words = _words(text)
    return all(word in words or _begins(word, words) for word in _words(wanted))


def _begins(word: str, words: Sequence[str]) -> bool:
    return len(word) > 1 and word.isalpha() and any(each.startswith(word) for each in words)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    parts = unicodedata.normalize("NFKD", plain(text).casefold())
    bare = "".join(character for character in parts if not unicodedata.combining(character))
    return tuple(word.replace(",", ".") for word in re.findall(r"\w+(?:[.,]\d+)*", bare))


_MINUTES = re.compile(r"(\d{1,5})(?:\s*(?:m|min|minutes|minuti|'))?\.?", re.IGNORECASE)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_BETWEEN = re.compile(_CLOCK + r"\s*-\s*" + _CLOCK)


def parse_window(value: object) -> Window | None:
    """60 or "60 min": in the next 60 minutes; "18:00-20:30": between these times; empty: any time.

    Raises Problem (watch.window) for anything else, a time of day alone among it.
    """
    if is_blank(value):
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        if float(value).is_integer() and 1 <= value <= LONGEST_WAIT:
            return Within(int(value))
    elif isinstance(value, str):
        text = plain(value)
        if (found := _MINUTES.fullmatch(text)) and 1 <= int(found[1]) <= LONGEST_WAIT:
            return Within(int(found[1]))
        if found := _BETWEEN.fullmatch(text):
            first, last = (_time(found[at], found[at + 1], value) for at in (1, 3))
            return Between(first, last)
    raise Problem("watch.window", value=shown(value))


def _time(hour: str, minute: str | None, typed: str) -> time:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise Problem("watch.window", value=shown(typed)) from None
