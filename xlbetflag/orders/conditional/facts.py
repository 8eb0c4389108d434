"""What rules look at: the market as the view shows it, and our orders as the journal has them."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import msgspec

from xlbetflag.market.menu import Selection
from xlbetflag.market.naming import label
from xlbetflag.market.reading import Health, View
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.selections import selections_of
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Facts,
    Leg,
    Role,
    Trigger,
)
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import Draft, Row
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.status import Status

_LEAVING = (Status.CHECKED, Status.SENDING)


class FactFinder:
    """Used under the ledger's lock."""

    def __init__(
        self,
        ledger: Ledger,
        view: View,
        rules: VenueRules,
        limits: SheetLimits,
        winners: Callable[[str], int | None],
        replacing: Replacing,
    ) -> None:
        """`winners`: how many selections win on a market, None where nobody said."""
        self._ledger = ledger
        self._view = view
        self._venue_rules = rules
        self._limits = limits
        self._winners = winners
        self._replacing = replacing
        self._open: dict[str, tuple[int, tuple[Leg, ...]]] = {}  # by market, of which version

    def at(self, market_id: str, sheet: str, rules: Sequence[RunningCondition]) -> Facts:
        """What holds for every rule of a market that came from one sheet."""
        own = self._ledger.own_offers
        book, changed = own.without_ours(market_id, partial(self._view.book, market_id))
        has_commands = any(rule.asked.command is not None for rule in rules)
        return Facts(
            now=self._ledger.now(),
            book=book,
            is_live=self._is_live(market_id) if any(r.needs_phase for r in rules) else None,
            price_age=self._limits.of(sheet).price_age_seconds or 0.0,
            rules=self._venue_rules,
            market=tuple(self._legs_of_market(market_id)) if has_commands else (),
            selections=self._selections(market_id) if has_commands else {},
            winners=self._winners(market_id) if has_commands else None,
            standing=self._standing(market_id),
            changed=changed,
        )

    def _standing(self, market_id: str) -> tuple[Leg, ...]:
        """Our open orders on a market, made anew only where one has changed."""
        version = self._ledger.version(market_id)
        known = self._open.get(market_id)
        if known is None or known[0] != version:
            orders = self._ledger.of_market(market_id)
            legs = tuple(self._leg(order) for order in orders if order.status.is_open)
            known = self._open[market_id] = (version, legs)
        return known[1]

    def _is_live(self, market_id: str) -> bool | None:
        reading = self._view.offers(market_id)
        is_known = reading.health is Health.LIVE and reading.value is not None
        return reading.value.is_live if is_known and reading.value is not None else None

    def _selections(self, market_id: str) -> dict[str, str]:
        return {each.selection_id: each.name for each in selections_of(self._view, market_id)}

    def through(self, rule: RunningCondition, market: Facts) -> Facts:
        """The same, with what the rule has set off."""
        if not rule.firings:
            return market
        return msgspec.structs.replace(
            market,
            own=tuple(self.own(rule)),
            offsets=self.fired(rule, Role.OFFSET),
            closings=self.fired(rule, Role.CLOSING),
            greens=self.fired(rule, Role.GREEN),
        )

    def own_keys(self, rule: RunningCondition) -> list[str]:
        """As `own`, of the orders in memory: no wait for the journal."""
        keys: list[str] = []
        key: str | None = rule.asked.key if rule.asked.key in rule.firings else None
        links = self._replacing.links() if key is not None else {}
        while key is not None and self._ledger.get(key) is not None:
            keys.append(key)
            key = links[key].key if key in links else None
        return keys

    def own(self, rule: RunningCondition) -> Iterator[Leg]:
        """The row's order, and those that took its place one after the other."""
        if rule.asked.key in rule.firings:
            yield from self._line(rule.asked.key)

    def _line(self, key: str) -> Iterator[Leg]:
        """An order, and those that took its place one after the other; before each what its request
        has left beside it."""
        links = self._replacing.links()
        following: str | None = key
        while following is not None:
            order = self._ledger.known([following]).get(following)
            if order is None:
                return
            _, *doubles = self._ledger.with_doubles([following])
            yield from map(self._leg, self._ledger.held(doubles).values())
            yield self._leg(order)
            following = links[following].key if following in links else None

    def fired(self, rule: RunningCondition, role: Role) -> tuple[Leg, ...]:
        """What the rule has set off as this, each with what took its place."""
        return tuple(
            _as_one(rule, firing, list(self._line(firing.key)))
            for firing in rule.firings.values()
            if firing.role is role
        )

    def _legs_of_market(self, market_id: str) -> Iterator[Leg]:
        for order in self._ledger.whole_market(market_id):
            if order.status is not Status.REFUSED:
                yield self._leg(order)

    def _leg(self, order: Order) -> Leg:
        is_replacing = self._replacing.is_under_way(order.key)
        left = order.intent.bet.size - order.matched if is_replacing else order.may_still_match
        return Leg(
            order.key,
            order.intent.bet,
            number=order.number,
            age=self._ledger.age(order.key),
            matched=order.matched,
            standing=left,
            average=order.state.price_matched,
            is_open=is_replacing or order.status.is_open,
            is_leaving=order.status in _LEAVING,
            is_uncertain=order.status.is_uncertain,
            is_refused=order.status is Status.REFUSED and not order.never_left,
        )


def _as_one(rule: RunningCondition, firing: Trigger, line: Sequence[Leg]) -> Leg:
    """What was set off and then re-priced, as the one order that it was to be."""
    if not line:
        return Leg(firing.key, firing.bet, is_refused=firing.key not in rule.void)
    return msgspec.structs.replace(
        line[-1],
        is_taken_back=firing.key in rule.taken_back,
        bet=firing.bet,
        matched=sum(leg.matched for leg in line),
        standing=sum(leg.standing for leg in line),
        is_open=any(leg.is_open for leg in line),
        is_leaving=any(leg.is_leaving for leg in line),
        is_uncertain=any(leg.is_uncertain for leg in line),
    )


def row_of(asked: ConditionalOrder, firing: Trigger) -> Row:
    """What was set off, as a row of the order table would ask for it."""
    bet, is_entry = firing.bet, firing.role is Role.ENTRY
    draft = Draft(
        key=firing.key,
        market_id=asked.market_id,
        selection=label(Selection(bet.selection_id, firing.name)),
        side=bet.side,
        price=bet.price,
        size=bet.size,
        cancel_at_live=asked.cancel_at_live and is_entry,
        keep_when_suspended=asked.keep_when_suspended or not is_entry,
        note=asked.note,
    )
    return Row(key=firing.key, position=asked.position, draft=draft, sheet=asked.sheet)
