"""What becomes of a bet once it was sent: fill or kill, end time, offset, stop."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil, floor

import msgspec

from xlbetflag.market.book import Level
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.rules import VenueRules
from xlbetflag.market.side import Side
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Leg,
    Memory,
    Role,
    Trigger,
)
from xlbetflag.texts.note import Note

MOST_CLOSINGS = 5  # of one stop, those that came to nothing too
MOST_SHORT_OFFSETS = 5  # of one row: after so many that lapsed or were taken back it is left alone


def follow(asked: ConditionalOrder, facts: Facts, memory: Memory) -> Decision:
    """One look at a bet that was sent. What it decides depends on `facts` alone, but for the level
    of a stop: so the same matches reported twice decide the same twice."""
    state = facts.market_state
    if state is not None and state.is_over:
        return Decision(notes=(Note("rule.market_over", {"state": state.value}),), is_over=True)
    matter = _Matter(asked, facts, memory)
    matter.expire()
    matter.tell_taken_back()
    if facts.is_held:
        return matter.held()
    if asked.options.stop is not None:
        matter.watch_stop()
    if matter.memory.stopped_at is not None:
        matter.close()
    elif asked.options.offset is not None:
        matter.offset()
    return matter.decision()


class _Matter:
    """A decision in the making."""

    def __init__(self, asked: ConditionalOrder, facts: Facts, memory: Memory) -> None:
        self._asked = asked
        self._facts = facts
        self.memory = memory
        self._notes: list[Note] = []
        self._fire: list[Trigger] = []
        self._cancel: list[str] = []
        self._wants: list[Bet] = []
        self._makes_way: list[str] = []
        self._due: datetime | None = None
        self._due_age: float | None = None
        self._matched = sum(leg.matched for leg in facts.own)
        self._filled, self._offsets, self._closings = self._matched, facts.offsets, facts.closings
        self._leave_out_what_was_levelled()
        self._open = [leg for leg in facts.own if leg.is_open]
        self._is_idle = not self._open  # nothing can come of it any more

    def _leave_out_what_was_levelled(self) -> None:
        levelled = self.memory.levelled
        if levelled is not None:
            self._filled = max(0, self._matched - levelled.filled)
            self._offsets = self._offsets[levelled.offsets :]
            self._closings = self._closings[levelled.closings :]
            self._notes.append(
                Note("rule.levelled", {"stake": levelled.filled, "key": levelled.by})
            )

    def tell_taken_back(self) -> None:
        """A person cancelled what the row has set off, by its own key: no other takes its place."""
        for leg in (*self._offsets, *self._closings):
            if leg.is_taken_back and not leg.is_open and leg.held < leg.bet.size:
                self._notes.append(Note("rule.taken_back", {"stake": leg.bet.size - leg.held}))

    def held(self) -> Decision:
        """A command levels what is matched: no stop and no offset acts meanwhile."""
        self._notes.append(Note("rule.held"))
        self._is_idle = False
        return self.decision()

    def expire(self) -> None:
        """Cancel the rest after so many seconds, or at the end time."""
        if not self._open:
            return
        seconds, end = self._asked.options.fill_or_kill, self._asked.end
        if seconds is not None and self._age >= seconds:
            self._take_back(Note("rule.killed", {"seconds": seconds}))
        elif end is not None and self._facts.now >= end:
            self._take_back(Note("rule.ended_in_time"))
        else:
            self._due, self._due_age = end, seconds
            if seconds is not None:
                self._notes.append(Note("rule.kills", {"seconds": seconds}))

    def _take_back(self, why: Note) -> None:
        self._notes.append(why)
        self._cancel.extend(leg.key for leg in self._open)

    def watch_stop(self) -> None:
        """Whether the price at which the position can be closed has reached the stop."""
        if self.memory.stopped_at is not None or not self._position:
            self._is_idle = self._is_idle and not self._position
            return
        self._is_idle = False
        if not self._facts.has_fresh_prices:
            health = self._facts.book.health.value
            self._notes.append(Note("rule.stop_blind", {"health": health}))
            return
        best = self._facts.best(self._asked.bet.selection_id, self._asked.bet.side.opposite)
        if best is None:
            self._notes.append(Note("rule.stop_no_price"))
            return
        level = self._level(best)
        if self._is_beyond(best.price, level):
            self.memory = msgspec.structs.replace(self.memory, stopped_at=level)
        else:
            self._notes.append(Note("rule.stop_waits", {"price": level}))

    def close(self) -> None:
        """Take everything back, then the opposite of what stays matched, no worse than allowed."""
        level = self.memory.stopped_at or 0
        self._notes.append(Note("rule.stop_reached", {"price": level}))
        offsets = [leg for leg in self._facts.offsets if leg.is_open]
        self._cancel.extend(leg.key for leg in [*self._open, *offsets])
        closings = [leg for leg in self._facts.closings if leg.is_open]
        self._is_idle = not self._open and not closings
        if offsets:
            self._is_idle = False
            self._notes.append(Note("rule.stop_takes_offsets_back"))
            return
        self._cover(Role.CLOSING, self._position, self._worst(level), "rule.stop_rest")

    def offset(self) -> None:
        """The opposite of what is matched and not offset yet, some ticks to the good."""
        if any(leg.is_leaving for leg in self._offsets):
            self._is_idle = False  # one that a wish keeps from leaving is placed anew
        covered = _covered(self._offsets)
        towards = -_worse(self._asked.bet.side) * (self._asked.options.offset or 0)
        price = _moved(self._ladder, self._paid, towards)
        self._cover(Role.OFFSET, self._filled - covered, price, "rule.offset_rest")

    def decision(self) -> Decision:
        return Decision(
            notes=tuple(self._notes),
            fire=tuple(self._fire),
            cancel=tuple(dict.fromkeys([*self._cancel, *self._makes_way])),
            wants=tuple(self._wants),
            makes_way=tuple(self._makes_way),
            is_over=self._is_idle and not self._fire,
            memory=self.memory,
            due=self._due,
            due_age=self._due_age,
        )

    # --------------------------------------------------------------------------------------------

    def _cover(self, role: Role, amount: Cents, price: Hundredths, rest: str) -> None:
        """Fire what of the amount can be placed; say what cannot."""
        bet = self._asked.bet
        size = placeable(amount, bet.side.opposite, self._facts.rules)
        if size:
            fired = self._facts.offsets if role is Role.OFFSET else self._facts.closings
            key = f"{self._asked.key}.{role.value[0]}{len(fired) + 1}"
            opposite = Bet(bet.selection_id, bet.side.opposite, price, size)
            if self._is_free(role, opposite):
                self._fire.append(Trigger(key, role, opposite, self._asked.name))
        if amount > size:
            self._notes.append(Note(rest, {"stake": amount - size}))

    def _is_free(self, role: Role, bet: Bet) -> bool:
        """Whether it meets no offer of ours. A closing has them cancelled, but for what closes
        too; an offset waits."""
        if role is Role.OFFSET and self._facts.is_in_the_way(bet):
            self._notes.append(Note("rule.waits_own"))
        elif role is Role.CLOSING and (met := self._facts.met_by(bet)):
            self._notes.append(Note("rule.makes_way", {"count": len(met)}))
            self._wants.append(bet)
            its_own = {leg.key for leg in self._facts.own}
            self._makes_way.extend(
                leg.key for leg in met if not leg.is_hedge and leg.key not in its_own
            )
        else:
            return True
        self._is_idle = False
        return False

    @property
    def _age(self) -> float:
        """Seconds since the row's bet was issued."""
        return max(leg.age for leg in self._facts.own)

    @property
    def _position(self) -> Cents:
        """Matched, and neither offset nor closed.

        What of a closing is neither matched nor standing leaves room for another, a few times.
        """
        closings = self._closings
        may_try_again = len(closings) < MOST_CLOSINGS
        closed = sum(
            leg.held if may_try_again and not leg.is_taken_back else leg.bet.size
            for leg in closings
        )
        return max(0, self._filled - sum(leg.matched for leg in self._offsets) - closed)

    @property
    def _ladder(self) -> Ladder:
        return self._facts.rules.ladder.value

    @property
    def _paid(self) -> Hundredths:
        """The average price matched, as the legal price that is the better one for its side."""
        average = sum(leg.paid * leg.matched for leg in self._facts.own) / (self._matched or 1)
        if self._asked.bet.side is Side.BACK:
            return self._ladder.neighbours(floor(average))[0] or self._ladder.lowest
        return self._ladder.neighbours(ceil(average))[1] or self._ladder.highest

    def _level(self, best: Level) -> Hundredths:
        """Where the stop stands now; a trailing one follows the best price of others since."""
        stop, sign = self._asked.options.stop, _worse(self._asked.bet.side)
        if stop is None or stop.at.price is not None:
            return (stop.at.price if stop else None) or 0
        reference = self._paid
        if stop.is_trailing:
            seen = [self.memory.best_since or reference, reference]
            bet = self._asked.bet
            if not self._facts.may_be_ours(bet.selection_id, bet.side.opposite, best):
                seen.append(best.price)
            reference = min(seen) if sign > 0 else max(seen)
            self.memory = msgspec.structs.replace(self.memory, best_since=reference)
        return _moved(self._ladder, reference, sign * (stop.at.ticks or 0))

    def _is_beyond(self, best: Hundredths, level: Hundredths) -> bool:
        return (best - level) * _worse(self._asked.bet.side) >= 0

    def _worst(self, level: Hundredths) -> Hundredths:
        stop = self._asked.options.stop
        if stop is None:
            return level
        if stop.worst.price is not None:
            return stop.worst.price
        sign = _worse(self._asked.bet.side)
        return _moved(self._ladder, level, sign * (stop.worst.ticks or 0))


def _covered(offsets: Sequence[Leg]) -> Cents:
    """What offsets hold. One that was refused was told and is not tried again, nor is one that a
    person took back; nor are those that lapsed or were taken back at the venue, once too many."""
    done = [leg.is_refused or leg.is_taken_back for leg in offsets]
    both = list(zip(offsets, done, strict=True))
    is_enough = sum(leg.held < leg.bet.size for leg, is_done in both if not is_done)
    is_last = is_enough >= MOST_SHORT_OFFSETS
    return sum(leg.bet.size if is_done or is_last else leg.held for leg, is_done in both)


def placeable(amount: Cents, side: Side, rules: VenueRules) -> Cents:
    """What of an amount the venue takes: whole steps, and nothing below its minimum."""
    size = amount - amount % rules.step(side).value
    return size if size >= rules.minimum(side).value else 0


def open_keys(legs: Iterable[Leg]) -> tuple[str, ...]:
    return tuple(leg.key for leg in legs if leg.is_open)


def _worse(side: Side) -> int:
    """The way in which prices go against a bet: up for a back, down for a lay."""
    return 1 if side is Side.BACK else -1


def _moved(ladder: Ladder, price: Hundredths, ticks: int) -> Hundredths:
    """So many ticks away; a price that is not legal counts from the next one on the way."""
    below, above = ladder.neighbours(price)
    start = (above if ticks < 0 else below) or (ladder.lowest if below is None else ladder.highest)
    return ladder.move(start, ticks)
