"""Lowering risk needs nothing: every command under every fault of the journal.

The table of docs/orders.md, "Whatever the journal does". What lowers risk acts first and at once;
what raises it is kept back.
"""

import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, OTHER_MARKET, QUICK, World, opened, row
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import Health
from xlbetflag.orders.conditional.terms.command import Command
from xlbetflag.orders.lowering.generations import Wish
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.draft import Row, Wanted
from xlbetflag.orders.status import Status

AT_ONCE = 2.0  # seconds on a busy machine; the journal's own patience is 5
DELETE = "DELETE /offers"
MINE = "GET /offers/all"

Heal = Callable[[], None]


def unwritable(world: World) -> Heal:
    world.journal._writer.execute("PRAGMA query_only = ON")
    return lambda: None


def disk_full(world: World) -> Heal:
    (pages,) = world.journal._writer.execute("PRAGMA page_count").fetchone()
    world.journal._writer.execute(f"PRAGMA max_page_count = {pages}")
    while True:  # until nothing fits any more, as on a disk that others fill
        try:
            world.journal.add_action("filled", "x" * 200, world.now())
        except Problem:
            return lambda: None


def locked(world: World) -> Heal:
    other = sqlite3.connect(world.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        other.execute("ROLLBACK")
        other.close()

    return let_go


def gone(world: World) -> Heal:
    for file in world.path.parent.glob("journal.sqlite*"):
        file.unlink()
    return lambda: None


def overwritten(world: World) -> Heal:
    for file in world.path.parent.glob("journal.sqlite*"):
        if file.suffix != ".lock":
            with file.open("r+b") as handle:
                handle.write(b"\0" * max(4_096, file.stat().st_size))
    return lambda: None


def closed(world: World) -> Heal:
    world.journal._writer.close()
    world.journal._connection.close()
    return lambda: None


FAULTS = (unwritable, disk_full, locked, gone, overwritten, closed)


@pytest.fixture
def standing(tmp_path: Path) -> Iterator[World]:
    """k1 stands, k2 stands elsewhere with a rule that waits for it; k3 is a rule alone."""
    with opened(tmp_path) as world:
        world.orders.place(
            [
                row("k1"),
                row("k2", market=OTHER_MARKET, options="UNTIL 23:59"),
                row("k3", price=380, options="LIVE"),
            ]
        )
        world.wait_for("k1", Status.WORKING)
        world.wait_for("k2", Status.WORKING)
        assert world.status("k3") is Status.WAITING
        yield world


@pytest.fixture
def broken(standing: World, fault: Callable[[World], Heal]) -> Iterator[World]:
    heal = fault(standing)
    yield standing
    heal()


def all_faults(test: Callable[..., None]) -> Callable[..., None]:
    return pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)(test)


def at_once(action: Callable[[], object]) -> None:
    started = time.monotonic()
    action()
    assert time.monotonic() - started < AT_ONCE


def gone_at_venue(world: World, *keys: str) -> None:
    wait_until(lambda: not any(standing_of(world, key) for key in keys), seconds=8)


def standing_of(world: World, key: str) -> object:
    offer = world.at_venue[world.result(key).offer_id]
    return offer["remaining"]


@all_faults
def test_cancel_takes_the_order_back(broken: World) -> None:
    at_once(lambda: broken.orders.cancel(["k1"]))
    gone_at_venue(broken, "k1")
    assert standing_of(broken, "k2")


@all_faults
def test_cancel_takes_an_order_with_a_rule_back(broken: World) -> None:
    at_once(lambda: broken.orders.cancel(["k2", "k3"]))
    gone_at_venue(broken, "k2")
    assert broken.orders.rules() == []
    assert broken.status("k3") is Status.ENDED
    assert standing_of(broken, "k1")


@all_faults
def test_cancel_all_takes_everything_back(broken: World) -> None:
    at_once(broken.orders.cancel_all)
    gone_at_venue(broken, "k1", "k2")
    assert broken.orders.rules() == []


@all_faults
def test_cancel_all_of_a_market_takes_that_market_back(broken: World) -> None:
    at_once(lambda: broken.orders.cancel_all(MARKET))
    gone_at_venue(broken, "k1")
    assert standing_of(broken, "k2")


@all_faults
def test_cancel_all_at_the_venue_takes_everything_back(broken: World) -> None:
    at_once(lambda: broken.orders.cancel_all(everything_at_venue=True))
    gone_at_venue(broken, "k1", "k2")


@all_faults
def test_halt_halts_and_takes_everything_back(broken: World) -> None:
    at_once(broken.orders.halt)
    assert broken.orders.is_halted
    assert not broken.orders.is_armed
    gone_at_venue(broken, "k1", "k2")


@all_faults
def test_disarm_disarms_and_leaves_what_stands(broken: World) -> None:
    at_once(broken.orders.disarm)
    assert not broken.orders.is_armed
    assert standing_of(broken, "k1")


@all_faults
def test_cancel_in_the_row_of_an_order_takes_it_back(broken: World) -> None:
    wanted = Wanted(command=Command.CANCEL, market_id=MARKET, selection="1 · 1")
    broken.orders.place([Row(key="k1", position=1, draft=None, wanted=wanted)])
    gone_at_venue(broken, "k1")


@all_faults
def test_cancel_in_a_row_of_its_own_acts_though_it_cannot_wait(broken: World) -> None:
    """Disarmed, or where the journal does not take its rule."""
    broken.orders.disarm()
    wanted = Wanted(command=Command.CANCEL, market_id=MARKET)
    said = broken.orders.place([Row(key="k8", position=8, draft=None, wanted=wanted)])["k8"]
    assert "all the same" in said.message
    gone_at_venue(broken, "k1")
    assert standing_of(broken, "k2")


def test_a_row_whose_command_was_done_before_takes_nothing_back(world: World) -> None:
    wanted = Wanted(command=Command.CANCEL, market_id=MARKET)
    done = Row(key="k8", position=8, draft=None, wanted=wanted)
    world.orders.place([done])
    world.wait_for("k8", Status.ENDED)
    world.orders.place([row("k1"), done])
    world.wait_for("k1", Status.WORKING)
    world.orders.disarm()
    world.orders.place([done])
    assert world.status("k1") is Status.WORKING
    assert "ancel" not in world.result("k1").message


@all_faults
def test_every_wish_in_turn_while_another_thread_waits_for_the_journal(broken: World) -> None:
    """As where a sheet places, or a rule writes, at the very moment."""
    placing = threading.Thread(target=lambda: broken.orders.place([row("k9", price=390)]))
    placing.start()
    at_once(broken.orders.disarm)
    at_once(lambda: broken.orders.cancel(["k1"]))
    at_once(broken.orders.cancel_all)
    at_once(broken.orders.halt)
    at_once(broken.orders.results)
    at_once(lambda: broken.orders.changes(0))
    gone_at_venue(broken, "k1", "k2")
    placing.join(20)
    assert not placing.is_alive()


@pytest.mark.parametrize("fault", [unwritable, disk_full, overwritten, closed])
def test_what_raises_risk_is_kept_back(standing: World, fault: Callable[[World], Heal]) -> None:
    fault(standing)
    for number in range(100):  # a full disk may have room for some
        if standing.orders.trouble:
            break
        standing.orders.place([row(f"m{number}", price=390 + 5 * number)])
        standing.wait_at_rest()
    posts = standing.posts
    assert standing.orders.place([row("k6", price=990)])["k6"].status is Status.DRAFT
    assert standing.orders.preview([row("k7", price=990)]).trouble
    with pytest.raises(Problem):
        standing.orders.replace("k1", 360)
    standing.orders.disarm()
    assert standing.orders.arm() is not None
    with pytest.raises(Problem):
        standing.orders.rearm_rules()
    assert standing.posts == posts


# --- what hangs ------------------------------------------------------------------------------


def hanging(until: threading.Event) -> faulty.Fault:
    """Done; nothing is said until then, and then the connection ends."""

    def fault(connection: socket.socket, forward: faulty.Forward) -> None:
        forward()
        until.wait(20)
        connection.close()

    return fault


def test_a_post_that_hangs_keeps_no_cancel_waiting(standing: World) -> None:
    go = threading.Event()
    standing.proxy.on("POST /offers", hanging(go))
    standing.orders.place([row("k5", price=390)])
    standing.wait_for("k5", Status.SENDING)
    at_once(standing.orders.halt)
    wait_until(lambda: not standing_of(standing, "k1"), seconds=3)
    wait_until(lambda: not standing_of(standing, "k2"), seconds=3)
    assert standing.status("k5") is Status.SENDING
    go.set()
    wait_until(lambda: not any(o["remaining"] for o in standing.at_venue.values()))


def test_a_read_that_hangs_keeps_no_cancel_waiting(standing: World) -> None:
    go = threading.Event()
    standing.proxy.on(MINE, hanging(go))
    wait_until(lambda: standing.proxy.count(MINE) > 3)
    at_once(standing.orders.halt)
    wait_until(lambda: not standing_of(standing, "k1"), seconds=3)
    wait_until(lambda: not standing_of(standing, "k2"), seconds=3)
    go.set()


def test_a_cancel_that_hangs_keeps_no_other_market_waiting(standing: World) -> None:
    go = threading.Event()

    def unheard(connection: socket.socket, forward: faulty.Forward) -> None:
        go.wait(20)
        connection.close()

    standing.proxy.on(DELETE, unheard)
    at_once(lambda: standing.orders.cancel(["k1"]))
    wait_until(lambda: standing.proxy.count(DELETE) == 1)
    at_once(lambda: standing.orders.cancel(["k2"]))
    wait_until(lambda: not standing_of(standing, "k2"), seconds=3)
    assert standing_of(standing, "k1")
    wait_until(lambda: not standing_of(standing, "k1"), seconds=10)  # asked again after its time
    go.set()


@pytest.mark.socket
def test_a_cancel_asked_for_again_is_asked_at_once(tmp_path: Path) -> None:
    """However long the pause has grown."""
    with opened(tmp_path) as world:
        world.shut()
        world.open(pace=Pace(watch=0.02, cancel=60.0, slowest=60.0, patience=0.0))
        world.orders.place([row("k1")])
        world.wait_for("k1", Status.WORKING)
        world.proxy.on(DELETE, faulty.never_arrived)
        world.orders.cancel(["k1"])
        wait_until(lambda: world.proxy.count(DELETE) == 1)
        wait_until(lambda: "not confirmed" in world.result("k1").message)
        world.orders.cancel(["k1"])
        world.wait_for("k1", Status.CANCELLED)


# --- over a restart --------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["halt", "cancel_all", "cancel"])
def test_what_was_to_be_cancelled_is_cancelled_after_a_restart(world: World, how: str) -> None:
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    world.wait_at_rest()
    world.proxy.on(DELETE, faulty.never_arrived, times=10_000)
    actions: dict[str, Callable[[], object]] = {
        "halt": world.orders.halt,
        "cancel_all": world.orders.cancel_all,
        "cancel": lambda: world.orders.cancel(["k1", "k2"]),
    }
    actions[how]()
    wait_until(lambda: world.proxy.count(DELETE) > 1)
    world.shut()
    world.proxy.heal()
    world.open(arm=False)
    world.wait_for("k1", Status.CANCELLED)
    world.wait_for("k2", Status.CANCELLED)
    assert all(not offer["remaining"] for offer in world.at_venue.values())


def test_a_cancel_given_just_before_the_desk_stops_still_leaves(world: World) -> None:
    world.orders.place([row("k1"), row("k2", market=OTHER_MARKET)])
    world.wait_at_rest()
    world.orders.cancel_all()
    world.shut()
    assert all(not offer["remaining"] for offer in world.at_venue.values())


# --- a market that cannot be read ------------------------------------------------------------


def no_such_market(connection: socket.socket, forward: faulty.Forward) -> None:
    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


UNREADABLE = {
    "404": no_such_market,
    "malformed": faulty.changed(lambda message: {"offerte": 7}),
    "refused": faulty.refused(200, {"esito": 7, "errore": "mercato inesistente"}),
}


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=UNREADABLE)
def test_a_market_that_cannot_be_read_holds_no_other(world: World, fault: faulty.Fault) -> None:
    world.orders.place([row("k1"), row("k2", price=360)])
    world.wait_at_rest()
    world.shut()
    world.proxy.on(MINE, fault, times=100_000, only=MARKET)
    world.open(arm=False)
    wait_until(lambda: world.orders.is_reconciled)
    assert world.orders.arm() is None
    wait_until(lambda: "set apart" in world.result("k1").message)
    placed = world.orders.place([row("k3", market=OTHER_MARKET), row("k4", price=390)])
    assert placed["k4"].status is Status.REFUSED
    assert "cannot be read" in placed["k4"].message
    world.wait_for("k3", Status.WORKING)
    looks = world.proxy.count(MINE)
    wait_until(lambda: world.proxy.count(MINE) > looks)  # it goes on being tried
    assert world.orders.decide("k1", Status.CANCELLED) is None
    assert world.orders.decide("k1", Status.CANCELLED) is not None
    assert world.status("k1") is Status.CANCELLED
    world.proxy.heal()
    world.wait_for("k2", Status.WORKING)
    wait_until(lambda: "set apart" not in world.result("k2").message)
    wait_until(
        lambda: world.orders.place([row("k5", price=390)])["k5"].status is not Status.REFUSED
    )
    world.wait_for("k5", Status.WORKING)


def test_while_the_venue_does_not_answer_no_market_is_set_apart(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_at_rest()
    world.shut()
    world.view.balance_health = Health.STALE
    world.proxy.on(MINE, no_such_market, times=100_000)
    world.open(arm=False)
    wait_until(lambda: world.proxy.count(MINE) > 20)
    assert not world.orders.is_reconciled


# --- the order thread keeps its pace ---------------------------------------------------------


def test_a_journal_that_cannot_be_read_makes_no_hammer(standing: World) -> None:
    overwritten(standing)
    standing.orders._ledger._baselines.clear()
    standing.orders._ledger._linked._before.clear()
    wait_until(lambda: standing.orders.trouble)
    before, started = standing.proxy.count(MINE), time.monotonic()
    wait_until(lambda: time.monotonic() - started > 1.0)
    # Two markets, each looked at again after `slowest` at the soonest.
    assert standing.proxy.count(MINE) - before <= 2 * (1.0 / QUICK.slowest) * 1.5


def test_what_nobody_foresaw_disarms_and_comes_not_at_once_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[float] = []

    def broken(*_: object, **__: object) -> None:
        looks.append(time.monotonic())
        raise RuntimeError("a bug of ours")

    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    monkeypatch.setattr("xlbetflag.orders.evidence.watcher.judge", broken)
    wait_until(lambda: looks)
    wait_until(lambda: not world.orders.is_armed)
    at_once(world.orders.cancel_all)
    wait_until(lambda: not any(offer["remaining"] for offer in world.at_venue.values()))
    assert len(looks) < 5


def test_rules_are_added_and_looked_at_by_many_threads(world: World) -> None:
    """Nothing walks what another thread changes."""
    keys = [f"k{number}" for number in range(60)]
    failures: list[BaseException] = []
    is_over = threading.Event()

    def look() -> None:
        try:
            while not is_over.is_set():
                world.orders.rules()
                world.orders.open_markets()
                world.orders._running.family(["k0"])
                world.orders._conditional.halt(Wish.DISARM)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells
            failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for key in keys:
        world.orders.place([row(key, price=380, market=MARKET, options="LIVE")], [key])
        world.orders.cancel([key])
    is_over.set()
    for thread in threads:
        thread.join(10)
    assert failures == []
    assert world.orders.rules() == []
