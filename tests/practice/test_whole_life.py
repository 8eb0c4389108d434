"""A market from its announcement to its payment, traded over a real socket by a client that knows
only the venue's description; every sum worked out by hand."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.practice.plain_client import BACK, LAY, PlainClient, Refused
from tests.support.exchange import market_of, small_exchange
from xlbetflag.market.state import MarketState
from xlbetflag.practice.server import PracticeServer

OPEN, SUSPENDED, CLOSED, SETTLED = 2, 3, 4, 5
DELAY = 5  # seconds, each a tick of the exchange's clock
STEPS = 60  # of the exchange's clock, at most, until a delayed offer stands


@dataclass
class Life:
    """Two traders, the operator, and the market they meet on."""

    server: PracticeServer
    anna: PlainClient
    bruno: PlainClient
    market: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)  # of anna's first offers
    stays: str = ""  # the offer that outlives the turn to live and a suspension

    def operate(self, path: str, body: Any = None) -> None:
        """The operator's hand."""
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.server.root}/practice/{path}",
            data=json.dumps(body or {}).encode(),
            headers={"X-Practice-Token": "operator"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            assert answer.status == 200

    def change(self, name: str, body: Any = None) -> None:
        self.operate(f"markets/{self.market}/{name}", body)

    def stepped_until(self, condition: Callable[[], bool]) -> int:
        """How many steps of the exchange's clock it took."""
        for steps in range(STEPS):
            if condition():
                return steps
            self.operate("step")
        raise AssertionError(f"not within {STEPS} steps")

    @property
    def working(self) -> list[str]:
        """The ids of anna's offers of which something still works."""
        return self.anna.working(self.market)

    def matched(self) -> int:
        return sum(row["imp"] for row in self.anna.matches(self.market))


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    exchange = small_exchange()
    market_of(exchange).state = MarketState.ANNOUNCED
    exchange.open_account("anna", "segreta", 100_000)
    exchange.open_account("bruno", "segreta", 500_000, commission=0)
    with PracticeServer(
        exchange,
        api_key="chiave",
        operator_token="operator",
        ticks_per_second=50.0,  # a live market's delay passes in a tenth of a second
    ) as server:
        yield server


@pytest.fixture
def life(server: PracticeServer) -> Iterator[Life]:
    anna, bruno = (PlainClient(server.url, "chiave") for _ in range(2))
    yield Life(server, anna, bruno)
    anna.close()
    bruno.close()


def test_a_whole_life(life: Life) -> None:
    announced(life)
    others_offer(life)
    trade(life)
    cancel(life)
    past_version(life)
    turn_live(life)
    trade_live(life)
    close_and_pay(life)
    log_out(life)


def announced(life: Life) -> None:
    """Log in, find the market; it is announced, not yet open."""
    anna, bruno = life.anna, life.bruno
    assert anna.login("anna", "segreta")["Balance"] == 100_000
    assert bruno.login("bruno", "segreta")["Balance"] == 500_000
    assert anna.commission() == 251
    life.market, life.outcomes = anna.find_market(
        "CALCIO", "Lazio - Hellas Verona", "Esito Finale 1x2"
    )
    market = life.market
    assert anna.book(market)["stato_betflag"] not in (OPEN, SUSPENDED, CLOSED, SETTLED)
    with pytest.raises(Refused, match="non ancora aperto"):
        anna.place(market, (BACK, life.outcomes["1"], 200, 500))
    life.change("open")
    assert anna.book(market)["stato_betflag"] == OPEN


def others_offer(life: Life) -> None:
    """The other side of the trade."""
    anna, bruno, market = life.anna, life.bruno, life.market
    home, draw = life.outcomes["1"], life.outcomes["X"]
    bruno.place(market, (LAY, home, 210, 2_000), (LAY, home, 200, 3_000))
    bruno.place(market, (BACK, draw, 350, 1_000))
    life.stepped_until(lambda: len(anna.to_back(market, home)) == 2)
    life.stepped_until(lambda: len(anna.to_lay(market, draw)) == 1)
    assert anna.to_back(market, home) == [(210, 2_000), (200, 3_000)]
    assert anna.to_lay(market, home) == []
    assert anna.to_lay(market, draw) == [(350, 1_000)]


def trade(life: Life) -> None:
    """Backs and lays: matched over two prices, matched in part, resting."""
    anna, market = life.anna, life.market
    home, draw, away = life.outcomes["1"], life.outcomes["X"], life.outcomes["2"]
    [first] = anna.place(market, (BACK, home, 200, 2_500))
    [second] = anna.place(market, (LAY, draw, 350, 1_500))
    third, fourth = anna.place(market, (BACK, away, 500, 400), (BACK, away, 520, 600))
    life.ids = ids = [row["offerta"] for row in (first, second, third, fourth)]
    assert len(set(ids)) == 4
    life.stepped_until(lambda: life.matched() == 3_500)
    life.stepped_until(lambda: life.working == ids[1:])
    assert anna.to_back(market, home) == [(200, 2_500)]
    rows = {row["id"]: row for row in anna.my_offers(market)["offerte"]["o"]}
    assert [(rows[each]["imp"], rows[each]["abb"]) for each in ids] == [
        (2_500, 2_500), (1_500, 1_000), (400, 0), (600, 0)
    ]  # fmt: skip
    left = [(row["id"], row["quo"], row["imp"] - row["abb"]) for row in anna.open_offers(market)]
    assert left == [
        (ids[1], 350, 500), (ids[2], 500, 400), (ids[3], 520, 600)
    ]  # fmt: skip
    assert [(row["id"], row["tipo"], row["quo"], row["imp"]) for row in anna.matches(market)] == [
        (ids[0], BACK, 210, 2_000), (ids[0], BACK, 200, 500), (ids[1], LAY, 350, 1_000)
    ]  # fmt: skip
    #      1: 20 x 1.10 + 5 x 1.00 + 15 - 4 - 6;  X: -25 - 15 x 2.50 - 10;  2: -25 + 15 + 16 + 25.20
    assert anna.exposure(market) == {"1": 3_200, "X": -7_250, "2": 3_120}
    money = anna.balance()
    assert (money["Balance"], money["LockedBalance"], money["FreeBalance"]) == (
        100_000, 7_250, 92_750
    )  # fmt: skip


def cancel(life: Life) -> None:
    """Cancel one, then all that is unmatched."""
    anna, market = life.anna, life.market
    ids = life.ids
    assert anna.cancel(market, ids[3]) == [ids[3]]
    assert life.working == ids[1:3]
    assert anna.exposure(market) == {"1": 3_800, "X": -6_650, "2": 600}
    assert anna.cancel(market, ids[3]) == []
    assert sorted(anna.cancel_unmatched(market)) == sorted(ids[1:3])
    assert anna.open_offers(market) == []
    assert anna.exposure(market) == {"1": 3_700, "X": -5_000, "2": -1_500}
    assert anna.balance()["LockedBalance"] == 5_000


def past_version(life: Life) -> None:
    """An order for a version of the market that is past."""
    anna, market = life.anna, life.market
    away = life.outcomes["2"]
    version = anna.my_offers(market)["versione"]
    life.change("suspend")
    assert anna.book(market)["stato_betflag"] == SUSPENDED
    with pytest.raises(Refused, match="sospeso"):
        anna.place(market, (BACK, away, 500, 400))
    life.change("resume")
    with pytest.raises(Refused, match="superata"):
        anna.place(market, (BACK, away, 500, 400), version=version)


def turn_live(life: Life) -> None:
    """The turn to live takes away what asked for it."""
    anna, market = life.anna, life.market
    away = life.outcomes["2"]
    [goes] = anna.place(market, (BACK, away, 600, 200), ritira=1, mantieni=1)
    [stays] = anna.place(market, (BACK, away, 700, 200), mantieni=1)
    life.stepped_until(lambda: len(life.working) == 2)
    mine = anna.my_offers(market)
    assert (mine["live"], mine["ritardo_live"]) == ("false", 0)
    assert anna.live_events() == []
    life.change("live")
    mine = anna.my_offers(market)
    assert (mine["live"], mine["ritardo_live"]) == ("true", DELAY)
    assert anna.live_events() == ["Lazio - Hellas Verona"]
    life.stays = stays["offerta"]
    assert life.working == [life.stays]
    assert goes["offerta"] not in {row["id"] for row in anna.open_offers(market)}


def trade_live(life: Life) -> None:
    """Live: accepted after the delay; a suspension takes away what was not to be kept."""
    anna, bruno, market = life.anna, life.bruno, life.market
    home, away = life.outcomes["1"], life.outcomes["2"]
    asked_at = life.server.exchange.ticks
    [lost] = anna.place(market, (BACK, away, 800, 200))
    assert life.server.exchange.ticks - asked_at >= DELAY
    life.stepped_until(lambda: lost["offerta"] in life.working)
    life.stepped_until(lambda: (700, 200) in anna.to_lay(market, away))
    life.change("suspend")
    assert life.working == [life.stays]
    life.change("resume")
    bruno.place(market, (BACK, home, 150, 1_000), mantieni=1)
    life.stepped_until(lambda: anna.to_lay(market, home) == [(150, 1_000)])
    anna.place(market, (LAY, home, 150, 1_000), mantieni=1)
    life.stepped_until(lambda: life.matched() == 4_500)
    #      1: 27 - 5 + 10 - 2;  X: -25 - 25 + 10 - 2;  2: -25 + 10 + 10 + 2 x 6
    assert anna.exposure(market) == {"1": 3_000, "X": -4_200, "2": 700}


def close_and_pay(life: Life) -> None:
    """Closed: what is unmatched lapses; paid: commission on the net winnings."""
    anna, bruno, market = life.anna, life.bruno, life.market
    home, away = life.outcomes["1"], life.outcomes["2"]
    life.change("close")
    assert anna.book(market)["stato_betflag"] == CLOSED
    assert life.working == []
    with pytest.raises(Refused, match="chiuso"):
        anna.place(market, (BACK, away, 500, 400))
    assert anna.exposure(market) == {"1": 3_200, "X": -4_000, "2": -500}
    assert anna.balance()["LockedBalance"] == 4_000
    life.change("settle", {"winners": [int(home)]})
    assert anna.book(market)["stato_betflag"] == SETTLED
    money = anna.balance()
    assert (money["Balance"], money["FreeBalance"], money["LockedBalance"]) == (
        100_000 + 3_200 - 80, 103_120, 0  # 2.51 % of 32.00 is 0.8032
    )  # fmt: skip
    assert bruno.balance()["Balance"] == 500_000 - 3_200


def log_out(life: Life) -> None:
    """Log out."""
    anna, bruno = life.anna, life.bruno
    anna.keep_alive()
    anna.logout()
    with pytest.raises(Refused) as over:
        anna.balance()
    assert over.value.status == 401
    assert bruno.balance()["LockedBalance"] == 0
