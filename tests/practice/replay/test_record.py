"""A tape of the practice exchange, taken over HTTP, lived again: the same books."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.support.exchange import OPENED
from tests.support.views import book_of, offered
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.feed import Cadence, Feed, Topic
from xlbetflag.feed.topics import LIVE_MENU, MENU
from xlbetflag.market.book import Book
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.reading import Health, Reading
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.replay.recorded import read_recordings
from xlbetflag.practice.replay.recording import RecordingError
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market as PracticeMarket
from xlbetflag.recordings import tape
from xlbetflag.recordings.recorder import Recorder

SLOW = Cadence(book=3_600.0, live_book=3_600.0, menu=3_600.0, live_menu=3_600.0)


# --- round trip -------------------------------------------------------------------------------


@pytest.fixture
def scripted() -> Iterator[tuple[PracticeServer, Feed]]:
    exchange = Exchange(datetime(2026, 5, 3, 14, 0, tzinfo=ROME), tick_seconds=6)
    exchange.open_account("demo", "demo", 100_000)
    Script(exchange, seed=3, count=2)
    with PracticeServer(exchange) as server:
        config = VenueConfig(base_url=server.url)
        with Client(config, lambda: Credentials("demo", "demo", "practice")) as client:
            feed = Feed(client, SLOW)
            feed.start()
            yield server, feed
            feed.stop()


def shown(market: PracticeMarket) -> tuple[tape.TapeBook, ...]:
    return tuple(
        tape.TapeBook(
            str(outcome.selection_id),
            tuple(market.available(place, Side.BACK, 3)),
            tuple(market.available(place, Side.LAY, 3)),
        )
        for place, outcome in enumerate(market.outcomes)
    )


@pytest.mark.socket
@pytest.mark.parametrize("name", ["afternoon.jsonl", "afternoon.jsonl.gz"])
def test_round_trip(scripted: tuple[PracticeServer, Feed], tmp_path: Path, name: str) -> None:
    server, feed = scripted
    exchange = server.exchange
    file = tmp_path / name
    first = next(iter(exchange.markets.values()))
    topics = [MENU, LIVE_MENU, *(Topic("book", str(each)) for each in exchange.markets)]
    with Recorder(feed, file, environment="practice", started=exchange.now) as recorder:
        for moment in range(20):
            exchange.tick(10)
            if moment == 5:
                first.suspend()
            elif moment == 10:
                first.resume()
            elif moment == 15:
                first.close()
            assert feed.refresh(topics)
            recorder.look()
            assert recorder.look() == 0
        assert recorder.markets == len(exchange.markets)
        assert not recorder.is_over
    assert (file.read_bytes()[:2] == b"\x1f\x8b") == name.endswith(".gz")

    told = lines(file)
    states = [line.state for line in told if is_book_of(line, first.market_id)]
    assert {MarketState.OPEN, MarketState.SUSPENDED} <= set(states)
    assert states[-1] is MarketState.CLOSED
    assert any(line.live for line in told if isinstance(line, tape.BookLine))
    again = Exchange(OPENED)
    recordings = read_recordings(file)
    assert [each.market_id for each in recordings] == [str(each) for each in exchange.markets]
    compared = 0
    for recording in recordings:
        replay = Replay(again, recording)
        for line in told:
            if is_book_of(line, replay.market.market_id):
                assert isinstance(line, tape.BookLine)
                assert replay.step()
                assert replay.market.state is line.state
                if not line.state.is_over:
                    assert replay.market.is_live == line.live
                    assert shown(replay.market) == line.selections
                compared += 1
        assert not replay.step()
        original = exchange.market(replay.market.market_id)
        copy = replay.market
        assert (copy.name, copy.line, copy.outcomes) == (
            original.name,
            original.line,
            original.outcomes,
        )
        for field in ("event_id", "name", "start"):
            assert getattr(copy.event, field) == getattr(original.event, field)
        for branch in ("sport", "nation", "competition"):
            assert getattr(copy.event, branch).name == getattr(original.event, branch).name
    assert compared > 60


def lines(file: Path) -> list[tape.Line]:
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as opened:
        return [tape.decode(line) for line in opened]


def is_book_of(line: tape.Line, market_id: int) -> bool:
    return isinstance(line, tape.BookLine) and line.market == str(market_id)


def test_the_server_replays_a_tape_beside_a_recorded_stream(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    write(file, HEAD, DEFINITION, BOOK)
    exchange = build(Options(replays=(file,), opened_at=OPENED))
    exchange.step()
    assert shown(exchange.market(7)) == BOOK.selections


# --- what is written --------------------------------------------------------------------------


MARKET = Market("7", "Esito finale", "2.5", (Selection("1", "Roma"), Selection("2", "Lazio")))
EVENT = Event("70", "Roma - Lazio", "CALCIO", "Italia", "Serie A", OPENED, (MARKET,))


class FakeFeed:
    """A feed whose readings the test sets."""

    def __init__(self) -> None:
        self.events: tuple[Event, ...] | None = (EVENT,)
        self.readings: dict[str, Reading[Book]] = {}

    def book(self, market_id: str) -> Reading[Book]:
        return self.readings.get(market_id, Reading(None, Health.NO_FEED, float("inf"), None))

    def menu(self) -> Any:
        return SimpleNamespace(value=self.events)

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        return (EVENT, MARKET) if market_id == "7" and self.events else None

    def is_live(self, market_id: str) -> bool:
        return False

    def read(self, second: int, price: int = 200, *, market_id: str = "7", **options: Any) -> None:
        health = options.pop("health", Health.LIVE)
        state = options.pop("state", MarketState.OPEN)
        book = book_of(market_id, offered("1", "Roma", [(price, 1_000)]), state=state)
        at = OPENED.replace(second=second)
        self.readings[market_id] = Reading(book, health, 0.0, at)


def kinds(file: Path) -> list[str]:
    return [type(line).__name__ for line in lines(file)]


def test_only_changes_are_written(tmp_path: Path) -> None:
    feed, file = FakeFeed(), tmp_path / "tape.jsonl"
    with Recorder(feed, file, environment="staging", started=OPENED) as recorder:
        assert recorder.look() == 0  # nothing was read yet
        feed.read(1)
        assert recorder.look() == 2
        feed.read(2)
        assert recorder.look() == 0  # read anew, and the same
        feed.read(3, 202)
        assert recorder.look() == 1
        assert not recorder.is_over
        feed.read(4, 202, state=MarketState.CLOSED)
        assert recorder.look() == 1
        assert recorder.is_over
    assert kinds(file) == ["Head", "MarketLine", "BookLine", "BookLine", "BookLine"]
    head = lines(file)[0]
    assert head == tape.Head(tape.VERSION, "staging", OPENED)


def test_a_lost_feed_is_written_once_and_its_return(tmp_path: Path) -> None:
    feed, file = FakeFeed(), tmp_path / "tape.jsonl"
    with Recorder(feed, file, environment="staging", started=OPENED) as recorder:
        feed.read(1)
        recorder.look()
        feed.read(1, health=Health.NO_FEED)
        assert [recorder.look(), recorder.look()] == [1, 0]
        feed.read(9)
        assert [recorder.look(), recorder.look()] == [1, 0]  # the same book, known again
    assert kinds(file) == ["Head", "MarketLine", "BookLine", "LostLine", "BookLine"]
    [recording] = read_recordings(file)
    replay = Replay(Exchange(OPENED), recording)
    states = []
    while replay.step():
        states.append(replay.market.state)
    assert states == [MarketState.OPEN, MarketState.SUSPENDED, MarketState.OPEN]
    assert shown(replay.market)[0].back == ((200, 1_000),)


def test_markets_may_be_named_and_need_not_be_in_the_menu(tmp_path: Path) -> None:
    feed, file = FakeFeed(), tmp_path / "tape.jsonl"
    feed.read(1)
    feed.read(1, market_id="8")
    with Recorder(
        feed, file, environment="staging", started=OPENED, markets=["8"], winners={"8": 2}
    ) as recorder:
        recorder.look()
    [_, market, book] = lines(file)
    assert isinstance(market, tape.MarketLine)
    assert (market.market, market.name, market.winners) == ("8", "Mercato 8", 2)
    assert isinstance(book, tape.BookLine)


def test_a_market_defined_anew(tmp_path: Path) -> None:
    feed, file = FakeFeed(), tmp_path / "tape.jsonl"
    with Recorder(feed, file, environment="staging", started=OPENED, markets=["7"]) as recorder:
        feed.events = ()
        feed.read(1)
        recorder.look()
        feed.events = (EVENT,)
        feed.read(2)
        assert recorder.look() == 1
    assert kinds(file) == ["Head", "MarketLine", "BookLine", "MarketLine"]


def test_where_nothing_is_recorded_nothing_is_written(tmp_path: Path) -> None:
    feed, file = FakeFeed(), tmp_path / "tape.jsonl"
    file.write_bytes(b"an older tape")
    with Recorder(feed, file, environment="staging", started=OPENED, markets=["9"]) as recorder:
        assert recorder.look() == 0
    assert file.read_bytes() == b"an older tape"
    with pytest.raises(FileNotFoundError, match="no folder"):
        Recorder(feed, tmp_path / "no" / "tape", environment="staging", started=OPENED)


# --- what is read -----------------------------------------------------------------------------

HEAD = tape.Head(tape.VERSION, "practice", OPENED)
DEFINITION = tape.market_line(OPENED, EVENT, MARKET, 1)
BOOK = tape.BookLine(
    tape.milliseconds(OPENED),
    "7",
    MarketState.OPEN,
    False,
    1,
    (
        tape.TapeBook("1", ((200, 1_000), (198, 500)), ((202, 700),)),
        tape.TapeBook("2", (), ()),
    ),
)


def write(file: Path, *parts: tape.Line | bytes) -> None:
    file.write_bytes(b"".join(p if isinstance(p, bytes) else tape.encode(p) for p in parts))


def test_a_line_cut_off_at_the_end_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    write(file, HEAD, DEFINITION, BOOK, tape.encode(BOOK)[:50])
    [recording] = read_recordings(file)
    assert len(recording.lines) == 1
    packed = tmp_path / "tape.jsonl.gz"
    write(file, HEAD, DEFINITION, *[BOOK] * 500)
    packed.write_bytes(gzip.compress(file.read_bytes(), 0)[:-2_000])
    [recording] = read_recordings(packed)
    assert 400 < len(recording.lines) < 500


# Without an offset, without a time, in words, as a number.
WRONG_MOMENTS = ("2026-05-03T20:45:00", "2026-05-03", "domani", 1_777_833_900_000, None)


def with_moment(line: tape.Line, moment: object) -> bytes:
    """The line, its `start` or `started` written like this."""
    fields = msgspec.json.decode(tape.encode(line))
    fields["started" if "started" in fields else "start"] = moment
    return msgspec.json.encode(fields) + b"\n"


@pytest.mark.parametrize("moment", ["2026-05-03T20:45:00+02:00", "2026-05-03T18:45:00Z"])
def test_a_moment_is_written_with_its_offset(moment: str, tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    write(file, with_moment(HEAD, moment), with_moment(DEFINITION, moment), BOOK)
    [recording] = read_recordings(file)
    assert recording.first.market_time == datetime(2026, 5, 3, 18, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((HEAD,), "no market was recorded"),
        ((HEAD, BOOK), "line 2: market 7 was never defined"),
        ((HEAD, DEFINITION, b"{}\n"), "line 3: "),
        ((HEAD, DEFINITION, b"\xff\n"), "line 3: "),
        ((msgspec.structs.replace(HEAD, version=9), DEFINITION), "version 9"),
        ((HEAD, msgspec.structs.replace(DEFINITION, market="1.5")), "must be numbers"),
        ((HEAD, msgspec.structs.replace(DEFINITION, winners=2)), "2 winners"),
        *(
            (
                (with_moment(HEAD, wrong), DEFINITION),
                "line 1: started must be a date, a time and its",
            )
            for wrong in WRONG_MOMENTS
        ),
        *(
            ((HEAD, with_moment(DEFINITION, wrong)), "line 2: start must be a date, a time and its")
            for wrong in WRONG_MOMENTS
        ),
    ],
)
def test_what_is_no_tape(parts: Any, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    write(file, *parts)
    with pytest.raises(RecordingError, match=r"tape\.jsonl") as caught:
        read_recordings(file)
    assert sentence in str(caught.value)
