"""Python's desk: frames of what is known, and the same one order path as a sheet's."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import xlbetflag
from tests.python.conftest import QUICK
from tests.support.conditions import wait_until
from xlbetflag import settings
from xlbetflag.api.config import Environment
from xlbetflag.credentials import PRACTICE
from xlbetflag.desk import Desk as Session
from xlbetflag.market.ladder import CLASSIC
from xlbetflag.market.side import Side
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue.ledger import ledger
from xlbetflag.python import frames
from xlbetflag.python.connection import Desk
from xlbetflag.python.refusal import NotYet, Refusal
from xlbetflag.settings import BadSettings  # noqa: F401 - named in the docs of connect


def offers_of(server: PracticeServer) -> list[dict[str, object]]:
    accounts = ledger(server.exchange)["accounts"]
    return next(a["offers"] for a in accounts if a["username"] == "demo")


def first(desk: Desk) -> str:
    return str(desk.markets()["market"].iloc[0])


def best(desk: Desk, market: str, side: str) -> pd.Series:
    book = desk.book(market)
    return book[(book["level"] == 1) & (book["side"] == side)].iloc[0]


def away(desk: Desk, seen: pd.Series, ticks: int) -> float:
    """A price so many ticks higher than that of a row of a book."""
    return CLASSIC.move(round(seen["price"] * 100), ticks) / 100


def test_markets_are_found_by_their_words(desk: Desk, server: PracticeServer) -> None:
    everything = desk.markets()
    assert list(everything.columns) == frames.MARKETS.split()
    assert len(everything) == len(server.exchange.markets)
    assert everything["start"].is_monotonic_increasing
    some = desk.markets("under/OVER")
    assert 0 < len(some) < len(everything)
    assert set(some["name"]) == {"Under/Over"}
    assert desk.markets("no such thing").empty
    assert everything["selections"].iloc[0]


def test_a_book_is_a_row_per_price(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    book = desk.book(market)
    assert list(book.columns) == frames.BOOK.split()
    assert set(book["status"]) == {"LIVE"}
    with server.exchange.lock:
        shown = server.exchange.market(int(market)).available(0, Side.BACK, 3)
    mine = book[(book["selection"] == book["selection"].iloc[0]) & (book["side"] == "BACK")]
    assert len(mine) == len(shown) == 3
    assert (mine["price"].diff().dropna() < 0).all()


def test_a_market_nobody_has_gives_an_empty_book(desk: Desk) -> None:
    desk.patience = 1.0
    assert desk.book("7").empty
    assert list(desk.book("7").columns) == frames.BOOK.split()


def test_an_order_goes_and_is_shown_everywhere(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", seen["price"], Decimal("2.50"))
    [result] = desk.wait(placed.key)
    assert (result.status, result.matched, result.remaining) == ("MATCHED", 2.5, 0)
    assert result.price_matched == seen["price"]
    [order] = desk.orders().to_dict("records")
    assert (order["key"], order["side"], order["stake"]) == (placed.key, "BACK", 2.5)
    wait_until(lambda: len(desk.matches(market)) == 1)
    wait_until(lambda: len(desk.offers(market)) == 1)
    [match] = desk.matches(market).to_dict("records")
    assert (match["price"], match["size"], match["name"]) == (seen["price"], 2.5, seen["name"])
    positions = desk.positions().set_index("selection")
    assert len(positions) == len(desk.book(market)["selection"].unique())
    assert (positions["market"] == market).all()
    assert positions.loc[seen["selection"], "matched_if_loses"] == -2.5
    [line] = desk.summary().to_dict("records")
    assert (line["market"], line["turnover"], line["result"]) == (market, 2.5, "OPEN")
    assert line["worst"] == -2.5
    assert pd.isna(line["net"])


def test_a_key_of_ones_own_is_sent_once(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    for _ in range(3):
        desk.place(market, seen["selection"], "BACK", seen["price"], 2, key="mine-1")
    [result] = desk.wait("mine-1")
    assert result.status == "MATCHED"
    assert desk.place(market, seen["selection"], "BACK", seen["price"], 2, key="mine-1") == result
    assert len(offers_of(server)) == 1


def test_a_batch_goes_and_its_bad_rows_say_why(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    rows = pd.DataFrame(
        {
            "market": market,
            "selection": [seen["selection"], seen["selection"], "Napoli"],
            "side": ["banca", "B", "LAY"],
            "price": [seen["price"], 2.0, "2,50"],
            "stake": [2.0, 2.0, None],
            "note": ["first", None, None],
        }
    )
    desk.arm()
    results = desk.place_all(rows)
    assert list(results["status"] == "REFUSED") == [False, True, True]
    assert results["message"].str.endswith(".").iloc[1:].all()
    desk.wait(*results["key"].iloc[:1])
    assert desk.result(results["key"].iloc[0]).status == "MATCHED"
    assert len(offers_of(server)) == 1


def test_a_working_order_is_cancelled(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 4)
    assert desk.wait(placed.key)[0].status == "WORKING"
    desk.cancel(placed.key)
    wait_until(lambda: desk.result(placed.key).status == "CANCELLED")


def test_a_cancel_that_names_no_order_says_so(desk: Desk) -> None:
    market = first(desk)
    seen = best(desk, market, "LAY")
    desk.arm()
    placed = desk.place(market, seen["selection"], "BACK", away(desk, seen, 10), 4)
    assert desk.wait(placed.key)[0].status == "WORKING"
    with pytest.raises(Refusal, match="cancel_all"):
        desk.cancel()
    with pytest.raises(Refusal, match="5"):
        desk.cancel(5)  # type: ignore[arg-type]
    assert desk.result(placed.key).message == ""
    with pytest.raises(Refusal, match="mistyped"):
        desk.cancel("mistyped", placed.key)
    wait_until(lambda: desk.result(placed.key).status == "CANCELLED")


def test_a_disarmed_desk_sends_nothing(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    result = desk.place(market, seen["selection"], "BACK", seen["price"], 2)
    assert result.status == "DRAFT"
    assert result.message
    assert not offers_of(server)


def test_options_act_as_on_the_sheet(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    order = {"market": market, "selection": seen["selection"], "side": "BACK"}
    taken = {**order, "price": seen["price"], "stake": 2, "options": "SCARTO 3", "key": "taken"}
    killed = {**order, "price": away(desk, seen, 10), "stake": 3, "options": "FOK 1", "key": "fok"}
    plain = {**order, "price": away(desk, seen, 12), "stake": 4, "key": "plain"}
    desk.arm()
    desk.place_all(pd.DataFrame([taken, killed, plain]))  # NaN: the plain one has no options
    wait_until(lambda: desk.result("fok").status == "CANCELLED")
    wait_until(lambda: "taken.o1" in set(desk.orders()["key"]))
    assert desk.result("taken").status == "MATCHED"
    assert desk.result("plain").status == "WORKING"
    made = desk.orders().set_index("key")
    assert set(made.index) == {"taken", "taken.o1", "fok", "plain"}
    assert list(made.loc["taken.o1"][["side", "stake", "price"]]) == [
        "LAY",
        2.0,
        away(desk, seen, -3),
    ]


def test_an_order_waits_for_its_time_and_is_cancelled_unsent(
    desk: Desk, server: PracticeServer
) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    order = (market, seen["selection"], "BACK", seen["price"], 2)
    desk.arm()
    for _ in range(2):
        placed = desk.place(*order, options="FROM 2099-05-03 20:45", key="later")
        assert placed.status == "WAITING"
    with pytest.raises(NotYet, match="later WAITING") as told:
        desk.wait("later", timeout=0.1)
    assert [order.key for order in told.value.orders] == ["later"]
    wait_until(lambda: "waits until 03/05" in desk.result("later").message)
    [waiting] = desk.orders().to_dict("records")
    assert (waiting["key"], waiting["status"], waiting["price"]) == ("later", "WAITING", order[3])
    assert waiting["event"] == desk.markets()["event"].iloc[0]
    assert "FROM 2099" in waiting["options"]
    assert "waits until" in waiting["message"]
    desk.cancel("later")
    assert desk.result("later").status == "ENDED"
    assert desk.place(*order, options="FROM 2099-05-03 20:45", key="later").status == "ENDED"
    assert not offers_of(server)


def test_options_stand_still_after_a_start_until_rearmed(
    desk: Desk, server: PracticeServer
) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    desk.arm()
    desk.place(
        *(market, seen["selection"], "BACK", seen["price"], 2),
        options="FROM 2099-05-03 20:45",
        key="later",
    )
    desk.close()
    with xlbetflag.connect("practice", url=server.url, settings=QUICK) as again:
        assert again.result("later").status == "WAITING"
        still = again.result("later").message
        with pytest.raises(Refusal):
            again.rearm_rules()
        again.arm()
        assert again.rearm_rules() == 1
        assert again.rearm_rules() == 0
        wait_until(lambda: again.result("later").message != still)


@pytest.mark.parametrize("options", ["STOP 5", "FOK", "BUY", 5, True])
def test_options_that_cannot_be_read_refuse_the_order(
    desk: Desk, server: PracticeServer, options: object
) -> None:
    market = first(desk)
    seen = best(desk, market, "BACK")
    order = {"market": market, "selection": seen["selection"], "side": "BACK", "stake": 2}
    desk.arm()
    results = desk.place_all([{**order, "price": seen["price"], "options": options}])
    assert list(results["status"]) == ["REFUSED"]
    assert str(options) in results["message"].iloc[0]
    assert not offers_of(server)


@pytest.mark.parametrize("column", ["option", "stakes", "size"])
def test_a_column_that_is_none_is_never_passed_over(desk: Desk, column: str) -> None:
    """An option that nobody reads would be a bet without its stop."""
    order = {"market": "1", "selection": "1", "side": "BACK", "price": 2, "stake": 2, column: "x"}
    with pytest.raises(Refusal, match=column):
        desk.place_all([order])
    with pytest.raises(Refusal, match="no bet"):
        desk.place_all([{}])


def test_a_desk_beside_one_that_trades_only_looks(server: PracticeServer, home: Path) -> None:
    path = settings.journal_path(Environment.PRACTICE, PRACTICE.username)
    with (
        Session(settings.load(), PRACTICE, path),
        xlbetflag.connect("practice", url=server.url, settings=QUICK) as second,
    ):
        assert second.is_read_only
        assert not second.markets().empty
        with pytest.raises(Refusal):
            second.arm()
        with pytest.raises(Refusal):
            second.cancel_all()


def test_prices_leave_a_history(desk: Desk, server: PracticeServer) -> None:
    market = first(desk)
    selection = desk.book(market)["selection"].iloc[0]

    def moved() -> bool:
        server.exchange.tick()
        return len(desk.history(market, selection)) >= 3

    wait_until(moved, seconds=30)
    history = desk.history(market, selection)
    assert list(history.columns) == frames.HISTORY.split()
    assert history["at"].is_monotonic_increasing


def test_production_is_not_reached_under_another_name() -> None:
    from xlbetflag.api.config import BASE_URLS, Environment

    with pytest.raises(ValueError, match="production"):
        xlbetflag.connect("practice", url=BASE_URLS[Environment.PRODUCTION], settings=QUICK)


def test_one_value_of_a_frame_is_a_number_and_an_id(desk: Desk) -> None:
    market = str(desk.markets("1x2")["market"].iloc[0])
    frame = pd.DataFrame({"market": [int(market)], "selection": [2], "stake": [2]})
    number, selection = frame["market"].iloc[0], frame["selection"].iloc[0]
    assert desk.book(number).equals(desk.book(market))
    assert desk.history(number, selection).equals(desk.history(market, "X"))
    by_number: Any = (int(market), 2)
    assert desk.history(*by_number).equals(desk.history(market, "#2"))
    desk.arm()
    price: Any = np.float32(1.01)
    placed = desk.place(number, selection, "LAY", price, frame["stake"].iloc[0], note=pd.NA)
    assert "1.01 is" in placed.message, placed  # read, and judged
    with pytest.raises(Refusal, match="not an id"):
        desk.book("lazio")
    with pytest.raises(Refusal, match="nobody"):
        desk.history(market, "nobody")


def test_an_order_right_after_arming_waits_for_balance_and_prices(
    server: PracticeServer, home: Path
) -> None:
    with server.exchange.lock:
        market = next(m for m in server.exchange.markets.values() if "1x2" in m.name)
    with xlbetflag.connect("practice", url=server.url, settings=QUICK) as desk:
        desk.arm()
        [best] = market.available(0, Side.BACK, 1)
        placed = desk.place(str(market.market_id), "1", "BACK", best[0] / 100, 2)
        assert placed.status == "CHECKED", placed.message
