"""Orders in bulk: the whole path against a POST per row, and how many requests it takes."""

import gc
import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.bench.far import Far
from tests.bench.order_server import serve
from tests.support.conditions import wait_until
from tests.support.views import NOTHING, LaidDownView, fresh
from tests.support.worlds import (
    API_KEY,
    FIRST_MARKET,
    PASSWORD,
    WIDE,
    armed,
    make_orders,
    row,
)
from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, VenueConfig
from xlbetflag.api.translate import placement
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.status import Status

pytestmark = pytest.mark.bench

MARKETS, ROWS = 20, 1_000
MARKET_IDS = [str(FIRST_MARKET + number) for number in range(MARKETS)]
DISTANCE = 0.010  # seconds to a venue that is not on this machine, there and back
LEAST = 10.0  # times faster than a POST per row
LEAST_BARE_HERE = 3.0  # without any distance, against POSTs that promise nothing
PATIENT = msgspec.structs.replace(WIDE, price_age_seconds=600.0)  # a busy machine takes its time
PLACING = 0.1  # seconds in which `place()` must return, on a machine that is not busy


def batch(
    name: str, run: int = 0, *, sides: tuple[Side, ...] = (Side.BACK,), flags: int = 1
) -> list[Row]:
    """1,000 different rows over 20 markets, that nothing takes."""
    rows = []
    for number in range(ROWS):
        market, place = number % MARKETS, number // MARKETS
        side = sides[place % len(sides)]
        rows.append(
            row(
                f"{name}{number}",
                market=MARKET_IDS[market],
                selection=("1 · 1", "2 · X", "3 · 2")[place % 3],
                side=side,
                price=(400 if side is Side.BACK else 200) + 10 * run,
                size=200 + 50 * place,
                at_live=place % flags == 1,
            )
        )
    return rows


class Bench:
    """A server in its own process, a client, an order path; `folder` holds the journal."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._server = context.Process(target=serve, args=(MARKETS, theirs), daemon=True)
        self._server.start()
        assert self._pipe.poll(60), "the server did not start"
        config = VenueConfig(base_url=self._pipe.recv())
        self.transport = Far(config)
        who = Credentials("demo", PASSWORD, API_KEY)
        self.client = Client(config, lambda: who, transport=self.transport)
        self._folder = folder
        self.trade(VenueRules())

    def trade(self, rules: VenueRules) -> None:
        """Begin a journal and an order path by these rules."""
        self.journal = Journal(self._folder / f"by-{rules.maximum_instructions.value}.sqlite")
        self.orders = make_orders(
            self.client,
            self._view(),
            self.journal,
            rules=rules,
            limits=lambda: PATIENT,
            pace=Pace(watch=60.0),
        )
        self.orders.start()
        armed(self.orders)
        # The last that is written by itself: the opening balance, then the rate of commission.
        wait_until(lambda: self.journal.read("SELECT 1 FROM commissions", []))
        self._answered = 0
        self._note_answers()

    def end_trading(self) -> None:
        self.orders.stop()
        self.journal.close()

    def _view(self) -> LaidDownView:
        """What a feed would know, read once."""
        view = LaidDownView()
        view.books = {market: fresh(self.client.book(market)) for market in MARKET_IDS}
        view.money = fresh(self.client.balance())
        view.profits = dict.fromkeys(MARKET_IDS, NOTHING)
        view.mine = {}
        return view

    def _note_answers(self) -> None:
        finish = self.journal.finish_send

        def noting(*args: object) -> None:
            finish(*args)  # type: ignore[arg-type]
            self._answered += 1

        self.journal.finish_send = noting  # type: ignore[assignment]

    def close(self) -> None:
        self.end_trading()
        self.client.close()
        self._pipe.close()
        self._server.join(10)

    def whole_path(self, rows: list[Row], posts: int) -> tuple[float, float]:
        """Seconds of `place()`, and until the last answer was journaled."""
        target = self._answered + posts
        gc.collect()
        started = time.perf_counter()
        placed = self.orders.place(rows)
        returned = time.perf_counter()
        wait_until(lambda: self._answered >= target, seconds=60)
        answered = time.perf_counter()
        assert {result.status for result in placed.values()} == {Status.CHECKED}
        return returned - started, answered - started

    def one_by_one(self, rows: list[Row]) -> float:
        """Seconds for a bare POST per row with the same client: no preflight and no journal."""
        gc.collect()
        started = time.perf_counter()
        for each in rows:
            draft = each.draft
            assert draft is not None
            bet = Bet(draft.selection[0], draft.side, draft.price, draft.size)
            self.client.place(placement(draft.market_id, [bet]))
        return time.perf_counter() - started


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    found.close()


def test_a_thousand_rows_against_bare_posts(bench: Bench) -> None:
    """Against a client that checks nothing, writes nothing down and sends a POST per row."""
    ratios, placing = {}, []
    for run, distance in enumerate((0.0, DISTANCE, 0.0, DISTANCE)):
        bench.transport.there = distance
        bare = bench.one_by_one(batch(f"n{run}-", run + 10))  # equal to no row of ours
        returned, whole = bench.whole_path(batch(f"k{run}-", run), MARKETS)
        placing.append(returned)
        ratios[distance] = max(ratios.get(distance, 0.0), bare / whole)
        print(
            f"\norders: {ROWS} rows over {MARKETS} markets, a venue {distance * 1e3:.0f} ms away:"
            f" {bare / whole:.1f} x faster than bare POSTs, one a row ({whole * 1e3:.0f} ms with"
            f" preflight and journal, against {bare * 1e3:.0f} ms)",
            end="",
        )
    print(f"\norders: place() of {ROWS} rows returns in {min(placing) * 1e3:.0f} ms")
    assert ratios[DISTANCE] >= LEAST
    assert ratios[0.0] >= LEAST_BARE_HERE
    assert min(placing) < PLACING


def test_a_thousand_rows_against_a_post_per_row(bench: Bench) -> None:
    """Against the same path, with the same promises, where every row is a request of its own."""
    _, whole = bench.whole_path(batch("k"), MARKETS)
    bench.end_trading()
    one = VenueRules().maximum_instructions
    bench.trade(VenueRules(maximum_instructions=msgspec.structs.replace(one, value=1)))
    _, single = bench.whole_path(batch("s", 1), ROWS)
    print(
        f"\norders: {ROWS} rows over {MARKETS} markets in {MARKETS} requests: {single / whole:.1f}"
        " x faster than a request per row with the same promises"
        f" ({whole * 1e3:.0f} ms against {single * 1e3:.0f} ms)"
    )
    assert single / whole >= LEAST


def test_how_many_requests_and_transactions_it_takes(bench: Bench) -> None:
    """Backs and lays, two flag sets: 25 rows a group at most, below the venue's maximum of 50."""
    posts, transactions = bench.client.calls.get("place", 0), bench.journal.transactions
    reads = bench.client.calls.get("my_offers", 0)
    rows = batch("m", sides=(Side.BACK, Side.LAY, Side.LAY), flags=2)
    groups = {(r.draft.market_id, r.draft.side, r.draft.cancel_at_live) for r in rows if r.draft}
    bench.whole_path(rows, len(groups))
    bench.orders.stop()
    db = sqlite3.connect(bench.journal.path)
    readings = db.execute("SELECT count(*) FROM readings").fetchone()[0]
    disarmings = db.execute("SELECT count(*) FROM actions WHERE action = 'disarm'").fetchone()[0]
    db.close()
    assert len(groups) == 4 * MARKETS
    assert bench.client.calls["place"] - posts == len(groups)
    used = bench.journal.transactions - transactions - readings - disarmings
    assert used == 1 + 2 * len(groups)
    assert bench.client.calls["my_offers"] - reads <= 2 * MARKETS
    print(
        f"\norders: {ROWS} rows in {len(groups)} requests, one for each market, side and flag set;"
        f" {used} transactions, {MARKETS} baselines"
    )
