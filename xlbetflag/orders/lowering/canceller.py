"""Cancelling: by id, as often as it takes until a read-back shows it. Twice does no harm."""

import logging
import math
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

import msgspec

from xlbetflag.api.errors import ApiError, Refused
from xlbetflag.backoff import grown
from xlbetflag.bell import Bell
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.order import Order
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.venue import Venue
from xlbetflag.texts.note import Note

log = logging.getLogger(__name__)


class Round(msgspec.Struct, frozen=True):
    """What is to be asked of one market: these offers of these rows, each that may be a row's, all
    that is unmatched."""

    market_id: str
    keys: tuple[str, ...]
    offer_ids: tuple[str, ...]
    candidates: tuple[str, ...]
    is_whole: bool


class Canceller:
    """What is to be cancelled, and the requests for it. Thread-safe.

    Wanting waits for nothing: neither for the journal nor for a request under way. `bell` rings
    when more is wanted, and when a market was asked: what became of it is to be looked at.
    """

    def __init__(
        self,
        client: Venue,
        ledger: Ledger,
        afterwards: Afterwards,
        rules: VenueRules,
        pace: Pace,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._afterwards = afterwards
        self._rules = rules
        self._pace = pace
        self.bell = Bell()
        self._just_asked: dict[str, None] = {}  # markets
        self._lock = threading.RLock()  # never held across I/O
        self._named: set[str] = set()
        self._asked: set[str] = set()
        self._wanted: dict[str, None] = {}
        self._whole_markets: dict[str, None] = {}
        self._due: dict[str, float] = {}
        self._rounds: dict[str, int] = {}
        self._over: set[str] = set()
        self._under_way: set[str] = set()

    # --- what is wanted -------------------------------------------------------------------------

    def remember(self, keys: Iterable[str]) -> list[str]:
        """Keys whose cancel an earlier run asked for: what is still open of them is asked again."""
        with self._lock:
            self._asked.update(keys)
            still_open = [o.key for o in self._orders(list(self._asked)) if o.status.is_open]
            return self.want(still_open)

    def was_asked(self, key: str) -> bool:
        return key in self._asked

    @property
    def named(self) -> frozenset[str]:
        """Ids that the venue's answers have confirmed until now."""
        with self._lock:
            return frozenset(self._named)

    def cancel(self, keys: Iterable[str], *, again: bool = False) -> None:
        """Want these rows cancelled, written down afterwards. `again`: those asked for before are
        asked for at once too."""
        wanted = list(keys)
        if again:
            self.hasten(wanted)
        new = self.want(wanted)
        if new:
            words = msgspec.json.encode(new).decode()
            self._afterwards.add(partial(self._ledger.act, "cancel", words))

    def cancel_whole_markets(self, market_ids: Iterable[str]) -> None:
        """Everything unmatched of the account on these markets, hand-placed offers too."""
        markets = list(market_ids)
        with self._lock:
            for market_id in markets:
                self._whole_markets[market_id] = None
                self._hasten(market_id)
        self.bell.ring()
        for market_id in markets:
            self._afterwards.add(partial(self._ledger.act, "cancel_unmatched", market_id))

    def want(self, keys: Iterable[str]) -> list[str]:
        """Cancel these rows: now where they have an id, else as soon as they are found; of those
        that have ended, what a copy of their request may leave yet.

        Those that were not wanted before.
        """
        new = self._want(keys)
        if new:
            self.bell.ring()
        return new

    def _want(self, keys: Iterable[str]) -> list[str]:
        with self._lock:
            found = self._orders(self._ledger.with_doubles(keys))
            found = [each for each in found if each.intent.market_id not in self._over]
            ended = [e for e in found if not e.status.is_open and e.key not in self._asked]
            orders = [e for e in found if e.status.is_open and e.key not in self._wanted]
            new = [order.key for order in (*orders, *ended)]
            self._asked.update(new)
            self._wanted.update(dict.fromkeys(order.key for order in orders))
            for order in orders:
                self._hasten(order.intent.market_id)
                note = "cancel.asked" if order.state.offer_id else "cancel.when_found"
                self._ledger.results.show_cancelling([order.key], Note(note))
            return new

    def hasten(self, keys: Iterable[str]) -> None:
        """Ask at once for those of these that are wanted: somebody asks again."""
        with self._lock:
            found = self._orders(key for key in keys if key in self._wanted)
            for order in found:
                self._hasten(order.intent.market_id)
        if found:
            self.bell.ring()

    def forget(self, market_id: str) -> None:
        """Nothing of this market can be cancelled any more."""
        with self._lock:
            self._over.add(market_id)
            self._whole_markets.pop(market_id, None)
            for order in self._orders(list(self._wanted)):
                if order.intent.market_id == market_id:
                    self._drop(order.key)

    def go_on(self, market_id: str) -> None:
        """What this market's offers are can change: it is not over, or not any more."""
        with self._lock:
            self._over.discard(market_id)

    def drop_done(self) -> None:
        """What is no longer open needs no further request."""
        with self._lock:
            for key in list(self._wanted):
                order = self._ledger.get(key)
                if order is None or not order.status.is_open:
                    self._drop(key)

    # --- the requests ---------------------------------------------------------------------------

    def next_due(self) -> float | None:
        """When (monotonic) the next requests are due; None without any."""
        with self._lock:
            waiting = [at for market, at in self._due.items() if market not in self._under_way]
            return min(waiting, default=None)

    def take_due(self) -> Round | None:
        """The requests that have waited longest, if some are due. No more are taken of that market
        until `ask` has returned."""
        with self._lock:
            self.drop_done()
            now = self._ledger.clocks.steady()
            for market_id in sorted(self._due, key=self._due.__getitem__):
                if self._due[market_id] > now:
                    return None
                if market_id not in self._under_way and (taken := self._round(market_id)):
                    self._under_way.add(market_id)
                    self._due[market_id] = math.inf  # until it is hastened, or `ask` returns
                    return taken
            return None

    def ask(self, taken: Round) -> None:
        """One round of requests, each sent once."""
        reason = self._try(taken)
        note = Note("cancel.failed", {"reason": reason}) if reason else Note("cancel.asked")
        market_id = taken.market_id
        with self._lock:
            self._under_way.discard(market_id)
            self._just_asked[market_id] = None
            if self._due.get(market_id) == math.inf:
                self._due[market_id] = self._ledger.clocks.steady() + self._pause(market_id)
            self._ledger.results.show_cancelling(
                (key for key in taken.keys if key in self._wanted), note
            )

        self.bell.ring()

    def take_asked(self) -> list[str]:
        """Markets that were asked since the last time: what became of it is looked at next."""
        with self._lock:
            asked, self._just_asked = list(self._just_asked), {}
            return asked

    def _round(self, market_id: str) -> Round | None:
        """What is to be asked there now; nothing while no row has been found, or none is left."""
        orders = [o for o in self._orders(self._wanted) if o.intent.market_id == market_id]
        known = {o.key: o.state.offer_id for o in orders if o.state.offer_id}
        undecided = {o.key: found for o in orders if (found := self._candidates(o))}
        is_whole = market_id in self._whole_markets
        if known or undecided or is_whole:
            candidates = tuple(dict.fromkeys(chain.from_iterable(undecided.values())))
            keys = (*known, *undecided)
            return Round(market_id, keys, tuple(known.values()), candidates, is_whole)
        if orders:
            self._due[market_id] = self._ledger.clocks.steady() + self._pace.cancel
            self._rounds[market_id] = 0
        else:
            del self._due[market_id]
        return None

    def _candidates(self, order: Order) -> list[str]:
        """Of an order of which it cannot be told which of several offers it is, each of them,
        unless it may be that of an order which is to stand: one may be a hand's, none may be left.
        """
        if order.state.offer_id or not order.state.candidates:
            return []
        others = [o for o in self._ledger.of_market(order.intent.market_id) if o.key != order.key]
        if any(self._may_share(order, other) for other in others):
            return []
        owned = {other.state.offer_id for other in others}
        return [each for each in order.state.candidates if each not in owned]

    def _may_share(self, order: Order, other: Order) -> bool:
        """Both are looked for, bet the same, and only one is to be cancelled."""
        is_lost = other.send is not None and other.state.offer_id is None and other.status.is_open
        return is_lost and other.intent.bet == order.intent.bet and other.key not in self._wanted

    def _try(self, taken: Round) -> str:
        """Why it is not certain, "" where the venue confirmed all."""
        refused = ""
        for request in self._requests(taken):
            try:
                request()
            except Refused as error:  # it may be of one that is gone: the others are asked for
                refused = refused or error.errore
            except ApiError as error:
                return error.reason
            except Exception as error:
                log.exception("a cancel; it is asked again")
                return type(error).__name__
        return refused

    def _requests(self, taken: Round) -> Iterator[Callable[[], None]]:
        market_id, size = taken.market_id, self._rules.maximum_instructions.value
        for start in range(0, len(taken.offer_ids), size):
            yield partial(self._ask_for, market_id, taken.offer_ids[start : start + size])
        for each in taken.candidates:
            yield partial(self._ask_for, market_id, (each,))
        if taken.is_whole:
            yield partial(self._ask_for_all, market_id)

    def _ask_for(self, market_id: str, offer_ids: Sequence[str]) -> None:
        self._confirm(self._client.cancel(market_id, offer_ids))

    def _ask_for_all(self, market_id: str) -> None:
        self._confirm(self._client.cancel_unmatched(market_id))
        shown = self._client.my_offers(market_id).offers
        if not any(offer.is_working for offer in shown):
            with self._lock:
                self._whole_markets.pop(market_id, None)

    def _confirm(self, named: Iterable[str]) -> None:
        with self._lock:
            self._named.update(named)

    def _pause(self, market_id: str) -> float:
        """Longer each time that the same cancels are asked for."""
        rounds = self._rounds.get(market_id, 0)
        self._rounds[market_id] = rounds + 1
        return grown(self._pace.cancel, rounds, self._pace.slowest)

    def _hasten(self, market_id: str) -> None:
        self._due[market_id] = 0.0
        self._rounds[market_id] = 0

    def _drop(self, key: str) -> None:
        del self._wanted[key]
        self._ledger.results.show_cancelling([key], None)

    def _orders(self, keys: Iterable[str]) -> list[Order]:
        found = (self._ledger.get(key) for key in keys)
        return [order for order in found if order is not None]
