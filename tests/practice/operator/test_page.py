"""The operator's page over HTTP: who gets in, what it shows, what its forms do."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from tests.support.conditions import wait_until
from tests.support.exchange import MARKET, back, lay, market_of, place, small_exchange
from xlbetflag.market.state import MarketState
from xlbetflag.practice.faults.plan import KINDS, FaultRule
from xlbetflag.practice.operator.backoffice import CHANGES
from xlbetflag.practice.operator.html import Html, join, tag
from xlbetflag.practice.operator.prices import MARKETS, POINTS, PriceHistory
from xlbetflag.practice.operator.routes import DOING
from xlbetflag.practice.server import PracticeServer
from xlbetflag.practice.venue.settlement import HALF, RETURNED, Verdict

EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture
def visitor(server: PracticeServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.root) as visitor:
        yield visitor


@pytest.fixture
def page(visitor: httpx.Client) -> httpx.Client:
    """The operator, logged in."""
    answer = visitor.post("/operator/login", data={"token": "operator"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/operator")
    return visitor


def csrf(page: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.get("/operator").text)
    assert found
    return found[1]


# --- who gets in ------------------------------------------------------------------------------


PAGES = tuple(
    f"/operator{path}"
    for path in ("", f"/markets/{MARKET}", "/replays", "/accounts", "/accounts/2", "/faults")
)
FORMS = tuple(
    f"/operator{path}"
    for path in (
        "/step",
        "/faults",
        "/faults/0/end",
        "/sessions/expire",
        "/accounts/open",
        "/accounts/2/deposit",
        "/replays/5/pause",
        f"/markets/{MARKET}/suspend",
    )
)


def test_nobody_gets_in_without_the_token(server: PracticeServer, visitor: httpx.Client) -> None:
    for path in PAGES:
        answer = visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/operator/login")
        assert "Lazio" not in answer.text
    for path in FORMS:
        assert visitor.post(path).headers["location"] == "/operator/login"
    for token in ("", "Operator", "operator ", "é"):
        answer = visitor.post("/operator/login", data={"token": token})
        assert (answer.status_code, answer.cookies) == (403, httpx.Cookies())
    assert market_of(server.exchange).state is MarketState.OPEN


def test_guessing_is_slowed(visitor: httpx.Client) -> None:
    codes = [visitor.post("/operator/login", data={"token": "x"}).status_code for _ in range(12)]
    assert codes[:10] == [403] * 10
    assert codes[10:] == [429, 429]


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: httpx.Client) -> None:
    answer = visitor.post("/operator/login", data={"token": "operator"})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/operator" in cookie
    assert "=operator;" not in cookie  # never the token itself


def test_logging_out_ends_the_session_everywhere(page: httpx.Client) -> None:
    [(name, value)] = page.cookies.items()
    answer = page.post("/operator/logout", data={"csrf": csrf(page)})
    assert answer.headers["location"] == "/operator/login"
    assert name not in page.cookies
    page.cookies.set(name, value)
    assert page.get("/operator").status_code == 303


@pytest.mark.parametrize(
    ("headers", "has_token"),
    [({}, False), ({"Origin": "http://evil.example"}, True), ({"Origin": "null"}, True)],
)
def test_a_form_from_elsewhere_does_nothing(
    server: PracticeServer, page: httpx.Client, headers: dict[str, str], has_token: bool
) -> None:
    data = {"csrf": csrf(page) if has_token else "guess"}
    answer = page.post(f"/operator/markets/{MARKET}/suspend", data=data, headers=headers)
    assert answer.status_code == 403
    assert market_of(server.exchange).state is MarketState.OPEN


def test_pages_allow_nothing_but_themselves(page: httpx.Client) -> None:
    for path in (*PAGES, "/operator/operator.css", "/operator/operator.js", "/operator/login"):
        answer = page.get(path)
        assert answer.status_code == 200, path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


# --- what it shows ----------------------------------------------------------------------------


def test_text_is_escaped() -> None:
    assert tag("td", EVIL, title=EVIL) == (
        '<td title="&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;">'
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&amp;</td>"
    )
    assert join("<", [Html("<b>")], 5) == "&lt;<b>5"
    assert tag("input", name="a", required=True, checked=False, value=None) == (
        '<input name="a" required>'
    )


def test_no_name_of_the_venue_becomes_markup(server: PracticeServer, page: httpx.Client) -> None:
    exchange = server.exchange
    market = market_of(exchange)
    market.name = market.line = market.event.name = EVIL
    market.outcomes = tuple(
        type(outcome)(outcome.selection_id, EVIL) for outcome in market.outcomes
    )
    account = exchange.open_account(EVIL, "", 10_000)
    place(exchange, account, lay(500, 400))
    place(exchange, exchange.account("demo"), lay(280, 400))
    for path in (*PAGES, f"/operator/accounts/{account.number}"):
        text = page.get(path).text
        assert "<script>alert" not in text
        assert path in ("/operator/faults", "/operator/replays") or "&lt;script&gt;" in text
    market.suspend()
    answer = page.post(f"/operator/markets/{MARKET}/suspend", data={"csrf": csrf(page)})
    assert answer.status_code == 303
    assert "<script>alert" not in page.get("/operator").text


def test_books_offers_and_money(server: PracticeServer, page: httpx.Client) -> None:
    exchange = server.exchange
    place(exchange, exchange.account("demo"), lay(280, 400))
    shown = page.get(f"/operator/markets/{MARKET}").text
    for text in ("Lazio - Hellas Verona", "3.00", "10.00", "2.90", "20.00", "BC0003", "WORKING"):
        assert text in shown
    account = page.get(f"/operator/accounts/{exchange.account('demo').number}").text
    assert "1,000.00" in account
    assert "992.80" in account
    assert page.get("/operator/markets/99").status_code == 404
    assert page.get("/operator/markets/x").status_code == 404


def test_where_nothing_can_be_taken_the_overview_is_grey(page: httpx.Client) -> None:
    shown = page.get("/operator").text
    assert '<b class="back">3.00</b><b class="none">-</b>' in shown
    assert '<b class="none">-</b><b class="none">-</b>' in shown


def test_prices_are_kept_and_bounded() -> None:
    exchange = small_exchange()
    market, trader = market_of(exchange), exchange.open_account("t", "", 10**9)
    history = PriceHistory(exchange)
    history.sample()
    history.sample()
    assert [len(points) for points in history.of(market)] == [1, 1, 1]  # nothing moved
    place(exchange, trader, lay(300, 1_000))
    for _ in range(POINTS + 50):
        market.event.now += timedelta(seconds=1)
        history.sample()
    points = history.of(market)[0]
    assert len(points) == POINTS
    assert (points[-1].back, points[-1].lay) == (300, None)
    assert (points[-1].at - points[0].at).total_seconds() == POINTS - 1
    market.close()
    history.sample()
    assert len(history.of(market)[0]) == POINTS  # its last prices can still be looked at


def test_not_more_markets_than_the_limit() -> None:
    exchange = small_exchange()
    event = market_of(exchange).event
    for number in range(1, MARKETS + 20):
        exchange.add_market(
            type(market_of(exchange))(number, "m", "", market_of(exchange).outcomes, event)
        )
    history = PriceHistory(exchange)
    history.sample()
    kept = [market for market in exchange.markets.values() if history.of(market)[0]]
    assert len(kept) == MARKETS


def test_the_server_samples_by_itself(server: PracticeServer) -> None:
    wait_until(lambda: server.page.prices.of(market_of(server.exchange))[0])


# --- what its forms do ------------------------------------------------------------------------


def test_a_market_life_by_forms(server: PracticeServer, page: httpx.Client) -> None:
    market, token = market_of(server.exchange), csrf(page)
    here = f"{server.root}/operator/markets/{MARKET}"
    for change, state, live in (
        ("suspend", "SUSPENDED", False),
        ("resume", "OPEN", False),
        ("live", "OPEN", True),
        ("close", "CLOSED", True),
    ):
        answer = page.post(here + f"/{change}", data={"csrf": token}, headers={"Referer": here})
        assert answer.headers["location"] == f"/operator/markets/{MARKET}"
        assert (market.state, market.is_live) == (state, live)
    page.post(here + "/suspend", data={"csrf": token})
    why = (
        "Lazio - Hellas Verona Esito Finale 1x2: suspending is not possible, the market is closed."
    )
    assert why in page.get("/operator").text  # said once
    assert why not in page.get("/operator").text
    page.post(here + "/settle", data={"csrf": token, "winner": ["1", "2"]})
    assert market.state is MarketState.CLOSED
    page.post(here + "/settle", data={"csrf": token, "winner": "1"})
    assert (market.state, market.won) == (MarketState.SETTLED, (1,))
    assert page.post(here + "/dance", data={"csrf": token}).status_code == 303
    assert "no such change" in page.get("/operator").text


@pytest.mark.parametrize("change", ["open", "suspend", "resume", "live", "close", "void", "settle"])
def test_what_cannot_be_done_is_said_in_english_of_the_market_with_its_line(
    server: PracticeServer, page: httpx.Client, change: str
) -> None:
    market = market_of(server.exchange)
    market.name, market.line = "Under/Over", "2.5"
    market.void()
    token = csrf(page)
    page.post(f"/operator/markets/{MARKET}/{change}", data={"csrf": token, "winner": "1"})
    said = re.search(r'class="said bad" role="status">([^<]+)<', page.get("/operator").text)
    assert said
    assert re.fullmatch(
        r"Lazio - Hellas Verona Under/Over 2\.5: [a-z ]+ing( live)? is not possible, "
        r"the market is void\.",
        said[1],
    )


def test_every_change_has_its_word() -> None:
    assert DOING.keys() == CHANGES.keys()


def test_a_settled_market_says_who_won_and_what_was_paid(
    server: PracticeServer, page: httpx.Client
) -> None:
    exchange, market = server.exchange, market_of(server.exchange)
    place(exchange, exchange.account("demo"), back(300, 1_000))
    exchange.settle(MARKET, [], tied=[1, 2], returned=[3])
    assert market.state is MarketState.SETTLED
    shown = page.get(f"/operator/markets/{MARKET}").text
    assert "Won in part: 1 (1/2 of each stake wins, 1/2 loses), X (1/2 " in shown
    assert "Stakes given back: 2." in shown
    demo = exchange.account("demo")
    bets, charged = (entry.amount for entry in demo.statement[-2:])
    assert bets == 500
    for cents in (bets, charged, bets + charged):
        assert f">{cents / 100:.2f}</td>" in shown
    assert f'href="/operator/accounts/{demo.number}"' in shown
    market.rewind()
    market.void()
    assert "every bet was undone" in page.get(f"/operator/markets/{MARKET}").text


def test_heads_of_tables_say_their_scope_and_colours_have_a_legend(
    server: PracticeServer, page: httpx.Client
) -> None:
    place(server.exchange, server.exchange.account("demo"), back(300, 1_000))
    server.faults.add(FaultRule(kind="delay", seconds=0.01, operations=("book",)))
    demo = server.exchange.account("demo").number
    heads = 0
    for path in ("", f"/markets/{MARKET}", "/accounts", f"/accounts/{demo}", "/faults"):
        shown = page.get(f"/operator{path}").text
        found = re.findall(r"<th\b[^>]*>", shown)
        heads += len(found)
        assert [each for each in found if 'scope="' not in each] == [], path
        if path in ("", f"/markets/{MARKET}"):
            for told in (
                "the best price to bet on it",
                "to bet against it",
                "nothing can be taken",
            ):
                assert told in shown
    assert heads > 20


def test_what_is_not_there_is_a_page(page: httpx.Client) -> None:
    for path, why in (
        ("/markets/99", "There is no market 99."),
        ("/markets/x", "There is no market x."),
        ("/accounts/99", "There is no account 99."),
        ("/accounts/1", "There is no account 1."),  # the exchange's own purse
        ("/step", "There is no page /operator/step."),  # only a form goes there
        ("/", "There is no page /operator/."),
        ("/<b>", "There is no page /operator/&lt;b&gt;."),
    ):
        answer = page.get(f"/operator{path}")
        assert answer.status_code == 404
        assert why.replace("<b>", "%3Cb%3E") in answer.text or why in answer.text
        assert "<h1>Not found</h1>" in answer.text
        assert 'href="/operator">All markets</a>' in answer.text


def test_before_the_log_in_too_a_page_that_is_not_there_is_one(visitor: httpx.Client) -> None:
    answer = visitor.get("/operator/nowhere")
    assert answer.status_code == 404
    assert "There is no such page." in answer.text


def test_a_rejected_form_keeps_all_but_secrets(page: httpx.Client) -> None:
    fields = {"username": "demo", "password": "segretissima", "api_key": "hers", "euros": "5"}
    page.post("/operator/accounts/open", data={"csrf": csrf(page), **fields})
    shown = page.get("/operator/accounts").text
    assert 'class="fields rejected"' in shown
    for name in ("username", "api_key", "euros"):
        assert f'name="{name}" value="{fields[name]}"' in shown
    assert "segretissima" not in shown
    assert len(re.findall("aria-invalid", shown)) == 1
    fields = {"kind": "drop", "operations": "place", "calls": "2, 5", "probability": "7"}
    page.post("/operator/faults", data={"csrf": csrf(page), **fields})
    shown = page.get("/operator/faults").text
    for text in (
        '<option value="place" selected>',
        'name="calls" value="2, 5"',
        'name="probability" value="7" aria-invalid="true"',
    ):
        assert text in shown
    fields = {"tied": "2", "winner": "1"}
    page.post(f"/operator/markets/{MARKET}/settle", data={"csrf": csrf(page), **fields})
    shown = page.get(f"/operator/markets/{MARKET}").text
    assert 'name="winner" value="1" checked' in shown
    assert "<details open>" in shown


def test_the_live_parts_take_no_message_away(page: httpx.Client) -> None:
    page.post("/operator/sessions/expire", data={"csrf": csrf(page)})
    for _ in range(2):
        assert "0 sessions ended." in page.get("/operator", headers={"X-Live": "1"}).text
    assert "0 sessions ended." in page.get("/operator").text
    assert "0 sessions ended." not in page.get("/operator").text


def test_a_dead_heat_by_form(server: PracticeServer, page: httpx.Client) -> None:
    market, form = market_of(server.exchange), f"/operator/markets/{MARKET}/settle"
    for wrong in ({"tied": ["1"]}, {"winner": "1", "returned": "1"}, {"tied": "1" * 5_000}):
        page.post(form, data={"csrf": csrf(page), **wrong})
        assert "not settled, it has 1 winner" in page.get("/operator").text
    page.post(form, data={"csrf": csrf(page), "tied": ["1", "2"], "returned": "3"})
    assert (market.state, market.won) == (MarketState.SETTLED, (1, 2))
    assert market.result == {1: Verdict(HALF, HALF), 2: Verdict(HALF, HALF), 3: RETURNED}


def test_an_account_by_form(server: PracticeServer, page: httpx.Client) -> None:
    def said(**fields: str) -> str:
        page.post("/operator/accounts/open", data={"csrf": csrf(page), **fields})
        return page.get("/operator/accounts").text

    assert "anna opened with 1,500.50" in said(
        username="anna", password="segreta", api_key="hers", euros="1500,50"
    )
    assert 'href="/operator/accounts/' in page.get("/operator/accounts").text
    anna = server.exchange.account("anna")
    assert (anna.balance, anna.api_key) == (150_050, "hers")
    assert server.exchange.log_in("anna", "segreta") is anna
    assert "bruno opened with 0.00" in said(username="bruno", password="x")
    count = len(server.exchange.accounts)
    assert "the user name is taken" in said(username="anna", password="x")
    for fields in ({}, {"username": "carla"}, {"username": "c", "password": "x", "euros": "-1"}):
        assert "No account opened" in said(**fields)
    assert len(server.exchange.accounts) == count


def test_a_referer_leads_nowhere_else(server: PracticeServer, page: httpx.Client) -> None:
    for referer in ("http://evil.example/operator", f"{server.root}/practice", "//evil.example"):
        data = {"csrf": csrf(page)}
        answer = page.post("/operator/step", data=data, headers={"Referer": referer})
        assert answer.headers["location"] == "/operator"


def test_faults_by_form(server: PracticeServer, page: httpx.Client) -> None:
    token = csrf(page)
    form = {"kind": "status", "operations": "menu", "calls": "1, 3", "status": "502", "when": ""}
    page.post("/operator/faults", data={"csrf": token, **form})
    url = f"{server.url}/navigation/menu"
    codes = [httpx.get(url, headers={"X-BFkey": "practice"}).status_code for _ in range(4)]
    assert codes == [502, 200, 502, 200]
    shown = page.get("/operator/faults").text
    assert "at call 1, 3" in shown
    assert all(kind in shown for kind in KINDS)
    page.post("/operator/faults", data={"csrf": token, "kind": "drop", "probability": "7"})
    assert "Not injected: probability must be" in page.get("/operator/faults").text
    page.post("/operator/faults/1/end", data={"csrf": token})
    assert server.faults.rows()["rules"] == []


def test_the_rest_of_the_forms(
    server: PracticeServer, page: httpx.Client, trader: httpx.Client
) -> None:
    token = csrf(page)
    ticks = server.exchange.ticks
    page.post("/operator/step", data={"csrf": token})
    assert server.exchange.ticks == ticks + 1
    page.post("/operator/sessions/expire", data={"csrf": token})
    assert "1 session ended" in page.get("/operator").text
    assert trader.get("/account/balance").status_code == 401


def test_a_form_beyond_the_limit(page: httpx.Client) -> None:
    answer = page.post("/operator/step", content="csrf=" + "x" * 300_000)
    assert answer.status_code == 400
    fields = "&".join(f"f{number}=1" for number in range(2_000))
    assert page.post("/operator/step", content=fields).status_code == 400
