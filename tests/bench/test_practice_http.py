"""The practice exchange over HTTP, in a process of its own, and the HTTP server alone beside it."""

from pathlib import Path

import msgspec
import pytest

from tests.bench.wrk import READERS, Load, alone, rate, session_of
from tests.practice.served import KEY, Connection, request, served
from xlbetflag.api.translate import placement
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

pytestmark = [pytest.mark.bench, pytest.mark.wrk]

API = "/api/rest"
MARKETS, BATCH = 100, 50


def test_book_reads_a_second(tmp_path: Path) -> None:
    with served(events=45) as (root, _), Connection(root) as connection:
        connection.ask([request("POST", "/practice/step")])
        asked = [("GET", f"{API}/offers/market/{each},3", b"") for each in markets(connection)]
        load = Load(asked, {"X-BFkey": KEY})
        [answer] = connection.ask([request("GET", asked[0][1])])
        reads, floor = rate(root, load, tmp_path), alone(load, answer, tmp_path)
    print(
        f"\nbook reads: {reads:,.0f}/s, {READERS} readers on {MARKETS} markets, {len(answer):,}"
        f" bytes; {reads / floor:.0%} of it is the HTTP server alone, which gives a constant"
        f" {floor:,.0f} times a second"
    )
    assert reads >= 1_500


def test_offers_a_second(tmp_path: Path) -> None:
    with served(events=1, balance=10**12) as (root, _), Connection(root) as connection:
        connection.ask([request("POST", "/practice/step")])
        login = msgspec.json.encode({"Username": "demo", "Pwd": "demo"})
        session = session_of(connection.ask([request("POST", f"{API}/security/session", login)])[0])
        market = markets(connection, 1)[0]
        bets = [Bet(str(number % 3 + 1), Side.BACK, 100_000, 200) for number in range(BATCH)]
        body = msgspec.json.encode(placement(market, bets))
        load = Load(
            [("POST", f"{API}/offers", body)], {"X-BFkey": KEY, "X-BF-Session-Token": session}
        )
        [answer] = connection.ask([request("POST", f"{API}/offers", body, session=session)])
        batches, floor = rate(root, load, tmp_path), alone(load, answer, tmp_path)
    print(
        f"\noffers over HTTP: {batches * BATCH:,.0f}/s in batches of {BATCH}, {READERS} at once"
        f" ({batches:,.0f} requests/s); {batches / floor:.0%} of it is the HTTP server alone, which"
        f" gives a constant {floor:,.0f} times a second"
    )
    assert batches * BATCH >= 3_000


def markets(connection: Connection, count: int = MARKETS) -> list[str]:
    """The ids of so many markets of the menu."""
    [menu] = connection.ask([request("GET", f"{API}/navigation/menu-ex")])
    found = [
        market["id"]
        for sport in msgspec.json.decode(menu)["d"]
        for nation in sport["n"]
        for competition in nation["m"]
        for event in competition["a"]
        for market in event["s"]
    ]
    assert len(found) >= count
    return found[:count]
