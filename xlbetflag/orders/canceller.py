"""Cancelling: by id, as often as it takes until a read-back shows it. Twice does no harm."""

import time
from collections.abc import Iterable

import msgspec

from xlbetflag.api.errors import ApiError, Refused
from xlbetflag.backoff import grown
from xlbetflag.market.rules import VenueRules
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.records import Order
from xlbetflag.orders.venue import Venue
from xlbetflag.texts.note import Note


class Canceller:
    """What is to be cancelled, and the requests for it. `named`: ids that answers confirmed."""

    def __init__(self, client: Venue, ledger: Ledger, rules: VenueRules, pace: Pace) -> None:
        self._client = client
        self._ledger = ledger
        self._rules = rules
        self._pace = pace
        self.named: set[str] = set()
        self._asked: set[str] = set()
        self._wanted: dict[str, None] = {}
        self._whole_markets: dict[str, None] = {}
        self._due: dict[str, float] = {}
        self._rounds: dict[str, int] = {}
        self._over: set[str] = set()

    def remember(self, keys: Iterable[str]) -> None:
        """Keys whose cancel an earlier run asked for: not asked again, but never forgotten."""
        self._asked.update(keys)

    def was_asked(self, key: str) -> bool:
        return key in self._asked

    def want(self, keys: Iterable[str]) -> None:
        """Cancel these rows: now where they have an id, else as soon as they are found."""
        with self._ledger.lock:
            orders = [each for each in self._orders(keys) if each.key not in self._wanted]
            orders = [each for each in orders if each.intent.market_id not in self._over]
            new = [order.key for order in orders]
            if not new:
                return
            self._asked.update(new)
            self._wanted.update(dict.fromkeys(new))
            self._ledger.act("cancel", msgspec.json.encode(new).decode())
            for order in orders:
                self._hasten(order.intent.market_id)
                note = "cancel.asked" if order.state.offer_id else "cancel.when_found"
                self._ledger.show_cancelling([order.key], Note(note))

    def want_whole_market(self, market_id: str) -> None:
        """Everything unmatched of the account on a market, hand-placed offers too."""
        with self._ledger.lock:
            self._ledger.act("cancel_unmatched", market_id)
            self._whole_markets[market_id] = None
            self._hasten(market_id)

    def next_due(self) -> float | None:
        with self._ledger.lock:
            return min(self._due.values(), default=None)

    def cancel_due(self) -> str | None:
        """Ask for one market's cancels, if some are due; its id: it is to be read back next."""
        with self._ledger.lock:
            market_id = min(self._due, key=self._due.__getitem__, default=None)
            if market_id is None or self._due[market_id] > time.monotonic():
                return None
            self.drop_done()
            orders = [o for o in self._orders(self._wanted) if o.intent.market_id == market_id]
            is_whole = market_id in self._whole_markets
            if not orders and not is_whole:
                del self._due[market_id]
                return None
            ids = [order.state.offer_id for order in orders if order.state.offer_id]
            self._due[market_id] = time.monotonic() + self._pause(market_id)
            if not ids and not is_whole:
                self._rounds[market_id] = 0
                return None  # none of them has been found yet
        reason = self._ask(market_id, ids, is_whole=is_whole)
        note = Note("cancel.failed", {"reason": reason}) if reason else Note("cancel.asked")
        keys = [order.key for order in orders if order.state.offer_id]
        self._ledger.show_cancelling(keys, note)
        return market_id

    def forget(self, market_id: str) -> None:
        """Nothing of this market can be cancelled any more."""
        with self._ledger.lock:
            self._over.add(market_id)
            self._whole_markets.pop(market_id, None)
            for order in self._orders(list(self._wanted)):
                if order.intent.market_id == market_id:
                    del self._wanted[order.key]
                    self._ledger.show_cancelling([order.key], None)

    def drop_done(self) -> None:
        """What is no longer open needs no further request."""
        with self._ledger.lock:
            for key in list(self._wanted):
                order = self._ledger.get(key)
                if order is None or not order.status.is_open:
                    del self._wanted[key]
                    self._ledger.show_cancelling([key], None)

    def _ask(self, market_id: str, ids: list[str], *, is_whole: bool) -> str:
        """One round of requests; why it is not certain, "" where the venue confirmed all."""
        size = self._rules.maximum_instructions.value
        reason = ""
        try:
            for start in range(0, len(ids), size):
                part = ids[start : start + size]
                self.named.update(self._client.cancel(market_id, part))
            if is_whole:
                self.named.update(self._client.cancel_unmatched(market_id))
                shown = self._client.my_offers(market_id).offers
                if not any(offer.is_working for offer in shown):
                    self._whole_markets.pop(market_id, None)
        except Refused as error:
            reason = error.errore
        except ApiError as error:
            reason = error.reason
        return reason

    def _pause(self, market_id: str) -> float:
        """Longer each time that the same cancels are asked for."""
        rounds = self._rounds[market_id]
        self._rounds[market_id] = rounds + 1
        return grown(self._pace.cancel, rounds, self._pace.slowest)

    def _hasten(self, market_id: str) -> None:
        self._due[market_id] = 0.0
        self._rounds[market_id] = 0

    def _orders(self, keys: Iterable[str]) -> list[Order]:
        found = (self._ledger.get(key) for key in keys)
        return [order for order in found if order is not None]
