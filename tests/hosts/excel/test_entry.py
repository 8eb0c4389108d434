"""The desk that Excel's macros call: ticks, commands, questions, several workbooks."""

import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from tests.hosts.excel.conftest import Macros, Trader, key
from tests.hosts.excel.fake_excel import Com
from tests.support.conditions import wait_until
from tests.support.sheet import first_markets, offers_of
from xlbetflag.api.http import HttpTransport
from xlbetflag.hosts.excel import service
from xlbetflag.practice.faults.plan import FaultRule, Plan
from xlbetflag.practice.server import PracticeServer
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.desk import COMMAND
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.sheets import ORDERS
from xlbetflag.workbook.layout.tables import MARKET_TABLE


def test_a_tick_keeps_the_sheet_and_answers_its_cells(
    serve: Callable[..., Trader], server: PracticeServer
) -> None:
    trader = serve()
    market = first_markets(server)[0]
    table = MARKET_TABLE
    trader.tick_until(lambda: trader.book.value(*trader.cell(table, 0, "market_id")))
    trader.type(trader.cell(table, 0, "watch"), "YES")
    trader.tick_until(lambda: trader.named("Block_1_Market"))
    shown = trader.named("Block_1_Market")
    trader.macros.cell(key("BF_STATUS", shown))
    trader.macros.cell(key("BF_BOOK", shown, 3.0))
    trader.tick_until(lambda: trader.macros.cell(key("BF_STATUS", shown)) == "LIVE")
    assert len(trader.macros.cell(key("BF_BOOK", shown, 3.0))[0]) == 17
    assert trader.named("Environment") == "PRACTICE"
    assert trader.named("ArmState") == "DISARMED"
    assert market in str(server.exchange.markets.keys())


def test_the_sheet_in_front_is_told_at_every_tick(
    trader: Trader, monkeypatch: pytest.MonkeyPatch
) -> None:
    trader.type(trader.cell(MARKET_TABLE, 0, "watch"), "YES")
    trader.tick_until(lambda: trader.named("Block_1_Market"))
    told: list[Any] = []

    def show(_: str, markets: Any) -> None:
        told.append(None if markets is None else list(markets))

    monkeypatch.setattr(trader.desk.feed, "show", show)
    for front in ("Board", "Desk", "Board"):
        trader.book._front = front
        trader.macros.tick()
    on_board = trader.named("Block_1_Market")
    assert told == [[on_board], [], [on_board]]


def test_while_the_user_copies_nothing_is_written(trader: Trader, server: PracticeServer) -> None:
    trader.windows.excel.writes.clear()
    age = key("BF_AGE", first_markets(server)[0])
    trader.macros.cell(age)
    before = len(trader.windows.excel.writes)
    trader.macros.tick(copying=True)
    assert len(trader.windows.excel.writes) == before
    assert isinstance(trader.macros.cell(age), float)


def test_place_asks_and_confirm_sends(trader: Trader, server: PracticeServer) -> None:
    market = first_markets(server)[0]
    trader.type_order(0, market, trader.label(market), "BACK", trader.far(market), 5.0)
    trader.type_order(1, market, trader.label(market), "BACK", "dieci", 5.0)
    state, sentence, token = trader.macros.ask("PLACE")
    assert state == "ASK"
    assert "1 rows" in sentence
    assert "Send them?" in sentence
    assert not offers_of(server)
    state, sentence, _ = trader.macros.ask("CONFIRM", token)
    assert state == "OK"
    assert "1" in sentence
    trader.tick_until(lambda: trader.order(0)["status"] == "WORKING")
    assert trader.order(1)["status"] == "REFUSED"
    assert len(offers_of(server)) == 1
    trader.macros.ask("CONFIRM", token)
    trader.tick_until(lambda: trader.desk.orders.is_reconciled)
    assert len(offers_of(server)) == 1


@pytest.mark.parametrize("change", ["stake", "row"])
def test_what_was_changed_after_the_question_is_not_sent(
    trader: Trader, server: PracticeServer, change: str
) -> None:
    market = first_markets(server)[0]
    trader.type_order(0, market, trader.label(market), "BACK", trader.far(market), 5.0)
    token = trader.macros.ask("PLACE")[2]
    if change == "stake":
        trader.type(trader.cell(ORDER_TABLE, 0, "stake"), 6.0)
    else:
        trader.type_order(1, market, trader.label(market, 1), "BACK", trader.far(market, 1), 5.0)
    trader.macros.ask("CONFIRM", token)
    trader.macros.tick()
    assert not offers_of(server)
    assert "changed since you confirmed" in trader.order(0)["message"]
    assert trader.macros.ask("CONFIRM")[0] == "OK"
    assert not offers_of(server)


def test_nothing_to_send_is_told_at_once(trader: Trader, server: PracticeServer) -> None:
    trader.type_order(0, first_markets(server)[0], "nobody", "BACK", 2.0, 5.0)
    state, sentence, token = trader.macros.ask("PLACE")
    assert (state, token) == ("OK", "")
    assert "0 rows" in sentence
    assert trader.order(0)["status"] == "REFUSED"


def test_commands_do_not_wait_for_the_venue(
    trader: Trader, server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No request is made in the thread that Excel calls in, and none is waited for."""
    market = first_markets(server)[0]
    trader.type_order(0, market, trader.label(market), "BACK", trader.far(market), 5.0)
    here = threading.current_thread()
    callers: list[threading.Thread] = []
    send = HttpTransport.send

    def sending(*args: Any, **named: Any) -> Any:
        callers.append(threading.current_thread())
        return send(*args, **named)

    monkeypatch.setattr(HttpTransport, "send", sending)
    server.faults.replace(
        Plan(rules=(FaultRule(kind="delay", operations=("place",), seconds=0.7),))
    )
    token = trader.macros.ask("PLACE")[2]
    trader.macros.ask("CONFIRM", token)
    assert trader.order(0)["status"] in ("WAITING", "CHECKED", "SENDING")
    wait_until(lambda: offers_of(server))
    assert here not in callers
    assert callers


def test_halt_works_in_a_workbook_that_lost_its_parts(trader: Trader) -> None:
    fresh = Trader(trader.desk, trader.windows, trader.book)
    service.current = service.Service(trader.desk)
    trader.book._areas.pop(COMMAND.name)
    trader.book._areas.pop(market_blocks.block_name(1))
    trader.book._sheets[ORDERS]._tables.clear()
    assert "Command is missing" in fresh.macros.ask("PLACE")[1]
    assert fresh.macros.ask("HALT")[0] == "OK"
    assert trader.desk.orders.is_halted


def test_cells_stay_live_in_a_workbook_that_lost_its_parts(
    trader: Trader, server: PracticeServer
) -> None:
    trader.book._sheets[ORDERS]._tables.clear()
    assert ORDER_TABLE.name in trader.macros.tick()[0][3]
    status = key("BF_STATUS", first_markets(server)[0])
    trader.macros.known.pop(status)
    trader.macros.cell(status)
    trader.macros.tick()
    assert trader.macros.cell(status) == "LIVE"


def test_two_workbooks_on_one_desk(
    trader: Trader, serve: Callable[..., Trader], server: PracticeServer
) -> None:
    market = first_markets(server)[0]
    other = serve("other.xlsm")
    status = key("BF_STATUS", market)
    other.macros.cell(status)
    other.tick_until(lambda: other.macros.cell(status) == "LIVE")
    assert trader.macros.cell(status) == "LIVE"
    other.type_order(0, market, other.label(market), "BACK", other.far(market), 5.0)
    other.macros.ask("CONFIRM", other.macros.ask("PLACE")[2])
    other.tick_until(lambda: other.order(0)["status"] == "WORKING")
    trader.macros.tick()
    assert trader.order(0)["status"] is None


def test_the_limits_are_those_of_the_sheet_that_trades(
    trader: Trader, serve: Callable[..., Trader], server: PracticeServer
) -> None:
    market = first_markets(server)[0]
    other = serve("other.xlsm")
    other.type_named("StakePerBet", 2.0)
    trader.type_order(0, market, trader.label(market), "BACK", trader.far(market), 5.0)
    trader.macros.tick()
    Macros(trader.windows, other.book).tick()
    state, sentence, _ = trader.macros.ask("PLACE")
    assert state == "ASK", sentence


def test_after_save_as_everything_is_asked_for_again(
    trader: Trader, server: PracticeServer
) -> None:
    status = key("BF_STATUS", first_markets(server)[0])
    trader.book._path = trader.book._path.with_name("saved as.xlsm")
    assert trader.macros.tick()[0][2] == "FRESH"
    trader.macros.known.clear()
    trader.macros.tick()
    assert trader.macros.cell(status) == "LIVE"


def test_excel_may_call_while_it_is_written_to(trader: Trader, server: PracticeServer) -> None:
    """Another call in the middle of a tick, in the same thread: answered, never dead-locked."""
    excel = trader.windows.excel
    said: list[tuple[str, str, str]] = []
    inner = Macros(trader.windows, trader.book)
    status = key("BF_STATUS", first_markets(server)[0])

    def call_in(kind: str, _: str) -> None:
        if kind == "put":
            excel.rejects = lambda kind, name: None
            said.append(inner.ask("PLACE"))
            said.extend(inner.ask(word) for word in ("HALT", "DISARM", "CANCEL ALL"))
            inner.call("TICK", "", (status,))

    excel.rejects = call_in
    trader.macros.known.pop(status)
    trader.macros.tick()
    assert "Try again" in said[0][1]
    assert trader.desk.orders.is_halted
    assert [state for state, *_ in said[1:]] == ["OK"] * 3
    assert all("Try again" not in words for _, words, *_ in said[1:])


def test_between_calls_nothing_of_excel_is_held(trader: Trader) -> None:
    """A reference kept in the desk's process would keep a closed Excel alive."""
    trader.type_order(0, "1", "x", "BACK", 2.0, 2.0)
    trader.macros.tick()
    trader.macros.ask("PLACE")
    gc.collect()
    excel = trader.windows.excel
    kept = [
        each
        for each in gc.get_objects()
        if isinstance(each, Com) and each.__dict__.get("_excel") is excel
    ]
    belonging = {id(trader.windows.excel.app), id(trader.book)}
    belonging |= {id(sheet) for sheet in trader.book._sheets.values()}
    assert [each for each in kept if id(each) not in belonging] == []
    alone = weakref.ref(trader.book)
    excel.books.clear()
    del kept, belonging
    trader.macros.book = trader.book = None  # type: ignore[assignment]
    gc.collect()
    assert alone() is None


class Held:
    """A lock that knows which threads hold it."""

    def __init__(self, real: Any, holders: dict[int, int]) -> None:
        self._real, self._holders = real, holders

    def _count(self, change: int) -> None:
        me = threading.get_ident()
        self._holders[me] = self._holders.get(me, 0) + change

    def acquire(self, *args: Any, **named: Any) -> bool:
        taken = self._real.acquire(*args, **named)
        self._count(1 if taken else 0)
        return bool(taken)

    def release(self) -> None:
        self._real.release()
        self._count(-1)

    __enter__ = acquire

    def __exit__(self, *_: object) -> None:
        self.release()

    def _is_owned(self) -> bool:
        return self._holders.get(threading.get_ident(), 0) > 0

    def _release_save(self) -> None:
        self.release()

    def _acquire_restore(self, _: object) -> None:
        self.acquire()


@pytest.mark.socket
def test_no_lock_is_held_while_excel_is_called(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    holders: dict[int, int] = {}
    for name in ("Lock", "RLock"):
        real = getattr(threading, name)
        monkeypatch.setattr(threading, name, lambda real=real: Held(real(), holders))
    trader = request.getfixturevalue("trader")
    watched: list[int] = []
    trader.windows.excel.watch = lambda: watched.append(holders.get(threading.get_ident(), 0))
    server = request.getfixturevalue("server")
    market = first_markets(server)[0]
    trader.type_order(0, market, trader.label(market), "BACK", trader.far(market), 5.0)
    trader.macros.ask("CONFIRM", trader.macros.ask("PLACE")[2])
    trader.tick_until(lambda: trader.order(0)["status"] == "WORKING")
    row = trader.cell(ORDER_TABLE, 0, "market")[1]
    trader.macros.ask(f"CANCEL {row}")
    trader.tick_until(lambda: trader.order(0)["status"] == "CANCELLED")
    assert len(watched) > 1_000
    assert set(watched) == {0}
