"""The operator's page in a real browser: a click is seen by the engine, the page follows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.practice.operator import browser as browsers
from tests.practice.operator.browser import Browser
from tests.practice.replay.test_replay import START, runner, written
from tests.support.conditions import wait_until
from tests.support.exchange import MARKET, lay, market_of, place
from xlbetflag.market.state import MarketState
from xlbetflag.practice.replay.replay import Replay
from xlbetflag.practice.server import PracticeServer

BEST = "#book tbody tr:first-child td.level0.back b"


@pytest.fixture(scope="module")
def browser(chromium: None) -> Iterator[Browser]:
    with browsers.chromium() as browser:
        yield browser


@pytest.fixture
def window(browser: Browser, server: PracticeServer) -> Browser:
    """Logged in, at the overview."""
    browser.view(1280, 900)
    browser.open(server.root + "/operator")
    assert browser.url.endswith("/operator/login")
    browser.type("#token", "operator")
    browser.click("button.main")
    wait_until(lambda: browser.url == server.root + "/operator")
    return browser


def test_a_click_on_suspend_is_seen_by_the_engine(server: PracticeServer, window: Browser) -> None:
    market = market_of(server.exchange)
    window.click(f'form[action="/operator/markets/{MARKET}/suspend"] button')
    wait_until(lambda: market.state is MarketState.SUSPENDED)
    wait_until(lambda: window.is_there("#markets .pill.suspended"))
    window.click(f'form[action="/operator/markets/{MARKET}/resume"] button')
    wait_until(lambda: market.state is MarketState.OPEN)
    wait_until(lambda: window.is_there("#markets .pill.open"))
    window.click(f'form[action="/operator/markets/{MARKET}/live"] button')
    wait_until(lambda: market.is_live)


def test_the_page_follows_the_market_by_itself(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/markets/{MARKET}")
    assert window.text(BEST) == "3.00"
    place(server.exchange, server.exchange.account("other"), lay(320, 1_000))
    wait_until(lambda: window.text(BEST) == "3.20")
    market_of(server.exchange).suspend()
    wait_until(lambda: window.is_there("#state .pill.suspended"))
    assert window.is_there("#book .greyed")


def test_charts_are_drawn(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/markets/{MARKET}")
    event = market_of(server.exchange).event
    for price in (310, 320, 305):
        place(server.exchange, server.exchange.account("other"), lay(price, 500))
        server.page.prices.sample()
        event.now = event.now.replace(second=event.now.second + 10)
    wait_until(lambda: window.is_there("#charts svg polyline.back"))
    width = "return document.querySelector('#charts polyline.back').getBBox().width"
    assert window.script(width) > 200


def test_a_market_is_settled_after_a_question(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/markets/{MARKET}")
    window.click('input[name=winner][value="2"]')
    window.click(f'form[action="/operator/markets/{MARKET}/settle"] button')
    assert market_of(server.exchange).state is MarketState.OPEN
    assert "Settle" in window.accept_question()
    wait_until(lambda: market_of(server.exchange).won == (2,))
    wait_until(lambda: window.is_there("#state .pill.settled"))


def test_a_dead_heat_is_settled_by_hand(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/markets/{MARKET}")
    window.click("details summary")
    for selection in (1, 3):
        window.click(f'input[name=tied][value="{selection}"]')
    window.click(f'form[action="/operator/markets/{MARKET}/settle"] button')
    window.accept_question()
    wait_until(lambda: market_of(server.exchange).won == (1, 3))


def test_a_fault_is_injected_by_hand(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/faults")
    window.click('select[name=kind] option[value="reset"]')
    window.type("input[name=count]", "2")
    window.click(".fields button")
    wait_until(lambda: server.faults.rows()["rules"])
    [rule] = server.faults.rows()["rules"]
    assert (rule["kind"], rule["count"]) == ("reset", 2)
    wait_until(lambda: "at most 2" in window.text("#rules"))


def test_a_recording_is_moved_by_hand(
    server: PracticeServer, window: Browser, tmp_path: Path
) -> None:
    replay = Replay(server.exchange, written(tmp_path, START, runner([[2.0, 1]])))
    window.open(f"{server.root}/operator/replays")
    window.click('form[action="/operator/replays/5/pause"] button')
    wait_until(lambda: replay.is_paused)
    wait_until(lambda: window.is_there("#replay5 .pill.paused"))
    window.click('form[action="/operator/replays/5/step"] button')
    wait_until(lambda: replay.position == 1)
    wait_until(lambda: "update 1 of 2" in window.text("#replay5"))


def test_an_action_keeps_place_and_focus(server: PracticeServer, window: Browser) -> None:
    market = market_of(server.exchange)
    window.view(390, 400)
    suspend = f'form[action="/operator/markets/{MARKET}/suspend"] button'
    window.script(f"document.querySelector('{suspend}').scrollIntoView({{block: 'center'}})")
    place_before = window.script("return window.mine = scrollY")
    assert place_before > 0
    window.script(f"document.querySelector('{suspend}').focus()")
    window.script("document.activeElement.click()")
    wait_until(lambda: market.state is MarketState.SUSPENDED)
    wait_until(lambda: window.text("#said").endswith(": suspended."))
    assert window.script("return [scrollY, window.mine]") == [place_before, place_before]
    name = "return document.activeElement.ariaLabel"
    wait_until(lambda: str(window.script(name)).startswith("Resume: Lazio - Hellas Verona"))


def test_what_somebody_else_changes_takes_no_focus_to_another_button(
    server: PracticeServer, window: Browser
) -> None:
    suspend = f'form[action="/operator/markets/{MARKET}/suspend"] button'
    window.script(f"document.querySelector('{suspend}').focus()")
    market_of(server.exchange).suspend()
    wait_until(lambda: window.is_there("#markets .pill.suspended"))
    assert window.script("return document.activeElement.id") == f"switch{MARKET}"


def test_the_second_click_of_a_double_click_undoes_nothing(
    server: PracticeServer, window: Browser
) -> None:
    market = market_of(server.exchange)
    window.click(f'form[action="/operator/markets/{MARKET}/suspend"] button')
    resume = f'form[action="/operator/markets/{MARKET}/resume"] button'
    wait_until(lambda: window.is_there(resume))
    again = "new MouseEvent('click', {detail: 2, bubbles: true, cancelable: true})"
    window.script(f"document.querySelector('{resume}').dispatchEvent({again})")
    window.click(f'form[action="/operator/markets/{MARKET}/live"] button')
    wait_until(lambda: market.is_live)
    assert market.state is MarketState.SUSPENDED


def test_what_is_being_chosen_stays_while_the_page_follows(
    server: PracticeServer, window: Browser
) -> None:
    window.open(f"{server.root}/operator/markets/{MARKET}")
    window.click("details summary")
    window.click('input[name=winner][value="2"]')
    window.click('input[name=returned][value="3"]')
    market_of(server.exchange).close()  # changes what stands beside the choices
    wait_until(lambda: not window.is_there(f'form[action="/operator/markets/{MARKET}/close"]'))
    chosen = "return [...document.querySelectorAll(':checked')].map((e) => e.name + e.value)"
    assert window.script(chosen) == ["winner2", "returned3"]
    assert window.is_there("details[open]")


def test_a_rejected_form_keeps_what_was_typed(server: PracticeServer, window: Browser) -> None:
    window.open(f"{server.root}/operator/accounts")
    for name, text in (("username", "demo"), ("password", "segreta"), ("euros", "5,5")):
        window.type(f"input[name={name}]", text)
    window.click(".fields button")
    wait_until(lambda: window.is_there(".rejected input[name=username][aria-invalid=true]"))
    assert window.text(".rejected .why") == "No account opened: the user name is taken."
    typed = "return [...document.querySelectorAll('.fields label input')].map((each) => each.value)"
    assert window.script(typed) == ["demo", "segreta", "", "5,5"]
    assert window.script("return document.activeElement.name") == "username"
    window.type("input[name=username]", "2")
    window.click(".fields button")
    wait_until(lambda: not window.is_there(".rejected"))
    assert server.exchange.log_in("demo2", "segreta").balance == 550
    wait_until(lambda: window.script(typed) == ["", "", "", ""])


def test_names_do_not_run(server: PracticeServer, window: Browser) -> None:
    market_of(server.exchange).event.name = "<img src=x onerror='document.title=1'><b>bold</b>"
    window.open(f"{server.root}/operator/markets/{MARKET}")
    assert "<b>bold</b>" in window.text("h1")
    assert not window.is_there("img, h1 b")


def test_the_cookie_is_out_of_reach_of_scripts(server: PracticeServer, window: Browser) -> None:
    name = f"practice_operator_{server.port}"
    [cookie] = [each for each in window.cookies() if each["name"] == name]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert window.script("return document.cookie") == ""


def test_a_page_that_gets_no_answer_says_so(server: PracticeServer, window: Browser) -> None:
    assert not window.is_there("body.stale")
    server.stop()
    wait_until(lambda: window.is_there("body.stale"))
    assert "what you see is old" in window.text("header .lost")
