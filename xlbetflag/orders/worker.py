"""The one thread that speaks to the venue for orders: cancels first, then sends, then reads."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable

from xlbetflag.market.reading import View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.canceller import Canceller
from xlbetflag.orders.generations import Generations
from xlbetflag.orders.journal import JournalBroken
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.parcels import Parcel, Queued, parcels
from xlbetflag.orders.sender import Sender
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.orders.watcher import Watcher
from xlbetflag.texts.note import Note

log = logging.getLogger(__name__)
LONGEST_REST = 1.0  # seconds between two looks at what is due


class Worker:
    """`obstacle`: why nothing may leave, None where it may; `failed` is called when an error nobody
    foresaw stopped a piece of work. `between` runs in the thread between pieces of work."""

    def __init__(
        self,
        client: Venue,
        view: View,
        ledger: Ledger,
        generations: Generations,
        rules: VenueRules,
        pace: Pace,
        *,
        obstacle: Callable[[], Note | None],
        failed: Callable[[], None],
        between: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._rules = rules
        self._obstacle = obstacle
        self._failed = failed
        self._between = between
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._parcels: deque[Parcel] = deque()
        self._unread: set[str] = set()
        self._canceller = Canceller(client, ledger, rules, pace)
        self._watcher = Watcher(client, ledger, self._canceller, rules, pace)
        self._sender = Sender(
            client,
            ledger,
            generations,
            view,
            rules,
            pace,
            obstacle=obstacle,
            wait=self._stop.wait,
        )

    @property
    def is_running(self) -> bool:
        return self._thread is not None and not self._stop.is_set()

    @property
    def is_reconciled(self) -> bool:
        return self.is_running and not self._unread

    def start(self, cancels_asked_before: Iterable[str]) -> None:
        """Put right what a crash left, then read back every market with something open."""
        self._canceller.remember(cancels_asked_before)
        orders = self._ledger.orders()
        waiting = [o.key for o in orders if o.status is Status.CHECKED]
        leaving = [o for o in orders if o.status is Status.SENDING]
        self._ledger.end(waiting, Status.REFUSED, Note("send.stopped"))
        self._ledger.doubt(leaving, Note("send.interrupted"))
        for order in self._ledger.orders():
            if order.status.is_open:
                self._unread.add(order.intent.market_id)
            if order.stands:
                self._watcher.hasten(order.intent.market_id)
        self._thread = threading.Thread(target=self._run, name="orders", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Returns when the request under way has ended."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._sender.close()

    def wake(self) -> None:
        self._wake.set()

    def queue(self, rows: Iterable[Queued]) -> None:
        self._parcels.extend(parcels(rows, self._rules))
        self._wake.set()

    def cancel(self, keys: Iterable[str]) -> None:
        self._canceller.want(keys)
        self._wake.set()

    def cancel_whole_markets(self, market_ids: Iterable[str]) -> None:
        for market_id in market_ids:
            self._canceller.want_whole_market(market_id)
        self._wake.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                is_busy = self._step()
                self._between()
            except JournalBroken as problem:
                self._ledger.trouble = problem
                is_busy = False
            except Exception:
                log.exception("the order path was interrupted; it is disarmed")
                self._failed()
                is_busy = False
            if not is_busy:
                self._wake.wait(self._rest())
        self._refuse_waiting(Note("send.stopped"))

    def _step(self) -> bool:
        """The most urgent piece of work; False where there is none now."""
        market_id = self._canceller.cancel_due()
        if market_id is not None:
            self._read(market_id)
            return True
        if self._parcels and not self._unread:
            self._send(self._parcels.popleft())
            return True
        market_id = self._watcher.next_market()
        if market_id is not None:
            self._read(market_id)
            return True
        return False

    def _send(self, parcel: Parcel) -> None:
        following = self._parcels[0].market_id if self._parcels else None
        if self._sender.send(parcel, following):
            self._watcher.hasten(parcel.market_id)

    def _read(self, market_id: str) -> None:
        if self._watcher.read(market_id):
            self._unread.discard(market_id)
        self._canceller.drop_done()

    def _refuse_waiting(self, note: Note) -> None:
        waiting = [o.key for o in self._ledger.orders() if o.status is Status.CHECKED]
        self._ledger.end(waiting, Status.REFUSED, note)

    def _rest(self) -> float:
        """Seconds until something is due."""
        dues = [self._watcher.next_due(), self._canceller.next_due()]
        soonest = min((due for due in dues if due is not None), default=float("inf"))
        return min(max(0.0, soonest - time.monotonic()), LONGEST_REST)
