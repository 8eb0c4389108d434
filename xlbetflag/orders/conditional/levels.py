"""What GREEN and CLOSE MARKET level is followed no more: no stop closes it again, no offset either.

While a command levels, the rules of rows there are held: nothing they would set off leaves. Once it
has levelled, each knows how much of its row that was, over restarts too.
"""

from collections.abc import Collection, Iterator

import msgspec

from xlbetflag.orders.conditional.facts import FactFinder
from xlbetflag.orders.conditional.rulebook import LEVELLED
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.terms.conditional_order import Levelled, Role
from xlbetflag.orders.conditional.triggers import Triggers
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal


class Levels:
    """Used under the ledger's lock."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        looking: FactFinder,
        running: RunningConditions,
        triggers: Triggers,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._looking = looking
        self._running = running
        self._triggers = triggers

    def hold(self, rule: RunningCondition) -> None:
        """What follows rows where this command levels waits for it; shots that are not placed yet
        never are."""
        for other in self._followers(rule):
            if rule.asked.key not in other.holders:
                other.holders.add(rule.asked.key)
                other.was_looked_at = False
            pending = [f for f in other.firings.values() if f.role in (Role.OFFSET, Role.CLOSING)]
            other.void.update(f.key for f in pending if self._triggers.is_pending(other, f))

    def mark(self, rule: RunningCondition, selections: Collection[str]) -> None:
        """What is matched now, on these selections, is this command's from now on."""
        key = rule.asked.key
        for other in self._followers(rule):
            before = other.memory.levelled
            if before is not None and before.by == key:
                before = before.before
            filled = sum(leg.matched for leg in self._looking.own(other))
            if filled and other.asked.bet.selection_id in selections:
                roles = [firing.role for firing in other.firings.values()]
                offsets, closings = roles.count(Role.OFFSET), roles.count(Role.CLOSING)
                self._remember(other, Levelled(key, filled, offsets, closings, before))

    def give_back(self, rule: RunningCondition, selections: Collection[str]) -> None:
        """Nothing came of levelling these selections: their rows are followed as before."""
        for other in self._followers(rule):
            levelled = other.memory.levelled
            is_meant = other.asked.bet.selection_id in selections
            if is_meant and levelled is not None and levelled.by == rule.asked.key:
                self._remember(other, levelled.before)

    def _remember(self, rule: RunningCondition, levelled: Levelled | None) -> None:
        words = msgspec.json.encode(levelled).decode()
        self._journal.add_rule_event(rule.asked.key, LEVELLED, words, self._ledger.now())
        rule.memory = msgspec.structs.replace(rule.memory, levelled=levelled)
        rule.was_looked_at = False

    def _followers(self, rule: RunningCondition) -> Iterator[RunningCondition]:
        """Rules of bets that were sent, where the command levels."""
        chosen_id = rule.asked.selection.selection_id if rule.asked.selection else None
        for other in self._running.going_on(rule.asked.market_id):
            is_of_a_bet = other.asked.command is None and self._looking.own_keys(other)
            if is_of_a_bet and chosen_id in (None, other.asked.bet.selection_id):
                yield other
