"""What the safety costs: journal and preflight beside bare POSTs, reads to reconcile unknowns."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.bench.test_orders import MARKETS, ROWS, batch
from tests.support.conditions import wait_until
from tests.support.worlds import (
    API_KEY,
    PASSWORD,
    ExchangeView,
    armed,
    exchange_with,
    make_orders,
)
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.translate import placement
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.status import Status
from xlbetflag.practice.faults.plan import FaultRule, Strikes
from xlbetflag.practice.server import PracticeServer

pytestmark = pytest.mark.bench

ANSWERS_IN = 0.050  # seconds
MOST = 1.3  # times the bare POSTs
READS = ("my_offers", "open_offers", "matches", "exposure")
MOST_READS = 8  # of a market: two looks at four lists, for one may be another market's


class Bench:
    """The order path against a server of which every answer waits. `arrived`: requests."""

    def __init__(self, folder: Path) -> None:
        self.server = PracticeServer(exchange_with(MARKETS), api_key=API_KEY)
        self.server.start()
        self.arrived: Counter[str] = Counter()
        self._count_arrivals()
        who = Credentials("demo", PASSWORD, API_KEY)
        self._config = VenueConfig(base_url=self.server.url)
        self.client = Client(self._config, lambda: who)
        self._path = folder / "journal.sqlite"
        self.open(Pace(watch=60.0))

    def open(self, pace: Pace) -> None:
        self.journal = Journal(self._path)
        self._answered = 0
        self._note_answers()
        view = ExchangeView(self.server.exchange, now)
        self.orders = make_orders(self.client, view, self.journal, pace=pace)
        self.orders.start()

    def arm(self) -> None:
        armed(self.orders, seconds=60)

    def shut(self) -> None:
        self.orders.stop()
        self.journal.close()

    def close(self) -> None:
        self.shut()
        self.client.close()
        self.server.stop()

    def _count_arrivals(self) -> None:
        strikes = self.server.faults.strikes

        def counting(operation: str) -> Strikes:
            self.arrived[operation] += 1
            return strikes(operation)

        self.server.faults.strikes = counting  # type: ignore[method-assign]

    def slow(self) -> None:
        for operation in ("place", *READS):
            self.server.faults.add(
                FaultRule(kind="delay", operations=(operation,), when="before", seconds=ANSWERS_IN)
            )

    def bare(self, rows: list[Row]) -> float:
        """The same offers in as many POSTs, and nothing else."""
        bets: dict[str, list[Bet]] = {}
        for row in rows:
            draft = row.draft
            assert draft is not None
            bet = Bet(draft.selection[0], draft.side, draft.price, draft.size)
            bets.setdefault(draft.market_id, []).append(bet)
        started = time.perf_counter()
        for market_id, wanted in bets.items():
            self.client.place(placement(market_id, wanted))
        return time.perf_counter() - started

    def whole(self, rows: list[Row]) -> float:
        """Until the last answer is journaled."""
        target = self._answered + MARKETS
        started = time.perf_counter()
        self.orders.place(rows)
        wait_until(lambda: self._answered >= target, seconds=60)
        return time.perf_counter() - started

    def _note_answers(self) -> None:
        finish = self.journal.finish_send

        def noting(*args: Any) -> None:
            finish(*args)
            self._answered += 1

        self.journal.finish_send = noting  # type: ignore[assignment]


def now() -> datetime:
    return datetime.now(ROME)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    found.close()


def test_journal_and_preflight_cost_little(bench: Bench) -> None:
    bench.arm()
    bench.whole(batch("warm-up", 9))
    bench.slow()
    posts, whole = [], []
    for run in range(3):
        posts.append(bench.bare(batch(f"posts{run}-", 2 * run)))
        whole.append(bench.whole(batch(f"whole{run}-", 2 * run + 1)))
    ratio = median(whole) / median(posts)
    print(
        f"\nsafety: {ROWS} rows over {MARKETS} markets with preflight, baselines and journal take"
        f" {ratio:.2f} x the bare POSTs (at most {MOST}; {median(whole):.2f} s against"
        f" {median(posts):.2f} s), where an answer takes {ANSWERS_IN * 1e3:.0f} ms"
    )
    assert ratio <= MOST


def test_a_thousand_unknown_rows_take_few_reads(bench: Bench) -> None:
    bench.arm()
    number = len(batch("k")) // MARKETS
    bench.server.faults.add(FaultRule(kind="drop", operations=("place",), when="after"))
    bench.whole(batch("lost"))
    unknown = [r for r in bench.orders.results().values() if r.status is Status.UNKNOWN]
    bench.shut()
    bench.server.faults.remove()
    bench.arrived.clear()
    bench.open(Pace(watch=3.0, patience=0.0))  # the second look of each, and no third

    def statuses_now() -> Counter[Status]:
        return Counter(result.status for result in bench.orders.results().values())

    wait_until(lambda: not statuses_now()[Status.UNKNOWN], seconds=60)
    statuses = statuses_now()
    reads = sum(bench.arrived[operation] for operation in READS)
    print(
        f"\nsafety: {len(unknown)} unknown rows of {MARKETS} markets ({number} each) reconciled"
        f" with {reads / MARKETS:.1f} reads a market: {dict(statuses)}"
    )
    assert statuses == {Status.WORKING: ROWS}
    assert reads <= MOST_READS * MARKETS
