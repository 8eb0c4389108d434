"""Every order the desk accounts for, in memory, each change of it journaled. Thread-safe.

The journal is written first: nothing is known here that would be forgotten by a crash, but for
states read back while the journal was broken, which the venue can show again.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

import msgspec

from xlbetflag.bell import Bell
from xlbetflag.market.moments import rome_day
from xlbetflag.market.problem import Problem
from xlbetflag.orders.clocks import Clocks, Stamp
from xlbetflag.orders.conditional.terms.conditional_order import Role
from xlbetflag.orders.evidence.read_back import ReadBack
from xlbetflag.orders.journal.own_offers import OwnOffers
from xlbetflag.orders.journal.row_result import ConditionResult, of_child, result_of
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.order import DOUBLES, Baseline, Intent, Order, Refusal, State
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.scheduling import Scheduler
from xlbetflag.texts import say
from xlbetflag.texts.note import Note, Particular

Result = TypeVar("Result")
_SHOWN = frozenset({Status.WORKING, Status.PART_MATCHED, Status.MATCHED, Status.PART_CANCELLED})


class Ledger:
    """`trouble`: why the journal cannot be written, None while it can; it does not heal itself.

    `lock` keeps steps in order that journal something, and is held while they do; what only looks,
    or shows a sentence, never waits for it.
    """

    def __init__(self, journal: Journal, scheduler: Scheduler, language: Callable[[], str]) -> None:
        self.lock = threading.RLock()
        self._memory = threading.RLock()  # taken after `lock`, never held across I/O
        self.trouble: Problem | None = None
        self._journal = journal
        self.clocks = Clocks(scheduler)
        self.now = self.clocks.now
        self.own_offers = OwnOffers(self.clocks.steady)
        self._language = language
        self._orders: dict[str, Order] = {}
        self._by_market: dict[str, dict[str, None]] = {}
        self._refused: dict[str, RowResult] = {}
        self._remarks: dict[str, Note] = {}
        self._unowned: dict[str, Note] = {}
        self._cancelling: dict[str, Note] = {}
        self._unreadable: dict[str, Note] = {}
        self._apart: set[str] = set()
        self._rules: dict[str, ConditionResult] = {}
        self._parents: dict[str, str] = {}
        self._versions: Counter[str] = Counter()
        self._whole_markets: set[str] = set()
        self._settled: dict[str, date] = {}
        self._linked_before: dict[str, set[str]] = {}
        self._homes: dict[str, dict[str, bool]] = {}
        self._homes_read: set[str] = set()
        self._baselines: dict[int, tuple[Baseline, Stamp]] = {}
        self._sent_here: set[int] = set()
        self._doubles: dict[str, tuple[str, ...]] = {}
        self._issued: dict[str, Stamp] = {}
        # Later than any number of an earlier run, so that a host's old number asks for everything.
        self._sequence = int(self.now().timestamp() * 1_000_000)
        self._changed: OrderedDict[str, int] = OrderedDict()
        self.bell = Bell()  # what is shown of a row changed, or what keeps orders back

    # --- what there is --------------------------------------------------------------------------

    def load(self) -> None:
        """Take up what the journal holds: unfinished orders, and those of today."""
        with self.lock:
            today = self._journal.orders(day=self.today())
            for order in [*self._journal.unfinished(), *today]:
                if order.key not in self._orders:
                    self._put(order)
            for order in self.orders():
                if order.status.is_open and order.send is not None:
                    self.baseline(order.send)

    def today(self) -> date:
        return rome_day(self.now())

    def known(self, keys: Iterable[str]) -> dict[str, Order]:
        """The orders of these keys, wherever the journal has them. Raises JournalBroken."""
        wanted = list(keys)
        found = self.held(wanted)
        missing = [key for key in wanted if key not in found]
        kept = self._journal.orders(keys=missing) if missing else []
        with self._memory:
            for order in kept:
                if order.key not in self._orders:
                    self._put(order)
                found[order.key] = self._orders[order.key]
        return found

    def held(self, keys: Iterable[str]) -> dict[str, Order]:
        """As `known`, of what is in memory: all that is open, and more. Waits for nothing."""
        with self._memory:
            return {key: self._orders[key] for key in keys if key in self._orders}

    def get(self, key: str) -> Order | None:
        with self._memory:
            return self._orders.get(key)

    def orders(self) -> list[Order]:
        with self._memory:
            return list(self._orders.values())

    def of_market(self, market_id: str) -> list[Order]:
        with self._memory:
            return [self._orders[key] for key in self._by_market.get(market_id, ())]

    def whole_market(self, market_id: str) -> list[Order]:
        """As `of_market`, with what ended there on earlier days. Raises JournalBroken."""
        with self.lock:
            if market_id not in self._whole_markets:
                for order in self._journal.orders(market_id=market_id):
                    if order.key not in self._orders:
                        self._put(order)
                self._whole_markets.add(market_id)
            return self.of_market(market_id)

    def version(self, market_id: str) -> int:
        """Another number whenever an order of the market has changed."""
        return self._versions[market_id]

    def settled_on(self, day: date) -> dict[str, int]:
        """Markets with which an order of ours ended on a day of Rome, as far as they are loaded,
        each with its `version`."""
        with self.lock:
            return {m: self._versions[m] for m, ended in self._settled.items() if ended == day}

    def standing_markets(self) -> list[str]:
        """Markets with an order of which something may change."""
        with self._memory:
            return [
                market_id
                for market_id, keys in self._by_market.items()
                if any(self._orders[key].stands for key in keys)
            ]

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

    def age(self, key: str) -> float:
        """Seconds since an order was issued; of one that an earlier run left, at least those since
        it was taken up."""
        with self.lock:
            return self.clocks.since(self._issued[key])

    def linked_offers(self, market_id: str) -> set[str]:
        """The ids of every offer that was ever linked to a row, on a market."""
        with self.lock:
            if market_id not in self._linked_before:
                self._linked_before[market_id] = set(self._journal.linked_offers(market_id))
            ours = {order.state.offer_id for order in self.of_market(market_id)}
            return self._linked_before[market_id] | {each for each in ours if each is not None}

    def of_other_markets(
        self, market_id: str, offer_ids: Iterable[str], *, proven: bool = False
    ) -> list[str]:
        """Those of these ids that were ever linked to a row of another market. `proven`: only
        where the venue has shown it there. Of a journal that cannot be read, what is in memory."""
        ids = list(offer_ids)
        with self.lock:
            new = [each for each in ids if each not in self._homes_read]
            if new:
                self._homes_read.update(new)
                self._try(lambda: self._read_homes(new))
        with self._memory:
            return [
                each
                for each in ids
                for home, is_shown in self._homes.get(each, {}).items()
                if home != market_id and (is_shown or not proven)
            ]

    def _read_homes(self, offer_ids: Sequence[str]) -> None:
        for home in self._journal.homes(offer_ids):
            self._note_home(*home)

    def _note_home(self, offer_id: str, market_id: str, status: Status) -> None:
        with self._memory:
            homes = self._homes.setdefault(offer_id, {})
            homes[market_id] = homes.get(market_id, False) or status in _SHOWN

    def issued_today(self) -> list[Order]:
        """Orders issued since midnight in Rome."""
        today = self.today()
        return [o for o in self.orders() if rome_day(o.intent.created) == today]

    # --- what changes ---------------------------------------------------------------------------

    def add_batch(self, intents: Sequence[Intent], refusals: Sequence[Refusal]) -> list[Order]:
        """The orders, CHECKED now. Raises JournalBroken: then nothing was added."""
        with self.lock:
            first = self._must(lambda: self._journal.add_batch(intents, refusals))
            orders = [
                Order(intent, _checked(intent), number=number)
                for number, intent in enumerate(intents, first)
            ]
            with self._memory:
                for order in orders:
                    self._refused.pop(order.key, None)
                    self._put(order)
                for refusal in refusals:
                    self._refused[refusal.key] = self._refusal_result(refusal)
                    self._mark(refusal.key)
            return orders

    def start_send(self, baseline: Baseline, orders: Sequence[Order]) -> int:
        """The rows are about to leave. Raises JournalBroken: then they must not."""
        with self.lock:
            at = self.now()
            keys = [order.key for order in orders]
            send = self._must(lambda: self._journal.start_send(baseline, keys, at))
            self._baselines[send] = (baseline, self.clocks.stamp())
            self._sent_here.add(send)
            for order in orders:
                sending = msgspec.structs.replace(order.state, status=Status.SENDING, updated=at)
                self._put(msgspec.structs.replace(order, state=sending, send=send))
            return send

    def finish_send(self, send: int, outcome: str, words: str, states: Mapping[str, State]) -> None:
        """What became of a POST. Known from here on even where it cannot be journaled."""
        with self.lock:
            at = self.now()
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
                    key: state
                    for key, (judged, state) in found.items()
                    if self._orders[key].state is judged
                },
                seen,
            )

    def _move(self, states: Mapping[str, State], seen: ReadBack | None = None) -> None:
        """New states, journaled where they say anything new."""
        news = {
            key: state
            for key, state in states.items()
            if not state.says_the_same_as(self._orders[key].state)
        }
        self._try(lambda: self._journal.add_states(news, seen))
        self._take(news)

    def adopt(self, key: str, offer_ids: Sequence[str], seen: ReadBack) -> list[str]:
        """Further offers that a row's request has left at the venue: orders of their own from now
        on, under keys that follow from the row's. Known even where they cannot be journaled."""
        with self.lock:
            owner = self._orders[key]
            first = 2 + len(self._doubles.get(key, ()))
            places = range(first, first + len(offer_ids))
            said = (Note(DOUBLES, {"key": key}),)
            intents = [
                msgspec.structs.replace(
                    owner.intent, key=f"{key}={place}", warnings=said, created=seen.at
                )
                for place in places
            ]
            states = {
                intent.key: State(
                    status=Status.ACCEPTED,
                    updated=seen.at,
                    offer_id=offer_id,
                    remaining=intent.bet.size,
                    inferred=True,
                    notes=(Note("evidence.inferred"),),
                )
                for intent, offer_id in zip(intents, offer_ids, strict=True)
            }
            send, numbers = owner.send or 0, [0]
            self._try(lambda: numbers.append(self._journal.adopt(intents, send, states, seen)))
            for number, intent in enumerate(intents, numbers[-1]):
                self._put(Order(intent, states[intent.key], send, number))
            return list(states)

    def with_doubles(self, keys: Iterable[str]) -> list[str]:
        """The keys, each with those of the offers that its request has left beside its own."""
        return [each for key in keys for each in (key, *self._doubles.get(key, ()))]

    def end(self, keys: Iterable[str], status: Status, note: Note) -> None:
        """Nothing more can come of these rows, for a reason that no read-back gave."""
        with self.lock:
            self._move(
                {
                    key: msgspec.structs.replace(
                        self._orders[key].state,
                        status=status,
                        updated=self.now(),
                        remaining=0,
                        notes=(note,),
                    )
                    for key in keys
                }
            )

    def doubt(self, orders: Iterable[Order], note: Note) -> None:
        """Rows of which nobody can say whether they left."""
        with self.lock:
            at = self.now()
            self._move(
                {
                    order.key: msgspec.structs.replace(
                        order.state, status=Status.UNKNOWN, updated=at, notes=(note,)
                    )
                    for order in orders
                }
            )

    def show_cancelling(self, keys: Iterable[str], note: Note | None) -> None:
        """Add a sentence on a cancel under way to open rows' messages; None takes it away."""
        with self._memory:
            for key in keys:
                if self._cancelling.get(key) != note:
                    if note is None:
                        del self._cancelling[key]
                    else:
                        self._cancelling[key] = note
                    self._mark(key)

    def remark(self, key: str, note: Note) -> None:
        """Add a sentence to a row's message for as long as this desk runs."""
        with self._memory:
            self._remarks[key] = note
            self._mark(key)

    def show_unowned(self, market_id: str, found: Mapping[str, Note]) -> None:
        """Of a market's rows, those beside which an equal offer stands that no row owns."""
        with self._memory:
            for key in self._by_market.get(market_id, ()):
                if self._unowned.get(key) != found.get(key):
                    self._unowned.pop(key, None)
                    if key in found:
                        self._unowned[key] = found[key]
                    self._mark(key)

    def show_unreadable(self, market_id: str, note: Note | None) -> None:
        """Add a sentence to the open rows of a market that cannot be read; None takes it away."""
        with self._memory:
            if self._unreadable.get(market_id) == note:
                return
            if note is None:
                del self._unreadable[market_id]
            else:
                self._unreadable[market_id] = note
            for key in self._by_market.get(market_id, ()):
                self._mark(key)

    def set_apart(self, market_id: str, is_apart: bool) -> None:
        """Whether this market, alone of all, cannot be read: nothing may be placed on it."""
        with self._memory:
            (self._apart.add if is_apart else self._apart.discard)(market_id)
        self.bell.ring()

    def is_apart(self, market_id: str) -> bool:
        return market_id in self._apart

    def show_rule(self, key: str, shown: ConditionResult) -> None:
        """What a row says of its rule, beside the state of its order or in place of one."""
        with self._memory:
            if self._rules.get(key) != shown:
                self._rules[key] = shown
                self._parents.update((child, key) for child, _ in shown.children)
                self._mark(key)

    def act(self, action: str, particulars: str = "") -> None:
        """Journal what the operator did."""
        self._try(lambda: self._journal.add_action(action, particulars, self.now()))

    def keep_file(self, file_id: str, path: str) -> None:
        """Journal where a workbook is open."""
        self._try(lambda: self._journal.add_file(file_id, path, self.now()))

    # --- what is shown --------------------------------------------------------------------------

    def result(self, key: str) -> RowResult:
        with self._memory:
            order = self._orders.get(key)
            if order is not None:
                return self._result(order)
            return self._rule_result(key) if key in self._rules else self._refused[key]

    def refusal(self, key: str) -> RowResult:
        """Of a row that preflight refused, whatever rule it belongs to."""
        with self._memory:
            return self._refused[key]

    def results(self) -> dict[str, RowResult]:
        with self._memory:
            keys = [*self._orders, *self._rules, *self._refused]
            return {key: self.result(key) for key in keys}

    def changes(self, since: int) -> tuple[int, dict[str, RowResult]]:
        """What changed after number `since`, and the number to ask with next time."""
        with self._memory:
            found = {}
            for key in reversed(self._changed):
                if self._changed[key] <= since <= self._sequence:
                    break
                found[key] = self.result(key)
            return self._sequence, dict(reversed(found.items()))

    def message(self, notes: Iterable[Note]) -> str:
        language = self._language()
        return " ".join(say(note.code, language, **note.values) for note in notes)

    # --------------------------------------------------------------------------------------------

    def _result(self, order: Order) -> RowResult:
        added = [self._remarks.get(order.key), self._unowned.get(order.key)]
        if order.status.is_open:
            added.append(self._cancelling.get(order.key))
            added.append(self._unreadable.get(order.intent.market_id))
        said = [note for note in added if note is not None]
        said += self._of_doubles(order.key)
        return result_of(order, self.message, [*said, *self._of_rule(order.key)])

    def _rule_result(self, key: str) -> RowResult:
        shown = self._rules[key]
        message = self.message(self._of_rule(key))
        return _bare_result(key, shown.status, message, shown.updated)

    def _of_rule(self, key: str) -> Iterator[Note]:
        """What the row's rule says, and each order it has placed."""
        shown = self._rules.get(key)
        if shown is None:
            return
        yield from shown.notes
        for child, role in shown.children:
            order = self._orders.get(child)
            if order is not None and child != key and role is not Role.ENTRY:
                yield of_child(role, order)

    def _refusal_result(self, refusal: Refusal) -> RowResult:
        message = self.message(refusal.notes)
        result = _bare_result(refusal.key, Status.REFUSED, message, refusal.at)
        return msgspec.structs.replace(result, is_twin=refusal.is_of_twin)

    def _take(self, states: Mapping[str, State]) -> None:
        for key, state in states.items():
            order = self._orders[key]
            self._put(msgspec.structs.replace(order, state=state))

    def _put(self, order: Order) -> None:
        market_id = order.intent.market_id
        with self._memory:
            if order.key not in self._orders:
                self._issued[order.key] = self.clocks.stamp(order.intent.created)
            self._orders[order.key] = order
            self._by_market.setdefault(market_id, {})[order.key] = None
            self._versions[market_id] += 1
            if order.status in (Status.SETTLED, Status.VOID):
                ended = rome_day(order.state.updated)
                self._settled[market_id] = min(self._settled.get(market_id, ended), ended)
            self._mark(order.key)
            if order.state.offer_id is not None:
                self._note_home(order.state.offer_id, market_id, order.status)
            if order.intent.doubles is not None:
                self._note_double(order.key, order.intent.doubles)
            if order.key in self._parents:
                self._mark(self._parents[order.key])

    def _note_double(self, key: str, owner: str) -> None:
        known = self._doubles.get(owner, ())
        if key not in known:
            self._doubles[owner] = (*known, key)
        if owner in self._orders:
            self._mark(owner)

    def _of_doubles(self, key: str) -> Iterator[Note]:
        for each in self._doubles.get(key, ()):
            order = self._orders[each]
            values: dict[str, Particular] = {
                "offer": order.state.offer_id,
                "status": order.status.value,
                "matched": order.matched,
            }
            is_lost = self._orders[key].state.offer_id is None
            yield Note("evidence.turned_up" if is_lost else "evidence.doubled", values)

    def _mark(self, key: str) -> None:
        with self._memory:
            self._sequence += 1
            self._changed[key] = self._sequence
            self._changed.move_to_end(key)
        self.bell.ring()

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


def _bare_result(key: str, status: Status, message: str, updated: datetime) -> RowResult:
    """Of a row without an offer."""
    return RowResult(
        key=key,
        status=status,
        offer_id="",
        matched=0,
        remaining=0,
        message=message,
        updated=updated,
    )


def _checked(intent: Intent) -> State:
    return State(status=Status.CHECKED, updated=intent.created, remaining=intent.bet.size)
