"""The options of an order row: one cell, clauses between semicolons. docs/automation.md lists them.

    FOK 5; OFFSET 3; STOP 4 TICKS TRAILING WORST 8 TICKS; FROM 20:45; UNTIL 21:30; LIVE; BEST

What could be read two ways is refused: a stop of "5" might be ticks or a price.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum

import msgspec

from xlbetflag.market.inputs import parse_price, shown
from xlbetflag.market.moments import ROME, rome_day, utc
from xlbetflag.market.money import Hundredths
from xlbetflag.market.problem import Problem
from xlbetflag.market.words import plain

SEPARATOR = ";"
LONGEST = 500  # characters
MOST_SECONDS = 86_400
MOST_TICKS = 350  # as many as the ladder has


class Phase(StrEnum):
    """When in a market's life a row may be sent."""

    BEFORE_LIVE = "BEFORE LIVE"
    LIVE = "LIVE"


class Distance(msgspec.Struct, frozen=True):
    """Ticks, or a price in hundredths: one of the two."""

    ticks: int | None = None
    price: Hundredths | None = None

    def __str__(self) -> str:
        return f"@{_odds(self.price)}" if self.price is not None else f"{self.ticks} TICKS"


WORST = Distance(ticks=10)  # where a stop names none


class Stop(msgspec.Struct, frozen=True):
    """`at`: ticks from the price matched (or from the best since, if `is_trailing`), or a price.
    `worst`: ticks beyond the stop, or a price: no closing offer goes past it."""

    at: Distance
    is_trailing: bool = False
    worst: Distance = WORST

    def __str__(self) -> str:
        trailing = " TRAILING" if self.is_trailing else ""
        return f"STOP {self.at}{trailing} WORST {self.worst}"


class Moment(msgspec.Struct, frozen=True):
    """A clock time of Rome, of the day it is placed on unless `day` names one."""

    clock: time
    day: date | None = None

    def __str__(self) -> str:
        clock = self.clock.isoformat("seconds" if self.clock.second else "minutes")
        return f"{self.day.isoformat()} {clock}" if self.day else clock


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """None and False: not asked for. `fill_or_kill` in seconds, `offset` in ticks."""

    fill_or_kill: int | None = None
    offset: int | None = None
    stop: Stop | None = None
    start: Moment | None = None
    end: Moment | None = None
    phase: Phase | None = None
    at_best: bool = False

    def __str__(self) -> str:
        """The cell that reads as these options."""
        clauses = [
            "" if self.fill_or_kill is None else f"FOK {self.fill_or_kill}",
            "" if self.offset is None else f"OFFSET {self.offset}",
            "" if self.stop is None else str(self.stop),
            "" if self.start is None else f"FROM {self.start}",
            "" if self.end is None else f"UNTIL {self.end}",
            "" if self.phase is None else str(self.phase),
            "BEST" if self.at_best else "",
        ]
        return f"{SEPARATOR} ".join(clause for clause in clauses if clause)

    @property
    def only_when(self) -> bool:
        """They say when, and nothing of what becomes of a bet."""
        return not (self.fill_or_kill or self.offset or self.stop or self.at_best)


NONE = Options()


def parse_options(value: object) -> Options:
    """The options of a cell; NONE of an empty one. Raises Problem for whatever else it holds."""
    if value is None:
        return NONE
    if not isinstance(value, str):
        raise Problem("options.unknown", field="options", value=shown(value))
    if len(value) > LONGEST:
        raise Problem("options.too_long", field="options", most=LONGEST)
    found: dict[str, object] = {}
    for clause in value.split(SEPARATOR):
        words = plain(clause).upper()
        if words:
            name, read = _clause(words)
            if name in found:
                raise Problem("options.twice", field="options", value=shown(words))
            found[name] = read
    return msgspec.convert(found, Options)


def window(options: Options, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Start and end as moments in UTC, of a row placed `now`. Raises Problem for one that is over,
    or in an hour that the clocks repeat or leave out."""
    start = _moment(options.start, now) if options.start else None
    end = _moment(options.end, now) if options.end else None
    if start is not None and end is not None and end <= start:
        raise Problem("options.ends_first", field="options")
    return start, end


def _moment(moment: Moment, now: datetime) -> datetime:
    day = moment.day or rome_day(now)
    local = datetime.combine(day, moment.clock, ROME)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise Problem("options.clocks_change", field="options", value=str(moment))
    try:
        found = utc(local)
    except OverflowError:  # at either end of the calendar
        raise Problem("options.time", field="options", value=str(moment)) from None
    if found <= utc(now):
        raise Problem("options.time_passed", field="options", value=str(moment))
    return found


# --- one clause -------------------------------------------------------------------------------


def _clause(words: str) -> tuple[str, object]:
    """The field it fills, and with what."""
    if words in _PHRASES:
        return _PHRASES[words]
    for names, field, read in _READERS:
        for name in names:
            if words == name or words.startswith(f"{name} "):
                return field, read(words, words[len(name) :].strip())
    raise Problem("options.unknown", field="options", value=shown(words))


def _seconds(words: str, rest: str) -> int:
    return _count(words, re.sub(r" ?(S|SEC|SECONDI|SECONDS)$", "", rest), MOST_SECONDS)


def _ticks(words: str, rest: str) -> int:
    return _count(words, _TICKS.sub("", rest), MOST_TICKS)


def _count(words: str, digits: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", digits) or not 0 < int(digits) <= most:
        raise Problem("options.count", field="options", value=shown(words), most=most)
    return int(digits)


def _stop(words: str, rest: str) -> Stop:
    before, word, after = _split(rest, _WORST_WORDS)
    at, trailing, beyond = _split(before, _TRAILING_WORDS)
    if beyond or (word and not after):
        raise Problem("options.unknown", field="options", value=shown(words))
    stop = Stop(_distance(words, at), bool(trailing), _distance(words, after) if word else WORST)
    if stop.is_trailing and stop.at.ticks is None:
        raise Problem("options.trailing_in_ticks", field="options", value=shown(words))
    return stop


def _split(text: str, words: tuple[str, ...]) -> tuple[str, str, str]:
    """What stands before the first of these words, the word, and what stands after it."""
    parts = text.split(" ")
    for place, part in enumerate(parts):
        if part in words:
            return " ".join(parts[:place]), part, " ".join(parts[place + 1 :])
    return text, "", ""


def _distance(words: str, text: str) -> Distance:
    if text.startswith("@"):
        try:
            return Distance(price=parse_price(text[1:].strip()))
        except Problem:
            raise Problem("options.price", field="options", value=shown(words)) from None
    if not _TICKS.search(text):
        raise Problem("options.ticks_or_price", field="options", value=shown(words))
    return Distance(ticks=_ticks(words, text))


def _time(words: str, rest: str) -> Moment:
    found = _MOMENT.fullmatch(rest)
    if found is None:
        raise Problem("options.time", field="options", value=shown(words))
    year, month, day, hour, minute, second = found.groups()
    try:
        return Moment(
            time(int(hour), int(minute), int(second or 0)),
            date(int(year), int(month), int(day)) if year else None,
        )
    except ValueError:
        raise Problem("options.time", field="options", value=shown(words)) from None


def _odds(price: Hundredths) -> str:
    return f"{price / 100:.2f}"


_MOMENT = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2}) )?([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?"
)
_TICKS = re.compile(r" ?(T|TICK|TICKS)$")
_TRAILING_WORDS = ("TRAILING", "MOBILE")
_WORST_WORDS = ("WORST", "PEGGIORE")
_PHRASES: Mapping[str, tuple[str, object]] = {
    "BEFORE LIVE": ("phase", Phase.BEFORE_LIVE),
    "PRIMA DEL LIVE": ("phase", Phase.BEFORE_LIVE),
    "LIVE": ("phase", Phase.LIVE),
    "ONLY LIVE": ("phase", Phase.LIVE),
    "SOLO LIVE": ("phase", Phase.LIVE),
    "BEST": ("at_best", True),
    "MIGLIORE": ("at_best", True),
}
_READERS: tuple[tuple[tuple[str, ...], str, Callable[[str, str], object]], ...] = (
    (("FOK", "FILL OR KILL", "TUTTO O ANNULLA"), "fill_or_kill", _seconds),
    (("OFFSET", "SCARTO"), "offset", _ticks),
    (("STOP",), "stop", _stop),
    (("FROM", "DALLE"), "start", _time),
    (("UNTIL", "FINO ALLE"), "end", _time),
)
