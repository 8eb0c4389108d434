"""The dead-man switch: a process that watches a desk's beats and cancels our offers when they stop.

It never places anything. It ends once it has acted.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from xlbetflag.api.client import Client
from xlbetflag.api.config import Credentials
from xlbetflag.api.errors import ApiError
from xlbetflag.desk import Desk
from xlbetflag.orders.journal.reader import History
from xlbetflag.orders.orders import Orders
from xlbetflag.orders.status import Status
from xlbetflag.service.heartbeat import beat_file
from xlbetflag.settings import Settings

LOOK = 0.2  # seconds between two looks at the beats
PAUSE = 1.0  # between two rounds of cancels
LONGEST_PAUSE = 15.0
PATIENCE = 86_400.0  # it goes on through a network that is down
GRACE = 30.0  # how long a row that no evidence decides is waited for

Say = Callable[[str], object]


class WatchOutcome(msgspec.Struct, frozen=True):
    """`cancelled`: offers of ours that no longer stand; `left`: rows that still may, by key, for a
    person to look at."""

    cancelled: int
    left: tuple[str, ...]


class Watch:
    """The beats of a desk ("desk") or of its sheet ("sheet"), timed by our own clock.

    Nothing is watched before a first beat was there, nor after the beats were taken away in order.
    """

    def __init__(self, journal: Path, who: str, seconds: float) -> None:
        self.who = who
        self._file = beat_file(journal, who)
        self._seconds = seconds
        self._last: int | None = None
        self._since = time.monotonic()

    @property
    def is_watching(self) -> bool:
        return self._last is not None

    def has_stopped(self) -> bool:
        """The beats are there, and the last one is too long ago."""
        try:
            beat = self._file.stat().st_mtime_ns
        except FileNotFoundError:
            self._last = None
            return False
        except OSError:  # it cannot be looked at: as silent as it can be
            beat = self._last or 0
        if beat != self._last:
            self._last, self._since = beat, time.monotonic()
        return time.monotonic() - self._since > self._seconds


def guard(watches: list[Watch], *, is_over: Callable[[], bool] = lambda: False) -> Watch | None:
    """Wait until one of them stops; None where `is_over` came first."""
    while not is_over():
        for watch in watches:
            if watch.has_stopped():
                return watch
        time.sleep(LOOK)
    return None


def act(
    settings: Settings,
    credentials: Credentials,
    journal: Path,
    who: str,
    say: Say,
    *,
    patience: float = PATIENCE,
    grace: float = GRACE,
) -> WatchOutcome:
    """Cancel every unmatched offer that the journal knows, until read-backs show none.

    Where the desk is gone, its journal is taken over and reconciled first, so that offers whose
    answer was lost are found and cancelled too. Where it still holds its journal, by id.
    """
    desk = Desk(settings, credentials, journal)
    if isinstance(desk.orders, Orders):
        say(f"the {who} has stopped; its journal is free: reconciling, then cancelling")
        return _take_over(desk, desk.orders, who, patience, grace)
    desk.stop()
    say(f"the {who} has stopped and its desk holds the journal: cancelling by id")
    return _by_id(settings, credentials, journal, say, patience)


def _take_over(desk: Desk, orders: Orders, who: str, patience: float, grace: float) -> WatchOutcome:
    desk.start()
    try:
        orders.record("watchdog", f"the {who} has stopped")
        before = {key for key, result in orders.results().items() if result.status.is_open}
        orders.halt()
        left = _wait_until_settled(orders, patience, grace)
    finally:
        desk.stop()
    return WatchOutcome(len(before.difference(left)), tuple(left))


def _wait_until_settled(orders: Orders, patience: float, grace: float) -> dict[str, Status]:
    """The rows still open when only such are left that no evidence has decided for `grace`."""
    end, calm_since = time.monotonic() + patience, time.monotonic()
    before: dict[str, Status] = {}
    while True:
        now_open = {k: r.status for k, r in orders.results().items() if r.status.is_open}
        if now_open != before:
            before, calm_since = now_open, time.monotonic()
        is_decided = all(status.is_uncertain for status in now_open.values())
        is_calm = not now_open or time.monotonic() - calm_since > grace
        if (orders.is_reconciled and is_decided and is_calm) or time.monotonic() > end:
            return now_open
        time.sleep(LOOK)


def _by_id(
    settings: Settings, credentials: Credentials, journal: Path, say: Say, patience: float
) -> WatchOutcome:
    offers: dict[str, set[str]] = {}
    without_id = []
    with History(journal) as history:
        for order in history.unfinished():
            if order.status.is_open and order.state.offer_id:
                offers.setdefault(order.intent.market_id, set()).add(order.state.offer_id)
            elif order.status.is_open:
                without_id.append(order.key)
    wanted, pause, end = sum(map(len, offers.values())), PAUSE, time.monotonic() + patience
    with Client(settings.venue, lambda: credentials) as client:
        while offers and time.monotonic() < end:
            for market_id, ids in offers.items():
                try:
                    client.cancel(market_id, sorted(ids))
                except ApiError as error:
                    say(f"market {market_id}: {error}; again, where a read shows that it must be")
            for market_id in list(offers):  # once every market was asked: a read may hang
                try:
                    offers[market_id] &= _working(client, market_id)
                except ApiError as error:
                    say(f"market {market_id}: {error}; again")
                if not offers[market_id]:
                    del offers[market_id]
            if offers:
                time.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
    left = [f"offer {each}" for ids in offers.values() for each in sorted(ids)]
    return WatchOutcome(wanted - len(left), (*without_id, *left))


def _working(client: Client, market_id: str) -> set[str]:
    return {offer.offer_id for offer in client.my_offers(market_id).offers if offer.is_working}
