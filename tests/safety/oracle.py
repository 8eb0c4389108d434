"""What may be said of the rows, judged by one who sees the exchange's own ledger.

`always` holds at every moment; `at_rest` once the faults are over and read-backs have come.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from tests.safety import money
from tests.safety.station import MOVING, Station
from tests.safety.truth import Truth
from tests.safety.venue import Group
from tests.safety.wishes import stem
from xlbetflag.market.state import MarketState
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.practice.venue import ledger

UNDECIDED = (Status.UNKNOWN, Status.NOT_FOUND)
NOTHING_STANDS = (Status.CANCELLED, Status.LAPSED, Status.PART_CANCELLED, Status.VOID)
FITTING: Mapping[str, frozenset[Status]] = {
    "WORKING": frozenset({Status.WORKING}),
    "PART-MATCHED": frozenset({Status.PART_MATCHED}),
    "MATCHED": frozenset({Status.MATCHED}),
    "PART-CANCELLED": frozenset({Status.PART_CANCELLED}),
    "CANCELLED": frozenset({Status.CANCELLED}),
    "LAPSED": frozenset({Status.LAPSED, Status.CANCELLED, Status.PART_CANCELLED}),
    "SETTLED": frozenset({Status.SETTLED}),
    "VOID": frozenset({Status.VOID}),
}
"""What a row may show, by what the exchange knows of its offer."""
MARKET_OVER = "the market ended first"
NOTHING_THERE = "nothing like it is at the venue"
BY_HAND = "a hand placed the same"
ANOTHERS = "an answer was that to another request"
ECHOED = "the network doubled the request"
TWINS_APART = "equal rows left in other requests"
FEWER_THAN_ROWS = "the venue took only some of equal rows"
TOO_LATE = "it appeared after the desk had given up"
EXCUSES = frozenset(
    {MARKET_OVER, NOTHING_THERE, ANOTHERS, BY_HAND, ECHOED, TWINS_APART, FEWER_THAN_ROWS, TOO_LATE}
)
"""Why a row may stay undecided for ever."""


def group_of(order: Order) -> Group:
    return Group(order.intent.market_id, order.intent.bet)


class Oracle:
    def __init__(self, station: Station) -> None:
        self._station = station
        self._exchange = station.venue.exchange

    def truths(self) -> dict[str, Truth]:
        exchange = self._exchange
        with exchange.lock:
            found = {}
            for market in exchange.markets.values():
                for each in market.orders.get(self._station.venue.account, {}).values():
                    offer_id = each.offer_id
                    is_ours = offer_id in exchange.by_desk
                    told = exchange.told(offer_id)
                    paid = sum(price * size for price, size in each.matches)
                    found[offer_id] = Truth(
                        offer_id,
                        told[offer_id],
                        is_ours,
                        offer_id in exchange.by_echo,
                        ledger.status(each),
                        each.matched,
                        each.remaining,
                        paid / each.matched if each.matched else None,
                        market.state,
                    )
            return found

    # --- what a cancel must reach ---------------------------------------------------------------

    def cancellable(self, keys: Collection[str] | None = None) -> set[str]:
        """Ids of what stands and the desk knows of: of these rows, or of all. Only what the
        exchange would take away if it were asked to."""
        truths = self.truths()
        return {
            order.state.offer_id
            for order in self._station.journaled()
            if (keys is None or order.key in keys)
            and order.state.offer_id in truths
            and truths[order.state.offer_id].remaining
            and truths[order.state.offer_id].market is MarketState.OPEN
        }

    def still_standing(self, offer_ids: Collection[str]) -> set[str]:
        truths = self.truths()
        return {each for each in offer_ids if truths[each].remaining}

    # --- at every moment --------------------------------------------------------------------

    def always(self) -> list[str]:
        """What is false now, and no later evidence could excuse."""
        results = self._station.orders.results()
        orders = {order.key: order for order in self._station.journaled()}
        truths = self.truths()
        return [
            *self._sent_twice(truths.values(), orders.values()),
            *self._station.wishes.complaints,
            *_linked_twice(orders.values()),
            *money.over_the_limit(self._station.limits, orders.values(), truths),
            *money.over_the_narrow_limit(orders.values(), truths),
            *self._cancelled_unasked(orders.values(), truths),
            *self._sent_while_live(orders.values()),
            *(
                f"{key} shows {result.status}: {words}"
                for key, result in results.items()
                for words in _untrue(result, orders.get(key), truths)
            ),
        ]

    def _sent_twice(self, truths: Iterable[Truth], orders: Iterable[Order]) -> Iterator[str]:
        """More offers of ours than rows, or rules, that asked for them; a row in two requests."""
        placed = Counter(truth.group for truth in truths if truth.is_ours)
        set_off = Counter(group_of(order) for order in orders if "." in order.key)
        for group, count in placed.items():
            asked = self._station.wishes.asked(group) + set_off[group]
            if count > asked:
                yield f"{count} offers for {asked} rows: {group}"
        venue, posted = self._station.venue, self._station.wishes.posted
        arrived = venue.arrived["place"] - venue.network.repeated["place"]
        if arrived > len(posted):
            yield f"{arrived} requests arrived of {len(posted)} sends"
        for key, count in Counter(key for keys in posted for key in keys).items():
            if count > 1:
                yield f"row {key} left {count} times"

    def _cancelled_unasked(
        self, orders: Iterable[Order], truths: Mapping[str, Truth]
    ) -> Iterator[str]:
        """No command acts through a row that does not read as its order, or is another file's."""
        cancelled = set(self._exchange.cancelled)
        for order in orders:
            is_asked = self._station.wishes.may_be_cancelled(order.key)
            is_its_own = _has_its_own(order, truths)
            if order.state.offer_id in cancelled and is_its_own and not is_asked:
                yield f"nobody asked to cancel {order.key}: {order.state.offer_id}"

    def _sent_while_live(self, orders: Iterable[Order]) -> Iterator[str]:
        for order in orders:
            was_live = order.state.offer_id in self._exchange.accepted_live
            if was_live and stem(order.key) in self._station.wishes.before_live:
                yield f"{order.key} was to leave before live: {order.state.offer_id}"

    # --- at rest ----------------------------------------------------------------------------

    def at_rest(self) -> list[str]:
        """What the evidence by now decides, and the rows do not show."""
        if not self._station.orders.is_reconciled:
            return ["not reconciled"]
        results = self._station.orders.results()
        orders = {order.key: order for order in self._station.journaled()}
        truths = self.truths()
        return [
            *self.always(),
            *(f"{key} still shows {r.status}" for key, r in results.items() if r.status in MOVING),
            *self._not_as_at_the_venue(orders, results, truths),
            *self._unaccounted(orders.values(), truths),
            *self._undecided(orders.values(), truths),
            *self._money(orders.values(), truths),
        ]

    def _not_as_at_the_venue(
        self,
        orders: Mapping[str, Order],
        results: Mapping[str, RowResult],
        truths: Mapping[str, Truth],
    ) -> Iterator[str]:
        for key, order in orders.items():
            result = results.get(key)
            if result is None or not result.offer_id or result.status in UNDECIDED:
                continue
            truth = truths[result.offer_id]
            if result.status not in FITTING[truth.status] and not (
                truth.market is MarketState.VOID and result.status is Status.VOID
            ):
                yield f"{key} shows {result.status}, the venue has {truth}"
            shown = result.matched, result.remaining
            if shown != (truth.matched, truth.remaining):
                yield f"{key} shows {shown} cents, the venue has {truth}"
            if truth.price_matched is not None and result.status is not Status.VOID:
                price = result.price_matched
                if price is None or abs(price - truth.price_matched) > 1e-6:
                    yield f"{key} shows {price} as its average price, the venue has {truth}"
            if not (truth.is_ours or truth.is_echo or order.state.inferred):
                yield f"{key} took a hand-placed offer for its own: {truth}"

    def _unaccounted(self, orders: Iterable[Order], truths: Mapping[str, Truth]) -> Iterator[str]:
        """Offers of ours that no row accounts for, nor any row that says it does not know."""
        orders = list(orders)
        linked = {order.state.offer_id for order in orders}
        waiting = Counter(
            group_of(order)
            for order in orders
            if order.status in UNDECIDED and not _has_its_own(order, truths)
        )
        lost = Counter(t.group for t in truths.values() if t.is_ours and t.offer_id not in linked)
        echoes = Counter(t.group for t in truths.values() if t.is_echo and t.offer_id in linked)
        for group, count in lost.items():
            if count > waiting[group] + echoes[group]:
                yield f"{count} offers of ours for {waiting[group]} undecided rows: {group}"

    def _undecided(self, orders: Iterable[Order], truths: Mapping[str, Truth]) -> Iterator[str]:
        for order, reason in self.undecided(list(orders), truths):
            if reason not in EXCUSES:
                notes = [note.code for note in order.state.notes]
                yield f"{order.key} is {order.status} {notes}, but {reason}"

    def undecided(
        self, orders: list[Order], truths: Mapping[str, Truth]
    ) -> Iterator[tuple[Order, str]]:
        """Rows that are UNKNOWN or NOT FOUND: why nothing decides them, or what does."""
        linked = {order.state.offer_id for order in orders}
        for order in orders:
            if order.status in UNDECIDED:
                group = group_of(order)
                free = [t for t in truths.values() if t.group == group and t.offer_id not in linked]
                yield order, self._why(order, free, orders, truths)

    def _why(
        self,
        order: Order,
        free: list[Truth],
        orders: list[Order],
        truths: Mapping[str, Truth],
    ) -> str:
        is_over = self._exchange.market(int(order.intent.market_id)).state.is_over
        group = group_of(order)
        if order.state.offer_id is not None and not _has_its_own(order, truths):
            return ANOTHERS
        if self._station.venue.network.mixed["my_offers"]:
            return ANOTHERS
        if order.state.offer_id is not None:
            return MARKET_OVER if is_over else "its id is known"
        if not free:
            return NOTHING_THERE
        if order.status is Status.NOT_FOUND:  # whosever it is: what may be its offer asks
            later = sum(truth.offer_id not in self._stood_before(order) for truth in free)
            return f"{later} such offers have come since it left" if later else NOTHING_THERE
        if any(told == group for told in self._exchange.by_hand.values()):
            return BY_HAND
        if group in self._exchange.by_echo.values():
            return ECHOED
        rows = [each for each in orders if each.send is not None and group_of(each) == group]
        if len({each.send for each in rows}) > 1:
            return TWINS_APART
        if len(rows) != len(free):
            return FEWER_THAN_ROWS
        if self.was_given_up(order):
            return TOO_LATE
        return f"exactly {len(free)} offers are there for {len(rows)} rows"

    def _stood_before(self, order: Order) -> Collection[str]:
        """Ids that the look just before its request showed: none of them is its own."""
        assert order.send is not None
        baseline, _ = self._station.journal.baselines([order.send])[order.send]
        return baseline.offer_ids

    def was_given_up(self, order: Order) -> bool:
        """The desk has said that reading alone will not decide it."""
        if order.status is Status.NOT_FOUND:
            return True
        story = self._station.journal.story(order.key)
        codes = {note.code for event in story for note in event.notes}
        return bool(codes & {"evidence.late_candidate", "evidence.exposure_changed"})

    def _money(self, orders: Iterable[Order], truths: Mapping[str, Truth]) -> Iterator[str]:
        """Matched by the rows, and by offers that no row claims, is matched at the venue."""
        orders = list(orders)
        linked = {order.state.offer_id for order in orders}
        rows = sum(order.state.matched for order in orders)
        others = sum(t.matched for t in truths.values() if t.offer_id not in linked)
        venue = sum(t.matched for t in truths.values())
        unsure = [o for o in orders if o.state.offer_id is not None and o.status in UNDECIDED]
        if not unsure and rows + others != venue:
            yield f"rows matched {rows} cents, others {others}, the venue {venue}"


def _has_its_own(order: Order, truths: Mapping[str, Truth]) -> bool:
    """Its id is that of an offer that bets what the order bets."""
    truth = truths.get(order.state.offer_id or "")
    return truth is not None and truth.group == group_of(order)


def _linked_twice(orders: Iterable[Order]) -> Iterator[str]:
    """An id may still turn out to be another order's until a read-back has shown it."""
    unproven = (Status.ACCEPTED, *UNDECIDED)
    proven = [order for order in orders if order.status not in unproven]
    ids = Counter(order.state.offer_id for order in proven if order.state.offer_id is not None)
    yield from (f"offer {each} belongs to {count} rows" for each, count in ids.items() if count > 1)


def _untrue(result: RowResult, order: Order | None, truths: Mapping[str, Truth]) -> Iterator[str]:
    """States that cannot stop being true once they are: each must be so at the exchange now."""
    truth = truths.get(result.offer_id)
    if result.offer_id and truth is None:
        yield f"no such offer: {result.offer_id}"
    if truth is None:
        if result.matched:
            yield f"{result.matched} cents matched of no offer"
        return
    if (
        order is not None
        and truth.group != group_of(order)
        and result.status not in (Status.ACCEPTED, *UNDECIDED)
    ):
        yield f"its offer bets something else: {truth}"
    if result.status is Status.ACCEPTED:
        return  # its ids may still turn out to be in another order
    if result.matched > truth.matched:
        yield f"{result.matched} cents matched of {truth}"
    if result.status in (*NOTHING_STANDS, Status.SETTLED, Status.MATCHED) and truth.remaining:
        yield f"it still works: {truth}"
    if result.status is Status.MATCHED and truth.remaining + truth.matched != truth.matched:
        yield f"not all of it is matched: {truth}"
    if result.status is Status.CANCELLED and truth.matched:
        yield f"some of it is matched: {truth}"
    if result.status in (Status.DRAFT, Status.REFUSED):
        yield f"it stands at the venue: {truth}"
