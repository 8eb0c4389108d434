"""Who does what when: one lane sends and reads back, one looks at conditional orders, some cancel.

What is below says what there is to do; here it is done, and what nobody foresaw disarms the desk.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack

from xlbetflag.backoff import grown
from xlbetflag.orders.conditional.conditional_orders import ConditionalOrders
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.lowering.cancels import Cancels
from xlbetflag.orders.pace import LONGEST_REST, rest
from xlbetflag.orders.sending.sender import Sender
from xlbetflag.orders.sending.worker import Worker
from xlbetflag.orders.stopping import Stopping
from xlbetflag.orders.upkeep import Upkeep
from xlbetflag.scheduling import Lane, Scheduler

PAUSE = 0.2  # seconds between two looks at conditional orders
LONGEST_PAUSE = 10.0  # after looks that were interrupted
log = logging.getLogger(__name__)


class Lanes:
    """They run from `start` to `stop`, and are woken by the bells of what they work on."""

    def __init__(
        self,
        scheduler: Scheduler,
        ledger: Ledger,
        canceller: Canceller,
        sender: Sender,
        worker: Worker,
        upkeep: Upkeep,
        conditional: ConditionalOrders,
        stopping: Stopping,
    ) -> None:
        self._scheduler = scheduler
        self._ledger = ledger
        self._canceller = canceller
        self._cancels = Cancels(canceller, scheduler)
        self._sender = sender
        self._worker = worker
        self._upkeep = upkeep
        self._conditional = conditional
        self._stopping = stopping
        self._lanes: list[Lane] = []
        self._bells = ExitStack()
        self._is_stopping = False
        self._failures = 0  # looks in a row

    def start(self) -> None:
        self._cancels.start()
        working = self._scheduler.lane("orders", self._work, self._worker.refuse_waiting)
        looking = self._scheduler.lane("rules", self._look)
        self._lanes = [working, looking]
        self._bells.enter_context(self._canceller.bell.heard(self._cancels.wake))
        for bell in (self._canceller.bell, self._worker.bell):
            self._bells.enter_context(bell.heard(working.wake))

    def stop(self) -> None:
        """Returns when the requests under way have ended, and what is to be cancelled is asked."""
        self._is_stopping = True
        self._sender.hurry()
        self._cancels.stop()
        for lane in self._lanes:
            lane.stop()
        self._bells.close()
        self._sender.close()

    def _work(self) -> float:
        is_busy = self._guarded(self._worker.step)
        self._guarded(self._upkeep.step)
        return 0.0 if is_busy else rest(self._worker.next_due(), self._scheduler.monotonic())

    def _guarded(self, work: Callable[[], bool | None]) -> bool:
        """Whether it did something. What nobody foresaw disarms, and is not done again at once."""
        try:
            return bool(work())
        except JournalBroken as problem:
            self._ledger.trouble = problem
        except Exception:
            log.exception("the order path was interrupted; it is disarmed")
            self._stopping.disarm()
            self._scheduler.wait_for(lambda: self._is_stopping, LONGEST_REST)
        return False

    def _look(self) -> float:
        self._failures += 1
        try:
            self._conditional.step()
            self._failures = 0
        except JournalBroken as problem:
            self._ledger.trouble = problem
        except Exception:
            log.exception("the rules were interrupted; the desk is disarmed")
            self._stopping.disarm()
        return grown(PAUSE, self._failures, LONGEST_PAUSE)
