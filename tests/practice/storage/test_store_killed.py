"""A practice exchange in a process of its own, killed at random instants: opened again, its ledger
is what the client was answered."""

import http.client
import os
import signal
import threading
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from tests.practice.plain_client import BACK, PlainClient, Refused
from tests.practice.served import KEY, OPERATOR, served
from tests.support.conditions import wait_until

KILLS = 4
MARKET = "19901289"

pytestmark = pytest.mark.posix("no SIGKILL there")


class Hand:
    """Places, cancels and steps without a pause; remembers every answer, and what was asked when
    an answer did not come."""

    def __init__(self) -> None:
        self.placed: dict[str, tuple[int, int, int]] = {}  # by id: price, size, matched at once
        self.cancelled: set[str] = set()
        self.ticks = 0
        self.unanswered: list[tuple[int, int]] = []  # price and size of placements
        self.unsure: set[str] = set()  # whose cancel was not answered
        self.answers = 0

    def work(self, root: str, rng: Random) -> None:
        """Until the exchange is gone."""
        client = PlainClient(f"{root}/api/rest", KEY)
        headers = {"X-Practice-Token": OPERATOR}
        with httpx.Client(base_url=root, headers=headers, timeout=30) as operator:
            try:
                client.login("demo", "demo")
                while True:
                    self._act(client, operator, rng)
                    self.answers += 1
            except (OSError, http.client.HTTPException, httpx.TransportError):
                client.close()

    def _act(self, client: PlainClient, operator: httpx.Client, rng: Random) -> None:
        kind = rng.random()
        standing = sorted(self.placed.keys() - self.cancelled - self.unsure)
        if kind < 0.05:
            self.ticks = operator.post("/practice/step").json()["ticks"]
        elif kind < 0.35 and standing:
            chosen = rng.choice(standing)
            self.unsure.add(chosen)
            assert client.cancel(MARKET, chosen) in ([], [chosen])
            self.unsure.discard(chosen)
            self.cancelled.add(chosen)
        else:
            price, size = rng.choice((150, 300, 900)), 200 + 50 * rng.randrange(40)
            self.unanswered.append((price, size))
            try:
                [row] = client.place(MARKET, (BACK, "1", price, size), mantieni=1)
            except Refused:  # a goal has suspended the market
                self.unanswered.pop()
                return
            self.unanswered.pop()
            self.placed[row["offerta"]] = (price, size, row["abbinato"])

    def check(self, ledger: dict[str, Any], kills: int) -> None:
        """The ledger holds what was answered, and of what was not at most what was under way."""
        [demo] = [each for each in ledger["accounts"] if each["username"] == "demo"]
        offers = {each["id"]: each for each in demo["offers"]}
        assert len(offers) == len(demo["offers"])
        for offer_id, (price, size, matched) in self.placed.items():
            offer = offers.pop(offer_id)
            assert (offer["price"], offer["size"]) == (price, size)
            assert matched <= offer["matched"] == sum(each["size"] for each in offer["matches"])
            if offer_id in self.cancelled:
                assert offer["remaining"] == 0
            elif offer_id not in self.unsure:
                assert offer["matched"] + offer["remaining"] == size
        extra = Counter((each["price"], each["size"]) for each in offers.values())
        assert extra <= Counter(self.unanswered)
        assert len(self.unanswered) + len(self.unsure) <= kills
        assert self.ticks <= ledger["ticks"] <= self.ticks + kills
        assert ledger["totals"]["balance"] == ledger["totals"]["deposited"]


def ledger_of(root: str) -> dict[str, Any]:
    answer = httpx.get(f"{root}/practice/ledger", headers={"X-Practice-Token": OPERATOR})
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.process
@pytest.mark.socket
def test_killed_at_random_instants_it_keeps_what_it_answered(tmp_path: Path) -> None:
    rng, hand = Random(), Hand()  # another instant in every run
    path = str(tmp_path / "kept.sqlite")
    kept: dict[str, int | str] = {"db": path, "events": 1, "balance": 10**9, "live_delay": False}
    for kills in range(KILLS):
        with served(**kept) as (root, process):
            hand.check(ledger_of(root), kills)
            worker = threading.Thread(target=hand.work, args=(root, rng))
            worker.start()
            enough = hand.answers + rng.randint(30, 250)
            wait_until(lambda least=enough: hand.answers >= least)
            os.kill(process, signal.SIGKILL)
            worker.join(30)
            assert not worker.is_alive()
    with served(**kept) as (root, _):
        hand.check(ledger_of(root), KILLS)
    assert len(hand.placed) > 20 * KILLS
    assert len(hand.cancelled) > KILLS
