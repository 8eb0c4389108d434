"""The scheduler of all reads: what is known, what is read next, and what an answer serves."""

import math
import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

from xlbetflag.api.client import Client
from xlbetflag.backoff import grown
from xlbetflag.bell import Bell
from xlbetflag.feed.attention import Attention
from xlbetflag.feed.budget import Budget
from xlbetflag.feed.carriers import Carriers
from xlbetflag.feed.classes import Classes
from xlbetflag.feed.entry import NEVER, Entry
from xlbetflag.feed.gates import Queue
from xlbetflag.feed.history import History
from xlbetflag.feed.mine import confirmed, fingerprint
from xlbetflag.feed.plan import Plan, stretch
from xlbetflag.feed.topics import ALWAYS_READ, BALANCE, OF_OFFERS, Cadence, Topic, ask
from xlbetflag.feed.uses import Use
from xlbetflag.market.book import BEST_ALONE, FULL_DEPTH, with_moves
from xlbetflag.market.moments import rome
from xlbetflag.scheduling import Lane, Scheduler

SWEEP = 0.5  # seconds between two looks at what every topic is worth
# Lateness of what was never read, or is wanted with all else; of the few others 10.
AT_FIRST = {"book": 3.0, "offers": 1.0, "matches": 0.0, "exposure": 0.0}
FAR_PAST = -1e9  # a moment before every other: due before all else
SLEPT = 5.0  # seconds that the wall's clock has gained on the other
SELDOM = 240.0  # seconds until what my offers have not changed is read again all the same
LOOK_COMES = 0.5  # seconds after a request in which the order path looks by itself
FRESH_ENOUGH = 0.25  # seconds for which a book serves an order that has just named its market


class Reads:
    """Thread-safe; readers never wait for it. `bell` rings when a topic was tried anew."""

    def __init__(
        self,
        client: Client,
        cadence: Cadence,
        scheduler: Scheduler,
        budget: Budget,
        carriers: Carriers,
    ) -> None:
        self.entries: dict[Topic, Entry] = {}
        self.attention = Attention()
        self.history = History()
        self.bell = Bell()
        self.done = 0
        self.is_running = False
        self._client = client
        self._cadence = cadence
        self._scheduler = scheduler
        self._budget = budget
        self._carriers = carriers
        self._lock = threading.RLock()  # never held across I/O
        self._plan: Plan[Topic] = Plan()
        self._classes = Classes(self.entries, self.attention, cadence, scheduler)
        self._lane: Lane | None = None
        self._wakes_at = NEVER
        self._sweep_at = NEVER
        self._clocks_apart: float | None = None  # wall less monotonic
        self._random = Random(0)  # noqa: S311 - spreads load, keeps no secret

    @property
    def lateness(self) -> float:
        return self._classes.stretch

    def size(self) -> int:
        """Topics, and places in the lines of the plan."""
        with self._lock:
            return len(self.entries) + self._plan.places

    # --- asked for --------------------------------------------------------------------------

    def entry(self, topic: Topic, depth: int = FULL_DEPTH) -> Entry:
        """Subscribes to it; to a book at this depth."""
        now = self._scheduler.monotonic()
        entry = self.entries.get(topic)
        if entry is None:
            if topic.kind in OF_OFFERS:
                self.entry(Topic("offers", topic.market_id))
            with self._lock:
                entry = self.entries.get(topic) or self._begin(topic, now, depth)
        elif topic.kind in OF_OFFERS:
            self.entries.get(Topic("offers", topic.market_id), entry).asked = now
        entry.asked = now
        if depth > BEST_ALONE:
            self._deepen(entry, now)
        return entry

    def _deepen(self, entry: Entry, now: float) -> None:
        """More than its best prices are asked for: where only those were read, it is read anew at
        once, and more from now on."""
        entry.deep_asked = now
        if not entry.is_deep and entry.topic.kind == "book":
            with self._lock:
                if entry.deepen(now) and (entry.in_flight or entry.value is not None):
                    self._hasten(entry)

    def name(self, market_id: str) -> None:
        """An order or a trigger looks at this market: its prices are read at once where they are
        not of this moment, and often from now on."""
        with self._lock:
            now = self._scheduler.monotonic()
            if not self.attention.name(market_id, now):
                return
            for kind in ("book", "offers"):
                entry = self.entry(Topic(kind, market_id))
                self._classes.set(entry)
                if entry.age(now, self._scheduler.now()) > FRESH_ENOUGH:
                    self._hasten(entry)

    def touched(self, market_id: str) -> None:
        """A request of ours has left for this market: what is mine there, and the account's money,
        are read soon, where no look of the order path serves before."""
        with self._lock:
            now = self._scheduler.monotonic()
            self.attention.name(market_id, now)
            for topic in (Topic("offers", market_id), BALANCE):
                entry = self.entries.get(topic)
                if entry is not None and not entry.in_flight:
                    self._classes.set(entry)
                    entry.since = min(entry.since, now + LOOK_COMES - entry.span.shortest)
                    self._put(entry)

    def hasten(self, topics: Iterable[Topic] | None = None) -> list[tuple[Entry, int]]:
        """As `Feed.hasten`."""
        with self._lock:
            depth = FULL_DEPTH if topics else BEST_ALONE  # known ones: as they were asked for
            wanted = [self.entry(topic, depth) for topic in (topics or list(self.entries))]
            goals = [(entry, entry.attempts + 1 + entry.in_flight) for entry in wanted]
            for entry in wanted:
                self._hasten(entry, is_alone=topics is not None)
        return goals

    def show(self, who: str, markets: Iterable[str] | None) -> None:
        """As `Feed.show`."""
        with self._lock:
            if self.attention.show(who, markets, self._scheduler.monotonic()):
                self._sweep_at = self._scheduler.monotonic()
                self._wake_by(self._sweep_at)

    # --- running ----------------------------------------------------------------------------

    def start(self) -> None:
        with self._lock:
            if self.is_running:
                return
            self.is_running = True
            for entry in self.entries.values():
                self._hasten(entry, is_alone=False)
        for topic in ALWAYS_READ:
            self.entry(topic)
        self._lane = self._scheduler.lane("feed", self._step)

    def stop(self) -> None:
        self.is_running = False
        if self._lane is not None:
            self._lane.stop()
            self._lane = None
        self._carriers.stop()
        self.bell.ring()

    def _step(self) -> float:
        """Begin every read that is due and allowed; the seconds until there may be more."""
        held = self.attention.held() if self._scheduler.monotonic() >= self._sweep_at else None
        with self._lock:
            now = self._scheduler.monotonic()
            if held is not None:
                self._sweep(now, held)
            self._wakes_at = now + self._begin_reads(now)
            return self._wakes_at - now

    def _begin_reads(self, now: float) -> float:
        while self.is_running:
            until = max(0.0, self._sweep_at - now)
            topic, due = self._plan.next(now)
            if topic is None:
                return min(until, max(0.0, due - now))
            if self._carriers.is_full:
                return until
            entry = self.entries[topic]
            wait = self._budget.take(entry.use)
            if wait > 0:
                return min(until, wait)
            self._plan.drop(topic)
            entry.in_flight = True
            self._carry(entry)
        return math.inf

    def _carry(self, entry: Entry) -> None:
        gate = Queue(self._budget, self._scheduler, entry.use, is_paid=True)
        sent, wall = self._scheduler.monotonic(), rome(self._scheduler.now())
        depth = entry.depth(sent - self._cadence.forget_after)
        asking = partial(ask, entry.topic, self._client.through(gate), depth)
        offers = self.entries.get(Topic("offers", entry.topic.market_id))
        basis = fingerprint(offers.value) if offers is not None else None
        self._carriers.carry(asking, partial(self._answered, entry, sent, wall, basis))

    # --- what came of it ----------------------------------------------------------------------

    def _answered(
        self, entry: Entry, sent: float, wall: datetime, basis: Any, answer: object
    ) -> None:
        with self._lock:
            self.done += 1
            entry.in_flight = False
            if isinstance(answer, Exception):
                self._failed(entry, answer)
            else:
                entry.basis = basis
                self._keep(entry, answer, sent, wall)
            self._tried(entry)

    def learned(self, topic: Topic, value: Any, sent: float, wall: datetime) -> None:
        """The order path has read this by itself: it serves here too, where somebody asks."""
        with self._lock:
            entry = self.entries.get(topic)
            if entry is not None and self.is_running:
                self._keep(entry, value, sent, rome(wall))
                if not entry.in_flight:
                    self._tried(entry)

    def _keep(self, entry: Entry, value: Any, sent: float, wall: datetime) -> None:
        """Unless something newer is known: then it was overtaken on its way."""
        if entry.sent is not None and sent < entry.sent:
            return
        topic = entry.topic
        if topic.kind == "book":
            value = with_moves(value, entry.value)
            self.history.note(value, wall)
        elif value is not entry.value:
            self.attention.learn(topic, value)
        entry.keep(value, sent, wall)
        entry.since = sent
        if entry.use is Use.HANDS:
            entry.since += self._random.uniform(-0.25, 0.25) * entry.span.shortest
        if topic.kind in OF_OFFERS:
            entry.since += SELDOM * self._random.uniform(0.75, 1.25)
        elif topic.kind == "offers":
            self._follow(entry, value, sent, wall)

    def _follow(self, entry: Entry, mine: Any, sent: float, wall: datetime) -> None:
        """My offers also tell state, version and live, and whether the rest is what it was."""
        market_id = entry.topic.market_id
        self.attention.say_live(market_id, mine.is_live)
        book = self.entries.get(Topic("book", market_id))
        if book is not None and book.value is not None:
            is_other = (book.value.version, book.value.state) != (mine.version, mine.state)
            if is_other and book.sent is not None and book.sent < sent:
                self._hasten(book)
        for kind in OF_OFFERS:
            follower = self.entries.get(Topic(kind, market_id))
            if follower is not None and not confirmed(follower, mine, sent, wall):
                self._hasten(follower, is_alone=False)

    def _failed(self, entry: Entry, error: Exception) -> None:
        entry.failed(error)
        pause = grown(entry.span.shortest, entry.failures, self._cadence.longest_pause)
        pause *= self._random.uniform(0.75, 1.25)
        entry.since = self._scheduler.monotonic() + pause - entry.span.shortest
        if entry.topic.kind == "offers":
            for kind in OF_OFFERS:
                follower = self.entries.get(Topic(kind, entry.topic.market_id))
                if follower is not None and follower.attempts == 0:
                    self._hasten(follower, is_alone=False)

    def _tried(self, entry: Entry) -> None:
        entry.attempts += 1
        self._classes.set(entry)
        if entry.again:
            entry.again = False
            self._hasten(entry)
        elif entry.topic in self.entries:
            self._put(entry)
        self.bell.ring()

    # --- what is worth how much -----------------------------------------------------------------

    def _begin(self, topic: Topic, now: float, depth: int) -> Entry:
        entry = Entry(topic, now)
        if depth > BEST_ALONE:
            entry.deepen(now)
        self.entries[topic] = entry
        self._classes.set(entry)
        entry.since = self._as_never_read(entry)
        offers = self.entries.get(Topic("offers", topic.market_id))
        if topic.kind in OF_OFFERS and offers is not None and offers.attempts == 0:
            entry.since = now + SELDOM  # read once my offers are
        self._put(entry)
        return entry

    def _hasten(self, entry: Entry, *, is_alone: bool = True) -> None:
        """Before all else where it is alone; as what was never read where all are."""
        if entry.in_flight:
            entry.again = True
        else:
            entry.since = FAR_PAST if is_alone else self._as_never_read(entry)
            self._put(entry)

    def _as_never_read(self, entry: Entry) -> float:
        lateness = AT_FIRST.get(entry.topic.kind, 10.0)
        return self._scheduler.monotonic() - entry.span.age_at(lateness)

    def _put(self, entry: Entry) -> None:
        self._wake_by(self._plan.put(entry.topic, entry.span, entry.since))

    def _wake_by(self, moment: float) -> None:
        if moment < self._wakes_at and self._lane is not None:
            self._wakes_at = moment
            self._lane.wake()

    def _sweep(self, now: float, held: frozenset[str]) -> None:
        """Forget what nobody asks for, give everything else its class, notice a sleep."""
        self._sweep_at = now + SWEEP
        self.attention.refresh(held, now)
        self._forget(now)
        apart = self._scheduler.now().timestamp() - now
        has_slept = self._clocks_apart is not None and apart - self._clocks_apart > SLEPT
        self._clocks_apart = apart
        for entry in self.entries.values():
            before = entry.span
            self._classes.set(entry)
            if has_slept:
                self._hasten(entry, is_alone=False)
            elif entry.span != before and not entry.in_flight:
                self._put(entry)
        counts = Counter(e.span for e in self.entries.values() if e.topic.kind not in OF_OFFERS)
        self._classes.stretch = stretch(counts, self._budget.for_reads)

    def _forget(self, now: float) -> None:
        oldest = now - self._cadence.forget_after
        for topic, entry in list(self.entries.items()):
            if entry.asked < oldest and not entry.in_flight and topic not in ALWAYS_READ:
                del self.entries[topic]
                self._plan.drop(topic)
                if topic.kind == "book":
                    self.history.forget(topic.market_id)
                elif topic.kind == "offers":
                    self.attention.forget(topic.market_id)
