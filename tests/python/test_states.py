"""States that can be programmed with: enums, typed results, sentences for what is wrong."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import xlbetflag
from tests.python.conftest import QUICK
from tests.python.test_connection import away, best, first
from tests.support.conditions import wait_until
from xlbetflag import Desk, Limits, Order, Refusal, Side, Status
from xlbetflag.practice.server import PracticeServer


def test_the_public_names_are_exactly_those_that_are_told() -> None:
    told = set(xlbetflag.__all__)
    assert {"Desk", "Limits", "Order", "Refusal", "Side", "Status", "connect"} <= told
    for name in told - {"__version__"}:
        thing = getattr(xlbetflag, name)
        assert thing.__name__ == name
        assert thing.__doc__, name
    assert told <= set(dir(xlbetflag))
    with pytest.raises(AttributeError):
        _ = xlbetflag.Connection


def test_every_key_that_place_gave_can_be_waited_for(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    draft = desk.place(market, seen["selection"], "BACK", seen["price"], 2)
    assert isinstance(draft, Order)
    assert desk.wait(draft.key) == [draft]
    assert draft.status is Status.DRAFT
    desk.arm()
    refused = desk.place(market, seen["selection"], "BACK", seen["price"], 5_000)
    assert desk.wait(refused.key)[0].status is Status.REFUSED
    matched = desk.place(market, seen["selection"], Side.BACK, seen["price"], 2, key=7)  # type: ignore[arg-type]
    assert desk.wait(draft.key, matched.key)[1].status is Status.MATCHED
    with pytest.raises(Refusal, match="nokey"):
        desk.result("nokey")


def test_who_waits_may_say_for_what(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 4)
    desk.wait(placed.key)
    desk.cancel(placed.key)
    [done] = desk.wait(placed.key, until=lambda order: order.status.is_final)
    assert done.status is Status.CANCELLED
    with pytest.raises(TimeoutError, match=f"{placed.key} CANCELLED"):
        desk.wait(placed.key, until=lambda order: order.matched > 0, timeout=0.05)


def test_limits_are_in_euros(desk: Desk) -> None:
    assert desk.limits == Limits()
    assert desk.limits.stake_per_bet == 10.0
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.limits = Limits(stake_per_bet=Decimal("2.50"), loss_per_day="120,50")
    assert (desk.limits.stake_per_bet, desk.limits.loss_per_day) == (2.5, 120.5)
    desk.arm()
    dear = desk.place(market, seen["selection"], "BACK", seen["price"], 3)
    assert "over the limit of 2.50 €" in dear.message
    desk.limits = Limits(stake_per_bet=None)
    assert desk.limits.stake_per_bet is None
    missing = desk.place(market, seen["selection"], "BACK", seen["price"], 2, key="none")
    assert missing.status is Status.DRAFT
    desk.limits = Limits(stake_per_bet=0)
    assert desk.limits.stake_per_bet == 0
    for wrong in (None, {"stake_per_bet": 5}):
        with pytest.raises(Refusal, match=r"desk\.limits ="):
            desk.limits = wrong  # type: ignore[assignment]
    with pytest.raises(Refusal):
        desk.limits = Limits(stake_per_bet=-1)


def test_an_empty_frame_keeps_its_status(desk: Desk) -> None:
    desk.patience = 1.0
    nobody = desk.book("7")
    assert nobody.empty
    assert nobody.attrs["status"] == "NO FEED"
    assert nobody.attrs["trouble"]
    market = first(desk)
    assert desk.book(market).attrs["status"] == "LIVE"
    assert desk.offers(market).attrs["read_at"] is not None
    assert desk.matches(market).empty


def test_a_market_that_is_over_says_so_in_a_frame_without_rows(
    desk: Desk, server: PracticeServer
) -> None:
    market = first(desk)
    desk.book(market)
    with server.exchange.lock:
        over = server.exchange.market(int(market))
    server.exchange.settle(int(market), [over.outcomes[0].selection_id])
    wait_until(lambda: desk.book(market).attrs["status"] == "CLOSED")
    wait_until(lambda: desk.book(market).empty)
    assert desk.book(market).attrs["read_at"] is not None


def test_what_is_wrong_is_a_sentence(desk: Desk, home: Path) -> None:
    market = first(desk)
    desk.patience = 1.0
    with pytest.raises(Refusal, match="'zzz' is not in this market"):
        desk.history(market, "zzz")
    with pytest.raises(Refusal, match="No prices of market 7"):
        desk.history("7", "1")
    with pytest.raises(Refusal, match="'yesterday' is no day"):
        desk.orders("yesterday")
    with pytest.raises(Refusal, match="'prod': it is one of practice, staging, production"):
        xlbetflag.connect("prod")
    with pytest.raises(Refusal, match="UNKNOWN or NOT FOUND"):
        desk.decide("nokey", "VOID")
    with pytest.raises(Refusal):
        desk.decide("nokey", "WELL")


def test_an_order_that_nobody_can_find_is_decided(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 2)
    assert desk.wait(placed.key)[0].status is Status.WORKING
    orders = desk._desk.orders
    monkeypatch.setattr(orders, "_is_undecided", lambda order: True)
    assert desk.decide(placed.key, "void").status is Status.VOID
    with pytest.raises(Refusal, match="WORKING is not how an order ends"):
        desk.decide(placed.key, Status.WORKING)


def test_a_day_is_a_date_a_moment_or_a_text(desk: Desk) -> None:
    for day in ("2026-11-29", date(2026, 11, 29), pd.Timestamp("2026-11-29 23:59")):
        assert desk.orders(day).empty
        assert desk.summary(day).empty


def test_a_desk_says_what_it_is(server: PracticeServer, home: Path) -> None:
    with xlbetflag.connect("practice", url=server.url, settings=QUICK) as desk:
        assert repr(desk) == f"<xlbetflag.Desk of practice at {server.url}, disarmed>"
        desk.arm()
        assert "armed" in repr(desk)
        market = first(desk)
        assert market in desk._ipython_key_completions_()
        with pytest.raises(TypeError):
            list(desk)  # type: ignore[call-overload]
        assert list(desk[market].columns) == list(desk.book(market).columns)
