"""The orders in memory: all of which something may change, today's, and what else was looked up."""

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import date

from xlbetflag.market.moments import rome_day
from xlbetflag.orders.clocks import Clocks, Stamp
from xlbetflag.orders.order import Order


class HeldOrders:
    """Thread-safe, and waits for nothing: its lock is never held across I/O."""

    def __init__(self, clocks: Clocks) -> None:
        self.clocks = clocks
        self.now = clocks.now
        self._memory = threading.RLock()
        self._orders: dict[str, Order] = {}
        self._by_market: dict[str, dict[str, None]] = {}
        self._versions: Counter[str] = Counter()
        self._settled: dict[str, date] = {}
        self._issued: dict[str, Stamp] = {}
        self._doubles: dict[str, tuple[str, ...]] = {}

    def today(self) -> date:
        return rome_day(self.now())

    def get(self, key: str) -> Order | None:
        with self._memory:
            return self._orders.get(key)

    def held(self, keys: Iterable[str]) -> dict[str, Order]:
        """Those of these keys that are in memory: all that is open, and more."""
        with self._memory:
            return {key: self._orders[key] for key in keys if key in self._orders}

    def orders(self) -> list[Order]:
        with self._memory:
            return list(self._orders.values())

    def keys_of(self, market_id: str) -> list[str]:
        with self._memory:
            return list(self._by_market.get(market_id, ()))

    def of_market(self, market_id: str) -> list[Order]:
        with self._memory:
            return [self._orders[key] for key in self._by_market.get(market_id, ())]

    def version(self, market_id: str) -> int:
        """Another number whenever an order of the market has changed."""
        return self._versions[market_id]

    def settled_on(self, day: date) -> dict[str, int]:
        """Markets with which an order of ours ended on a day of Rome, each with its `version`."""
        with self._memory:
            return {m: self._versions[m] for m, ended in self._settled.items() if ended == day}

    def standing_markets(self) -> list[str]:
        """Markets with an order of which something may change."""
        with self._memory:
            return [
                market_id
                for market_id, keys in self._by_market.items()
                if any(self._orders[key].stands for key in keys)
            ]

    def issued_today(self) -> list[Order]:
        """Orders issued since midnight in Rome."""
        today = self.today()
        return [o for o in self.orders() if rome_day(o.intent.created) == today]

    def age(self, key: str) -> float:
        """Seconds since an order was issued; of one that an earlier run left, at least those since
        it was taken up."""
        return self.clocks.since(self._issued[key])

    def doubles(self, key: str) -> list[Order]:
        """What a row's request, delivered twice, has left beside its own offer."""
        with self._memory:
            return [self._orders[each] for each in self._doubles.get(key, ())]

    def with_doubles(self, keys: Iterable[str]) -> list[str]:
        """The keys, each with those of the offers that its request has left beside its own."""
        return [each for key in keys for each in (key, *self._doubles.get(key, ()))]

    def _hold(self, order: Order, *, only_new: bool = False) -> bool:
        """Whether it is held now. `only_new`: not where one of its key was."""
        market_id = order.intent.market_id
        with self._memory:
            if order.key in self._orders and only_new:
                return False
            if order.key not in self._orders:
                self._issued[order.key] = self.clocks.stamp(order.intent.created)
            self._orders[order.key] = order
            self._by_market.setdefault(market_id, {})[order.key] = None
            self._versions[market_id] += 1
            if order.status.is_settled:
                ended = rome_day(order.state.updated)
                self._settled[market_id] = min(self._settled.get(market_id, ended), ended)
            owner = order.intent.doubles
            if owner is not None and order.key not in self._doubles.get(owner, ()):
                self._doubles[owner] = (*self._doubles.get(owner, ()), order.key)
            return True
