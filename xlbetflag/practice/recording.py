"""Recorded exchange markets: Betfair stream messages, one JSON object a line, plain or gzip.

`atb` is what a back could take (served as `banca`), `atl` what a lay could take (`punta`): changes
of full depth, where size 0 removes a price. Sizes are pounds, read as euros.
"""

import gzip
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

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
    """Raises RecordingError, or OSError where the file cannot be read."""
    lines = tuple(_lines(path))
    changes = [change for line in lines for change in line.mc]
    ids = {change.id for change in changes}
    if len(ids) != 1:
        raise RecordingError(f"{path.name}: {len(ids)} markets; a recording holds one")
    definitions = [change.definition for change in changes if change.definition is not None]
    if changes[0].definition is None:
        raise RecordingError(f"{path.name}: the first message defines no market")
    market_id = ids.pop()
    if not market_id.rpartition(".")[2].isdigit():
        raise RecordingError(f"{path.name}: market id {market_id!r} has no number")
    return Recording(
        market_id,
        lines,
        changes[0].definition,
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


def _lines(path: Path) -> Iterator[Line]:
    decoder = msgspec.json.Decoder(Line, strict=False)  # ids are text or numbers
    with path.open("rb") as raw:
        is_zipped = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path) if is_zipped else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(decoder, line, f"{path.name}, line {number}")
    except (EOFError, gzip.BadGzipFile) as error:
        raise RecordingError(f"{path.name}: damaged gzip ({error})") from None


def _line(decoder: "msgspec.json.Decoder[Line]", line: bytes, where: str) -> Line:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError as error:
        raise RecordingError(f"{where}: {error}") from None
