"""Everything that a row of a sheet can do, from Python; and loud where a script would go on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import xlbetflag
from tests.python.conftest import QUICK
from tests.python.test_connection import away, best, first, offers_of
from tests.support.conditions import wait_until
from xlbetflag import Balance, Desk, Limits, Order, Refusal, Status
from xlbetflag.practice.server import PracticeServer


def of_1x2(desk: Desk) -> str:
    return str(desk.markets("1x2")["market"].iloc[0])


def working(desk: Desk, market: str, key: str, ticks: int = 10) -> Order:
    """An order of 4.00 that nobody takes yet."""
    seen = best(desk, market, "LAY")
    desk.place(market, seen["selection"], "BACK", away(desk, seen, ticks), 4, key=key)
    [order] = desk.wait(key)
    assert order.status is Status.WORKING, order
    return order


def test_an_id_of_a_frame_is_taken_by_every_call(desk: Desk, tmp_path: Path) -> None:
    market = of_1x2(desk)
    desk.book(market).to_csv(tmp_path / "book.csv")
    ids = pd.read_csv(tmp_path / "book.csv", dtype={"market": str})["selection"].unique()
    assert sorted(desk.markets("1x2")["selections"].iloc[0]) == sorted(ids)
    desk.arm()
    for selection in ids:
        assert not desk.history(market, selection).empty
        placed = desk.place(market, selection, "LAY", 1.01, 2, key=f"k{selection}")
        assert "1.01 is" in placed.message, placed  # judged, so it was read
        assert placed.status is Status.REFUSED


def test_what_could_be_an_id_and_a_name_is_raised_and_nothing_leaves(
    desk: Desk, server: PracticeServer
) -> None:
    market = of_1x2(desk)
    price = best(desk, market, "BACK")["price"]
    desk.arm()
    order = {"market": market, "side": "BACK", "price": price, "stake": 2}
    with pytest.raises(Refusal, match="can mean more than one"):
        desk.place(market, "2", "BACK", price, 2)
    with pytest.raises(Refusal, match="can mean more than one"):
        desk.place_all([{**order, "selection": "#1"}, {**order, "selection": "2"}])
    assert not offers_of(server)


def test_a_place_takes_commands_as_the_side_of_a_row_does(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    desk.place(market, seen["selection"], "BACK", seen["price"], 4, key="bet")
    assert desk.wait("bet")[0].status is Status.MATCHED
    green = desk.place(market, seen["selection"], "GREEN", key="green")
    assert green.status is Status.WAITING, green
    wait_until(lambda: desk.result("green").status is Status.ENDED, seconds=20)
    assert "LAY" in set(desk.orders()["side"])
    working(desk, market, "left", ticks=12)
    desk.place_all([{"market": market, "side": "CLOSE MARKET"}])
    wait_until(lambda: desk.result("left").status is Status.CANCELLED)
    working(desk, market, "mine", ticks=14)
    desk.place(market, seen["selection"], "CANCEL", key="mine", strict=True)
    wait_until(lambda: desk.result("mine").status is Status.CANCELLED)


def test_a_replace_in_the_place_of_the_side_moves_the_order_of_its_key(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    working(desk, market, "bet")
    price = away(desk, seen, 12)
    desk.place(market, seen["selection"], "REPLACE", price, key="bet")
    wait_until(lambda: desk.latest("bet") != "bet")
    assert desk.wait(desk.latest("bet"))[0].status is Status.WORKING
    assert desk.orders().set_index("key").loc[desk.latest("bet"), "price"] == price
    assert desk.result("bet").status is Status.CANCELLED


def test_what_was_cancelled_is_placed_anew_where_that_is_meant(
    desk: Desk, server: PracticeServer
) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    order = (market, seen["selection"], "BACK", away(desk, seen, 10), 4)
    desk.arm()
    working(desk, market, "one")
    desk.cancel("one")
    desk.wait("one", until=lambda each: each.status.is_final)
    assert desk.place(*order, key="two").status is Status.REFUSED
    desk.place(*order, key="three", again=True)
    assert desk.wait("three")[0].status is Status.WORKING
    desk.place(*order, key="one", again=True)  # its key is known: never sent again
    assert len(offers_of(server)) == 2


def test_a_cancel_by_place_needs_no_armed_desk_even_where_it_is_strict(desk: Desk) -> None:
    market = first(desk)
    desk.arm()
    working(desk, market, "bet")
    desk.disarm()
    desk.place(market, "", "CANCEL", strict=True)
    wait_until(lambda: desk.result("bet").status is Status.CANCELLED)


def test_an_order_is_replaced_and_the_new_one_is_given(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    working(desk, market, "bet")
    new = desk.replace("bet", away(desk, seen, 12))
    assert new.key != "bet"
    assert desk.latest("bet") == desk.latest(new.key) == new.key
    assert desk.wait(new.key)[0].status is Status.WORKING
    assert desk.result("bet").status is Status.CANCELLED
    prices = desk.orders().set_index("key")["price"]
    assert prices[new.key] == away(desk, seen, 12)
    with pytest.raises(Refusal, match="stands at the venue"):
        desk.replace("bet", away(desk, seen, 13))
    with pytest.raises(Refusal, match="nobody"):
        desk.replace("nobody", 2)


def test_a_preview_sends_nothing_and_is_what_is_placed(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    good = {
        "market": market,
        "selection": seen["selection"],
        "side": "BACK",
        "price": away(desk, seen, 10),
        "stake": 2,
    }
    assert "not armed" in desk.preview([good]).trouble
    desk.arm()
    shown = desk.preview([good, {**good, "stake": 5_000, "key": "dear"}])
    assert (len(shown.keys), shown.stake, set(shown.refused)) == (1, 2.0, {"dear"})
    assert shown.worst == -2.0
    assert not offers_of(server)
    placed = desk.place_all(shown)
    assert list(placed["key"]) == [shown.keys[0], "dear"]
    assert desk.wait(shown.keys[0])[0].status is Status.WORKING
    assert len(offers_of(server)) == 1


def test_an_equal_order_is_placed_where_it_is_meant(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    order = (market, seen["selection"], "BACK", away(desk, seen, 10), 2)
    desk.arm()
    assert desk.wait(desk.place(*order, key="one").key)[0].status is Status.WORKING
    assert desk.place(*order, key="two").status is Status.REFUSED
    assert desk.wait(desk.place(*order, key="two", again=True).key)[0].status is Status.WORKING
    names = ("market", "selection", "side", "price", "stake")
    three = {**dict(zip(names, order, strict=True)), "key": "three"}
    [status] = desk.place_all([three], again=["other"])["status"]
    assert status is Status.REFUSED
    desk.place_all([three], again=["three"])
    assert desk.wait("three")[0].status is Status.WORKING
    assert len(offers_of(server)) == 3


def test_the_balance_is_told_in_euros(desk: Desk) -> None:
    held = desk.balance()
    assert isinstance(held, Balance)
    assert held.total == held.free + held.locked > 0
    assert held.status == "LIVE"
    assert held.read_at is not None


def test_positions_say_which_bound_they_are(desk: Desk) -> None:
    market = of_1x2(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    desk.place(market, seen["selection"], "BACK", seen["price"], 4, key="bet")
    assert desk.wait("bet")[0].status is Status.MATCHED
    wait_until(lambda: len(desk.matches(market)) > 0)
    known = desk.positions(market).set_index("selection")
    assert set(known["bound"]) == {"EXACT"}
    assert set(known["winners"]) == {1}
    assert known.loc[seen["selection"], "matched_if_wins"] > 0
    assert set(desk.positions(market, winners=2)["winners"]) == {2}
    with pytest.raises(Refusal):
        desk.positions(market, winners=3)
    several = str(desk.markets("piazzato")["market"].iloc[0])
    assert set(desk.positions(several)["bound"]) == {"CAUTIOUS"}


def test_an_exchange_that_does_not_answer_is_said(home: Path, server: PracticeServer) -> None:
    with pytest.raises(Refusal, match="xlbetflag practice"):
        xlbetflag.connect("practice", url="http://127.0.0.1:9/api/rest", settings=QUICK)
    desk = xlbetflag.connect("practice", url=server.url, settings=QUICK)
    server.__exit__(None, None, None)
    with desk, pytest.raises(Refusal, match="No answer from the practice exchange"):
        desk.arm()


def test_nothing_of_a_library_is_written_where_there_is_no_exchange(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Refusal):
        xlbetflag.connect("practice", url="http://127.0.0.1:9/api/rest", settings=QUICK)
    assert capfd.readouterr().err == ""


def test_a_cell_that_connects_may_be_run_again(server: PracticeServer, home: Path) -> None:
    first_desk = xlbetflag.connect("practice", url=server.url, settings=QUICK)
    first_desk.arm()
    with xlbetflag.connect("practice", url=server.url, settings=QUICK) as desk:
        assert not desk.is_read_only
        assert not desk.status.is_armed
        with pytest.raises(Refusal, match="later connect"):
            first_desk.book("1")
        first_desk.close()
        desk.arm()


def begun(awaited: Any) -> Any:
    """As far as it goes without waiting."""
    return awaited.send(None)


def test_a_closed_desk_raises_on_every_call(server: PracticeServer, home: Path) -> None:
    desk = xlbetflag.connect("practice", url=server.url, settings=QUICK)
    market = first(desk)
    desk.close()
    desk.close()
    order: dict[str, Any] = {"market": market, "selection": 1, "side": "BACK"}
    order |= {"price": 2, "stake": 2}
    calls: dict[str, Callable[[], Any]] = {
        "arm": desk.arm,
        "balance": desk.balance,
        "book": lambda: desk.book(market),
        "cancel": lambda: desk.cancel("k"),
        "cancel_all": desk.cancel_all,
        "changes": lambda: next(desk.changes(market)),
        "changes_async": lambda: begun(anext(desk.changes_async(market))),
        "day": desk.day,
        "decide": lambda: desk.decide("k", "VOID"),
        "disarm": desk.disarm,
        "halt": desk.halt,
        "history": lambda: desk.history(market, "1"),
        "is_read_only": lambda: desk.is_read_only,
        "latest": lambda: desk.latest("k"),
        "limits": lambda: desk.limits,
        "markets": desk.markets,
        "matches": lambda: desk.matches(market),
        "offers": lambda: desk.offers(market),
        "on_change": lambda: desk.on_change(print, market),
        "orders": desk.orders,
        "place": lambda: desk.place(**order),
        "place_all": lambda: desk.place_all([order]),
        "positions": desk.positions,
        "preview": lambda: desk.preview([order]),
        "rearm_rules": desk.rearm_rules,
        "replace": lambda: desk.replace("k", 2),
        "result": lambda: desk.result("k"),
        "resume": desk.resume,
        "status": lambda: desk.status,
        "summary": desk.summary,
        "wait": lambda: desk.wait("k"),
    }
    public = {name for name in dir(Desk) if not name.startswith("_")}
    assert set(calls) == public - {"close", "patience"}
    for call in calls.values():
        with pytest.raises(Refusal, match="closed"):
            call()
    with pytest.raises(Refusal, match="closed"):
        desk.limits = Limits()
    assert "closed" in repr(desk)


def test_a_key_of_another_order_is_raised(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    working(desk, market, "mine")
    with pytest.raises(Refusal, match=r"key mine is that of another order: BACK"):
        desk.place(market, seen["selection"], "BACK", away(desk, seen, 11), 4, key="mine")
    with pytest.raises(Refusal, match="another order"):
        desk.place(market, seen["selection"], "LAY", away(desk, seen, 10), 4, key="mine")
    assert len(offers_of(server)) == 1


def test_a_strict_batch_goes_whole_or_not_at_all(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    good = {
        "market": market,
        "selection": seen["selection"],
        "side": "BACK",
        "price": away(desk, seen, 10),
        "stake": 2,
        "key": "good",
    }
    with pytest.raises(Refusal, match="not armed"):
        desk.place_all([good], strict=True)
    desk.arm()
    with pytest.raises(Refusal, match=r"dear: Stake 5,000\.00"):
        desk.place_all([good, {**good, "stake": 5_000, "key": "dear"}], strict=True)
    assert not offers_of(server)
    desk.place_all([good], strict=True)
    assert desk.wait("good")[0].status is Status.WORKING
    desk.place_all([good], strict=True)  # a key that is known is no other order
    assert len(offers_of(server)) == 1
    with pytest.raises(Refusal):
        desk.place(market, "nobody", "BACK", 2, 2, strict=True)
