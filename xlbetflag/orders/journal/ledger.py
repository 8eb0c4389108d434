"""Every order the desk accounts for, in memory, each change of it journaled. Thread-safe.

The journal is written first: nothing is known here that would be forgotten by a crash, but for
states read back while the journal was broken, which the venue can show again.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec

from xlbetflag.bell import Bell
from xlbetflag.market.problem import Problem
from xlbetflag.orders.clocks import Clocks, Stamp
from xlbetflag.orders.evidence.read_back import ReadBack
from xlbetflag.orders.journal.held_orders import HeldOrders
from xlbetflag.orders.journal.linked_offers import LinkedOffers
from xlbetflag.orders.journal.own_offers import OwnOffers
from xlbetflag.orders.journal.row_results import RowResults
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.order import DOUBLES, Baseline, Intent, Order, Refusal, State
from xlbetflag.orders.status import Status
from xlbetflag.orders.transitions import (
    Doubt,
    Event,
    Fall,
    Look,
    Turn,
    Word,
    after,
    begun,
    turned_up,
)
from xlbetflag.scheduling import Scheduler
from xlbetflag.texts.note import Note

Result = TypeVar("Result")


class Ledger(HeldOrders):
    """`trouble`: why the journal cannot be written, None while it can; it does not heal itself.
    `results`: what every row shows. `bell` rings when that changes, or what keeps orders back.

    `lock` keeps steps in order that journal something, and is held while they do; what only looks,
    or shows a sentence, never waits for it.
    """

    def __init__(self, journal: Journal, scheduler: Scheduler, language: Callable[[], str]) -> None:
        super().__init__(Clocks(scheduler))
        self.lock = threading.RLock()  # taken before any lock of the memory
        self.trouble: Problem | None = None
        self.bell = Bell()
        self.results = RowResults(self, self.bell, language)
        self.own_offers = OwnOffers(self.clocks.steady)
        self._journal = journal
        self._linked = LinkedOffers(journal)
        self._apart: set[str] = set()
        self._whole_markets: set[str] = set()
        self._baselines: dict[int, tuple[Baseline, Stamp]] = {}
        self._sent_here: set[int] = set()

    # --- what there is --------------------------------------------------------------------------

    def load(self) -> None:
        """Take up what the journal holds: unfinished orders, and those of today."""
        with self.lock:
            today = self._journal.orders(day=self.today())
            self._take_up([*self._journal.unfinished(), *today])
            for order in self.orders():
                if order.status.is_open and order.send is not None:
                    self.baseline(order.send)

    def known(self, keys: Iterable[str]) -> dict[str, Order]:
        """The orders of these keys, wherever the journal has them. Raises JournalBroken."""
        wanted = list(keys)
        missing = [key for key in wanted if self.get(key) is None]
        if missing:
            self._take_up(self._journal.orders(keys=missing))
        return self.held(wanted)

    def whole_market(self, market_id: str) -> list[Order]:
        """As `of_market`, with what ended there on earlier days. Raises JournalBroken."""
        with self.lock:
            if market_id not in self._whole_markets:
                self._take_up(self._journal.orders(market_id=market_id))
                self._whole_markets.add(market_id)
            return self.of_market(market_id)

    def baseline(self, send: int) -> tuple[Baseline, float]:
        """What stood before a POST, and the seconds since it was answered, or left where no answer
        came or an earlier run sent it. Raises JournalBroken."""
        with self.lock:
            if send not in self._baselines:
                found, left = self._journal.baselines([send])[send]
                self._baselines[send] = found, self.clocks.stamp(left)
            baseline, stamp = self._baselines[send]
            return baseline, self.clocks.since(stamp)

    def has_sent(self, send: int) -> bool:
        """Whether a POST left in this run."""
        return send in self._sent_here

    def linked_offers(self, market_id: str) -> frozenset[str]:
        """The ids of every offer that was ever linked to a row, on a market. Raises
        JournalBroken."""
        with self.lock:
            ours = {order.state.offer_id for order in self.of_market(market_id)}
            return self._linked.before(market_id) | {each for each in ours if each is not None}

    def of_other_markets(
        self, market_id: str, offer_ids: Iterable[str], *, proven: bool = False
    ) -> list[str]:
        """Those of these ids that were ever linked to a row of another market. `proven`: only
        where the venue has shown it there. Of a journal that cannot be read, what is in memory."""
        ids = list(offer_ids)
        with self.lock:
            self._try(lambda: self._linked.look_up(ids))
        return self._linked.of_others(market_id, ids, proven=proven)

    # --- what changes ---------------------------------------------------------------------------

    def add_batch(self, intents: Sequence[Intent], refusals: Sequence[Refusal]) -> list[Order]:
        """The orders, CHECKED now. Raises JournalBroken: then nothing was added."""
        with self.lock:
            first = self._must(lambda: self._journal.add_batch(intents, refusals))
            orders = [
                Order(intent, begun(intent), number=number)
                for number, intent in enumerate(intents, first)
            ]
            for order in orders:
                self._put(order)
            self.results.refuse(refusals)
            return orders

    def start_send(self, baseline: Baseline, orders: Sequence[Order]) -> int:
        """The rows are about to leave. Raises JournalBroken: then they must not."""
        with self.lock:
            at = self.now()
            leaving = {order.key: after(order, Turn(), at) for order in orders}
            send = self._must(lambda: self._journal.start_send(baseline, list(leaving), at))
            self._baselines[send] = (baseline, self.clocks.stamp())
            self._sent_here.add(send)
            for order in orders:
                self._put(msgspec.structs.replace(order, state=leaving[order.key], send=send))
            return send

    def finish_send(self, send: int, outcome: str, words: str, events: Mapping[str, Event]) -> None:
        """What became of a POST, and by it of each of its rows. Known from here on even where it
        cannot be journaled."""
        with self.lock:
            at = self.now()
            states = {key: after(self._orders[key], event, at) for key, event in events.items()}
            baseline, _ = self._baselines[send]
            self._baselines[send] = (baseline, self.clocks.stamp())
            try:
                self._try(lambda: self._journal.finish_send(send, outcome, words, states, at))
            finally:
                self._take(states)

    def read_back(self, found: Mapping[str, tuple[State, State]], seen: ReadBack) -> None:
        """What a look at the venue showed: (state that was judged, state found) by key.

        A row that was moved meanwhile, as by a person's word, keeps what it was moved to.
        """
        with self.lock:
            self._move(
                {
                    key: Look(state)
                    for key, (judged, state) in found.items()
                    if self._orders[key].state is judged
                },
                seen,
            )

    def adopt(self, key: str, offer_ids: Sequence[str], seen: ReadBack) -> list[str]:
        """Further offers that a row's request has left at the venue: orders of their own from now
        on, under keys that follow from the row's. Known even where they cannot be journaled."""
        with self.lock:
            owner = self._orders[key]
            first = 2 + len(self.doubles(key))
            said = (Note(DOUBLES, {"key": key}),)
            intents = [
                msgspec.structs.replace(
                    owner.intent, key=f"{key}={place}", warnings=said, created=seen.at
                )
                for place in range(first, first + len(offer_ids))
            ]
            states = {
                intent.key: turned_up(intent, offer_id)
                for intent, offer_id in zip(intents, offer_ids, strict=True)
            }
            send, numbers = owner.send or 0, [0]
            self._try(lambda: numbers.append(self._journal.adopt(intents, send, states, seen)))
            for number, intent in enumerate(intents, numbers[-1]):
                self._put(Order(intent, states[intent.key], send, number))
            return list(states)

    def fall(self, keys: Iterable[str], status: Status, note: Note) -> None:
        """Those of these rows that have not begun to leave never will."""
        self._end(keys, Status.CHECKED, Fall(status, note))

    def doubt(self, keys: Iterable[str], note: Note) -> None:
        """Of those of these rows that were about to leave, nobody can say whether they did."""
        self._end(keys, Status.SENDING, Doubt(note))

    def decide(self, key: str, status: Status) -> None:
        """How a row ended, by a person's word."""
        with self.lock:
            self._move({key: Word(status)})

    def set_apart(self, market_id: str, is_apart: bool) -> None:
        """Whether this market, alone of all, cannot be read: nothing may be placed on it."""
        (self._apart.add if is_apart else self._apart.discard)(market_id)
        self.bell.ring()

    def is_apart(self, market_id: str) -> bool:
        return market_id in self._apart

    def act(self, action: str, particulars: str = "") -> None:
        """Journal what the operator did."""
        self._try(lambda: self._journal.add_action(action, particulars, self.now()))

    def keep_file(self, file_id: str, path: str) -> None:
        """Journal where a workbook is open."""
        self._try(lambda: self._journal.add_file(file_id, path, self.now()))

    # --------------------------------------------------------------------------------------------

    def _end(self, keys: Iterable[str], status: Status, event: Event) -> None:
        with self.lock:
            held = self.held(keys)
            self._move({key: event for key, order in held.items() if order.status is status})

    def _move(self, events: Mapping[str, Event], seen: ReadBack | None = None) -> None:
        """New states, journaled where they say anything new."""
        at, news = self.now(), {}
        for key, event in events.items():
            state = after(self._orders[key], event, at)
            if not state.says_the_same_as(self._orders[key].state):
                news[key] = state
        self._try(lambda: self._journal.add_states(news, seen))
        self._take(news)

    def _take(self, states: Mapping[str, State]) -> None:
        for key, state in states.items():
            self._put(msgspec.structs.replace(self._orders[key], state=state))

    def _take_up(self, orders: Iterable[Order]) -> None:
        """Orders that the journal holds, as far as they are not in memory yet."""
        for order in orders:
            self._put(order, only_new=True)

    def _put(self, order: Order, *, only_new: bool = False) -> None:
        if self._hold(order, only_new=only_new):
            self._linked.note(order)
            self.results.moved(order)

    def _must(self, write: Callable[[], Result]) -> Result:
        try:
            return write()
        except JournalBroken as problem:
            self.trouble = problem
            raise

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except JournalBroken as problem:
            self.trouble = problem
