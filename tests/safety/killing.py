"""kill -9 at random instants: what the journal then says against what the exchange has."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from tests.safety.driver import MARKETS, order_path
from tests.safety.oracle import FITTING, UNDECIDED, group_of
from tests.safety.station import MOVING
from tests.safety.venue import Group, Venue
from tests.support.conditions import wait_until
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.order import Order
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.status import Status
from xlbetflag.practice.venue import ledger

ROOT = Path(__file__).parents[2]
LONGEST_LIFE = 0.25  # seconds after it said that it is ready
RUNS_A_JOURNAL = 10  # so that a killed desk also takes up what its predecessors left


class Killings:
    """`kills` so far, and in which states a kill found rows. `tell_every`: after so many kills a
    line says how far it is; 0 for none."""

    def __init__(self, folder: Path, seed: int, *, tell_every: int = 0) -> None:
        self._tell_every = tell_every
        self._folder = folder
        self._rng = Random(seed)
        self.kills = self.rows = self.offers = 0
        self.found_in: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()

    def lines(self) -> str:
        return (
            f"{self.kills} kills, {self.rows} rows, {self.offers} offers at the exchange: "
            "0 sent twice, 0 lost, 0 false states\n"
            f"a kill found rows {dict(sorted(self.found_in.items()))}\n"
            f"rows ended {dict(sorted(self.ends.items()))}"
        )

    def run(self, kills: int) -> None:
        """Raises AssertionError with what is wrong."""
        venue = Venue()
        try:
            while self.kills < kills:
                venue.renew(MARKETS)
                journal = self._folder / f"journal{self.kills}.sqlite"
                for _ in range(min(RUNS_A_JOURNAL, kills - self.kills)):
                    self._kill_one(venue, journal)
                self._reconcile(venue, journal)
                if self._tell_every and self.kills % self._tell_every == 0:
                    print(f"{datetime.now(UTC):%T} {self.lines().splitlines()[0]}", flush=True)
        finally:
            venue.close()

    def _kill_one(self, venue: Venue, journal: Path) -> None:
        command = [sys.executable, "-m", "tests.safety.driver", venue.server.url]
        command += [venue.account.username, str(journal), venue.markets[0]]
        command += [str(self._rng.randrange(10**9)), str(self.kills)]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
        ) as process:
            assert process.stdout is not None
            try:
                assert process.stdout.readline() == b"ready\n"
                time.sleep(self._rng.uniform(0.0, LONGEST_LIFE))  # the instant is the point
            finally:
                process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        self.kills += 1
        with History(journal) as history:
            self.found_in.update(str(order.status) for order in history.orders())

    def _reconcile(self, venue: Venue, journal: Path) -> None:
        who, url = venue.account.username, venue.server.url
        with order_path(url, who, journal, venue.markets) as orders:
            wait_until(lambda: orders.is_reconciled, seconds=30)
            try:
                wait_until(lambda: not self._wrong(venue, journal, orders), seconds=20)
            except AssertionError:
                raise AssertionError("\n".join(self._wrong(venue, journal, orders))) from None
        with History(journal) as history:
            found = history.orders()
        self.rows += len(found)
        self.offers += len(venue.exchange.by_desk)
        self.ends.update(str(order.status) for order in found)

    def _wrong(self, venue: Venue, journal: Path, orders: Orders) -> list[str]:
        with History(journal) as history:
            found = history.orders()
        wrong = [
            f"{key} still shows {result.status}"
            for key, result in orders.results().items()
            if result.status in MOVING
        ]
        with venue.exchange.lock:
            offers = {
                each.offer_id: (ledger.status(each), each.matched, each.remaining)
                for each in venue.offers().values()
            }
            groups = dict(venue.exchange.by_desk)
        return [*wrong, *_false_states(found, offers), *_unaccounted(found, groups)]


def _false_states(found: list[Order], offers: dict[str, tuple[str, int, int]]) -> list[str]:
    wrong = []
    for order in found:
        state = order.state
        if state.offer_id is None:
            if state.status not in (*UNDECIDED, Status.REFUSED, Status.CANCELLED):
                wrong.append(f"{order.key} shows {state.status} of no offer")
            continue
        status, matched, remaining = offers[state.offer_id]
        if state.status not in FITTING[status]:
            wrong.append(f"{order.key} shows {state.status}, the venue has {status}")
        if (state.matched, state.remaining) != (matched, remaining):
            wrong.append(f"{order.key} shows {state}, the venue {matched} and {remaining}")
    return wrong


def _unaccounted(found: list[Order], groups: dict[str, Group]) -> list[str]:
    """Offers that are not exactly one row's; what is undecided may stand for one of its kind."""
    linked = Counter(o.state.offer_id for o in found if o.state.offer_id is not None)
    wrong = [f"{count} rows have offer {each}" for each, count in linked.items() if count > 1]
    waiting = Counter(
        group_of(o) for o in found if o.state.offer_id is None and o.status in UNDECIDED
    )
    rows = Counter(group_of(o) for o in found if o.send is not None)
    placed = Counter(groups.values())
    lost = Counter(group for each, group in groups.items() if each not in linked)
    wrong += [f"sent twice: {g}" for g, count in placed.items() if count > rows[g]]
    wrong += [f"lost: {count} of {g}" for g, count in lost.items() if count > waiting[g]]
    for group, count in waiting.items():
        if lost[group] == count == rows[group]:
            wrong.append(f"{count} offers of {count} rows stay undecided: {group}")
    return wrong
