"""Reading our orders back: which market when, and what each look says of each row."""

import time
from collections.abc import Callable
from typing import TypeVar

from xlbetflag.api.errors import ApiError, Refused
from xlbetflag.backoff import grown
from xlbetflag.market.offer import Bet, MarketOffers, Offer
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.canceller import Canceller
from xlbetflag.orders.evidence import judge
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.readback import ReadBack, Sent
from xlbetflag.orders.records import Order
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.texts.note import Note

Value = TypeVar("Value")
_SETTLED = (MarketState.SETTLED, MarketState.VOID)


class Watcher:
    """Used from the one worker thread, but for `hasten`."""

    def __init__(
        self,
        client: Venue,
        ledger: Ledger,
        canceller: Canceller,
        rules: VenueRules,
        pace: Pace,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._canceller = canceller
        self._rules = rules
        self._pace = pace
        self._due: dict[str, float] = {}
        self._failures: dict[str, int] = {}
        self._absences: dict[str, int] = {}
        self._listed: dict[str, dict[str, Bet]] = {}
        self._last_looks: dict[str, int] = {}

    def hasten(self, market_id: str) -> None:
        """Read this market next."""
        self._due[market_id] = 0.0

    def next_due(self) -> float | None:
        """When (monotonic) the next market is to be read; None without any."""
        return min(self._due.values(), default=None)

    def next_market(self) -> str | None:
        """The market that has waited longest to be read, if one is due."""
        market_id = min(self._due, key=self._due.__getitem__, default=None)
        if market_id is None or self._due[market_id] > time.monotonic():
            return None
        return market_id

    def read(self, market_id: str) -> bool:
        """One look at a market; False where it is worth another try before anything else."""
        try:
            seen, rows = self._look(market_id)
        except ApiError as error:
            self._failed(market_id, error)
            return type(error) is Refused and error.operation != "login"
        self._failures.pop(market_id, None)
        self._ledger.show_unreadable(market_id, None)
        findings = judge(
            rows,
            seen,
            linked_elsewhere=self._ledger.linked_offers(market_id),
            listed_before=self._listed.get(market_id),
            enough_reads=self._pace.enough_reads,
        )
        self._listed.setdefault(market_id, {}).update(
            (offer.offer_id, Bet(offer.selection_id, offer.side, offer.price, offer.size))
            for offer in seen.market.offers
        )
        for key, finding in findings.items():
            self._absences[key] = finding.absences
        judged = {row.key: row.state for row in rows}
        found = {key: (judged[key], finding.state) for key, finding in findings.items()}
        self._ledger.read_back(found, seen)
        self._schedule(market_id, seen.market)
        return True

    def _look(self, market_id: str) -> tuple[ReadBack, list[Sent]]:
        market = self._client.my_offers(market_id)
        rows = self._rows(market_id, market)
        listed = {offer.offer_id: offer for offer in market.offers}
        unseen = [row for row in rows if row.state.offer_id not in listed]
        is_matched = any(
            (listed[row.state.offer_id or ""].matched and row.state.price_matched is None)
            or listed[row.state.offer_id or ""].matched != row.state.matched
            for row in rows
            if row.state.offer_id in listed
        )
        is_lost = any(row.state.status is not Status.MATCHED for row in unseen)
        return (
            ReadBack(
                market=market,
                matches=self._client.matches(market_id) if unseen or is_matched else None,
                working=self._if_told(self._working, market_id) if is_lost else None,
                exposure=self._if_told(self._client.exposure, market_id) if is_lost else None,
                at=self._ledger.now(),
            ),
            rows,
        )

    def _rows(self, market_id: str, market: MarketOffers) -> list[Sent]:
        orders = [o for o in self._ledger.of_market(market_id) if o.send is not None and o.stands]
        return [self._sent(order, order.send, market) for order in orders if order.send is not None]

    def _sent(self, order: Order, send: int, market: MarketOffers) -> Sent:
        baseline, age = self._ledger.baseline(send)
        delay = max(market.live_delay, self._rules.live_delay.value if market.is_live else 0)
        return Sent(
            key=order.key,
            bet=order.intent.bet,
            state=order.state,
            send=send,
            baseline=baseline.offer_ids,
            exposure_before=baseline.exposure,
            flags=(order.intent.cancel_at_live, order.intent.keep_when_suspended),
            absences=self._absences.get(order.key, 0),
            is_due=age >= delay + self._pace.patience,
            cancel_asked=self._canceller.was_asked(order.key),
            cancel_named=order.state.offer_id in self._canceller.named,
        )

    def _working(self, market_id: str) -> tuple[Offer, ...]:
        return self._client.open_offers(market_id).offers

    def _if_told(self, read: Callable[[str], Value], market_id: str) -> Value | None:
        """What only helps: its path is assumed, and doing without it proves nothing."""
        try:
            return read(market_id)
        except ApiError:
            return None

    def _failed(self, market_id: str, error: ApiError) -> None:
        failures = self._failures[market_id] = self._failures.get(market_id, 0) + 1
        pause = grown(self._pace.watch, failures, self._pace.slowest)
        self._due[market_id] = time.monotonic() + pause
        self._ledger.show_unreadable(
            market_id, Note("evidence.unreadable", {"reason": error.reason})
        )

    def _schedule(self, market_id: str, market: MarketOffers) -> None:
        statuses = {order.status for order in self._ledger.of_market(market_id) if order.stands}
        statuses.discard(Status.CHECKED)
        if market.state in _SETTLED:
            self._canceller.forget(market_id)
        is_last = market.state in _SETTLED and not self._looks_again(market_id)
        if not statuses or is_last:
            self._due.pop(market_id, None)
            return
        is_open = any(status.is_open and status is not Status.NOT_FOUND for status in statuses)
        is_soon = is_open and (not market.state.is_over or market.state in _SETTLED)
        pause = self._pace.watch if is_soon else self._pace.slow
        self._due[market_id] = time.monotonic() + pause

    def _looks_again(self, market_id: str) -> bool:
        """One look at a settled market may leave something out: an offer, or what it was paid."""
        looks = self._last_looks[market_id] = self._last_looks.get(market_id, 0) + 1
        return looks < self._pace.enough_reads
