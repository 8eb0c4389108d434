"""A desk in a notebook: what is shown as a table, what Tab completes, cells run in any order."""

import re
import sys
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

import xlbetflag
from tests.python.conftest import QUICK
from tests.python.test_connection import away, best, first, offers_of
from tests.support.views import book_of, offered
from xlbetflag import Balance, Change, Desk, Limits, Order, Refusal, Status
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.reading import Health, Reading
from xlbetflag.practice.server import PracticeServer
from xlbetflag.python import completing, frames
from xlbetflag.python.completing import Ids, completions

NASTY = "<img src=x onerror=alert(1)>\x1b[2J$x$ & Lazio"
AT = datetime(2026, 5, 3, 20, 45, tzinfo=ROME)
IDS = Ids(["19901289", "7"], {"7": ["#1", "#2"], "19901289": []}, ["f066a-0001", "mine"])


def order(message: str) -> Order:
    return Order(
        key="k1",
        status=Status.REFUSED,
        offer_id="",
        matched=0.0,
        remaining=0.0,
        price_matched=None,
        message=message,
        updated=AT,
    )


@pytest.mark.parametrize(
    "thing",
    [
        order(NASTY),
        Change(kind="feed", at=AT, trouble=NASTY),
        Change(kind="order", at=AT, order=order(NASTY)),
    ],
)
def test_text_of_the_venue_is_text_in_a_notebook(thing: Any) -> None:
    shown = thing._repr_html_()
    assert "<img" not in shown
    assert "\x1b" not in shown
    assert "&lt;img" in shown
    assert "tex2jax_ignore" in shown


def test_an_order_says_in_a_line_what_it_is() -> None:
    assert repr(order("")) == "<xlbetflag.Order k1 REFUSED, matched 0.00, remaining 0.00>"
    assert "\x1b" not in repr(order(NASTY))
    matched = msgspec.structs.replace(order("Why."), matched=2.0, price_matched=2.515)
    assert repr(matched) == (
        "<xlbetflag.Order k1 REFUSED, matched 2.00 at 2.52, remaining 0.00: 'Why.'>"
    )


def test_results_are_shown_as_tables(desk: Desk) -> None:
    assert "2026-05-03 20:45:00" in order("Why.")._repr_html_()
    assert ">stake_per_bet</th><td style='text-align:left'>None" in (
        Limits(stake_per_bet=None)._repr_html_()
    )
    money = Balance(total=5.5, free=5.5, locked=0.0, fun=0.0, status=Health.STALE, read_at=None)
    assert ">STALE<" in money._repr_html_()
    assert "not armed" in desk.preview([])._repr_html_()
    desk.balance()
    shown = desk._repr_html_()
    assert ">disarmed<" in shown
    assert "1,000.00 € (LIVE)" in shown
    desk.close()
    assert ">closed<" in desk._repr_html_()


def test_names_of_the_venue_steer_no_terminal() -> None:
    selections = (Selection("1", NASTY), Selection("2", "X"))
    market = Market("7", NASTY, "", selections)
    event = Event("70", NASTY, NASTY, "Italia", NASTY, AT, (market,))
    book = book_of("7", offered("1", NASTY, [(200, 100)]))
    for told in (
        frames.markets([(event, market, False)]),
        frames.book(Reading(book, Health.LIVE, 0.1, AT)),
    ):
        assert "Lazio" in told.to_string()
        assert "\x1b" not in told.to_string()
        assert "<img" not in told._repr_html_()


@pytest.mark.parametrize(
    ("line", "symbol", "offered"),
    [
        ('desk.book("', "", ["19901289", "7"]),
        ("x = desk.book('19", "19", ["19901289"]),
        ('desk.book(market="7', "7", ["7"]),
        ('desk.place(m, "', "", ["#1", "#2"]),
        ('desk.place("7", "#', "", ["1", "2"]),  # a prompt that cuts words at the #
        ('desk.history("7", "#', "#", ["#1", "#2"]),
        ('desk.place("7", "#1", "', "", []),
        ('desk.positions("7", "199', "199", ["19901289"]),
        ('desk.on_change(print, "', "", ["19901289", "7"]),
        ('desk.cancel("mine", "f066a-0', "0", ["0001"]),  # one that cuts them at the dash
        ('desk.result("', "", ["f066a-0001", "mine"]),
        ('desk.decide("mine", "', "", []),
        ('desk["1', "1", ["19901289"]),
        ("desk.book(", "", []),  # no text has begun
        ('other.book("', "", []),
        ('desk.nothing("', "", []),
        ('desk.book(f("', "", []),
        ("", "", []),
    ],
)
def test_ids_are_completed_where_a_call_takes_them(
    line: str, symbol: str, offered: list[str]
) -> None:
    names = {"desk": IDS, "m": 7, "other": "no desk"}
    found = completions(line, symbol, names, lambda each: each if isinstance(each, Ids) else None)
    assert found == offered


def test_ipython_is_told_once_and_asks_the_desk_of_its_cells(
    server: PracticeServer, home: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks: list[tuple[Any, str]] = []

    def set_hook(name: str, act: Any, *, re_key: str) -> None:
        assert name == "complete_command"
        hooks.append((act, re_key))

    shell = SimpleNamespace(set_hook=set_hook, user_ns={})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(completing, "_told", [])
    for _ in range(2):
        desk = xlbetflag.connect("practice", url=server.url, settings=QUICK)
    market = first(desk)
    shell.user_ns["d"] = desk
    [(act, pattern)] = hooks
    line = f'y = d.book("{market[:4]}'
    assert re.match(pattern, line)
    assert market in act(shell, SimpleNamespace(text_until_cursor=line, symbol=market[:4]))
    desk.close()
    assert act(shell, SimpleNamespace(text_until_cursor=line, symbol=market[:4])) == []


def test_a_prompt_with_readline_completes_ids_beside_what_it_completed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = first(desk)
    line = ""
    set_to: list[Any] = [lambda symbol, place: [f"{symbol}int", None][place]]
    readline = SimpleNamespace(
        get_completer=lambda: set_to[-1],
        set_completer=set_to.append,
        get_line_buffer=lambda: line,
        get_endidx=lambda: len(line),
    )
    monkeypatch.setitem(sys.modules, "readline", readline)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    monkeypatch.setattr(completing, "_told", [])
    monkeypatch.setattr(sys.modules["__main__"], "desk", desk, raising=False)
    for _ in range(2):
        completing.at_this_prompt(lambda each: each._ids() if isinstance(each, Desk) else None)
    assert len(set_to) == 2
    line = f'desk.book("{market[:-1]}'
    assert set_to[-1](market[:-1], 0) == market
    line = "pr"
    assert [set_to[-1]("pr", place) for place in (0, 1)] == ["print", None]


def test_cells_of_a_notebook_run_in_odd_orders(server: PracticeServer, home: object) -> None:
    """Connect, place, connect again, place again; a cell of before the connection; the last first;
    a cell run twice."""
    names: dict[str, Any] = {"xlbetflag": xlbetflag, "QUICK": QUICK, "url": server.url}
    cells = {
        "connect": "desk = xlbetflag.connect('practice', url=url, settings=QUICK)",
        "arm": "desk.arm()",
        "look": "market = desk.markets()['market'].iloc[0]\nbook = desk.book(market)",
        "place": "placed = desk.place(market, '#1', 'BACK', price, 2, key=key)",
        "wait": "[done] = desk.wait(placed.key)",
        "close": "desk.close()",
    }

    def run(*cell: str) -> None:
        for each in cell:
            exec(cells[each], names)  # noqa: S102 - our own cells

    with pytest.raises(NameError):
        run("place")
    run("connect", "look")
    seen = best(names["desk"], names["market"], "LAY")
    names |= {"price": away(names["desk"], seen, 10), "key": "mine"}
    run("place")
    assert names["placed"].status is Status.DRAFT  # not armed yet
    run("arm", "place", "place", "wait")
    assert names["done"].status is Status.WORKING
    before = names["desk"]
    run("connect", "place", "wait")  # the same key: disarmed or not, it is the journal's
    assert names["done"].status is Status.WORKING
    with pytest.raises(Refusal, match="later connect"):
        before.arm()
    names["key"] = None
    run("arm", "place")
    assert names["placed"].status is Status.REFUSED  # an equal one stands there
    run("close", "close")
    with pytest.raises(Refusal, match="closed"):
        run("place")
    run("connect", "wait")
    assert names["done"].status is Status.REFUSED  # as the desk before it has told
    assert len(offers_of(server)) == 1
    run("close")
