"""The rules of rows at work: each is looked at when something has changed, and what it decides is
journaled and then done through the one order path, by orders with keys of their own."""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from xlbetflag.backoff import grown
from xlbetflag.market.money import Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.problem import Problem
from xlbetflag.orders.conditional.facts import FactFinder, row_of
from xlbetflag.orders.conditional.levels import Levels
from xlbetflag.orders.conditional.rulebook import (
    ENDED,
    STOP_REACHED,
    TAKEN_BACK,
    Ending,
    kept_rules,
)
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Facts,
    Issued,
    Role,
    Trigger,
)
from xlbetflag.orders.conditional.terms.deciding import decide
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal, JournalBroken
from xlbetflag.orders.lowering.generations import (
    DESK,
    Generation,
    Generations,
    Wish,
    of_market,
    of_selection,
)
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.status import Status
from xlbetflag.scheduling import Lane, Scheduler
from xlbetflag.texts.note import Note

PAUSE = 0.2  # seconds between two looks at the rules
LONGEST_PAUSE = 10.0  # after looks that were interrupted
STILL = {  # what rules say that stand still by a wish
    Wish.DISARM: Note("rule.stands_disarmed"),
    Wish.HALT: Note("rule.stands_halted"),
}
log = logging.getLogger(__name__)


class Doing(msgspec.Struct, frozen=True):
    """What a rule may do, through the order path. `place`: rows, the keys confirmed as twins, and
    where the rows come from; `replace`: a key, its new price, the sheet whose limits hold, and
    where that comes from; `failed` when an error nobody foresaw stopped a look."""

    place: Callable[[Sequence[Row], Collection[str], Origin], Mapping[str, RowResult]]
    cancel: Callable[[Iterable[str]], object]
    replace: Callable[[str, Hundredths, str, Origin], None]
    failed: Callable[[], None]


class ConditionalOrders:
    """Thread-safe: looks and what they set off under the ledger's lock. Rules of an earlier run
    stand still until `rearm`.

    `halt` and `end` wait for no lock that is held across I/O: what they say holds from then on, and
    is journaled by what is handed to `afterwards`.
    """

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        generations: Generations,
        looking: FactFinder,
        doing: Doing,
        scheduler: Scheduler,
        *,
        afterwards: Callable[[Callable[[], object]], None],
    ) -> None:
        self._afterwards = afterwards
        self._memory = threading.RLock()  # of what is here, taken after the ledger's
        self._ledger = ledger
        self._journal = journal
        self._generations = generations
        self._looking = looking
        self._doing = doing
        self._rules: dict[str, RunningCondition] = {}
        self._by_market: dict[str, dict[str, RunningCondition]] = {}  # only those that go on
        self._levels = Levels(
            ledger, journal, looking, going_on=self._going_on, is_pending=self._is_pending
        )
        self._seen: dict[tuple[str, str], tuple[object, ...]] = {}
        self._wants: dict[str, dict[str, tuple[Bet, ...]]] = {}  # by market, by rule
        self._scheduler = scheduler
        self._lane: Lane | None = None
        self._failures = 0  # in a row

    # --- its life -------------------------------------------------------------------------------

    def load(self) -> None:
        """Take up what the journal holds; nothing of it goes on by itself. Raises JournalBroken."""
        with self._ledger.lock:
            for kept in kept_rules(self._journal, day=self._ledger.today().isoformat()):
                self._take(self._with_orders(RunningCondition.of(kept)))

    def start(self) -> None:
        self._lane = self._scheduler.lane("rules", self._turn)

    def stop(self) -> None:
        """Returns when a look under way has ended."""
        if self._lane is not None:
            self._lane.stop()

    # --- what there is --------------------------------------------------------------------------

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that are rules, wherever the journal has them. Raises JournalBroken."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._rules]
        kept = [
            self._with_orders(RunningCondition.of(each))
            for each in kept_rules(self._journal, keys=missing)
        ]
        with self._memory:
            for rule in kept:
                if rule.asked.key not in self._rules:
                    self._take(rule)
            return self.held(wanted)

    def held(self, keys: Iterable[str]) -> set[str]:
        """As `known`, of those in memory: all that go on, and more. Waits for nothing."""
        return {key for key in keys if key in self._rules}

    def asked(self, key: str) -> ConditionalOrder | None:
        """What the rule of a key was asked for, of those that were looked at."""
        rule = self._rules.get(key)
        return rule.asked if rule is not None else None

    def going_on(self) -> list[ConditionalOrder]:
        """Rules that have not ended, oldest first."""
        return sorted((rule.asked for rule in self._going_on()), key=lambda asked: asked.place)

    def rule_of(self, keys: Iterable[str]) -> ConditionalOrder | None:
        """What the row asks for that is one of these keys; None where none has a rule."""
        with self._ledger.lock:
            found = (self._rules.get(key) for key in keys)
            return next((rule.asked for rule in found if rule is not None), None)

    def family(self, keys: Iterable[str]) -> list[str]:
        """The keys, with those of the rules they belong to and of all that these have set off."""
        with self._memory:
            found = dict.fromkeys(keys)
            for rule in self._rules.values():
                own = [rule.asked.key, *self._looking.own_keys(rule)]
                if not found.keys().isdisjoint(own):
                    found |= dict.fromkeys([*own, *rule.firings])
            return list(found)

    # --- what is done with them -----------------------------------------------------------------

    def add(self, asked: Sequence[ConditionalOrder], orders: int, since: int) -> None:
        """Rules begin to wait. `orders`: how many that do not wait come with them, about to be
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
                self._take(rule)  # a wish from here on finds it there
                self._obey_wish(rule, since)

    def _obey_wish(self, rule: RunningCondition, since: int) -> None:
        """A wish that came while a rule was about to begin: it stands still, or ends."""
        asked = rule.asked
        chosen = asked.selection.selection_id if asked.selection is not None else ""
        of = self._generations.of_bet(since, asked.market_id, chosen, [asked.key])
        wish = self._generations.ended_by(of)
        if wish in STILL:
            self._stand_still([rule], STILL[wish])
        elif wish is not None:
            self._end(rule, Status.ENDED, (Note("rule.ended_by_hand"),))

    def halt(self, wish: Wish) -> None:
        """Every rule stands still from now on, and its row says why."""
        with self._memory:
            self._stand_still(self._going_on(), STILL[wish])

    def _stand_still(self, rules: Iterable[RunningCondition], note: Note) -> None:
        with self._memory:
            for rule in rules:
                if rule.is_armed:
                    rule.is_armed, rule.halted = False, note
                    self._show(rule)

    def rearm(self, since: int) -> int:
        """The user's word that rules go on; how many stood still. `since`: how many wishes there
        were when it was given: a later one is the last word."""
        with self._ledger.lock, self._memory:
            if not self._generations.holds(Generation(since, (DESK,))):
                return 0
            still = [rule for rule in self._going_on() if not rule.is_armed]
            for rule in still:
                rule.is_armed, rule.decided = True, None
                rule.cancelled.clear()
                self._show(rule)
            self._seen.clear()
            return len(still)

    def end(self, keys: Iterable[str], note: Note) -> None:
        """Rules end by the user's word; what they placed stands."""
        for key in keys:
            rule = self._rules.get(key)
            if rule is not None and (ending := self._claim(rule, Status.ENDED, (note,))):
                self._close(rule, ending)
                self._afterwards(partial(self._journal_ending, rule, ending))

    def take_back(self, keys: Iterable[str]) -> None:
        """A person cancels these orders by their own keys: what a rule has set off among them is
        not set off again. Waits for nothing."""
        wanted = {key.partition("/")[0] for key in keys}  # one at another price is still that
        with self._memory:
            for rule in self._going_on():
                for key in wanted & rule.firings.keys() - rule.taken_back:
                    if rule.firings[key].role in (Role.OFFSET, Role.CLOSING):
                        rule.taken_back.add(key)
                        rule.was_looked_at = False
                        self._afterwards(partial(self._journal_taken_back, rule, key))

    def _journal_taken_back(self, rule: RunningCondition, key: str) -> None:
        self._journal.add_rule_event(rule.asked.key, TAKEN_BACK, key, self._ledger.now())

    def end_all(self, market_id: str | None, note: Note) -> None:
        """As `end`: all of one market, or of every market."""
        self.end(
            [r.asked.key for r in self._going_on() if market_id in (None, r.asked.market_id)], note
        )

    # --- looking --------------------------------------------------------------------------------

    def _turn(self) -> float:
        self._failures += 1
        try:
            self.step()
            self._failures = 0
        except JournalBroken as problem:
            self._ledger.trouble = problem
        except Exception:
            log.exception("the rules were interrupted; the desk is disarmed")
            self._doing.failed()
        return grown(PAUSE, self._failures, LONGEST_PAUSE)

    def step(self) -> None:
        """One look at every rule for which something may have changed."""
        with self._memory:
            markets = list(self._by_market)
        for market_id in markets:
            with self._ledger.lock:
                self._look(market_id)

    def _look(self, market_id: str) -> None:
        asked = Origin(at=self._ledger.clocks.stamp(), number=self._generations.number)
        by_sheet: dict[str, list[RunningCondition]] = {}
        for rule in self._going_on(market_id):
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
        wants = tuple(self._wants.get(market_id, {}).items())
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
        if self._execute(rule, asked):
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
        key, at = rule.asked.key, self._ledger.now()
        level = decision.memory.stopped_at
        if level is not None and level != rule.memory.stopped_at:
            self._journal.add_rule_event(key, STOP_REACHED, str(level), at)
        rule.memory, rule.notes, rule.due = decision.memory, decision.notes, decision.due
        rule.due_age = decision.due_age
        if decision.ends_others:
            self._end_others(rule)
        self._hold(rule, decision)
        self._want(rule, decision.wants)
        wanted = [each for each in decision.cancel if each not in rule.cancelled]
        if wanted:
            rule.cancelled.update(wanted)
            for each in set(wanted).intersection(decision.makes_way):
                self._ledger.results.remark(each, Note("rule.made_way", {"key": key}))
            self._doing.cancel(wanted)
        notes = decision.notes
        if decision.reprice is not None:
            notes = (self._reprice(rule, *decision.reprice, asked),)
        if decision.fire:
            self._journal.add_firings(key, decision.fire, at)
            rule.firings.update((firing.key, firing) for firing in decision.fire)
            rule.shots.update((firing.key, asked.number) for firing in decision.fire)
            rule.left = notes if rule.asked.command is not None else ()
        self._levels.mark(rule, decision.levels)
        self._levels.give_back(rule, decision.gives_back)
        if decision.fire:
            self._execute(rule, asked)
        elif decision.is_over:
            self._end(rule, Status.ENDED, notes)
        self._show(rule)

    def _want(self, rule: RunningCondition, bets: tuple[Bet, ...]) -> None:
        with self._memory:
            of_market = self._wants.setdefault(rule.asked.market_id, {})
            if bets:
                of_market[rule.asked.key] = bets
            else:
                of_market.pop(rule.asked.key, None)

    def _wanted_by_others(self, rule: RunningCondition) -> tuple[Bet, ...]:
        with self._memory:
            wants = self._wants.get(rule.asked.market_id, {})
            return tuple(b for key, bets in wants.items() if key != rule.asked.key for b in bets)

    def _hold(self, rule: RunningCondition, decision: Decision) -> None:
        if decision.holds:
            self._levels.hold(rule)
        elif rule.asked.command is not None:
            self._levels.release(rule)

    def _execute(self, rule: RunningCondition, asked: Origin) -> bool:
        """Place what was set off and is not placed yet; True where nothing of it is left.

        Placing is by key: what the journal knows already is not placed again.
        """
        left = [f for f in list(rule.firings.values()) if self._is_pending(rule, f)]
        left = [firing for firing in left if self._is_still_meant(rule, firing)]
        if not left or rule.ending is not None:
            return rule.ending is None
        twins = [f.key for f in left if f.role is not Role.ENTRY or rule.asked.is_confirmed_twin]
        rows = [row_of(rule.asked, firing) for firing in left]
        decided = min(rule.shots[firing.key] for firing in left)
        origin = msgspec.structs.replace(rule.origin_of(left, asked), number=decided)
        results = self._doing.place(rows, twins, origin)
        rule.kept_back = ()
        for firing in left:
            result = results[firing.key]
            if result.status is Status.REFUSED and self._ledger.get(firing.key) is None:
                rule.refused[firing.key] = Note("rule.refused", {"why": result.message})
                if firing.role is Role.ENTRY:
                    self._end(rule, Status.REFUSED, (rule.refused[firing.key],))
            elif result.status is Status.DRAFT:
                rule.kept_back = (Note("rule.kept_back", {"why": result.message}),)
        self._show(rule)
        return not rule.kept_back and rule.ending is None

    def _reprice(self, rule: RunningCondition, key: str, price: Hundredths, asked: Origin) -> Note:
        try:
            self._doing.replace(key, price, rule.asked.sheet, rule.origin_of((), asked))
        except Problem as problem:
            return Note.of(problem)
        return Note("rule.repriced", {"price": price})

    def _end_others(self, rule: RunningCondition) -> None:
        """A command that takes everything back ends what else would place there."""
        chosen, market_id = rule.asked.selection, rule.asked.market_id
        chosen_id = chosen.selection_id if chosen is not None else None
        scope = of_selection(market_id, chosen_id) if chosen_id else of_market(market_id)
        self._generations.raise_late(Wish.CANCEL, [scope], rule.number)
        for other in self._going_on(market_id):
            is_older = other.asked.place <= rule.asked.place
            if other is not rule and is_older and chosen in (None, other.asked.selection):
                self._end(other, Status.ENDED, (Note("rule.ended_by_command"),))

    def _end(self, rule: RunningCondition, status: Status, notes: tuple[Note, ...]) -> None:
        if ending := self._claim(rule, status, notes):
            try:
                self._journal_ending(rule, ending)
            finally:
                self._close(rule, ending)

    def _claim(
        self, rule: RunningCondition, status: Status, notes: tuple[Note, ...]
    ) -> Ending | None:
        """It ends now, once; None where somebody ends it already."""
        with self._memory:
            if rule.is_ending or rule.ending is not None:
                return None
            rule.is_ending = True
            return Ending(status, _once([*notes, *rule.left, *rule.refused.values()]))

    def _close(self, rule: RunningCondition, ending: Ending) -> None:
        with self._memory:
            rule.ending = ending
            self._by_market[rule.asked.market_id].pop(rule.asked.key, None)
            self._want(rule, ())
            if rule.asked.command is not None:
                self._levels.release(rule)
            self._show(rule)

    def _journal_ending(self, rule: RunningCondition, ending: Ending) -> None:
        words = msgspec.json.encode(ending).decode()
        self._journal.add_rule_event(rule.asked.key, ENDED, words, self._ledger.now())

    def _is_still_meant(self, rule: RunningCondition, firing: Trigger) -> bool:
        """False where a wish, or a start, came between it and its leaving: then what follows a bet
        is decided anew under another key, and the bet or command itself is over."""
        decided = rule.shots.get(firing.key)
        note = Note("send.stopped")
        if decided is not None:
            keys = (firing.key, rule.asked.key)
            at = rule.asked.market_id, firing.bet.selection_id
            wish = self._generations.ended_by(self._generations.of_bet(decided, *at, keys))
            if wish is None:
                return True
            note = wish.note
        if firing.role in (Role.OFFSET, Role.CLOSING):
            rule.void.add(firing.key)
            return False
        refused = Note("rule.refused", {"why": self._ledger.results.message([note])})
        rule.refused[firing.key] = refused
        if firing.role is Role.ENTRY:
            self._end(rule, Status.REFUSED, (refused,))
        return False

    def _is_pending(self, rule: RunningCondition, firing: Trigger) -> bool:
        if firing.key in rule.refused or firing.key in rule.void:
            return False
        if firing.key in self._ledger.known([firing.key]):
            return False
        refusal = self._journal.refusals([firing.key]).get(firing.key)
        if refusal is None or rule.asked.is_younger_than_refusal(refusal.number):
            return True
        why = self._ledger.results.message(refusal.notes)
        rule.refused[firing.key] = Note("rule.refused", {"why": why})
        return False

    # --- what is shown --------------------------------------------------------------------------

    def _going_on(self, market_id: str | None = None) -> list[RunningCondition]:
        """Of one market, or of all."""
        with self._memory:
            markets = list(self._by_market) if market_id is None else [market_id]
            return [rule for each in markets for rule in self._by_market.get(each, {}).values()]

    def _with_orders(self, rule: RunningCondition) -> RunningCondition:
        """Its orders are in memory from now on. Raises JournalBroken."""
        for _ in self._looking.own(rule):
            pass
        return rule

    def _take(self, rule: RunningCondition) -> None:
        with self._memory:
            self._rules[rule.asked.key] = rule
            if rule.ending is None:
                self._by_market.setdefault(rule.asked.market_id, {})[rule.asked.key] = rule
            self._show(rule)

    def _show(self, rule: RunningCondition) -> None:
        """In the row of its own order, or of the one that took its place."""
        with self._memory:
            own = self._looking.own_keys(rule)
            shown = rule.shown(self._ledger.now())
            self._ledger.results.show_condition(own[-1] if own else rule.asked.key, shown)


def _same(seen: tuple[object, ...], before: tuple[object, ...] | None) -> bool:
    """The same book object, and all else equal: books are never changed, only replaced."""
    return before is not None and seen[0] is before[0] and seen[1:] == before[1:]


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each sentence once."""
    found: list[Note] = []
    for note in notes:
        if note not in found:
            found.append(note)
    return tuple(found)
