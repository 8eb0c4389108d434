"""Sheets, desk and practice exchange, driven at random; an oracle judges every step.

What happens is in `actions`, one rule each; what must hold, in `oracle` and `mirror`.
"""

import shutil
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.safety import mirror
from tests.safety.actions.clocks import Clocks
from tests.safety.actions.disk import Disk
from tests.safety.actions.exchange import AtTheExchange
from tests.safety.actions.files import Files
from tests.safety.actions.hurry import Hurry
from tests.safety.actions.table import Table
from tests.safety.actions.weather import Weather
from tests.safety.books import Books, fast_folder
from tests.safety.oracle import Oracle
from tests.safety.station import Station
from tests.support.conditions import wait_until

PATIENCE = 10.0  # seconds for the rows to say what the evidence says


class Violation(AssertionError):  # noqa: N818 - what it is
    """The oracle's complaints, with the lives of the rows they are about."""


class Machine(Weather, Table, Hurry, Files, Clocks, Disk, AtTheExchange, RuleBasedStateMachine):
    """Subclasses plant bugs by other kinds of `station`, and say how patient the oracle is."""

    books: ClassVar[Books]
    station_kind: ClassVar[type[Station]] = Station
    patience: ClassVar[float] = PATIENCE

    def __init__(self) -> None:
        super().__init__()
        self.counts.runs += 1
        self.venue.renew()
        self.folder = fast_folder("safety-")
        self.station = self.station_kind(self.venue, self.books, self.folder)
        self.oracle = Oracle(self.station)
        self.station.arm()

    # --- the oracle -----------------------------------------------------------------------------

    @rule()
    def rest(self) -> None:
        """No more faults; every row must come to say what the evidence says."""
        self.counts.rests += 1
        self.venue.faults.remove()
        self.venue.network.heal()
        try:
            wait_until(lambda: not self.oracle.at_rest(), seconds=self.patience)
        except AssertionError:
            self._judge(self.oracle.at_rest())
        try:
            wait_until(self._is_shown, seconds=self.patience)
        except AssertionError:
            self._judge(self._wrongly_shown())
        self.station.close_file("copy")

    @invariant()
    def nothing_false(self) -> None:
        self.counts.step()
        self._judge(self.oracle.always())

    def _is_shown(self) -> bool:
        self.station.tick()
        return not self._wrongly_shown()

    def _wrongly_shown(self) -> list[str]:
        """Rows of the sheets that show what is not so of the orders under their keys."""
        results, orders = self.station.orders.results(), self.station.journaled()
        return [
            complaint
            for sheet in self.station.sheets
            for line in mirror.lines(sheet, orders)
            for complaint in mirror.wrong(line, results)
        ]

    def _judge(self, complaints: list[str]) -> None:
        if complaints:
            words = "\n".join([*complaints, *self._lives(complaints)])
            self.counts.violations.append(words)
            raise Violation(words)

    def _lives(self, complaints: list[str]) -> list[str]:
        lines = []
        for order in self.station.journaled():
            if any(order.key in each or order.intent.market_id in each for each in complaints):
                lines += [f"--- {order.key} {order.state}"]
                lines += [f"    {event}" for event in self.station.journal.story(order.key)]
        lines += [f"{each.at:%T.%f} {each.kind} {each.text}" for each in self.station.told()][::-1]
        return [*lines, *map(str, self.oracle.truths().values()), str(self.venue.faults.rows())]

    def teardown(self) -> None:
        try:
            self.rest()
            self._count()
        finally:
            self.venue.faults.remove()
            self.station.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _count(self) -> None:
        orders = self.station.journaled()
        counts = self.counts
        counts.rows += len(orders)
        counts.replaced += sum("/" in order.key for order in orders)
        counts.sends += len(self.station.wishes.posted)
        counts.offers += len(self.venue.exchange.by_desk)
        counts.requests.update(self.venue.arrived)
        counts.ends.update(str(order.status) for order in orders)
        undecided = self.oracle.undecided(orders, self.oracle.truths())
        counts.excuses.update(f"{order.status}: {reason}" for order, reason in undecided)
        for counted in (self.venue.faults.fired, self.venue.network.played):
            counts.faults.update({str(kind): fired for kind, fired in counted.items()})
            counted.clear()
