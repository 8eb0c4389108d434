"""Reading our orders back: which market when, and what each look says of each row."""

import math
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from xlbetflag.api.errors import ApiError
from xlbetflag.backoff import grown
from xlbetflag.market.moments import seconds_between
from xlbetflag.market.offer import Bet, MarketOffers, Offer
from xlbetflag.market.reading import Health, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.evidence.belonging import check_market
from xlbetflag.orders.evidence.doubles import doubles
from xlbetflag.orders.evidence.judging import FINAL, judge
from xlbetflag.orders.evidence.read_back import ReadBack, SentRow, Shown
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import JournalBroken
from xlbetflag.orders.lowering.canceller import Canceller
from xlbetflag.orders.order import Order
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.twins import strangers
from xlbetflag.orders.status import Status
from xlbetflag.orders.venue import Venue
from xlbetflag.texts.note import Note

Value = TypeVar("Value")


class Watcher:
    """Used from the one lane that reads, but for `hasten` and `decided`.

    A market of which look after look fails while the venue answers otherwise is set apart, until a
    look succeeds: no other market waits for it.
    """

    def __init__(
        self,
        client: Venue,
        view: View,
        ledger: Ledger,
        canceller: Canceller,
        rules: VenueRules,
        pace: Pace,
    ) -> None:
        self._client = client
        self._view = view
        self._ledger = ledger
        self._canceller = canceller
        self._rules = rules
        self._pace = pace
        self._lock = threading.Lock()  # of what is due: cancels hasten from threads of their own
        self._due: dict[str, float] = {}
        self._hastened: set[str] = set()  # since the last look at them began
        self._failures: dict[str, int] = {}
        self._absences: dict[str, int] = {}
        self._listed: dict[str, dict[str, Bet]] = {}
        self._ids: dict[str, set[str]] = {}  # listed or matched, by market
        self._states: dict[str, MarketState] = {}  # by the last look
        self._last_looks: dict[str, int] = {}
        self._unread: set[str] = set()  # of those with something open, since the start

    @property
    def is_reconciled(self) -> bool:
        """Every market with something open has been read, but for those set apart."""
        return all(map(self._ledger.is_apart, list(self._unread)))

    def is_unread(self, market_id: str) -> bool:
        """Something was open there when an earlier run ended, and no look has shown it yet."""
        return market_id in self._unread

    def take_up(self) -> None:
        """Look at every market with something open, or where a copy of what has ended may arrive
        yet."""
        for order in self._ledger.orders():
            if order.status.is_open:
                self._unread.add(order.intent.market_id)
            if order.stands or self.is_awaited(order):
                self.hasten(order.intent.market_id)

    def hasten(self, market_id: str) -> None:
        """Read this market next."""
        with self._lock:
            self._due[market_id] = 0.0
            self._hastened.add(market_id)

    def next_due(self) -> float | None:
        """When (monotonic) the next market is to be read; None without any."""
        self._hear_of_cancels()
        with self._lock:
            return min(self._due.values(), default=None)

    def next_market(self) -> str | None:
        """The market that has waited longest to be read, if one is due."""
        self._hear_of_cancels()
        with self._lock:
            market_id = min(self._due, key=self._due.__getitem__, default=None)
            is_due = market_id is not None and self._due[market_id] <= self._ledger.clocks.steady()
            return market_id if is_due else None

    def _hear_of_cancels(self) -> None:
        for market_id in self._canceller.take_asked():
            self.hasten(market_id)

    def read(self, market_id: str) -> bool:
        """One look at a market; False where it could not be read. Raises JournalBroken.

        Whatever fails, the next look comes later.
        """
        self._hastened.discard(market_id)
        try:
            self._read(market_id)
        except ApiError as error:
            self._failed(market_id, error.reason, is_venues=True)
            return False
        except JournalBroken as problem:
            self._failed(market_id, str(problem.values["reason"]))
            raise
        except Exception as error:
            self._failed(market_id, type(error).__name__)
            raise
        self._unread.discard(market_id)
        self._canceller.drop_done()
        self._ledger.bell.ring()
        return True

    def _read(self, market_id: str) -> None:
        began = self._ledger.clocks.steady()
        seen, rows = self._look(market_id)
        listed = [offer.offer_id for offer in (*seen.market.offers, *(seen.working or ()))]
        matched = [match.offer_id for match in seen.matches or ()]
        check_market(self._ledger, market_id, [*listed, *matched])
        owned = self._ledger.linked_offers(market_id)
        self._ledger.own_offers.note(began, seen.market, owned)
        ids_before = self._ids.setdefault(market_id, set())
        findings = judge(
            rows,
            seen,
            linked_elsewhere=owned,
            listed_before=self._listed.get(market_id),
            ids_before=ids_before,
            state_before=self._states.get(market_id),
            enough_reads=self._pace.enough_reads,
        )
        self._listed.setdefault(market_id, {}).update(
            (offer.offer_id, Bet(offer.selection_id, offer.side, offer.price, offer.size))
            for offer in seen.market.offers
        )
        shown = Shown(seen, ids_before=ids_before)
        self._adopt(doubles(rows, findings, shown, owned), seen)
        ids_before.update(listed, matched)
        self._name_unowned(rows, seen)
        for key, finding in findings.items():
            self._absences[key] = finding.absences
        judged = {row.key: row.state for row in rows}
        found = {key: (judged[key], finding.state) for key, finding in findings.items()}
        self._ledger.read_back(found, seen)
        self._failures.pop(market_id, None)
        self._ledger.set_apart(market_id, False)
        self._ledger.results.show_unreadable(market_id, None)
        self._schedule(market_id, seen.market)
        self._states[market_id] = seen.market.state

    def _adopt(self, found: Mapping[str, Sequence[str]], seen: ReadBack) -> None:
        """Ours too: cancelled with the row that they double, and at once where that closes another
        bet, which a second one would turn round."""
        for key, offer_ids in found.items():
            adopted = self._ledger.adopt(key, offer_ids, seen)
            if self._canceller.was_asked(key):
                self._canceller.want(adopted)
        for order in self._ledger.of_market(seen.market.market_id):
            doubled = order.intent.doubles
            if doubled and order.status.is_open and self._ledger.results.has_set_off(doubled):
                self._canceller.want([order.key])

    def _name_unowned(self, rows: Sequence[SentRow], seen: ReadBack) -> None:
        """Equal to a row and new since its request, too late for a copy: said, and nobody's."""
        market_id = seen.market.market_id
        unowned = strangers(seen.market.offers, self._ledger.linked_offers(market_id))
        found = {}
        for row in rows:
            offer = unowned.get(row.bet)
            is_known = row.state.offer_id is not None and not row.state.status.is_final
            if offer is not None and is_known and offer.offer_id not in row.baseline:
                found[row.key] = Note("evidence.unowned", {"offer": offer.offer_id})
        self._ledger.results.show_unowned(market_id, found)

    def decided(self, market_id: str) -> None:
        """A person has said how orders ended there: nothing waits for a look that shows no more."""
        orders = self._ledger.of_market(market_id)
        if not any(order.status.is_open for order in orders):
            self._unread.discard(market_id)
        if not any(order.stands for order in orders):
            self._wait(market_id, math.inf)
            self._ledger.set_apart(market_id, False)
            self._ledger.results.show_unreadable(market_id, None)

    def _look(self, market_id: str) -> tuple[ReadBack, list[SentRow]]:
        named = self._canceller.named  # before the look: what is named later, it cannot show
        began = self._ledger.clocks.stamp()
        market = self._client.my_offers(market_id)
        rows = self._rows(market_id, market, self._ledger.clocks.since(began), named)
        listed = {offer.offer_id: offer for offer in market.offers}
        live = [row for row in rows if not row.state.status.is_final]
        unseen = [row for row in live if row.state.offer_id not in listed]
        is_matched = any(
            (listed[row.state.offer_id or ""].matched and row.state.price_matched is None)
            or listed[row.state.offer_id or ""].matched != row.state.matched
            or _has_lost_some(listed[row.state.offer_id or ""])
            for row in live
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

    def _rows(
        self, market_id: str, market: MarketOffers, took: float, named: Collection[str]
    ) -> list[SentRow]:
        """`took`: seconds since the look began; `named`: ids that answers had confirmed then."""
        return [
            self._sent(order, order.send, market, took, named)
            for order in self._ledger.of_market(market_id)
            if order.send is not None and (order.stands or self.is_awaited(order))
        ]

    def is_awaited(self, order: Order) -> bool:
        """It has ended, and a copy of its request may still arrive."""
        if order.send is None or not order.has_left:
            return False
        ended = seconds_between(order.state.updated, self._ledger.now())
        return ended < self._pace.copies and self._may_be_doubled(order, order.send, 0.0)

    def _may_be_doubled(self, order: Order, send: int, wait: float) -> bool:
        """`wait`: seconds in which an offer is listed at the latest."""
        _, since = self._ledger.baseline(send)
        return order.intent.doubles is None and since < max(self._pace.copies, wait)

    def _sent(
        self, order: Order, send: int, market: MarketOffers, took: float, named: Collection[str]
    ) -> SentRow:
        baseline, since = self._ledger.baseline(send)
        age = since - took
        delay = max(market.live_delay, self._rules.live_delay.value if market.is_live else 0)
        offer_id = order.state.offer_id
        # What turned up while no desk looked may be a hand's.
        unwatched = order.state.is_looked_after and not self._ledger.has_sent(send)
        return SentRow(
            key=order.key,
            bet=order.intent.bet,
            state=order.state,
            send=send,
            baseline=baseline.offer_ids,
            exposure_before=baseline.exposure,
            flags=(order.intent.cancel_at_live, order.intent.keep_when_suspended),
            absences=self._absences.get(order.key, int(unwatched)),
            may_be_listed=age >= delay,
            is_due=age >= delay + self._pace.patience,
            cancel_asked=self._canceller.was_asked(order.key),
            may_be_doubled=self._may_be_doubled(order, send, delay + self._pace.patience),
            was_shown=offer_id in self._listed.get(order.intent.market_id, {}),
            cancel_named=offer_id in named,
        )

    def _working(self, market_id: str) -> tuple[Offer, ...]:
        return self._client.open_offers(market_id).offers

    def _if_told(self, read: Callable[[str], Value], market_id: str) -> Value | None:
        """What only helps: its path is assumed, and doing without it proves nothing."""
        try:
            return read(market_id)
        except ApiError:
            return None

    def _failed(self, market_id: str, reason: str, *, is_venues: bool = False) -> None:
        failures = self._failures[market_id] = self._failures.get(market_id, 0) + 1
        pause = grown(self._pace.watch, failures, self._pace.slowest)
        self._wait(market_id, pause)
        answers = self._view.balance().health is Health.LIVE
        if is_venues and failures >= self._pace.enough_reads and answers:
            self._ledger.set_apart(market_id, True)
        code = "evidence.apart" if self._ledger.is_apart(market_id) else "evidence.unreadable"
        self._ledger.results.show_unreadable(market_id, Note(code, {"reason": reason}))

    def _schedule(self, market_id: str, market: MarketOffers) -> None:
        orders = self._ledger.of_market(market_id)
        statuses = {order.status for order in orders if order.stands}
        statuses.discard(Status.CHECKED)
        is_awaited = any(self.is_awaited(order) for order in orders)
        is_told = market.state in FINAL
        is_ended = is_told and market.state is self._states.get(market_id)
        if is_ended:
            self._canceller.forget(market_id)
        elif not is_told:
            self._canceller.go_on(market_id)
        is_last = is_ended and not self._looks_again(market_id)
        if not (statuses or is_awaited) or is_last:
            self._wait(market_id, math.inf)
            return
        is_open = any(status.is_open and status is not Status.NOT_FOUND for status in statuses)
        is_soon = (is_open or is_awaited) and (not market.state.is_over or is_told)
        is_soon |= is_told and not is_ended
        self._wait(market_id, self._pace.watch if is_soon else self._pace.slow)

    def _wait(self, market_id: str, pause: float) -> None:
        """For good where the pause is endless; not at all where it was hastened during the look."""
        with self._lock:
            if market_id not in self._hastened:
                self._due[market_id] = self._ledger.clocks.steady() + pause
            if self._due[market_id] == math.inf:
                del self._due[market_id]

    def _looks_again(self, market_id: str) -> bool:
        """One look at a settled market may leave something out: an offer, or what it was paid."""
        looks = self._last_looks[market_id] = self._last_looks.get(market_id, 0) + 1
        return looks < self._pace.enough_reads


def _has_lost_some(offer: Offer) -> bool:
    """It works no more and was not matched whole: the sums are looked at more closely."""
    return not offer.is_working and offer.matched < offer.size
