"""Sheet, desk and practice exchange, driven at random; an oracle judges every step."""

import contextlib
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.conditions import wait_until
from tests.safety import hands
from tests.safety.oracle import EXCUSES, NOTHING_THERE, Oracle
from tests.safety.station import READ_TIMEOUT, ROWS, WRITE_MARGIN, Books, Station
from tests.safety.venue import Venue
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.status import Status
from xlbetflag.practice.faults import KINDS, Rule
from xlbetflag.practice.refusals import Refused

STEPS_A_RUN = 40
PATIENCE = 10.0  # seconds for the rows to say what the evidence says
LATE = {"delay": max(WRITE_MARGIN, READ_TIMEOUT) * 1.4, "slow_acceptance": 0.12, "suspend": 0.05}
STRUCK = ("place", "place", "place", "cancel", "my_offers", "matches", "open_offers", "exposure")
NEVER_LEFT = (Status.REFUSED, Status.DRAFT)
markets = st.integers(0, 2)
kinds = st.sampled_from(sorted(KINDS))
failures = st.sampled_from([500, 502, 503])
seldom = st.sampled_from([False, False, False, True])


class Violation(AssertionError):  # noqa: N818 - what it is
    """The oracle's complaints, with the lives of the rows they are about."""


class Counts:
    """What happened over many runs."""

    def __init__(self) -> None:
        self.runs = self.steps = self.rests = 0
        self.rows = self.replaced = self.decided = self.sends = self.offers = 0
        self.faults: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.excuses: Counter[str] = Counter()
        self.violations: list[str] = []

    @property
    def late(self) -> int:
        """A delayed request may do its work after the oracle has judged, before it is counted."""
        return sum(n for each, n in self.excuses.items() if each.partition(": ")[2] not in EXCUSES)

    def lines(self) -> str:
        return "\n".join(
            [
                f"{self.steps} steps in {self.runs} runs, {self.rests} times judged at rest",
                f"{self.rows} rows journaled, {self.replaced} of them re-priced, "
                f"{self.decided} decided by a person",
                f"{self.sends} requests sent, {self.offers} offers",
                f"faults fired: {dict(sorted(self.faults.items()))}",
                f"rows ended: {dict(sorted(self.ends.items()))}",
                f"left undecided: {dict(sorted(self.excuses.items()))}",
                f"of these decided by evidence that came after the last judgement: {self.late}",
            ]
        )


class Machine(RuleBasedStateMachine):
    """Subclasses plant bugs by other kinds of `station`; `only`: the faults that a POST meets."""

    venue: ClassVar[Venue]
    books: ClassVar[Books]
    counts: ClassVar[Counts]
    station_kind: ClassVar[type[Station]] = Station
    patience: ClassVar[float] = PATIENCE
    only: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.counts.runs += 1
        self.venue.renew()
        self.folder = Path(tempfile.mkdtemp(prefix="safety-"))
        self.station = self.station_kind(self.venue, self.books, self.folder)
        self.oracle = Oracle(self.station)
        self.station.arm()

    def market(self, number: int) -> str:
        return self.venue.markets[number]

    # --- the trader -----------------------------------------------------------------------------

    @rule(
        row=hands.places,
        market=markets,
        bet=hands.bets,
        at_live=hands.flags,
        suspended=hands.flags,
        note=st.sampled_from(["", "twin"]),
    )
    def type_a_row(
        self, row: int, market: int, bet: Bet, at_live: str, suspended: str, note: str
    ) -> None:
        hands.type_order(self.station, row, self.market(market), bet, at_live, suspended, note)

    @rule(first=hands.blocks, market=markets, several=hands.several)
    def paste_and_place(self, first: int, market: int, several: list[Bet]) -> None:
        """A block of new rows, over whatever stood there, and the button."""
        for number, bet in enumerate(several):
            blank = [None] * len(hands.KEYS)
            self.station.write([blank], first + number)
            hands.type_order(
                self.station, first + number, self.market(market), bet, "", "YES", "twin"
            )
        self.station.place()

    @rule(
        first=hands.blocks,
        market=markets,
        several=hands.several,
        kind=kinds,
        operation=st.sampled_from(STRUCK),
        after=st.booleans(),
        status=failures,
    )
    def paste_and_place_at_a_bad_moment(
        self,
        first: int,
        market: int,
        several: list[Bet],
        kind: str,
        operation: str,
        after: bool,
        status: int,
    ) -> None:
        self.fault(kind, operation, after, 1, status)
        self.paste_and_place(first, market, several)

    @rule(how=hands.changes, row=hands.places, other=hands.places, what=hands.junk)
    def change_the_table(self, how: str, row: int, other: int, what: tuple[str, Any]) -> None:
        hands.change(self.station, how, row, other, what)

    @rule(again=st.booleans())
    def place(self, again: bool) -> None:
        self.station.place()
        if again:
            self.station.place()

    @rule(rows=st.sets(hands.places, min_size=1, max_size=4))
    def cancel(self, rows: set[int]) -> None:
        self.station.cancel(rows)

    @rule(row=hands.places, price=st.sampled_from([290, 300, 310, 320]))
    def replace(self, row: int, price: int) -> None:
        self.station.replace(row, price)

    @rule()
    def decide(self) -> None:
        """A person who sees the venue's statement: what is not there was not placed."""
        orders = self.station.journal.orders()
        for order, reason in self.oracle.undecided(orders, self.oracle.truths()):
            if reason == NOTHING_THERE and self.oracle.was_given_up(order):
                assert self.station.orders.decide(order.key, Status.REFUSED) is None
                self.counts.decided += 1

    @rule(how=st.sampled_from(["cancel_all", "halt", "disarm"]))
    def stop_everything(self, how: str) -> None:
        getattr(self.station.orders, how)()
        self.station.tick()
        self.station.orders.resume()
        self.station.arm()

    @rule(what=st.sampled_from(["save", "save", "reopen", "older", "restart"]), now=seldom)
    def files_and_restarts(self, what: str, now: bool) -> None:
        """Slow, so only one time in four: what a close without saving leaves, an older copy, a
        desk that starts again."""
        if not now:
            return
        saved = self.station.saved
        if what == "save":
            self.station.tick()
            self.station.save()
        elif what == "restart":
            self.station.close_desk()
            self.station.open_desk()
            self.station.arm()
        else:
            self.station.open_file(saved[-1] if what == "reopen" else saved[len(saved) // 2])
            self.station.tick()

    # --- the venue ------------------------------------------------------------------------------

    @rule(market=markets, change=st.sampled_from(["suspend", "resume", "resume", "turn_live"]))
    def operator(self, market: int, change: str) -> None:
        with self.venue.exchange.lock, contextlib.suppress(Refused):
            getattr(self.venue.market(self.market(market)), change)()

    @rule(market=markets, end=st.sampled_from(["close", "settle", "void"]), now=seldom)
    def end_of_a_market(self, market: int, end: str, now: bool) -> None:
        """One time in four: a market that has ended has no more to tell."""
        if not now:
            return
        with self.venue.exchange.lock, contextlib.suppress(Refused):
            if end == "settle":
                self.venue.exchange.settle(int(self.market(market)), [2])
            else:
                getattr(self.venue.market(self.market(market)), end)()

    @rule(market=markets, bet=hands.bets, by_hand=st.booleans())
    def somebody(self, market: int, bet: Bet, by_hand: bool) -> None:
        """The same account at the venue's site; or another, that takes what stands."""
        if by_hand:
            self.venue.by_hand(self.market(market), bet)
            return
        other = Side.LAY if bet.side is Side.BACK else Side.BACK
        against = Bet(bet.selection_id, other, bet.price, bet.size // 2)
        self.venue.make(self.market(market), against)

    @rule(
        kind=kinds,
        operation=st.sampled_from(STRUCK),
        after=st.booleans(),
        times=st.integers(1, 2),
        status=failures,
    )
    def fault(self, kind: str, operation: str, after: bool, times: int, status: int) -> None:
        if self.only:
            kind, operation = self.only[sorted(KINDS).index(kind) % len(self.only)], "place"
        told = KINDS[kind]
        operation = operation if operation in (told.operations or (operation,)) else ""
        when = "after" if after else "before"
        self.venue.faults.add(
            Rule(
                kind=kind,
                operations=(operation,) if operation else (),
                when=when if when in told.when else told.when[0],  # type: ignore[arg-type]
                count=times,
                seconds=LATE.get(kind),
                status=status,
            )
        )

    # --- the oracle -----------------------------------------------------------------------------

    @rule()
    def rest(self) -> None:
        """No more faults; every row must come to say what the evidence says."""
        self.counts.rests += 1
        self.venue.faults.remove()
        try:
            wait_until(lambda: not self.oracle.at_rest(), seconds=self.patience)
        except AssertionError:
            self._judge(self.oracle.at_rest())
        try:
            wait_until(self._is_shown, seconds=self.patience)
        except AssertionError:
            self._judge(self._wrongly_shown())

    @invariant()
    def nothing_false(self) -> None:
        self.counts.steps += 1
        self._judge(self.oracle.always())

    def _is_shown(self) -> bool:
        self.station.tick()
        return not self._wrongly_shown()

    def _wrongly_shown(self) -> list[str]:
        """Rows of the sheet with a status that is not what the desk says of their keys.

        A row without one may have a key of a later copy of the file: placing it says so.
        """
        results = self.station.orders.results()
        columns = [hands.KEYS.index(key) for key in ("key", "status", "offer_id", "matched")]
        wrong = []
        for values in self.station.read(ROWS):
            key, status, offer_id, matched = (values[column] for column in columns)
            result = results.get(str(key))
            if result is None or status is None or result.status in NEVER_LEFT:
                continue
            cents = result.matched / 100 if result.offer_id else None
            if (status, offer_id or "", matched) != (str(result.status), result.offer_id, cents):
                wrong.append(f"{key} shows {status} {offer_id} {matched}, the desk says {result}")
        return wrong

    def _judge(self, complaints: list[str]) -> None:
        if complaints:
            words = "\n".join([*complaints, *self._lives(complaints)])
            self.counts.violations.append(words)
            raise Violation(words)

    def _lives(self, complaints: list[str]) -> list[str]:
        lines = []
        for order in self.station.journal.orders():
            if any(order.key in each or order.intent.market_id in each for each in complaints):
                lines += [f"--- {order.key} {order.state}"]
                lines += [f"    {event}" for event in self.station.journal.story(order.key)]
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
        orders = self.station.journal.orders()
        counts = self.counts
        counts.rows += len(orders)
        counts.replaced += sum("/" in order.key for order in orders)
        counts.sends += len(self.station.posted)
        counts.offers += len(self.venue.exchange.by_desk)
        counts.ends.update(str(order.status) for order in orders)
        undecided = self.oracle.undecided(orders, self.oracle.truths())
        counts.excuses.update(f"{order.status}: {reason}" for order, reason in undecided)
        for kind, fired in self.venue.faults.fired.items():
            counts.faults[kind] += fired
        self.venue.faults.fired.clear()


def drive(kind: type[Machine], steps: int) -> Counts:
    """Runs of a machine until so many steps are made, or somewhat more. Raises Violation."""
    counts = Counts()
    folder = Path(tempfile.mkdtemp(prefix="safety-books-"))
    books, venue = Books(folder), Venue()
    try:
        bound = type(kind.__name__, (kind,), {"venue": venue, "books": books, "counts": counts})
        while counts.steps < steps:
            run_state_machine_as_test(
                bound,
                settings=settings(
                    max_examples=max(10, (steps - counts.steps) // STEPS_A_RUN),
                    stateful_step_count=STEPS_A_RUN,
                    phases=[Phase.generate],
                    database=None,
                    deadline=None,
                    report_multiple_bugs=False,
                    suppress_health_check=list(HealthCheck),
                ),
            )
    except BaseException:
        if counts.violations:  # also one that Hypothesis could not bring about a second time
            raise Violation(counts.violations[0]) from None
        raise
    finally:
        books.close()
        venue.close()
        shutil.rmtree(folder, ignore_errors=True)
    return counts
