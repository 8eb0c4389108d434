"""The one lane that sends orders and reads them back; cancels have lanes of their own."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

import msgspec

from xlbetflag.market.reading import Health, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.evidence.watcher import Watcher
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.cancels import Cancels
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.pace import LONGEST_REST, Pace, rest
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.sending.batches import PlaceBatch, Queued, batches
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.scheduling import Lane, Scheduler
from xlbetflag.texts.note import Note

log = logging.getLogger(__name__)


class Worker:
    """`obstacle`: why nothing may leave, None where it may; `failed` is called when an error nobody
    foresaw stopped a piece of work. `between` is done in the lane between pieces of work; what is
    handed to `afterwards` is done soon, elsewhere."""

    def __init__(
        self,
        client: Venue,
        view: View,
        ledger: Ledger,
        generations: Generations,
        rules: VenueRules,
        pace: Pace,
        scheduler: Scheduler,
        *,
        obstacle: Callable[[], Note | None],
        failed: Callable[[], None],
        between: Callable[[], None],
        afterwards: Callable[[Callable[[], object]], None],
        tightened: Tightened | None = None,
    ) -> None:
        self._afterwards = afterwards
        self._ledger = ledger
        self._rules = rules
        self._failed = failed
        self._between = between
        self._scheduler = scheduler
        self._is_stopping = False
        self._lane: Lane | None = None
        self._batches: deque[PlaceBatch] = deque()
        self._unread: set[str] = set()
        self._canceller = Canceller(client, ledger, rules, pace)
        self._cancels = Cancels(self._canceller, scheduler, self._asked)
        self._watcher = Watcher(
            client,
            ledger,
            self._canceller,
            rules,
            pace,
            venue_answers=lambda: view.balance().health is Health.LIVE,
        )
        self._sender = Sender(
            client,
            ledger,
            generations,
            view,
            rules,
            pace,
            scheduler,
            obstacle=obstacle,
            wait=self._wait,
            tightened=tightened,
        )

    @property
    def is_running(self) -> bool:
        return self._lane is not None and not self._is_stopping

    @property
    def is_reconciled(self) -> bool:
        """Every market with something open has been read, but for those set apart."""
        return self.is_running and all(map(self._ledger.is_apart, list(self._unread)))

    def start(self, cancels_asked_before: Iterable[str]) -> None:
        """Put right what a crash left, then read back every market with something open, or where
        a copy of what has ended may arrive yet.

        Cancels that were asked for before, and are not proved to be done, go on.
        """
        self._refuse_waiting()
        self._ledger.doubt((o.key for o in self._ledger.orders()), Note("send.interrupted"))
        for order in self._ledger.orders():
            if order.status.is_open:
                self._unread.add(order.intent.market_id)
            if order.stands or self._watcher.is_awaited(order):
                self._watcher.hasten(order.intent.market_id)
        self._canceller.remember(cancels_asked_before)
        self._cancels.start()
        self._lane = self._scheduler.lane("orders", self._turn, self._refuse_waiting)

    def stop(self) -> None:
        """Returns when the requests under way have ended, and what is to be cancelled is asked."""
        self._is_stopping = True
        self._cancels.stop()
        if self._lane is not None:
            self._lane.stop()
        self._sender.close()

    def wake(self) -> None:
        if self._lane is not None:
            self._lane.wake()

    def queue(self, rows: Iterable[Queued]) -> None:
        self._batches.extend(batches(rows, self._rules))
        self.wake()

    def cancel(self, keys: Iterable[str], *, again: bool = False) -> None:
        """Ask to cancel these rows, written down afterwards. `again`: those asked for before are
        asked for at once too."""
        wanted = list(keys)
        if again:
            self._canceller.hasten(wanted)
        new = self._canceller.want(wanted)
        self._cancels.wake()
        if new:
            words = msgspec.json.encode(new).decode()
            self._afterwards(lambda: self._ledger.act("cancel", words))

    def cancel_whole_markets(self, market_ids: Iterable[str]) -> None:
        markets = list(market_ids)
        for market_id in markets:
            self._canceller.want_whole_market(market_id)
        self._cancels.wake()
        for market_id in markets:
            self._afterwards(partial(self._ledger.act, "cancel_unmatched", market_id))

    def decided(self, market_id: str) -> None:
        """A person has said how orders ended there: nothing waits for a look that shows no more."""
        orders = self._ledger.of_market(market_id)
        if not any(order.status.is_open for order in orders):
            self._unread.discard(market_id)
        if not any(order.stands for order in orders):
            self._watcher.forget(market_id)

    def _turn(self) -> float:
        is_busy = self._guarded(self._step)
        self._guarded(self._between)
        return 0.0 if is_busy else self._rest()

    def _wait(self, seconds: float) -> None:
        """Less when the desk stops."""
        self._scheduler.wait_for(lambda: self._is_stopping, seconds)

    def _guarded(self, work: Callable[[], bool | None]) -> bool:
        """Whether it did something. What nobody foresaw disarms, and is not done again at once."""
        try:
            return bool(work())
        except JournalBroken as problem:
            self._ledger.trouble = problem
        except Exception:
            log.exception("the order path was interrupted; it is disarmed")
            self._failed()
            self._wait(LONGEST_REST)
        return False

    def _asked(self, market_id: str) -> None:
        """Cancels were just asked for there: what became of them is looked at next."""
        self._watcher.hasten(market_id)
        self.wake()

    def _step(self) -> bool:
        """The most urgent piece of work; False where there is none now."""
        if self._batches and self.is_reconciled:
            self._send(self._batches.popleft())
            return True
        market_id = self._watcher.next_market()
        if market_id is not None:
            self._read(market_id)
            return True
        return False

    def _send(self, batch: PlaceBatch) -> None:
        if batch.market_id in self._unread:
            keys = [row.key for row in batch.rows]
            self._ledger.fall(keys, Status.REFUSED, Note("send.market_apart"))
            return
        following = self._batches[0].market_id if self._batches else None
        may_have_left = True
        try:
            may_have_left = self._sender.send(batch, following)
        finally:
            if may_have_left:
                self._watcher.hasten(batch.market_id)

    def _read(self, market_id: str) -> None:
        if self._watcher.read(market_id):
            self._unread.discard(market_id)
            self._ledger.bell.ring()
        self._canceller.drop_done()

    def _refuse_waiting(self) -> None:
        keys = [order.key for order in self._ledger.orders()]
        self._ledger.fall(keys, Status.REFUSED, Note("send.stopped"))

    def _rest(self) -> float:
        return rest(self._watcher.next_due(), self._scheduler.monotonic())
