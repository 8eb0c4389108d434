"""Tapes of `xlbetflag record` as recordings to replay, each market of a tape one recording.

What a tape does not know is assumed: the live delay is the venue's rule, and the result stays with
the operator, because the wire tells no winners. Where the feed was lost the market is suspended: a
price nobody knew cannot be traded.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path

from xlbetflag.market.rules import VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.practice.replay.recording import (
    Change,
    Definition,
    Line,
    MarketChange,
    Recording,
    RecordingError,
    Runner,
    read_streams,
    unpacked,
)
from xlbetflag.recordings import tape

LIVE_DELAY = VenueRules().live_delay.value
Half = dict[int, int]  # price -> size


def read_recordings(path: Path) -> list[Recording]:
    """The markets of a tape, or of a recorded stream: the first line tells which.

    Raises RecordingError, or OSError where the file cannot be read.
    """
    with path.open("rb") as raw:
        try:
            first = unpacked(raw).readline()
        except (EOFError, OSError) as error:
            raise RecordingError(f"{path.name}: damaged file ({error})") from None
    return _tape(path) if tape.is_head(first) else read_streams(path)


def _tape(path: Path) -> list[Recording]:
    markets: dict[str, _Converter] = {}
    for number, line in enumerate(_lines(path), 1):
        where = f"{path.name}, line {number}"
        if isinstance(line, tape.Head):
            if line.version != tape.VERSION or number > 1:
                raise RecordingError(f"{where}: a tape of version {line.version} here")
        elif isinstance(line, tape.MarketLine):
            if line.market in markets:
                markets[line.market].define(line)
            else:
                markets[line.market] = _Converter(line, where)
        elif line.market not in markets:
            raise RecordingError(f"{where}: market {line.market} was never defined")
        elif isinstance(line, tape.BookLine):
            markets[line.market].show(line)
        else:
            markets[line.market].lose(line)
    recordings = [each.recording() for each in markets.values() if each.lines]
    if not recordings:
        raise RecordingError(f"{path.name}: no market was recorded")
    return recordings


def _lines(path: Path) -> Iterator[tape.Line]:
    """A last line that was cut off, by the end of the recorder or of the machine, is left out."""
    number = 1
    with path.open("rb") as raw:
        try:
            for line in unpacked(raw):
                if line.endswith(b"\n"):
                    yield tape.decode(line)
                number += 1
        except EOFError:
            return
        except (ValueError, gzip.BadGzipFile) as error:
            raise RecordingError(f"{path.name}, line {number}: {error}") from None


class _Converter:
    """One market's lines, as the changes from each to the next."""

    def __init__(self, market: tape.MarketLine, where: str) -> None:
        ids = [market.market, market.event, *(each.id for each in market.selections)]
        if not all(each.isascii() and each.isdigit() for each in ids):
            raise RecordingError(f"{where}: the ids of a market must be numbers")
        if not 1 <= market.winners < len(market.selections):
            raise RecordingError(f"{where}: {market.winners} winners among these selections")
        self.lines: list[Line] = []
        self._first = self._market = market
        self._told: tuple[MarketState, bool] | None = None  # state and live, as last told
        self._halves: dict[str, tuple[Half, Half]] = {}

    def define(self, market: tape.MarketLine) -> None:
        self._market = market
        self._told = None

    def show(self, line: tape.BookLine) -> None:
        changes = []
        for selection in line.selections:
            back, lay = dict(selection.back), dict(selection.lay)
            old_back, old_lay = self._halves.get(selection.id, ({}, {}))
            self._halves[selection.id] = (back, lay)
            atb, atl = _moves(old_back, back), _moves(old_lay, lay)
            if atb or atl:
                changes.append(Change(int(selection.id), atb, atl))
        self._add(line.at, line.state, line.live, tuple(changes))

    def lose(self, line: tape.LostLine) -> None:
        live = self._told is not None and self._told[1]
        self._add(line.at, MarketState.SUSPENDED, live, ())

    def recording(self) -> Recording:
        first = self._definition(MarketState.ANNOUNCED, live=False)
        return Recording(
            self._first.market,
            tuple(self.lines),
            first,
            {int(each.id): each.name for each in self._first.selections},
            self._first.event_name,
        )

    def _add(self, at: int, state: MarketState, live: bool, changes: tuple[Change, ...]) -> None:
        definition = None
        if self._told != (state, live):
            self._told = (state, live)
            definition = self._definition(state, live=live)
        change = MarketChange(self._first.market, changes, definition)
        self.lines.append(Line(at, (change,)))

    def _definition(self, state: MarketState, *, live: bool) -> Definition:
        market = self._first
        status = "CLOSED" if state.is_over else "OPEN" if state is MarketState.OPEN else "SUSPENDED"
        return Definition(
            status=status,
            in_play=live,
            runners=tuple(
                Runner(int(each.id), name=each.name, sort_priority=place)
                for place, each in enumerate(market.selections, 1)
            ),
            market_time=self._market.start,
            number_of_winners=market.winners,
            bet_delay=LIVE_DELAY,
            turn_in_play_enabled=True,
            event_id=int(market.event),
            event_type_id=market.sport,
            event_name=market.event_name,
            market_type=market.name,
            country_code=market.nation,
            venue=market.competition,
            line=market.line,
        )


def _moves(old: Half, new: Half) -> tuple[tuple[float, float], ...]:
    """(price, size) where the two differ, as recorded streams write them; 0 where it is gone."""
    gone = tuple((price / 100, 0.0) for price in old if price not in new)
    shown = tuple(
        (price / 100, size / 100) for price, size in new.items() if old.get(price) != size
    )
    return gone + shown
