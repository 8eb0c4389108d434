"""What becomes of orders, waited for or told as it happens: nobody asks again and again."""

import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from typing import TypeVar

from xlbetflag.desk import Desk as Session
from xlbetflag.market.problem import Problem
from xlbetflag.orders.status import Status
from xlbetflag.python import results
from xlbetflag.python.changes import A_WHILE, BY_ANOTHER, Change, Changes
from xlbetflag.python.reader import Reader
from xlbetflag.python.refusal import NotYet
from xlbetflag.python.results import Order
from xlbetflag.python.scalars import key_text

Value = TypeVar("Value")
# Something of its own accord is still to come of these.
MOVING = (
    Status.WAITING,
    Status.CHECKED,
    Status.SENDING,
    Status.ACCEPTED,
    Status.DELAYED,
    Status.UNKNOWN,
)


class Waiter(Reader):
    """Of one desk; used from one thread. `answered`: what became of orders that no journal holds,
    as a desk before this one has told."""

    def __init__(
        self,
        session: Session,
        journal: Path,
        *,
        patience: float = 15.0,
        answered: Mapping[str, Order] = MappingProxyType({}),
    ) -> None:
        super().__init__(session, journal, patience=patience)
        self._answered = dict(answered)

    @property
    def is_read_only(self) -> bool:
        """Another desk writes this journal: nothing can be sent from here."""
        return self._desk.orders.is_read_only

    def result(self, key: str) -> Order:
        """What became of an order of this run, of today, or still open. Raises Refusal where there
        is none."""
        return self._results([key])[0]

    def wait(
        self,
        *keys: str,
        until: Callable[[Order], bool] | None = None,
        timeout: float = 30.0,
    ) -> list[Order]:
        """What each order is once the venue has shown it, or it is over: WORKING, MATCHED, REFUSED.

        `until`: what else is waited for, as `lambda order: order.status.is_final`. Raises NotYet
        after `timeout` seconds, with what was last seen.
        """
        is_there = until or (lambda order: order.status not in MOVING)
        if not self._until(lambda: all(map(is_there, self._results(keys))), timeout):
            raise self._not_yet(timeout, self._results(keys))
        return self._results(keys)

    def latest(self, key: str) -> str:
        """The key of the order that took its place by `replace`, once or more; its own where none
        did."""
        key, replaced = key_text(key), self._desk.orders.replacements()
        while key in replaced:
            key = replaced[key].key
        return key

    def changes(self, *markets: str, seconds: float | None = None) -> Iterator[Change]:
        """Each change from this call on, as it happens: of the books of these markets (first each
        as it is), of our orders, of the feed. Waits in between; ends after so many seconds, if any
        are given, and when the desk is closed.
        """
        return self._told(self._looks(markets), _end_after(seconds))

    async def changes_async(
        self, *markets: str, seconds: float | None = None
    ) -> AsyncIterator[Change]:
        """As `changes`, for `async for`: other tasks of the loop go on meanwhile."""
        import asyncio

        looks, end = self._looks(markets), _end_after(seconds)
        loop, heard = asyncio.get_running_loop(), asyncio.Event()

        def ring() -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(heard.set)

        with self._desk.heard(ring):
            while self._ended is None:
                heard.clear()
                for change in looks.look():
                    yield change
                left = end - monotonic()
                if left <= 0:
                    return
                with suppress(TimeoutError):
                    await asyncio.wait_for(heard.wait(), min(left, looks.rest()))

    def on_change(
        self,
        act: Callable[[Change], object],
        *markets: str,
        seconds: float | None = None,
    ) -> None:
        """Call `act` with each of `changes`, in this thread, until it gives False."""
        for change in self.changes(*markets, seconds=seconds):
            if act(change) is False:
                return

    # --------------------------------------------------------------------------------------------

    def _told(self, looks: Changes, end: float) -> Iterator[Change]:
        heard = threading.Event()
        with self._desk.heard(heard.set):
            while self._ended is None:
                heard.clear()
                yield from looks.look()
                left = end - monotonic()
                if left <= 0:
                    return
                heard.wait(min(left, looks.rest()))

    def _looks(self, markets: Iterable[str]) -> Changes:
        return Changes(self._desk, self._known.book, [self._id(each) for each in markets])

    def _results(self, keys: Sequence[str]) -> list[Order]:
        held = self._desk.orders.results()
        found = []
        for key in map(key_text, keys):
            if key in held:
                found.append(results.order(held[key]))
            elif key in self._answered:
                found.append(self._answered[key])
            else:
                raise self._said(Problem("python.unknown_key", key=key))
        return found

    def _not_yet(self, seconds: float, seen: Sequence[Order]) -> NotYet:
        told = ", ".join(f"{o.key} {o.status} {o.message}".strip(" .") for o in seen)
        said = self._said(Problem("python.not_yet", seconds=f"{seconds:g}", seen=told))
        return NotYet(str(said), tuple(seen))

    def _trading(self, action: Callable[[], Value]) -> Value:
        """What a problem keeps from being done. Raises Refusal."""
        try:
            return action()
        except Problem as problem:
            raise self._said(problem) from None

    def _until(self, condition: Callable[[], object], timeout: float) -> bool:
        """Whether it came true in time; looked at whenever something has changed."""
        heard, end = threading.Event(), monotonic() + timeout
        longest = BY_ANOTHER if self.is_read_only else A_WHILE
        with self._desk.heard(heard.set):
            while not condition():
                left = end - monotonic()
                if left <= 0:
                    return False
                heard.wait(min(left, longest))
                heard.clear()
        return True


def _end_after(seconds: float | None) -> float:
    return inf if seconds is None else monotonic() + seconds
