"""The practice exchange as a program: in the foreground, ticking by the wall clock."""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.practice.matching.test_money import by_hand
from tests.practice.replay.test_replay import START, runner, written
from tests.support.exchange import MARKET, OPENED, back, lay, market_of, place, small_exchange
from tests.support.programs import running
from xlbetflag.api.translate import placement
from xlbetflag.market.side import Side
from xlbetflag.practice.life.script import Script
from xlbetflag.practice.life.ticker import Ticker
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.server import Options, PracticeServer, run
from xlbetflag.practice.venue.exchange import Exchange


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.005)


def in_foreground(options: Options) -> tuple[PracticeServer, threading.Thread]:
    started: queue.Queue[PracticeServer] = queue.Queue()
    thread = threading.Thread(target=run, args=(options,), kwargs={"started": started.put})
    thread.start()
    return started.get(timeout=10), thread


@pytest.mark.socket
def test_run_serves_ticks_and_stops() -> None:
    server, thread = in_foreground(Options(port=0, speed=20.0, events=1, api_key="mine"))
    menu = f"{server.url}/navigation/menu"
    assert httpx.get(menu, headers={"X-BFkey": "mine"}).status_code == 200
    assert httpx.get(menu, headers={"X-BFkey": "practice"}).status_code == 403
    wait_until(lambda: server.exchange.ticks >= 3)
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


def _is_over(second: int) -> bool:
    return time.time() >= second + 1


@pytest.mark.socket
def test_an_exchange_that_is_started_anew_gives_other_ids(tmp_path: Path) -> None:
    """A journal keeps what the exchange of before has given: an id of it proves nothing here."""
    ids = []
    for _ in range(2):
        server, thread = in_foreground(Options(port=0, events=1, stepped=True))
        market = next(iter(server.exchange.markets.values()))
        demo = server.exchange.account("demo")
        bet = placement(str(market.market_id), [lay(101, 200, market.outcomes[0].selection_id)])
        ids += [each.offer_id for each in server.exchange.place(demo, bet)]
        server.stop()
        thread.join(10)
        wait_until(partial(_is_over, int(time.time())))
    assert len(set(ids)) == 2


@pytest.mark.socket
def test_stepped_moves_only_when_told(tmp_path: Path) -> None:
    path = written(tmp_path, START, runner([[2.0, 1]]))
    server, thread = in_foreground(
        Options(port=0, replays=(path,), stepped=True, speed=1_000.0, operator_token="t")
    )
    [market] = server.exchange.markets.values()
    headers = {"X-Practice-Token": "t"}
    for expected in ([(300, 1_000), (290, 2_055)], [(300, 1_000), (290, 2_055), (200, 100)]):
        assert httpx.post(f"{server.root}/practice/step", headers=headers).json()["moved"]
        assert market.available(0, Side.BACK, 9) == expected
    assert not httpx.post(f"{server.root}/practice/step", headers=headers).json()["moved"]
    server.stop()
    thread.join(10)


@pytest.mark.socket
def test_a_recording_plays_at_the_chosen_speed(tmp_path: Path) -> None:
    changes = [runner([[2.0, n]]) for n in range(1, 600)]
    server, thread = in_foreground(
        Options(port=0, replays=(written(tmp_path, START, *changes),), speed=3_000.0)
    )
    [market] = server.exchange.markets.values()
    wait_until(lambda: market.available(0, Side.BACK, 9)[-1:] == [(200, 59_900)])
    server.stop()
    thread.join(10)


@pytest.mark.process
@pytest.mark.socket
@pytest.mark.posix("no SIGINT to another process there")
def test_ctrl_c_ends_it_quietly() -> None:
    program = (
        "from xlbetflag.practice.server import Options, run\n"
        "run(Options(port=0, events=1), started=lambda server: print(server.url, flush=True))\n"
    )
    with running(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(url, timeout=10).status_code == 404
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, "")


def test_the_ticker_keeps_its_rate_and_ends() -> None:
    exchange = Exchange(OPENED)
    Script(exchange, seed=1, count=1)
    ticker = Ticker(exchange, 200.0)
    started = time.monotonic()
    ticker.start()
    wait_until(lambda: exchange.ticks >= 40)
    assert time.monotonic() - started >= 0.15
    ticker.stop()
    ticks = exchange.ticks
    exchange.tick()
    assert exchange.ticks == ticks + 1


def test_threads_share_the_exchange_under_its_lock() -> None:
    exchange = small_exchange()
    market = market_of(exchange)
    traders = [exchange.open_account(f"t{n}", "", 10**8) for n in range(4)]
    together = threading.Barrier(len(traders))
    placed: list[Order] = []

    def trade(trader: Account, number: int) -> None:
        together.wait()
        for turn in range(400):
            bet = (back if (turn + number) % 2 else lay)(196 + 2 * (turn % 4), 200 + 50 * number)
            placed.extend(place(exchange, trader, bet))
            if turn % 10 == 9:
                exchange.cancel_unmatched(trader, MARKET)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(traders)) as pool:
            for done in [pool.submit(trade, each, n) for n, each in enumerate(traders)]:
                done.result(30)
    finally:
        sys.setswitchinterval(interval)
    assert len({order.offer_id for order in placed}) == len(placed) == 1_600
    backed = sum(order.matched for order in placed if order.is_back)
    assert backed == sum(order.matched for order in placed if not order.is_back) > 0
    assert [trader.locked for trader in traders] == [by_hand(market, each) for each in traders]
    shown = sum(size for side in Side for _, size in market.available(0, side, 99))
    assert shown == sum(order.remaining for order in placed)


def test_a_negative_rate_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Ticker(Exchange(OPENED), -1.0)


@pytest.mark.socket
def test_an_account_of_ones_own_over_the_wire() -> None:
    exchange = Exchange(OPENED)
    exchange.open_account("anna", "segreto", 12_345, commission=500)
    with PracticeServer(exchange) as server:
        answer = httpx.post(
            f"{server.url}/security/session",
            content=json.dumps({"Username": "anna", "Pwd": "segreto"}),
            headers={"X-BFkey": "practice"},
        ).json()
        headers = {"X-BFkey": "practice", "X-BF-Session-Token": answer["SessionToken"]}
        tax = httpx.get(f"{server.url}/account/commission", headers=headers).json()["tax"]
    assert (answer["Balance"], tax) == (12_345, 500)
    with pytest.raises(ValueError, match="already"):
        exchange.open_account("anna", "", 0)
