"""Recorded exchange markets: Betfair stream messages, one JSON object a line; plain, gzip or bz2.

`atb` is what a back could take (served as `banca`), `atl` what a lay could take (`punta`): changes
of full depth, where size 0 removes a price. Sizes are pounds, read as euros. A file may hold
several markets, and a tar archive several files, as that exchange sells them.
"""

import bz2
import gzip
import tarfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, cast

import msgspec

from xlbetflag.market.money import Cents, Hundredths

Pairs = tuple[tuple[float, float], ...]


class RecordingError(ValueError):
    """The file is no recording of one market; says where."""


class Runner(msgspec.Struct, frozen=True):
    id: int
    status: str = "ACTIVE"
    name: str = ""
    sort_priority: int = msgspec.field(default=0, name="sortPriority")


class Definition(msgspec.Struct, frozen=True, rename="camel"):
    """The market's state at a moment; repeated whole whenever something of it changes."""

    status: str
    in_play: bool
    runners: tuple[Runner, ...]
    market_time: datetime
    number_of_winners: int = 1
    bet_delay: int = 0
    turn_in_play_enabled: bool = False
    event_id: int = 0
    event_type_id: str = ""
    event_name: str = ""
    market_type: str = ""
    country_code: str = ""
    venue: str = ""
    line: str = ""


class Change(msgspec.Struct, frozen=True):
    id: int
    atb: Pairs = ()
    atl: Pairs = ()
    trd: Pairs = ()

    @property
    def has_offers(self) -> bool:
        return bool(self.atb or self.atl)


class MarketChange(msgspec.Struct, frozen=True):
    id: str
    rc: tuple[Change, ...] = ()
    definition: Definition | None = msgspec.field(default=None, name="marketDefinition")
    img: bool = False


class Line(msgspec.Struct, frozen=True):
    """One message; `pt` is the moment of publishing, in milliseconds since 1970."""

    pt: int
    mc: tuple[MarketChange, ...] = ()


class Recording(msgspec.Struct, frozen=True):
    """One recorded market. `names` by selection id, gathered from the whole file: runners are often
    named only in the last definition, or never."""

    market_id: str
    lines: tuple[Line, ...]
    first: Definition
    names: dict[int, str]
    event_name: str


def read_recording(path: Path) -> Recording:
    """The one market of a file. Raises RecordingError, or OSError where it cannot be read."""
    recordings = read_streams(path)
    if len(recordings) != 1:
        raise RecordingError(f"{path.name}: {len(recordings)} markets; one is wanted here")
    return recordings[0]


def read_streams(path: Path) -> list[Recording]:
    """Every market of a file, or of the files of a tar archive.

    Raises RecordingError, or OSError where the file cannot be read.
    """
    if not tarfile.is_tarfile(path):
        with path.open("rb") as raw:
            return _markets(unpacked(raw), path.name)
    found: list[Recording] = []
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                with file:
                    found += _markets(unpacked(file), f"{path.name}, {member.name}")
    return found


def unpacked(raw: IO[bytes]) -> IO[bytes]:
    """The file as it was before gzip or bz2, by its first bytes."""
    start = raw.read(3)
    raw.seek(0)
    if start[:2] == b"\x1f\x8b":
        return cast("IO[bytes]", gzip.open(raw))
    return cast("IO[bytes]", bz2.open(raw)) if start == b"BZh" else raw


def _markets(file: IO[bytes], name: str) -> list[Recording]:
    by_market: dict[str, list[Line]] = {}
    try:
        for line in _lines(file, name):
            for market_id in dict.fromkeys(change.id for change in line.mc):
                own = tuple(change for change in line.mc if change.id == market_id)
                by_market.setdefault(market_id, []).append(Line(line.pt, own))
    except (EOFError, OSError) as error:
        raise RecordingError(f"{name}: damaged file ({error})") from None
    if not by_market:
        raise RecordingError(f"{name}: 0 markets")
    return [_recording(market_id, lines, name) for market_id, lines in by_market.items()]


def _recording(market_id: str, lines: Iterable[Line], name: str) -> Recording:
    lines = tuple(lines)
    changes = [change for line in lines for change in line.mc]
    first = changes[0].definition
    if first is None:
        raise RecordingError(f"{name}: the first message defines no market")
    if not market_id.rpartition(".")[2].isdigit():
        raise RecordingError(f"{name}: market id {market_id!r} has no number")
    if not any(each.has_offers for change in changes for each in change.rc):
        raise RecordingError(
            f"{name}: no offers are recorded (atb, atl), so there is nothing to trade against;"
            " take the PRO files of that exchange: its BASIC ones hold last prices only, its"
            " ADVANCED ones the best three"
        )
    definitions = [change.definition for change in changes if change.definition is not None]
    return Recording(
        market_id,
        lines,
        first,
        {
            runner.id: runner.name
            for definition in definitions
            for runner in definition.runners
            if runner.name
        },
        next((each.event_name for each in reversed(definitions) if each.event_name), ""),
    )


def hundredths(price: float) -> Hundredths:
    return round(price * 100)


def cents(size: float) -> Cents:
    return round(size * 100)


def _lines(file: IO[bytes], name: str) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line, strict=False)  # ids are text or numbers
    for number, line in enumerate(file, 1):
        if line.strip():
            yield _line(decoder, line, f"{name}, line {number}")


def _line(decoder: "msgspec.json.Decoder[Line]", line: bytes, where: str) -> Line:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError as error:
        raise RecordingError(f"{where}: {error}") from None
