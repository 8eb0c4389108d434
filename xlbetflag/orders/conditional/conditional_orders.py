"""Conditional orders at work: each is looked at when something has changed, and what it decides is
journaled and then done through the one order path, by orders with keys of their own."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from xlbetflag.market.money import Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.levels import Levels
from xlbetflag.orders.conditional.rulebook import STOP_REACHED
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Issued,
)
from xlbetflag.orders.conditional.terms.deciding import decide
from xlbetflag.orders.conditional.triggers import Triggers
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lowering.generations import (
    DESK,
    Generation,
    Generations,
    Wish,
    of_market,
    of_selection,
)
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.sending.taking_back import TakingBack
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note

STILL = {  # what conditions say that stand still by a wish
    Wish.DISARM: Note("rule.stands_disarmed"),
    Wish.HALT: Note("rule.stands_halted"),
}


class ConditionalOrders:
    """Thread-safe: looks and what they set off under the ledger's lock. Those of an earlier run
    stand still until `rearm`. `halt` waits for no lock that is held across I/O."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        generations: Generations,
        looking: FactFinder,
        running: RunningConditions,
        triggers: Triggers,
        replacing: Replacing,
        taking_back: TakingBack,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._generations = generations
        self._looking = looking
        self._running = running
        self._triggers = triggers
        self._replacing = replacing
        self._taking_back = taking_back
        self._levels = Levels(ledger, journal, looking, running, triggers)
        self._seen: dict[tuple[str, str], tuple[object, ...]] = {}

    # --- what is done with them -----------------------------------------------------------------

    def add(self, asked: Sequence[ConditionalOrder], orders: int, since: int) -> None:
        """Rows begin to wait. `orders`: how many that do not wait come with them, about to be
        issued; `since`: how many wishes there were when they were asked for. What such a wish
        means holds for them too. Raises JournalBroken: then none begins."""
        with self._ledger.lock:
            before = self._journal.issued()
            issued = Issued(before.orders + orders, before.rules + len(asked), before.refusals)
            numbered = [msgspec.structs.replace(each, issued=issued) for each in asked]
            self._journal.add_rules(numbered)
            number = self._generations.count()
            for each in numbered:
                rule = RunningCondition(each, is_armed=True, number=number)
                self._running.take(rule)  # a wish from here on finds it there
                self._obey_wish(rule, since)

    def _obey_wish(self, rule: RunningCondition, since: int) -> None:
        """A wish that came while it was about to begin: it stands still, or ends."""
        asked = rule.asked
        chosen = asked.selection.selection_id if asked.selection is not None else ""
        of = self._generations.of_bet(since, asked.market_id, chosen, [asked.key])
        wish = self._generations.ended_by(of)
        if wish in STILL:
            self._stand_still([rule], STILL[wish])
        elif wish is not None:
            self._running.end(rule, Status.ENDED, (Note("rule.ended_by_hand"),))

    def halt(self, wish: Wish) -> None:
        """Every one stands still from now on, and its row says why."""
        with self._running.memory:
            self._stand_still(self._running.going_on(), STILL[wish])

    def _stand_still(self, rules: Iterable[RunningCondition], note: Note) -> None:
        with self._running.memory:
            for rule in rules:
                if rule.is_armed:
                    rule.is_armed, rule.halted = False, note
                    self._running.show(rule)

    def rearm(self, since: int) -> int:
        """The user's word that they go on; how many stood still. `since`: how many wishes there
        were when it was given: a later one is the last word."""
        with self._ledger.lock, self._running.memory:
            if not self._generations.holds(Generation(since, (DESK,))):
                return 0
            still = [rule for rule in self._running.going_on() if not rule.is_armed]
            for rule in still:
                rule.is_armed, rule.decided = True, None
                rule.cancelled.clear()
                self._running.show(rule)
            self._seen.clear()
            return len(still)

    def reprice(self, key: str, price: Hundredths, shown_age: float, sheet: str) -> None:
        """By hand: what the row of an order allows holds for the one that takes its place. Raises
        Problem."""
        number, at = self._generations.number, self._ledger.clocks.stamp()
        asked = self._running.asked_by_one_of(self._replacing.line(key))
        phase, end = (asked.options.phase, asked.end) if asked is not None else (None, None)
        origin = Origin(at=at, number=number, phase=phase, end=end)
        self._replacing.ask(key, price, shown_age, sheet, origin)

    # --- looking --------------------------------------------------------------------------------

    def step(self) -> None:
        """One look at every one for which something may have changed. Raises JournalBroken."""
        for market_id in self._running.markets():
            with self._ledger.lock:
                self._look(market_id)

    def _look(self, market_id: str) -> None:
        asked = Origin(at=self._ledger.clocks.stamp(), number=self._generations.number)
        by_sheet: dict[str, list[RunningCondition]] = {}
        for rule in self._running.going_on(market_id):
            if rule.is_armed:
                by_sheet.setdefault(rule.asked.sheet, []).append(rule)
        for sheet, rules in by_sheet.items():
            self._look_at(market_id, sheet, rules, asked)

    def _look_at(
        self, market_id: str, sheet: str, rules: Sequence[RunningCondition], asked: Origin
    ) -> None:
        """`asked`: as it was before anything was looked at."""
        facts = self._looking.at(market_id, sheet, rules)
        now_seen = (facts.book.value, facts.has_fresh_prices, facts.book.health, facts.is_live)
        wants = tuple(self._running.wants(market_id).items())
        seen = (*now_seen, facts.changed, wants, self._ledger.version(market_id))
        has_changed = not _same(seen, self._seen.get((market_id, sheet)))
        self._seen[market_id, sheet] = seen
        for rule in rules:
            is_due = self._is_due(rule, facts.now)
            if (has_changed or is_due or not rule.was_looked_at) and rule.ending is None:
                before = self._ledger.version(market_id)
                self._consider(rule, facts, asked)
                if self._ledger.version(market_id) != before:  # the next one sees what it did
                    facts = self._looking.at(market_id, sheet, rules)

    def _is_due(self, rule: RunningCondition, now: datetime) -> bool:
        if rule.due is not None and rule.due <= now:
            return True
        return rule.due_age is not None and self._ledger.age(rule.asked.key) >= rule.due_age

    def _consider(self, rule: RunningCondition, market: Facts, asked: Origin) -> None:
        rule.was_looked_at = True
        if self._triggers.execute(rule, asked):
            facts = self._looking.through(rule, market)
            if rule.holders:
                facts = msgspec.structs.replace(facts, is_held=True)
            if wanted := self._wanted_by_others(rule):
                facts = msgspec.structs.replace(facts, wanted=wanted)
            decision = decide(rule.asked, facts, rule.memory)
            if decision != rule.decided:
                rule.decided = decision
                self._do(rule, decision, asked)

    def _do(self, rule: RunningCondition, decision: Decision, asked: Origin) -> None:
        self._remember(rule, decision)
        if decision.ends_others:
            self._end_others(rule)
        self._hold(rule, decision)
        self._running.want(rule, decision.wants)
        self._cancel(rule, decision)
        notes = decision.notes
        if decision.reprice is not None:
            notes = (self._reprice(rule, *decision.reprice, asked),)
        if decision.fire:
            self._journal.add_firings(rule.asked.key, decision.fire, self._ledger.now())
            rule.firings.update((firing.key, firing) for firing in decision.fire)
            rule.shots.update((firing.key, asked.number) for firing in decision.fire)
            rule.left = notes if rule.asked.command is not None else ()
        self._levels.mark(rule, decision.levels)
        self._levels.give_back(rule, decision.gives_back)
        if decision.fire:
            self._triggers.execute(rule, asked)
        elif decision.is_over:
            self._running.end(rule, Status.ENDED, notes)
        self._running.show(rule)

    def _remember(self, rule: RunningCondition, decision: Decision) -> None:
        level = decision.memory.stopped_at
        if level is not None and level != rule.memory.stopped_at:
            at = self._ledger.now()
            self._journal.add_rule_event(rule.asked.key, STOP_REACHED, str(level), at)
        rule.memory, rule.notes, rule.due = decision.memory, decision.notes, decision.due
        rule.due_age = decision.due_age

    def _wanted_by_others(self, rule: RunningCondition) -> tuple[Bet, ...]:
        wants = self._running.wants(rule.asked.market_id)
        return tuple(b for key, bets in wants.items() if key != rule.asked.key for b in bets)

    def _hold(self, rule: RunningCondition, decision: Decision) -> None:
        if decision.holds:
            self._levels.hold(rule)
        elif rule.asked.command is not None:
            self._running.release(rule)

    def _cancel(self, rule: RunningCondition, decision: Decision) -> None:
        wanted = [each for each in decision.cancel if each not in rule.cancelled]
        if wanted:
            rule.cancelled.update(wanted)
            for each in set(wanted).intersection(decision.makes_way):
                note = Note("rule.made_way", {"key": rule.asked.key})
                self._ledger.results.remark(each, note)
            self._taking_back.by_condition(wanted)

    def _reprice(self, rule: RunningCondition, key: str, price: Hundredths, asked: Origin) -> Note:
        origin = msgspec.structs.replace(
            rule.origin_of((), asked), phase=rule.asked.options.phase, end=rule.asked.end
        )
        try:
            self._replacing.ask(key, price, 0.0, rule.asked.sheet, origin)
        except Problem as problem:
            return Note.of(problem)
        return Note("rule.repriced", {"price": price})

    def _end_others(self, rule: RunningCondition) -> None:
        """A command that takes everything back ends what else would place there."""
        chosen, market_id = rule.asked.selection, rule.asked.market_id
        chosen_id = chosen.selection_id if chosen is not None else None
        scope = of_selection(market_id, chosen_id) if chosen_id else of_market(market_id)
        self._generations.raise_late(Wish.CANCEL, [scope], rule.number)
        for other in self._running.going_on(market_id):
            is_older = other.asked.place <= rule.asked.place
            if other is not rule and is_older and chosen in (None, other.asked.selection):
                self._running.end(other, Status.ENDED, (Note("rule.ended_by_command"),))


def _same(seen: tuple[object, ...], before: tuple[object, ...] | None) -> bool:
    """The same book object, and all else equal: books are never changed, only replaced."""
    return before is not None and seen[0] is before[0] and seen[1:] == before[1:]
