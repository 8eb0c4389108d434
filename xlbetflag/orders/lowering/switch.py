"""The switch that every order passes: off at every start, and a halt that overrides it."""

import threading

from xlbetflag.api.config import Environment
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.journal.writer import Journal
from xlbetflag.texts.note import Note

PROVED = "proved"  # the journaled action without which production is not armed; its first word
# names the tables that were proved


class Switch:
    """Thread-safe.

    `tables`: the routes and rules in use, as a proof names them; None is never proved.
    """

    def __init__(
        self, ledger: Ledger, journal: Journal, environment: Environment, tables: str | None
    ) -> None:
        self._tables = tables
        self._ledger = ledger
        self._journal = journal
        self._environment = environment
        self._turning = threading.Lock()
        self._is_armed = False
        self._is_halted = False
        self._times_off = 0

    @property
    def is_armed(self) -> bool:
        return self._is_armed

    @property
    def is_halted(self) -> bool:
        return self._is_halted

    def arm(self, *, knowing_loss: bool = False) -> Problem | None:
        """The Problem that keeps it disarmed, None where it is armed now. `knowing_loss`: though
        the journal has lost its end."""
        if knowing_loss and self._journal.missing:
            self._ledger.act("loss accepted", str(self._journal.missing))
            self._journal.accept_loss()
        off = self._times_off
        problem = self._why_not()  # may read the journal: nobody who turns it off waits for that
        with self._turning:
            if problem is None and off != self._times_off:
                problem = Problem("gate.halted" if self._is_halted else "gate.disarmed")
            self._is_armed = problem is None
        if problem is None:
            self._ledger.act("arm")
        return problem

    @property
    def trouble(self) -> Problem | None:
        """Why nothing can be sent until somebody does something about the journal."""
        if self._ledger.trouble is not None:
            return self._ledger.trouble
        return lost_part(self._journal)

    def disarm(self) -> bool:
        """Whether it was armed. This and `halt` wait for nothing, and are not journaled here."""
        with self._turning:
            was_armed, self._is_armed = self._is_armed, False
            self._times_off += 1
        return was_armed

    def halt(self) -> None:
        with self._turning:
            self._is_armed, self._is_halted = False, True
            self._times_off += 1

    def resume(self) -> None:
        """End a halt; it stays disarmed."""
        with self._turning:
            self._is_halted = False
        self._ledger.act("resume")

    def check(self) -> None:
        """Raises the Problem that keeps every new row back."""
        if self._ledger.trouble is not None:
            raise self._ledger.trouble
        if self._is_halted:
            raise Problem("gate.halted")
        if not self._is_armed:
            raise Problem("gate.disarmed")

    def obstacle(self) -> Note | None:
        """Why a row that was checked may no longer leave."""
        if self._ledger.trouble is not None:
            return Note("send.journal")
        if self._is_halted:
            return Note("send.halted")
        if not self._is_armed:
            return Note("send.disarmed")
        return None

    def _why_not(self) -> Problem | None:
        if self._is_halted:
            return Problem("arm.halted")
        if self.trouble is not None:
            return self.trouble
        is_production = self._environment is Environment.PRODUCTION
        if is_production and not self._is_proved():
            return Problem("arm.unproven")
        return None

    def _is_proved(self) -> bool:
        proofs = self._journal.actions(PROVED)
        return any(proof.words.partition(" ")[0] == self._tables for proof in proofs)


def lost_part(journal: Journal) -> Problem | None:
    """That the journal has lost its end, until that was accepted."""
    return Problem("journal.lost_part", count=journal.missing) if journal.missing else None
