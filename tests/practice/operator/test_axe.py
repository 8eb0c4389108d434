"""Every page of the operator, as a phone and a desk show it: axe-core objects to nothing."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.needs import AXE
from tests.practice.operator import browser as browsers
from tests.practice.operator.browser import Browser
from tests.practice.replay.test_replay import START, runner, written
from tests.support.exchange import back, lay
from xlbetflag.api.translate import placement
from xlbetflag.practice.faults.plan import FaultRule
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import Options, PracticeServer, build
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Market

pytestmark = [pytest.mark.chromium, pytest.mark.axe]

PHONE, DESK = 390, 1280
ACTIVE = "const done = arguments[0]; axe.run().then((found) => done(found.violations.map((each) => "
PROBLEMS = (
    ACTIVE + "`${each.id}: ${each.nodes.map((node) => node.html + ' ' + node.failureSummary)}`)))"
)
NAMES = """
return [...document.querySelectorAll("button")].map((each) => each.ariaLabel ?? each.innerText)
"""
# Without scrolling: the best prices of a market, and the button that suspends it.
IN_REACH = """
const shows = (css) => document.querySelector(css).getBoundingClientRect().bottom < innerHeight;
return [shows("b.back, td.level0.back b"), shows('form[action$="/suspend"] button')];
"""


class House(NamedTuple):
    """A served exchange with something of everything; `operator` is logged in by HTTP."""

    server: PracticeServer
    operator: httpx.Client
    trading: Market
    settled: Market
    void: Market


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("recordings")
    playing = written(folder, START, *[runner([[2.0, n]]) for n in range(1, 10)])
    ended = folder / "ended.jsonl"
    ended.write_text(playing.read_text("utf-8").replace('"1.5"', '"1.6"'), "utf-8")
    exchange = build(Options(events=4, replays=(playing, ended)))
    _, over = (each for each in exchange.drivers if isinstance(each, Replay))
    while not over.is_over:
        over.step()
    trading, settled, void, suspended, closed, live = _open_markets(exchange)[:6]
    demo, other = exchange.account("demo"), exchange.open_account("other", "", 10_000_000)
    for market in (trading, settled):
        first, *_ = (each.selection_id for each in market.outcomes)
        for account, bet in ((other, lay(1_000, 1_000, first)), (demo, back(1_000, 400, first))):
            exchange.place(account, placement(str(market.market_id), [bet]))
    exchange.settle(settled.market_id, [settled.outcomes[0].selection_id])
    void.void()
    suspended.suspend()
    closed.close()
    live.turn_live()
    with (
        PracticeServer(exchange, operator_token="operator") as server,
        httpx.Client(base_url=server.root, follow_redirects=True) as operator,
    ):
        server.faults.add(FaultRule(kind="delay", seconds=0.01, operations=("book",)))
        for _ in range(3):
            exchange.tick()
            server.page.prices.sample()
        operator.post("/operator/login", data={"token": "operator"})
        yield House(server, operator, trading, settled, void)


def _open_markets(exchange: Exchange) -> list[Market]:
    return [each for each in exchange.markets.values() if each.is_trading and not each.is_live]


@pytest.fixture(scope="module", params=[PHONE, DESK])
def window(request: pytest.FixtureRequest, house: House) -> Iterator[Browser]:
    """Logged in, at one width."""
    with browsers.chromium() as browser:
        browser.view(request.param)
        browser.open(house.server.root + "/operator/login")
        _judge(browser, request.param)
        browser.script("document.querySelector('#token').value = 'operator'")
        browser.script("document.querySelector('form').submit()")
        yield browser


def _rejected(house: House, path: str, **fields: str) -> None:
    """Send a form that cannot be: the next page shows it."""
    found = re.search(r'name="csrf" value="([^"]+)"', house.operator.get("/operator").text)
    assert found
    sent = {"csrf": found[1], **fields}
    answer = house.operator.post(f"/operator{path}", data=sent, follow_redirects=False)
    assert answer.status_code == 303


def _settle(house: House) -> str:
    tied = str(house.trading.outcomes[0].selection_id)
    _rejected(house, f"/markets/{house.trading.market_id}/settle", tied=tied)
    return f"/markets/{house.trading.market_id}"


def _deposit(house: House) -> str:
    demo = house.server.exchange.account("demo").number
    _rejected(house, f"/accounts/{demo}/deposit", euros="1.000,50", text="a note")
    return f"/accounts/{demo}"


def _open_account(house: House) -> str:
    _rejected(house, "/accounts/open", username="demo", password="x", euros="5")
    return "/accounts"


def _inject(house: House) -> str:
    _rejected(house, "/faults", kind="drop", probability="7")
    return "/faults"


def _seek(house: House) -> str:
    _rejected(house, "/replays/5/seek", update="-1")
    return "/replays"


PAGES: dict[str, Callable[[House], str]] = {
    "markets": lambda house: "",
    "market": lambda house: f"/markets/{house.trading.market_id}",
    "settled": lambda house: f"/markets/{house.settled.market_id}",
    "void": lambda house: f"/markets/{house.void.market_id}",
    "recordings": lambda house: "/replays",
    "accounts": lambda house: "/accounts",
    "account": lambda house: f"/accounts/{house.server.exchange.account('demo').number}",
    "faults": lambda house: "/faults",
    "nowhere": lambda house: "/nowhere",
    "settlement rejected": _settle,
    "deposit rejected": _deposit,
    "account rejected": _open_account,
    "fault rejected": _inject,
    "seek rejected": _seek,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_at_any_width(house: House, window: Browser, name: str) -> None:
    window.open(f"{house.server.root}/operator{PAGES[name](house)}")
    if name == "market":
        assert window.is_there("#charts polyline.back")
    if name in ("market", "markets"):
        assert window.script(IN_REACH) == [True, True]
    if "rejected" in name:
        assert window.is_there(".rejected .why")
    width = int(window.script("return innerWidth"))
    _judge(window, width)
    if name != "settlement rejected":
        window.script("document.body.classList.add('stale')")
        _judge(window, width)


def _judge(window: Browser, width: int) -> None:
    """No side scroll, nothing cut, no violation, every button a name of its own."""
    assert window.script("return innerWidth") == width
    assert window.script("return document.documentElement.scrollWidth") <= width
    beyond = (
        "return [...document.querySelectorAll('body *:not(option, svg *)')].filter((each) => "
        f"each.getBoundingClientRect().right > {width}).map((each) => each.outerHTML)"
    )
    assert window.script(beyond) == []
    window.script(AXE.read_text("utf-8"))
    assert window.later(PROBLEMS) == []
    names = window.script(NAMES)
    assert len(set(names)) == len(names)
