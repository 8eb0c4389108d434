"""Ways out for requests, each within the one budget."""

import math

from xlbetflag.api.errors import NotSent
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.uses import Use
from xlbetflag.scheduling import Scheduler

LONGEST_WAIT = 5.0  # seconds in the gate: then the request does not leave
LOOKS_APART = 0.02  # seconds between two looks at the budget, at most


class Counted:
    """For requests that do not wait: they count. A log-in is made while others wait for it."""

    def __init__(self, budget: Budget, scheduler: Scheduler, use: Use) -> None:
        self._budget = budget
        self._scheduler = scheduler
        self._use = use
        self._sent = -math.inf

    def enter(self, operation: str) -> None:
        self._sent = self._scheduler.monotonic()
        self._budget.take_anyway(self._use)

    def refused(self, operation: str, retry_after: float | None) -> None:
        self._budget.refused(self._use, retry_after, self._sent)


class Queue:
    """For one piece of work whose requests wait for their turn. `is_paid`: the first has its permit
    already."""

    def __init__(
        self, budget: Budget, scheduler: Scheduler, use: Use, *, is_paid: bool = False
    ) -> None:
        self._budget = budget
        self._scheduler = scheduler
        self._use = use
        self._is_paid = is_paid
        self._sent = -math.inf

    def enter(self, operation: str) -> None:
        """Raises NotSent where its turn does not come soon: by then it would be another request."""
        if not self._is_paid:
            self._wait(operation)
        self._is_paid = False
        self._sent = self._scheduler.monotonic()

    def refused(self, operation: str, retry_after: float | None) -> None:
        self._budget.refused(self._use, retry_after, self._sent)

    def _wait(self, operation: str) -> None:
        wait = self._budget.take(self._use)
        if wait <= 0:
            return
        ends = self._scheduler.monotonic() + LONGEST_WAIT
        with self._budget.waiting(self._use):
            while wait > 0:
                now = self._scheduler.monotonic()
                if now + min(wait, self._budget.silence) > ends or now >= ends:
                    raise NotSent(operation, "", self._why(wait))
                self._scheduler.sleep(min(wait, LOOKS_APART))
                wait = self._budget.take(self._use)

    def _why(self, wait: float) -> str:
        if self._budget.silence > 0:
            return f"the venue has had too many requests: {self._budget.silence:.0f} s of silence"
        return f"the budget of {self._budget.per_second:g} requests a second is spent"
