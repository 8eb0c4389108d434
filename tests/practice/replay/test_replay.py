"""Recorded markets lived again: exact at every update, and your own offers in them."""

import bz2
import gzip
import io
import json
import tarfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.practice.replay.reconstruction import Reconstruction
from tests.support.exchange import OPENED
from tests.support.recordings import GREYHOUND, HORSE, recording
from xlbetflag.api.messages import OfferToPlace, PlaceRequest
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Ending, Order
from xlbetflag.practice.replay.recorded import read_recordings
from xlbetflag.practice.replay.recording import RecordingError
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import Options, build
from xlbetflag.practice.venue.exchange import Exchange


@pytest.mark.parametrize(("name", "count"), [(GREYHOUND, 166), (HORSE, 21_922)])
def test_every_update_of_the_recording_is_served_exactly(name: str, count: int) -> None:
    path = recording(name)
    exchange = Exchange(OPENED)
    market = Replay(exchange, path).market
    reconstruction = Reconstruction(path)
    played = shown = 0
    for change in reconstruction.updates():
        assert exchange.step()
        played += 1
        for place, outcome in enumerate(market.outcomes):
            for side, recorded in ((Side.BACK, "atb"), (Side.LAY, "atl")):
                levels = market.available(place, side, 3)
                assert levels == reconstruction.best(outcome.selection_id, recorded), played
                shown += len(levels)
        definition = change.get("marketDefinition")
        if definition:
            status = definition["status"].replace("CLOSED", "SETTLED")
            assert (market.state, market.is_live) == (status, definition["inPlay"])
    assert not exchange.step()
    assert played == count
    assert shown > count
    winners = [r["id"] for r in definition["runners"] if r["status"] == "WINNER"]
    assert market.won == tuple(sorted(winners))
    assert len(winners) == market.winners


# --- your own offers in a recording made by hand --------------------------------------------

RUNNERS = [{"id": 11, "sortPriority": 1}, {"id": 22, "sortPriority": 2}]


def definition(status: str = "OPEN", in_play: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "inPlay": in_play,
        "numberOfWinners": 1,
        "betDelay": 5 if in_play else 0,
        "turnInPlayEnabled": True,
        "marketTime": "2021-03-30T16:20:00.000Z",
        "eventId": "30388764",
        "eventTypeId": "7",
        "countryCode": "GB",
        "venue": "Warwick",
        "marketType": "WIN",
        "runners": RUNNERS,
        **more,
    }


def written(folder: Path, *changes: dict[str, Any]) -> Path:
    """A recording of these changes, one a second."""
    path = folder / "recording.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(
                {"op": "mcm", "pt": 1_617_000_000_000 + 1_000 * n, "mc": [{"id": "1.5", **c}]}
            )
            for n, c in enumerate(changes)
        ),
        encoding="utf-8",
    )
    return path


def runner(
    atb: list[list[float]] | None = None, atl: list[list[float]] | None = None
) -> dict[str, Any]:
    return {"rc": [{"id": 11, "atb": atb or [], "atl": atl or []}]}


def place(exchange: Exchange, side: Side, price: int, size: int, mantieni: int = 1) -> Order:
    account: Account = exchange.account("anna")
    liability = size if side is Side.BACK else size * (price - 100) // 100
    offer = OfferToPlace(
        tipo=int(side is Side.BACK), esito=11, quota=price, importo=size, max_esposizione=liability
    )
    asked = PlaceRequest(id_mercato=5, puntata=size, mantieni=mantieni, offerta=(offer,))
    [order] = exchange.place(account, asked)
    return order


def replayed(path: Path, steps: int, *, is_optimistic: bool = False) -> tuple[Exchange, Replay]:
    exchange = Exchange(OPENED)
    exchange.open_account("anna", "", 1_000_000)
    replay = Replay(exchange, path, is_optimistic=is_optimistic)
    for _ in range(steps):
        assert exchange.step()
    return exchange, replay


START = {
    "marketDefinition": definition(),
    "img": True,
    **runner([[3.0, 10], [2.9, 20.55]], [[3.1, 8]]),
}


def test_what_was_taken_stays_subtracted_until_the_level_is_gone(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        START,
        runner([[2.9, 21], [3.0, 12]]),
        runner([[2.9, 3]]),
        runner([[2.9, 0]]),
        runner([[2.9, 4]]),
    )
    exchange, replay = replayed(path, 1)
    order = place(exchange, Side.BACK, 290, 1_550)
    assert order.matches == [(300, 1_000), (290, 550)]
    book = []
    for _ in range(5):
        book.append(replay.market.available(0, Side.BACK, 3))
        exchange.step()
    assert book == [
        [(290, 2_055 - 550)],
        [(300, 200), (290, 2_100 - 550)],
        [(300, 200)],
        [(300, 200)],
        [(300, 200), (290, 400)],
    ]


def test_an_optimist_finds_a_level_whole_whenever_the_recording_moves_it(tmp_path: Path) -> None:
    path = written(tmp_path, START, runner([[2.9, 21]]), runner([[3.0, 10]]))
    exchange, replay = replayed(path, 1, is_optimistic=True)
    order = place(exchange, Side.BACK, 290, 1_550)
    assert order.matches == [(300, 1_000), (290, 550)]
    exchange.step()
    assert replay.market.available(0, Side.BACK, 3) == [(290, 2_100)]
    exchange.step()
    assert replay.market.available(0, Side.BACK, 3) == [(300, 1_000), (290, 2_100)]


def test_a_level_that_is_traded_through_is_whole_again(tmp_path: Path) -> None:
    through = {"rc": [{"id": 11, "trd": [[2.9, 100]], "atb": [[3.0, 9], [2.9, 5]]}]}
    path = written(tmp_path, START, through)
    exchange, replay = replayed(path, 1)
    place(exchange, Side.BACK, 300, 600)
    assert replay.market.available(0, Side.BACK, 1) == [(300, 400)]
    exchange.step()
    assert replay.market.available(0, Side.BACK, 1) == [(300, 900)]


def test_no_more_is_matched_than_was_traded_and_the_rest_is_withdrawn(tmp_path: Path) -> None:
    first, later = ({"rc": [{"id": 11, "trd": [[3.0, total]]}]} for total in (6, 10))
    live = {"marketDefinition": definition(in_play=True)}
    after = {"rc": [{"id": 11, "trd": [[3.0, 400]]}]}
    path = written(tmp_path, START, first, later, live, after)
    exchange, replay = replayed(path, 1)
    order = place(exchange, Side.BACK, 290, 900)
    assert order.matches == [(300, 500)]  # half of the 10.00 before it turns live
    assert replay.market.available(0, Side.BACK, 3) == []
    assert replay.market.available(0, Side.LAY, 1) == [(290, 400)]
    lay = place(exchange, Side.LAY, 310, 900)
    assert lay.matches == [(310, 500)]  # as much again for the other side
    for _ in range(2):
        exchange.step()
        assert order.matched == 500
    exchange.step()
    exchange.step()
    assert order.matches == [(300, 500)]  # nothing was traded at its own price


def sweep(path: Path, kind: str) -> tuple[Replay, list[tuple[int, int, Side, int]]]:
    """Each second the whole best price of each runner is taken, on one side or the other; and
    offers are left resting. (moment, place, side, size) of every match of ours."""
    exchange = Exchange(OPENED)
    anna = exchange.open_account("anna", "", 10**12)
    replay = Replay(exchange, path)
    market, mine, seen = replay.market, [], {}
    matched: list[tuple[int, int, Side, int]] = []
    lines = replay.recording.lines
    last = 0
    side = Side.BACK if kind == "back" else Side.LAY
    while exchange.step():
        now = lines[replay.position - 1].pt
        if market.state is MarketState.OPEN and now - last >= 1_000 and now >= _soon(replay):
            last = now
            for n in range(len(market.outcomes)):
                for price, size in market.available(n, side, 1):
                    mine.append(market.place(anna, f"{now}-{n}", n, side, price, size + 500))
        for order in mine:
            before = seen.get(order.offer_id, 0)
            if order.matched > before:
                matched.append((now, order.selection, order.side, order.matched - before))
                seen[order.offer_id] = order.matched
        mine = [order for order in mine if order.remaining]
    return replay, matched


def _soon(replay: Replay) -> float:
    """Ten minutes before the recorded start, in milliseconds."""
    return (replay.recording.first.market_time.timestamp() - 600) * 1_000


@pytest.mark.parametrize("side", ["back", "lay"])
@pytest.mark.parametrize("name", [GREYHOUND, HORSE])
def test_whoever_sweeps_gets_no_more_than_was_traded_there(name: str, side: str) -> None:
    replay, matched = sweep(recording(name), side)
    traded: dict[int, list[tuple[int, Decimal]]] = {}
    totals: dict[tuple[int, Decimal], Decimal] = {}
    reconstruction = Reconstruction(recording(name))
    off = next(
        (
            line["pt"]
            for line in reconstruction.lines
            for change in line["mc"]
            if change.get("marketDefinition", {}).get("inPlay")
        ),
        reconstruction.lines[-1]["pt"],
    )
    for line in reconstruction.lines:
        for change in line["mc"]:
            for runner in change.get("rc", []):
                for price, total in runner.get("trd", []):
                    before = totals.get((runner["id"], price), Decimal(0))
                    more = max(Decimal(0), total - before)
                    totals[runner["id"], price] = before + more
                    if not change.get("img"):
                        traded.setdefault(runner["id"], []).append((line["pt"], more))
    assert matched
    for n, outcome in enumerate(replay.market.outcomes):
        ours = [(at, size) for at, place, _, size in matched if place == n]
        theirs = traded[outcome.selection_id]
        for start in (at for at, _ in ours):
            for end in (off, reconstruction.lines[-1]["pt"]):
                got = sum(size for at, size in ours if start <= at < end)
                shown = sum(size for at, size in theirs if start <= at <= end)
                assert got <= 50 * shown + 1  # half of it, in cents; and an odd one


def test_a_resting_offer_is_matched_when_the_recording_crosses_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        START,
        runner([[3.0, 0], [3.05, 4]]),
        runner([[3.1, 2.5]], [[3.1, 0], [3.2, 1]]),
        runner([[3.15, 30]]),
    )
    exchange, replay = replayed(path, 1)
    order = place(exchange, Side.BACK, 310, 400)
    assert replay.market.available(0, Side.LAY, 3) == [(310, 800 + 400)]
    exchange.step()
    assert order.matches == []
    exchange.step()
    assert order.matches == [(310, 250)]
    assert replay.market.available(0, Side.LAY, 3) == [(310, 150), (320, 100)]
    exchange.step()
    assert order.matches == [(310, 250), (310, 150)]
    assert replay.market.available(0, Side.BACK, 1) == [(315, 3_000 - 150)]


def test_recorded_prices_crossing_for_a_moment_do_not_match_each_other(tmp_path: Path) -> None:
    path = written(tmp_path, START, runner([[3.2, 5]]))
    exchange, replay = replayed(path, 2)
    assert replay.market.available(0, Side.BACK, 1) == [(320, 500)]
    assert replay.market.available(0, Side.LAY, 1) == [(310, 800)]
    exchange.open_account("bruno", "", 100)
    assert sum(account.locked for account in exchange.traders) == 0


def test_states_live_and_the_result_follow_the_recording(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        START,
        {"marketDefinition": definition("SUSPENDED")},
        {"marketDefinition": definition("OPEN", in_play=True)},
        {"marketDefinition": definition("CLOSED", runners=[
            {**RUNNERS[0], "status": "WINNER", "name": "Uno"}, {**RUNNERS[1], "status": "LOSER"}
        ])},
    )  # fmt: skip
    exchange, replay = replayed(path, 0)
    market = replay.market
    assert [outcome.name for outcome in market.outcomes] == ["Uno", "Corridore 2"]
    assert (market.state, market.market_id) == (MarketState.ANNOUNCED, 5)
    exchange.step()
    assert market.state is MarketState.OPEN
    both = tuple(place(exchange, Side.BACK, 500, 200, mantieni) for mantieni in (0, 1))
    matched = place(exchange, Side.BACK, 300, 200)
    versions = [market.version]
    exchange.step()
    versions.append(market.version)
    assert (market.state, both[0].remaining, both[1].remaining) == (MarketState.SUSPENDED, 200, 200)
    exchange.step()
    versions.append(market.version)
    assert (market.state, market.is_live, market.live_delay) == (MarketState.OPEN, True, 5)
    assert versions == sorted(set(versions))
    exchange.step()
    assert (market.state, market.won, matched.ending) == (
        MarketState.SETTLED,
        (11,),
        Ending.SETTLED,
    )
    assert exchange.account("anna").balance == 1_000_000 + 400 - 10
    assert sum(a.balance - a.deposited for a in exchange.accounts) == 0


def ended(*statuses: str, places: int = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first change and the last of a market whose runners ended so."""
    runners = [{"id": 11 * n, "sortPriority": n} for n in range(1, len(statuses) + 1)]
    last = [{**each, "status": status} for each, status in zip(runners, statuses, strict=True)]
    start = {**START, "marketDefinition": definition(runners=runners, numberOfWinners=places)}
    closed = definition("CLOSED", runners=last, numberOfWinners=places)
    return start, {"marketDefinition": closed}


def test_a_dead_heat_is_shared(tmp_path: Path) -> None:
    exchange, replay = replayed(written(tmp_path, *ended("WINNER", "WINNER", "LOSER")), 1)
    place(exchange, Side.BACK, 300, 200)
    exchange.step()
    assert (replay.market.state, replay.market.won) == (MarketState.SETTLED, (11, 22))
    assert exchange.account("anna").balance == 1_000_000 + 200 - 100 - 3  # half won, half lost


def test_bets_on_a_removed_runner_are_undone(tmp_path: Path) -> None:
    exchange, replay = replayed(written(tmp_path, *ended("REMOVED", "WINNER", "LOSER")), 1)
    place(exchange, Side.BACK, 300, 200)
    exchange.step()
    assert replay.market.state is MarketState.SETTLED
    assert exchange.account("anna").balance == 1_000_000


def test_where_the_record_does_not_say_who_shares_it_only_closes(tmp_path: Path) -> None:
    path = written(tmp_path, *ended("WINNER", "WINNER", "WINNER", "LOSER", places=2))
    _, replay = replayed(path, 2)
    assert replay.market.state is MarketState.CLOSED


def test_an_image_replaces_the_book(tmp_path: Path) -> None:
    path = written(tmp_path, START, {"img": True, **runner([[2.0, 1]])})
    _, replay = replayed(path, 2)
    assert replay.market.available(0, Side.BACK, 3) == [(200, 100)]
    assert replay.market.available(0, Side.LAY, 3) == []


def test_played_by_its_own_clock(tmp_path: Path) -> None:
    path = written(tmp_path, START, *[runner([[2.0, n]]) for n in range(1, 10)])
    exchange, replay = replayed(path, 0)
    exchange.tick_seconds = 2.0
    assert replay.position == 0
    exchange.tick()
    assert replay.position == 3
    exchange.tick(2)
    assert replay.position == 7
    assert replay.market.event.now == replay.now
    exchange.tick(9)
    assert replay.is_over
    assert not exchange.step()


def test_settled_offers_are_forgotten_though_the_recording_is_over(tmp_path: Path) -> None:
    won = [{**RUNNERS[0], "status": "WINNER"}, {**RUNNERS[1], "status": "LOSER"}]
    path = written(tmp_path, START, {"marketDefinition": definition("CLOSED", runners=won)})
    exchange, replay = replayed(path, 1)
    place(exchange, Side.BACK, 300, 200)
    exchange.step()
    anna = exchange.account("anna")
    exchange.tick(3_599)
    assert len(replay.market.orders[anna]) == 1
    exchange.tick(2)
    assert anna not in replay.market.orders


def test_two_markets_of_one_event(tmp_path: Path) -> None:
    path = written(tmp_path, START)
    other = tmp_path / "other.jsonl"
    other.write_text(path.read_text(encoding="utf-8").replace('"1.5"', '"1.6"'), encoding="utf-8")
    exchange = build(Options(replays=(path, other)))
    assert sorted(exchange.markets) == [5, 6]
    assert len(exchange.events) == 1
    with pytest.raises(ValueError, match="already"):
        build(Options(replays=(path, path)))


def test_several_markets_in_a_file_and_several_files_in_an_archive(tmp_path: Path) -> None:
    one = written(tmp_path, START, runner([[2.0, 1]])).read_bytes()
    others = one.replace(b'"1.5"', b'"1.6"') + b"\n" + one.replace(b'"1.5"', b'"1.7"')
    archive = tmp_path / "month.tar"
    with tarfile.open(archive, "w") as tar:
        for name, content in (("1.5.bz2", bz2.compress(one)), ("more", others)):
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
    found = read_recordings(archive)
    assert [each.market_id for each in found] == ["1.5", "1.6", "1.7"]
    assert [len(each.lines) for each in found] == [2, 2, 2]
    assert sorted(build(Options(replays=(archive,))).markets) == [5, 6, 7]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 markets"),
        (b"not json", "line 1"),
        (b'{"pt": 1, "mc": [{"id": "1.5"}]}', "defines no market"),
        (b"\x1f\x8b\x00damaged", "damaged file"),
        (b"BZh9damaged", "damaged file"),
        (gzip.compress(b'{"pt": 1, "mc": []}' * 99, mtime=0)[:-9], "damaged file|line 1"),
        (
            json.dumps(
                {
                    "pt": 1,
                    "mc": [
                        {
                            "id": "1.5",
                            "marketDefinition": definition(),
                            "rc": [{"id": 11, "ltp": 3.0}],
                        }
                    ],
                }
            ).encode(),
            "no offers are recorded",
        ),
    ],
)
def test_a_file_that_is_no_recording(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=words):
        read_recordings(path)
