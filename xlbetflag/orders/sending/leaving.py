"""What leaves is judged as it leaves: what was checked may hold no more when its turn comes."""

from collections.abc import Mapping, Sequence

import msgspec

from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.state import MarketState
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.order import LOOKED_AFTER, Order
from xlbetflag.orders.rows.basis import Basis
from xlbetflag.orders.rows.controls import near_best_price
from xlbetflag.orders.rows.limits import CheckedLimits
from xlbetflag.orders.rows.tightened import Tightened
from xlbetflag.orders.sending.batches import Queued
from xlbetflag.orders.sending.look_before import LookBefore
from xlbetflag.orders.status import Status
from xlbetflag.orders.transitions import Fall
from xlbetflag.texts.note import Note


class Leaving:
    """Judging takes no I/O and no lock.

    Money is reserved from the check on: it is judged again only where limits were tightened since.
    """

    def __init__(
        self,
        ledger: Ledger,
        generations: Generations,
        rules: VenueRules,
        switch: Switch | None,
        tightened: Tightened | None,
    ) -> None:
        self._ledger = ledger
        self._generations = generations
        self._rules = rules
        self._switch = switch
        self._tightened = tightened
        self._judged_by: CheckedLimits | None = None  # the request under way

    def withdrawn(self, rows: Sequence[Queued]) -> dict[str, Fall]:
        """Rows that a wish has ended, or all of them where nothing may leave; by key."""
        found: dict[str, Fall] = {}
        for row in rows:
            wish = self._generations.ended_by(row.basis.generation)
            if wish is not None:
                found[row.key] = Fall(wish.status, wish.note)
        obstacle = self._switch.obstacle() if self._switch is not None else None
        return _refused(rows, obstacle) | found if obstacle is not None else found

    def fallen(self, rows: Sequence[Queued], stood: LookBefore) -> dict[str, Fall]:
        """Rows of one request that may not leave now; by key.

        What holds for the market is judged for the request. Where single rows fall, the others
        leave only if the worst outcome that was confirmed gets no worse by it.
        """
        self._judged_by = None
        found = self.withdrawn_or_late(rows, stood)
        left = [row for row in rows if row.key not in found]
        over = self._over_limits(left)
        for row in left:
            note = over.get(row.key) or self._of_price(row, stood) or _of_twin(row, stood)
            if note is not None:
                found[row.key] = Fall(Status.REFUSED, note)
        left = [row for row in left if row.key not in found]
        if left and self._is_worse_than_confirmed(left, found):
            return _refused(left, Note("send.others_fell")) | found
        return found

    def withdrawn_or_late(self, rows: Sequence[Queued], stood: LookBefore) -> dict[str, Fall]:
        """As `fallen`, without what depends on the book: prices were judged when it was read."""
        found = self.withdrawn(rows)
        left = [row for row in rows if row.key not in found]
        note = self._of_moment(left, stood) if left else None
        if note is not None:
            return _refused(left, note) | found
        if found and left and self._is_worse_than_confirmed(left, found):
            return _refused(left, Note("send.others_fell")) | found
        return found

    def _limits_now(self, basis: Basis) -> CheckedLimits:
        """Raises Problem."""
        by = self._judged_by or basis.limits
        return self._tightened.now(by, basis.sheet) if self._tightened is not None else by

    def _over_limits(self, rows: Sequence[Queued]) -> Mapping[str, Note]:
        """Of rows whose limits were tightened since they were checked."""
        if not rows or self._tightened is None:
            return {}
        basis = rows[0].basis
        try:
            self._judged_by = self._limits_now(basis)
        except Problem as problem:
            return {row.key: Note.of(problem) for row in rows}
        if self._judged_by == basis.limits:
            return {}
        return self._tightened.over([row.order for row in rows], self._judged_by)

    def _of_moment(self, rows: Sequence[Queued], stood: LookBefore) -> Note | None:
        """Of rows that were asked for together, on one market: what holds for all of them."""
        basis, clocks = max((row.basis for row in rows), key=_age), self._ledger.clocks
        origin = basis.origin
        if stood.state is not MarketState.OPEN:
            return Note("send.market_not_open", {"state": stood.state.value})
        if basis.phase not in (None, stood.phase):
            is_live = stood.phase is Phase.LIVE
            return Note("send.not_before_live" if is_live else "send.not_live")
        waited = clocks.since(origin.at)
        is_late = origin.end is not None and clocks.now() >= origin.end
        if is_late or (origin.within is not None and waited >= origin.within):
            return Note("send.too_late")
        try:
            limits = self._limits_now(basis)
        except Problem as problem:
            return Note.of(problem)
        if self._judged_by not in (None, limits):
            return Note("send.limits_tightened")
        age, limit = basis.age + waited, limits.price_age_seconds
        if not age <= limit:
            return Note("send.price_old", {"age": f"{age:.1f}", "limit": f"{limit:g}"})
        return None

    def _of_price(self, row: Queued, stood: LookBefore) -> Note | None:
        limits = self._judged_by or row.basis.limits
        limit, ladder = limits.price_distance_ticks, self._rules.ladder.value
        try:
            near_best_price(row.order.intent.bet, stood.book, ladder, limit)
        except Problem as problem:
            return Note.of(problem)
        return None

    def _is_worse_than_confirmed(self, left: Sequence[Queued], fell: Mapping[str, Fall]) -> bool:
        """Of all that was confirmed together, some is lost: would it be worse to send the rest than
        what was confirmed, and worse than to stop here?"""
        confirmed, leaving = left[0].basis.confirmed, {row.key for row in left}
        sent: list[Bet] = []
        to_leave: list[Bet] = []
        for key, bet in confirmed.bets.items():
            order = self._ledger.get(key)
            if key in leaving:
                to_leave.append(bet)
            elif key in fell or order is None or _came_to_nothing(order):
                continue
            elif order.send is not None:
                size = order.matched + order.may_still_match
                sent.append(msgspec.structs.replace(bet, size=size))
            else:
                to_leave.append(bet)
        if len(sent) + len(to_leave) == len(confirmed.bets):
            return False
        worst = confirmed.worst
        return worst([*sent, *to_leave]) < min(worst(confirmed.bets.values()), worst(sent))


def _of_twin(row: Queued, stood: LookBefore) -> Note | None:
    intent = row.order.intent
    offer = stood.strangers.get(intent.bet)
    if offer is None or intent.is_confirmed_twin:
        return None
    return Note("send.twin_at_venue", {"offer": offer.offer_id})


def _age(basis: Basis) -> float:
    return basis.age


def _came_to_nothing(order: Order) -> bool:
    """As far as is known: what the venue refused counts as refused while it is looked after too."""
    is_refused = LOOKED_AFTER in order.state.notes
    return is_refused or not (order.matched or order.may_still_match)


def _refused(rows: Sequence[Queued], note: Note) -> dict[str, Fall]:
    return {row.key: Fall(Status.REFUSED, note) for row in rows}
