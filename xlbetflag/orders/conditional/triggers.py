"""What conditions have set off: placed once, as long as it is still meant."""

import msgspec

from xlbetflag.orders.conditional.facts import row_of
from xlbetflag.orders.conditional.running import RunningCondition
from xlbetflag.orders.conditional.running_conditions import RunningConditions
from xlbetflag.orders.conditional.terms.conditional_order import Role, Trigger
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.orders.lowering.generations import Generations
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.sending.issuing import Issuing
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class Triggers:
    """Used under the ledger's lock."""

    def __init__(
        self,
        ledger: Ledger,
        journal: Journal,
        generations: Generations,
        running: RunningConditions,
        issuing: Issuing,
    ) -> None:
        self._ledger = ledger
        self._journal = journal
        self._generations = generations
        self._running = running
        self._issuing = issuing

    def execute(self, rule: RunningCondition, asked: Origin) -> bool:
        """Place what was set off and is not placed yet; True where nothing of it is left.

        Placing is by key: what the journal knows already is not placed again.
        """
        left = [f for f in list(rule.firings.values()) if self.is_pending(rule, f)]
        left = [firing for firing in left if self._is_still_meant(rule, firing)]
        if not left or rule.ending is not None:
            return rule.ending is None
        twins = [f.key for f in left if f.role is not Role.ENTRY or rule.asked.is_confirmed_twin]
        rows = [row_of(rule.asked, firing) for firing in left]
        decided = min(rule.shots[firing.key] for firing in left)
        origin = msgspec.structs.replace(rule.origin_of(left, asked), number=decided)
        results = self._issuing.fire(rows, twins, origin)
        rule.kept_back = ()
        for firing in left:
            result = results[firing.key]
            if result.status is Status.REFUSED and self._ledger.get(firing.key) is None:
                self._refuse(rule, firing, result.message)
            elif result.status is Status.DRAFT:
                rule.kept_back = (Note("rule.kept_back", {"why": result.message}),)
        self._running.show(rule)
        return not rule.kept_back and rule.ending is None

    def is_pending(self, rule: RunningCondition, firing: Trigger) -> bool:
        """Whether it may still be placed. Raises JournalBroken."""
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
        else:
            self._refuse(rule, firing, self._ledger.results.message([note]))
        return False

    def _refuse(self, rule: RunningCondition, firing: Trigger, why: str) -> None:
        refused = rule.refused[firing.key] = Note("rule.refused", {"why": why})
        if firing.role is Role.ENTRY:
            self._running.end(rule, Status.REFUSED, (refused,))
