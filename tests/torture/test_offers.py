"""100,000 offers through HTTP, placed and taken back: the server's memory is flat after warm-up."""

import json
import time

import msgspec
import pytest

from tests.practice.served import Connection, request, served
from tests.torture.memory import MEGABYTE, resident
from xlbetflag.api.translate import placement
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side

pytestmark = pytest.mark.torture

BATCH, ROUND, ROUNDS = 50, 20_000, 6  # offers; the first round warms up
FLAT = 8 * MEGABYTE
KEPT = 640  # bytes for an offer that the exchange still shows its owner


def test_100_000_offers_over_http_leave_memory_flat() -> None:
    memory, shown = [], []
    with served(events=1, balance=10**9) as (root, process), Connection(root) as connection:
        connection.ask([request("POST", "/practice/step")])
        login = msgspec.json.encode({"Username": "demo", "Pwd": "demo"})
        [answer] = connection.ask([request("POST", "/api/rest/security/session", login)])
        session = json.loads(answer)["SessionToken"]
        market = first_market(connection)
        for _ in range(ROUNDS):
            started = time.perf_counter()
            place_and_cancel(connection, market, session)
            taken = time.perf_counter() - started
            memory.append(resident(process))
            mine = request("GET", f"/api/rest/offers/all/{market}", session=session)
            shown.append(len(json.loads(connection.ask([mine])[0])["offerte"]["o"]))
            print(
                f"\n{ROUND:,} offers in {taken:.1f} s; server {memory[-1] / MEGABYTE:.1f} MB,"
                f" {shown[-1]:,} offers still shown"
            )
    assert memory[-1] - memory[0] <= FLAT + KEPT * (shown[-1] - shown[0])


def first_market(connection: Connection) -> str:
    [menu] = connection.ask([request("GET", "/api/rest/navigation/menu-ex")])
    return str(json.loads(menu)["d"][0]["n"][0]["m"][0]["a"][0]["s"][0]["id"])


def place_and_cancel(connection: Connection, market: str, session: str) -> None:
    bets = [Bet(str(number % 3 + 1), Side.BACK, 100_000, 200) for number in range(BATCH)]
    place = msgspec.json.encode(placement(market, bets))
    cancel = msgspec.json.encode({"id_mercato": int(market)})
    both = [
        request("POST", "/api/rest/offers", place, session=session),
        request("DELETE", "/api/rest/offers/unmatched", cancel, session=session),
    ]
    for _ in range(ROUND // BATCH):
        placed, cancelled = (json.loads(each) for each in connection.ask(both))
        assert (placed["esito"], len(placed["ordine"])) == (1024, BATCH), placed
        assert len(cancelled["offerta"]) == BATCH
