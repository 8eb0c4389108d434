"""A rule as it runs: what was asked, what it has set off, whether it goes on."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from xlbetflag.orders.conditional.rulebook import Ending, KeptRule
from xlbetflag.orders.conditional.terms.conditional_order import (
    ConditionalOrder,
    Decision,
    Memory,
    Role,
    Trigger,
)
from xlbetflag.orders.journal.condition_results import ConditionResult
from xlbetflag.orders.rows.basis import Origin
from xlbetflag.orders.status import Status
from xlbetflag.texts.note import Note


class RunningCondition:
    """Changed by the conditional orders only. `halted`: why it stands still while not `is_armed`;
    `cancelled`: keys it asked to cancel in this run; `refused`: firings that preflight refused;
    `shots`: those of this run, with the number of wishes they were decided at; `void`: those that
    never left and are decided anew; `taken_back`: those that a person cancelled by their own
    keys; `holders`: commands that level there now; `is_ending`: somebody
    ends it; `left`: what a command does not level; `kept_back`: why a firing could not be placed
    yet; `decided`: what was done last;
    `due`, `due_age`: when it wants to be looked at; `number`: of a command, among the wishes of
    this run: what was asked for before it is taken back when it acts."""

    def __init__(self, asked: ConditionalOrder, *, is_armed: bool, number: int = 0) -> None:
        self.asked = asked
        self.firings: dict[str, Trigger] = {}
        self.memory = Memory()
        self.is_armed = is_armed
        self.number = number
        self.halted = Note("rule.stands_since_start")
        self.is_ending = False
        self.ending: Ending | None = None
        self.notes: tuple[Note, ...] = ()
        self.left: tuple[Note, ...] = ()
        self.kept_back: tuple[Note, ...] = ()
        self.refused: dict[str, Note] = {}
        self.shots: dict[str, int] = {}
        self.void: set[str] = set()
        self.taken_back: set[str] = set()
        self.cancelled: set[str] = set()
        self.holders: set[str] = set()
        self.decided: Decision | None = None
        self.due: datetime | None = None
        self.due_age: float | None = None
        self.was_looked_at = False
        self._shown: ConditionResult | None = None

    @classmethod
    def of(cls, kept: KeptRule) -> "RunningCondition":
        """As the journal has it: it stands still."""
        rule = cls(kept.asked, is_armed=False)
        rule.firings = {firing.key: firing for firing in kept.firings}
        rule.memory = kept.memory
        rule.taken_back = set(kept.taken_back)
        rule.ending = kept.ending
        return rule

    @property
    def needs_phase(self) -> bool:
        return self.asked.options.phase is not None

    def origin_of(self, firings: Collection[Trigger], asked: Origin) -> Origin:
        """Of orders that it sets off: what the row says of when holds for its own bet."""
        if not any(firing.role is Role.ENTRY for firing in firings):
            return msgspec.structs.replace(asked, keys=(self.asked.key,))
        options = self.asked.options
        return msgspec.structs.replace(
            asked,
            keys=(self.asked.key,),
            phase=options.phase,
            end=self.asked.end,
            within=options.fill_or_kill,
        )

    def shown(self, now: datetime) -> ConditionResult:
        """As its row shows it; `now` is taken for its time only where it says something new."""
        notes = self._said()
        status = self.ending.status if self.ending is not None else Status.WAITING
        children = tuple((firing.key, firing.role) for firing in self.firings.values())
        before = self._shown
        if before is None or (before.status, before.notes, before.children) != (
            status,
            notes,
            children,
        ):
            self._shown = ConditionResult(
                status=status, notes=notes, updated=now, children=children
            )
        assert self._shown is not None  # noqa: S101 - for the type checker
        return self._shown

    def _said(self) -> tuple[Note, ...]:
        if self.ending is not None:
            return self.ending.notes
        if not self.is_armed:
            return (self.halted,)
        return (*self.notes, *self.kept_back, *self.refused.values())
