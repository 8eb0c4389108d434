"""The three programs of docs/python.md, run on a practice exchange; and checked as typed code."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import xlbetflag
from tests.python.programs.market_maker import MarketMaker
from tests.python.programs.report import report
from tests.python.programs.watcher import watch
from tests.python.test_connection import away, best, first
from tests.support.conditions import wait_until
from xlbetflag import Change, Desk, Status
from xlbetflag.feed import Cadence
from xlbetflag.practice.faults.plan import FaultRule
from xlbetflag.practice.server import PracticeServer
from xlbetflag.python import waiting
from xlbetflag.python.changes import Changes
from xlbetflag.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def ticking(server: PracticeServer) -> Iterator[None]:
    """Market time goes by meanwhile."""
    is_over = threading.Event()

    def tick() -> None:
        while not is_over.wait(0.05):
            server.exchange.tick()

    thread = threading.Thread(target=tick)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def until(done: Callable[[Change], bool], seen: list[Change]) -> Callable[[Change], bool]:
    """For `on_change`: notes each change, and ends with the one that is waited for."""

    def act(change: Change) -> bool:
        seen.append(change)
        return not done(change)

    return act


def test_the_watcher_tells_each_book_and_its_changes(
    desk: Desk, server: PracticeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    market = first(desk)
    assert watch(desk, [], seconds=0) == []
    desk.book(market)
    told = watch(desk, [market], seconds=0)
    assert len(told) == 1
    assert market in told[0]
    moves = iter(desk.changes(market, seconds=30))
    before = next(moves)
    assert (before.kind, before.market, before.status) == ("book", market, "LIVE")
    with ticking(server):
        after = next(moves)
    assert (after.kind, after.market) == ("book", market)
    assert told[0] in capsys.readouterr().out


def test_an_order_that_changes_is_told_without_asking(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 4)
    changes: list[Change] = []
    desk.wait(placed.key)
    watching = desk.changes(seconds=30)
    desk.cancel(placed.key)
    for change in watching:
        changes.append(change)
        if change.order is not None and change.order.status is Status.CANCELLED:
            break
    assert {each.kind for each in changes} == {"order"}
    assert changes[-1].order is not None
    assert changes[-1].order.key == placed.key


def test_the_feed_that_stops_is_told(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen: list[Change] = []
    looks = desk.changes(market, seconds=30)
    assert next(looks).status == "LIVE"
    server.__exit__(None, None, None)
    for change in looks:
        seen.append(change)
        if change.kind == "feed":
            break
    assert seen[-1].trouble


def test_what_changes_after_the_call_is_told_though_nobody_looked_yet(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    changes = desk.changes(seconds=30)
    placed = desk.place(market, seen["selection"], "BACK", seen["price"], 2)
    desk.wait(placed.key)
    told = next(changes)
    assert told.order is not None
    assert (told.order.key, told.order.status) == (placed.key, Status.MATCHED)


def test_nobody_polls_while_nothing_happens(
    server: PracticeServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A price that is read once an hour is looked at when it was read, and not again and again."""
    slow = Settings(feed=Cadence(book=3_600.0, mine=3_600.0, balance=3_600.0, menu=3_600.0))
    looks: list[float] = []
    look = Changes.look

    def counted(self: Changes) -> Iterator[Change]:
        looks.append(time.monotonic())
        return look(self)

    monkeypatch.setattr(Changes, "look", counted)
    with xlbetflag.connect("practice", url=server.url, settings=slow) as desk:
        market = first(desk)
        desk.book(market)
        assert [each.kind for each in desk.changes(market, seconds=1.5)] == ["book"]
        assert len(looks) <= 6

        async def told() -> list[Change]:
            return [each async for each in desk.changes_async(market, seconds=1.5)]

        looks.clear()
        assert [each.kind for each in asyncio.run(told())] == ["book"]
        assert len(looks) <= 6


def test_a_price_that_grows_old_in_silence_is_told(server: PracticeServer, home: Path) -> None:
    """Its request hangs: no answer and no error comes that would tell."""
    soon_old = Settings(feed=Cadence(book=0.05, least_stale=0.5, least_dead=1.0))
    with xlbetflag.connect("practice", url=server.url, settings=soon_old) as desk:
        market = first(desk)
        told = desk.changes(market, seconds=30)
        assert next(each for each in told if each.status == "LIVE")
        server.faults.add(FaultRule(kind="delay", seconds=3.0, operations=("book",)))
        states = []
        while "NO FEED" not in states:
            states.append(next(told).status)
        assert "STALE" in states


def test_who_waits_is_told_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not at the next of many looks: what is longest between two of them does not matter."""
    monkeypatch.setattr(waiting, "A_WHILE", 60.0)
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", seen["price"], 2)
    assert desk.wait(placed.key, timeout=30)[0].status is Status.MATCHED
    moved = desk.place(market, seen["selection"], "LAY", 1.01, 2, options="FROM 2099-01-01 10:00")
    desk.cancel(moved.key)
    assert desk.wait(moved.key, timeout=30)[0].status.is_final


def test_a_callback_ends_by_its_own_word(desk: Desk) -> None:
    market = first(desk)
    seen: list[Change] = []
    desk.on_change(until(lambda change: change.kind == "book", seen), market, seconds=30)
    assert [each.market for each in seen] == [market]


def test_asyncio_goes_on_meanwhile(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)

    async def looking(seen: list[Change]) -> None:
        async for change in desk.changes_async(market, seconds=30):
            seen.append(change)
            if len(seen) == 2:
                return

    async def both() -> list[Change]:
        seen: list[Change] = []
        task = asyncio.create_task(looking(seen))
        while not seen:
            await asyncio.sleep(0)
        while not task.done():
            server.exchange.tick()
            await asyncio.sleep(0.05)
        await task
        return seen

    assert [each.market for each in asyncio.run(both())] == [market, market]


def test_the_market_maker_stands_on_both_sides_and_leaves_nothing(
    desk: Desk, server: PracticeServer
) -> None:
    market = first(desk)
    selection = str(desk.book(market)["selection"].iloc[0])
    maker = MarketMaker(desk, market, selection, stake=2)
    maker.quote()
    assert "not armed" in maker.refused[0]
    desk.arm()
    desk.on_change(
        until(lambda change: set(maker.quotes) == {"BACK", "LAY"}, []), market, seconds=0
    )
    desk.on_change(maker.act, market, seconds=0)
    assert {order.status for order in maker.quotes.values()} == {Status.WORKING}
    back = maker.quotes["BACK"]
    moved = away(desk, best(desk, market, "LAY"), 12)
    maker.stand("BACK", moved)
    assert maker.price(maker.quotes["BACK"]) == moved
    assert maker.quotes["BACK"].key == desk.latest(back.key) != back.key
    assert {order.status for order in maker.leave()} == {Status.CANCELLED}
    open_now = desk.orders()["status"].isin(["WORKING", "PART-MATCHED"])
    assert not open_now.any()


def test_the_report_of_a_day(desk: Desk) -> None:
    assert report(desk).startswith("0 orders")
    market = str(desk.markets("1x2")["market"].iloc[0])
    seen = best(desk, market, "BACK")
    desk.arm()
    desk.place(market, seen["selection"], "BACK", seen["price"], 4, key="bet")
    assert desk.wait("bet")[0].status is Status.MATCHED
    wait_until(lambda: len(desk.matches(market)) > 0)
    told = report(desk)
    assert "1 orders: 1 MATCHED" in told
    assert f"{market}: staked 4.00, matched 4.00, OPEN" in told
    assert "at worst" not in told


@pytest.mark.process
def test_the_public_names_are_typed(tmp_path: Path) -> None:
    """By mypy --strict, as whoever programs with them would."""
    programs = sorted((ROOT / "tests" / "python" / "programs").glob("*.py"))
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import xlbetflag\n"
        "desk = xlbetflag.connect(5)\n"
        "desk.wait(1)\n"
        "desk.limits = None\n"
        "status: int = desk.result('k').status\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *map(str, [*programs, bad])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
    )
    errors = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert len(errors) == 4, done.stdout
    assert all(bad.name in line for line in errors)  # what is cached names an older folder
