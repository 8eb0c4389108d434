"""A desk that dies at any instant: on start it reconciles, and nothing is sent a second time."""

import threading
from typing import Any

import msgspec
import pytest

from tests.support import faulty
from tests.support.conditions import wait_until
from tests.support.worlds import MARKET, QUICK, World, row
from xlbetflag.orders.status import Status


class Killed(BaseException):
    """The process is gone: nothing of ours runs any more."""


def die_at(world: World, owner: Any, name: str, *, after: bool) -> threading.Event:
    """The worker thread dies before or after `owner.name`; the event says that it did."""
    dead = threading.Event()
    work = getattr(owner, name)

    def dying(*args: Any, **options: Any) -> Any:
        if after:
            work(*args, **options)
        dead.set()
        raise Killed

    setattr(owner, name, dying)
    return dead


@pytest.fixture(autouse=True)
def _silent_death(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that is killed must not fail the test for it."""
    monkeypatch.setattr(threading, "excepthook", lambda args: None)


def restarted(world: World) -> World:
    world.shut()
    world.open()
    return world


@pytest.mark.parametrize(
    ("owner", "name", "after", "status", "at_venue"),
    [
        ("client", "my_offers", False, Status.REFUSED, 0),  # before the baseline
        ("client", "my_offers", True, Status.REFUSED, 0),  # after it
        ("journal", "start_send", False, Status.REFUSED, 0),  # SENDING not yet durable
        ("journal", "start_send", True, Status.NOT_FOUND, 0),  # durable, nothing left
        ("client", "place", False, Status.NOT_FOUND, 0),
        ("client", "place", True, Status.WORKING, 1),  # left, and accepted
        ("journal", "finish_send", False, Status.WORKING, 1),  # the answer not yet durable
        ("journal", "finish_send", True, Status.WORKING, 1),
        ("journal", "add_states", False, Status.WORKING, 1),  # the read-back not yet durable
        ("journal", "add_states", True, Status.WORKING, 1),
    ],
)
def test_death_at_each_step_is_reconciled_and_not_sent_again(
    world: World, owner: str, name: str, after: bool, status: Status, at_venue: int
) -> None:
    dead = die_at(world, getattr(world, owner), name, after=after)
    assert world.orders.place([row("k1")])["k1"].status is Status.CHECKED
    assert dead.wait(10)
    posts = world.posts
    restarted(world)
    result = world.wait_for("k1", status)
    assert len(world.at_venue) == at_venue
    if at_venue:
        assert set(world.at_venue) == {result.offer_id}
    assert world.orders.place([row("k1")])["k1"].status is status
    world.orders.place([row("k9", price=360)])
    world.wait_for("k9", Status.WORKING)
    assert world.posts == posts + 1


def test_a_desk_that_has_stopped_leaves_no_thread_behind(world: World) -> None:
    world.shut()
    before = set(threading.enumerate())
    for _ in range(3):
        world.open()
        world.orders.cancel_all()
        world.orders.halt()
        world.shut()
    wait_until(lambda: not set(threading.enumerate()) - before - _of_the_server())


def _of_the_server() -> set[threading.Thread]:
    """The proxy serves each connection in a thread."""
    return {each for each in threading.enumerate() if each.name.startswith("Thread-")}


def test_what_only_waited_in_the_queue_is_refused_and_says_so(world: World) -> None:
    dead = die_at(world, world.client, "my_offers", after=False)
    world.orders.place([row("k1"), row("k2", price=360, at_live=True)])
    assert dead.wait(10)
    restarted(world)
    for key in ("k1", "k2"):
        result = world.result(key)
        assert result.status is Status.REFUSED
        assert "stopped before it left" in result.message
    assert world.posts == 0


def test_nothing_leaves_before_reconciliation_ends(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.shut()
    go = threading.Event()
    world.proxy.on("GET /offers/all", faulty.late(go))
    world.open(arm=False)
    assert not world.orders.is_reconciled
    assert world.orders.arm() is None
    result = world.orders.place([row("k2", price=360)])["k2"]
    assert result.status is Status.DRAFT
    assert "still being checked" in result.message
    go.set()
    wait_until(lambda: world.orders.is_reconciled)
    assert world.orders.place([row("k2", price=360)])["k2"].status is Status.CHECKED


def test_a_server_that_is_down_at_the_start_keeps_the_gate_shut(world: World) -> None:
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.WORKING)
    world.shut()
    world.proxy.on("GET /offers/all", faulty.status(503), times=4)
    world.open(arm=False)
    wait_until(lambda: "could not be read" in world.result("k1").message)
    assert not world.orders.is_reconciled
    wait_until(lambda: world.orders.is_reconciled)
    assert world.status("k1") is Status.WORKING


def test_what_happened_meanwhile_is_read_back(world: World) -> None:
    world.orders.place([row("k1"), row("k2", price=300, size=20_000), row("k3", price=360)])
    offers = {key: result.offer_id for key, result in world.wait_at_rest().items()}
    world.shut()
    market = world.exchange.market(int(MARKET))
    account = world.exchange.account("demo")
    with world.exchange.lock:
        market.cancel(market.orders[account][offers["k1"]])
    world.open()
    world.wait_for("k1", Status.CANCELLED)
    assert world.status("k2") is Status.MATCHED
    assert world.status("k3") is Status.WORKING
    assert {key: world.result(key).offer_id for key in offers} == offers


def test_a_stop_finishes_the_request_under_way(world: World) -> None:
    go = threading.Event()
    world.proxy.on("POST /offers", faulty.late(go))
    world.orders.place([row("k1"), row("k2", price=360, at_live=True)])
    wait_until(lambda: world.posts == 1)
    stopping = threading.Thread(target=world.orders.stop)
    stopping.start()
    go.set()
    stopping.join(10)
    assert world.result("k1").status in (Status.ACCEPTED, Status.WORKING)
    assert world.result("k2").status is Status.REFUSED
    assert "not running" in world.orders.place([row("k3", price=370)])["k3"].message
    world.journal.close()
    world.client.close()
    world._is_open = False
    world.open()
    world.wait_for("k1", Status.WORKING)
    assert world.posts == 1


def test_an_unforeseen_error_disarms_and_the_desk_goes_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    read = world.client.my_offers

    def broken(market_id: str) -> Any:
        world.client.my_offers = read  # type: ignore[method-assign]
        raise RuntimeError("a bug of ours")

    world.client.my_offers = broken  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    wait_until(lambda: not world.orders.is_armed)
    assert "interrupted" in caplog.text
    assert world.posts == 0
    assert world.status("k1") in (Status.CHECKED, Status.REFUSED)
    assert world.orders.arm() is None
    world.orders.place([row("k2", price=360)])
    world.wait_for("k2", Status.WORKING)


def test_a_post_that_broke_in_our_own_code_is_an_unknown_outcome(world: World) -> None:
    place = world.client.place

    def broken(request: Any, **options: Any) -> Any:
        place(request, **options)
        raise RuntimeError("after it left")

    world.client.place = broken  # type: ignore[method-assign]
    world.orders.place([row("k1")])
    result = world.wait_for("k1", Status.WORKING)
    assert "inferred" in result.message
    assert world.posts == 1


def test_a_refusal_to_show_my_offers_is_no_look(world: World) -> None:
    """An order whose answer was lost is undecided until a look has shown something."""
    world.proxy.on("POST /offers", faulty.dropped)
    world.proxy.on("GET /offers/all", faulty.passed)  # the baseline
    world.proxy.on("GET /offers/all", faulty.status(503), times=1_000)
    world.orders.place([row("k1")])
    world.wait_for("k1", Status.UNKNOWN)
    world.shut()
    world.proxy.heal()
    world.proxy.on("GET /offers/all", faulty.refused(200, {"errore": "Non ora", "esito": 9}))
    world.open(arm=False, pace=msgspec.structs.replace(QUICK, watch=60.0, slowest=60.0))
    wait_until(lambda: "Non ora" in world.result("k1").message)
    assert not world.orders.is_reconciled
    assert world.status("k1") is Status.UNKNOWN
