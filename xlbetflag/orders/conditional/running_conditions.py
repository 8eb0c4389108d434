"""Conditions of rows: which there are, which go on, what their rows show, how they end."""

import threading
from collections.abc import Iterable
from functools import partial

import msgspec

from xlbetflag.market.offer import Bet
from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.rulebook import ENDED, TAKEN_BACK, Ending, kept_rules
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.terms.conditional_order import ConditionalOrder, Role
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lowering.afterwards import Afterwards
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class RunningConditions:
    """Thread-safe. What a person's word ends waits for no lock that is held across I/O: it holds
    from then on, and is journaled afterwards."""

    def __init__(
        self, ledger: Ledger, journal: Journal, looking: FactFinder, afterwards: Afterwards
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._looking = looking
        self._afterwards = afterwards
        self.memory = threading.RLock()  # of what is here, taken after the ledger's
        self._rules: dict[str, RunningCondition] = {}
        self._by_market: dict[str, dict[str, RunningCondition]] = {}  # only those that go on
        self._wants: dict[str, dict[str, tuple[Bet, ...]]] = {}  # by market, by condition

    # --- which there are ------------------------------------------------------------------------

    def load(self) -> None:
        """Take up what the journal holds; nothing of it goes on by itself. Raises JournalBroken."""
        with self._ledger.lock:
            for kept in kept_rules(self._journal, day=self._ledger.today().isoformat()):
                self.take(self._with_orders(RunningCondition.of(kept)))

    def take(self, rule: RunningCondition) -> None:
        with self.memory:
            self._rules[rule.asked.key] = rule
            if rule.ending is None:
                self._by_market.setdefault(rule.asked.market_id, {})[rule.asked.key] = rule
            self.show(rule)

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys that have a condition, wherever the journal has them. Raises
        JournalBroken."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._rules]
        kept = [
            self._with_orders(RunningCondition.of(each))
            for each in kept_rules(self._journal, keys=missing)
        ]
        with self.memory:
            for rule in kept:
                if rule.asked.key not in self._rules:
                    self.take(rule)
            return self.held(wanted)

    def held(self, keys: Iterable[str]) -> set[str]:
        """As `known`, of those in memory: all that go on, and more. Waits for nothing."""
        return {key for key in keys if key in self._rules}

    def asked(self, key: str) -> ConditionalOrder | None:
        """What the row of a key asked for, of those that were looked at."""
        rule = self._rules.get(key)
        return rule.asked if rule is not None else None

    def asked_by_one_of(self, keys: Iterable[str]) -> ConditionalOrder | None:
        """What the row asks for that is one of these keys; None where none has a condition."""
        found = (self.asked(key) for key in keys)
        return next((asked for asked in found if asked is not None), None)

    def markets(self) -> list[str]:
        """Those on which some go on."""
        with self.memory:
            return list(self._by_market)

    def going_on(self, market_id: str | None = None) -> list[RunningCondition]:
        """Of one market, or of all."""
        with self.memory:
            markets = list(self._by_market) if market_id is None else [market_id]
            return [rule for each in markets for rule in self._by_market.get(each, {}).values()]

    def all_asked(self) -> list[ConditionalOrder]:
        """What those that go on were asked for, oldest first."""
        return sorted((rule.asked for rule in self.going_on()), key=lambda asked: asked.place)

    def family(self, keys: Iterable[str]) -> list[str]:
        """The keys, with those of the conditions they belong to and of all that these have set
        off."""
        with self.memory:
            found = dict.fromkeys(keys)
            for rule in self._rules.values():
                own = [rule.asked.key, *self._looking.own_keys(rule)]
                if not found.keys().isdisjoint(own):
                    found |= dict.fromkeys([*own, *rule.firings])
            return list(found)

    def show(self, rule: RunningCondition) -> None:
        """In the row of its own order, or of the one that took its place."""
        with self.memory:
            own = self._looking.own_keys(rule)
            shown = rule.shown(self._ledger.now())
            self._ledger.results.show_condition(own[-1] if own else rule.asked.key, shown)

    # --- what they are about to place -----------------------------------------------------------

    def want(self, rule: RunningCondition, bets: tuple[Bet, ...]) -> None:
        with self.memory:
            of_market = self._wants.setdefault(rule.asked.market_id, {})
            if bets:
                of_market[rule.asked.key] = bets
            else:
                of_market.pop(rule.asked.key, None)

    def wants(self, market_id: str) -> dict[str, tuple[Bet, ...]]:
        """On a market, by the keys of the conditions."""
        with self.memory:
            return dict(self._wants.get(market_id, {}))

    # --- their end ------------------------------------------------------------------------------

    def end(self, rule: RunningCondition, status: Status, notes: tuple[Note, ...]) -> None:
        """It has done what it had to, or cannot. Journaled here: raises JournalBroken."""
        if ending := self._claim(rule, status, notes):
            try:
                self._journal_ending(rule, ending)
            finally:
                self._close(rule, ending)

    def end_by_hand(self, keys: Iterable[str]) -> None:
        """They end by the user's word; what they placed stands."""
        for key in keys:
            rule, note = self._rules.get(key), Note("rule.ended_by_hand")
            if rule is not None and (ending := self._claim(rule, Status.ENDED, (note,))):
                self._close(rule, ending)
                self._afterwards.add(partial(self._journal_ending, rule, ending))

    def end_all_by_hand(self, market_id: str | None) -> None:
        """As `end_by_hand`: all of one market, or of every market."""
        going_on = self.going_on()
        self.end_by_hand(r.asked.key for r in going_on if market_id in (None, r.asked.market_id))

    def take_back(self, keys: Iterable[str]) -> None:
        """A person cancels these orders by their own keys: what a condition has set off among them
        is not set off again. Waits for nothing."""
        wanted = {key.partition("/")[0] for key in keys}  # one at another price is still that
        with self.memory:
            for rule in self.going_on():
                for key in wanted & rule.firings.keys() - rule.taken_back:
                    if rule.firings[key].role in (Role.OFFSET, Role.CLOSING):
                        rule.taken_back.add(key)
                        rule.was_looked_at = False
                        self._afterwards.add(partial(self._journal_taken_back, rule, key))

    def _claim(
        self, rule: RunningCondition, status: Status, notes: tuple[Note, ...]
    ) -> Ending | None:
        """It ends now, once; None where somebody ends it already."""
        with self.memory:
            if rule.is_ending or rule.ending is not None:
                return None
            rule.is_ending = True
            return Ending(status, _once([*notes, *rule.left, *rule.refused.values()]))

    def _close(self, rule: RunningCondition, ending: Ending) -> None:
        with self.memory:
            rule.ending = ending
            self._by_market[rule.asked.market_id].pop(rule.asked.key, None)
            self.want(rule, ())
            if rule.asked.command is not None:
                self.release(rule)
            self.show(rule)

    def release(self, rule: RunningCondition) -> None:
        """A command that levels holds nothing any more."""
        for other in self.going_on(rule.asked.market_id):
            if rule.asked.key in other.holders:
                other.holders.discard(rule.asked.key)
                other.was_looked_at = False

    def _journal_ending(self, rule: RunningCondition, ending: Ending) -> None:
        words = msgspec.json.encode(ending).decode()
        self._journal.add_rule_event(rule.asked.key, ENDED, words, self._ledger.now())

    def _journal_taken_back(self, rule: RunningCondition, key: str) -> None:
        self._journal.add_rule_event(rule.asked.key, TAKEN_BACK, key, self._ledger.now())

    def _with_orders(self, rule: RunningCondition) -> RunningCondition:
        """Its orders are in memory from now on. Raises JournalBroken."""
        for _ in self._looking.own(rule):
            pass
        return rule


def _once(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each sentence once."""
    found: list[Note] = []
    for note in notes:
        if note not in found:
            found.append(note)
    return tuple(found)
