"""One trading session, wired: settings -> client -> feed, orders, functions. Nothing else wires."""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.api.errors import ApiError
from xlbetflag.api.transport import Transport
from xlbetflag.feed import Feed, FeedStatus
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.for_orders import OrdersVenue, OrdersView
from xlbetflag.feed.gates import Counted
from xlbetflag.feed.uses import Use
from xlbetflag.functions import Cells
from xlbetflag.functions.known import Reader
from xlbetflag.market.moments import rome, rome_day
from xlbetflag.market.problem import Problem
from xlbetflag.market.reading import View
from xlbetflag.market.winners import winners_of
from xlbetflag.orders.access import OrderAccess
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.journal.writer import Journal, JournalBroken, JournalBusy
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.path import OrderPath
from xlbetflag.orders.read_only import ReadOnlyOrders
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.reports.day import Daily
from xlbetflag.reports.summary import Summary
from xlbetflag.scheduling import THREADS, Scheduler
from xlbetflag.service.heartbeat import Heartbeat, NoHeartbeat
from xlbetflag.settings import Settings
from xlbetflag.texts import say

LOG_LINES = 200


class LogLine(NamedTuple):
    at: datetime
    kind: str
    text: str


class DeskStatus(msgspec.Struct, frozen=True):
    """What a trader must see at a glance. `requests`: sent so far, of every kind.

    `trouble`: why nothing can be sent whatever is armed, empty where all is well.
    """

    environment: Environment
    base_url: str
    is_connected: bool
    is_armed: bool
    is_halted: bool
    feed: FeedStatus
    requests: int
    trouble: str


class Desk:
    """Start it, ask `cells`, hand rows to `orders`, stop it. Thread-safe.

    `limits` are those of orders that come from no sheet: each sheet shows its own
    (`orders.show_limits`), and the settings' ceiling holds over all. Where the journal cannot be
    written, `orders` only looks (`orders.is_read_only`); prices are live.
    """

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        journal: Path,
        *,
        transport: Transport | None = None,
        scheduler: Scheduler = THREADS,
        pace: Pace = Pace(),  # noqa: B008 - frozen
    ) -> None:
        self.settings = settings
        self.limits = Limits()
        self.scheduler = scheduler
        self._log: deque[LogLine] = deque(maxlen=LOG_LINES)
        budget = Budget(settings.feed.requests_per_second, scheduler)
        self.client = Client(
            settings.venue,
            lambda: credentials,
            transport=transport,
            scheduler=scheduler,
            gate=Counted(budget, scheduler, Use.ACCOUNT),
        )
        self.feed = Feed(self.client, settings.feed, scheduler=scheduler, budget=budget)
        self.cells = self.cells_over(self.feed)
        self._journal: Journal | None = None
        self.heartbeat: Heartbeat = NoHeartbeat(journal)
        self.orders: OrderAccess = self._open(journal, pace)
        self.feed.follow(lambda: self.orders.open_markets())
        rounding = settings.venue_rules.liability_rounding.value
        self._daily = Daily(journal, settings.winners_by_id, rounding)

    def __enter__(self) -> "Desk":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def now(self) -> datetime:
        """In Rome."""
        return rome(self.scheduler.now())

    @contextmanager
    def heard(self, act: Callable[[], object]) -> Iterator[None]:
        """Meanwhile `act` is called whenever the feed has read or orders have changed; as
        `Bell.heard`."""
        with self.feed.bell.heard(act), self.orders.bell.heard(act):
            yield

    def language(self) -> str:
        return self.settings.language

    def say(self, what: Problem | str, **values: object) -> str:
        """The sentence of a problem, or of a code with its values, in the user's language."""
        return say(what, self.language(), **values)

    def cells_over(self, view: View, reader: Reader | None = None) -> Cells:
        """Answers to a spreadsheet's cells from this view; every book that they show is told to
        the `reader`."""
        winners = partial(self.winners, view=view)
        return Cells(view, self.language, self.settings.venue_rules, winners, reader)

    def winners(self, market_id: str, view: View | None = None) -> int | None:
        """How many of a market's selections win: as the settings say, else as the table of kinds
        does for what the menu names; None where nobody knows.

        `view`: where the market is looked up, instead of the feed.
        """
        said = self.settings.winners
        if market_id in said:
            return said[market_id] or None
        found = (view or self.feed).find(market_id)
        return winners_of(found[1], said) if found else None

    def start(self) -> None:
        """Begin to read and to reconcile; disarmed. A venue that does not answer is no error."""
        self.feed.start()
        try:
            self.orders.start()
        except JournalBroken as problem:
            self._let_go()
            self.orders = ReadOnlyOrders(None, problem, self.language, self.now)
        self.heartbeat.start()
        self.note("desk", f"started: {self.settings.environment}, {self.client.config.base_url}")

    def stop(self) -> None:
        """Settle what is under way, log out, let go of the journal."""
        self.orders.stop()
        self.feed.stop()
        try:
            self.client.logout()
        except ApiError as error:
            logging.getLogger(__name__).info("logout: %s", error)
        self.client.close()
        self._daily.close()
        self._let_go()

    def _open(self, journal: Path, pace: Pace) -> OrderAccess:
        """The order path; where the journal cannot be written, only a look at it."""
        try:
            self._journal = Journal(journal)
        except (JournalBusy, JournalBroken) as problem:
            try:
                history = History(journal)
            except JournalBroken:
                history = None
            return ReadOnlyOrders(history, problem, self.language, self.now)
        self.heartbeat = Heartbeat(journal, self.scheduler)
        path = OrderPath(
            OrdersVenue(self.client, self.feed, self.scheduler),
            OrdersView(self.feed),
            self._journal,
            self.settings.venue_rules,
            lambda: self.limits,
            self.settings.environment,
            self.language,
            self.scheduler,
            ceiling=self.settings.over_all_sheets,
            winners=self.winners,
            pace=pace,
            tables=self.settings.tables,
        )
        return Orders(path)

    def _let_go(self) -> None:
        """Of the journal, and of the claim to be alive."""
        self.heartbeat.stop()
        self.heartbeat = NoHeartbeat(self.heartbeat.journal)
        if self._journal is not None:
            self._journal.close()

    def status(self) -> DeskStatus:
        return DeskStatus(
            self.settings.environment,
            self.client.config.base_url,
            self.client.is_logged_in,
            self.orders.is_armed,
            self.orders.is_halted,
            self.feed.status(),
            sum(self.client.calls.values()),
            self.orders.trouble,
        )

    def summary(self, day: date | None = None) -> Summary:
        """What a day of Rome came to, today if none is named. Raises JournalBroken."""
        return self._daily.summary(day or rome_day(self.now()))

    def note(self, kind: str, text: str) -> None:
        """A line for the Log sheet."""
        self._log.appendleft(LogLine(self.now(), kind, text))

    def log(self) -> tuple[LogLine, ...]:
        """The last lines, newest first."""
        return tuple(self._log)
