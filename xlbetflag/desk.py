"""One trading session, wired: settings -> client -> feed, orders, functions. Nothing else wires."""

import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials, Environment
from xlbetflag.api.errors import ApiError
from xlbetflag.api.translate import ROME
from xlbetflag.feed import Feed, FeedStatus
from xlbetflag.functions import Cells
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.limits import Limits
from xlbetflag.orders.orders import Orders
from xlbetflag.settings import Settings

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

    `limits` are replaced by the sheet that trades; until then the finite defaults hold.
    """

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        journal: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(ROME),
    ) -> None:
        self.settings = settings
        self.limits = Limits()
        self._now = now
        self._log: deque[LogLine] = deque(maxlen=LOG_LINES)
        self.client = Client(settings.venue, lambda: credentials)
        self.feed = Feed(self.client, settings.feed, now=now)
        self.cells = Cells(self.feed, self.language)
        self._journal = Journal(journal)
        self.orders = Orders(
            self.client,
            self.feed,
            self._journal,
            settings.venue_rules,
            lambda: self.limits,
            settings.environment,
            self.language,
            now,
            winners=settings.winners.get,
        )

    def __enter__(self) -> "Desk":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def language(self) -> str:
        return self.settings.language

    def start(self) -> None:
        """Begin to read and to reconcile; disarmed. A venue that does not answer is no error."""
        self.feed.start()
        self.orders.start()
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

    def note(self, kind: str, text: str) -> None:
        """A line for the Log sheet."""
        self._log.appendleft(LogLine(self._now(), kind, text))

    def log(self) -> tuple[LogLine, ...]:
        """The last lines, newest first."""
        return tuple(self._log)
