"""The switch that every order passes: off at every start, and a halt that overrides it."""

import threading

from xlbetflag.api.config import Environment
from xlbetflag.market.problem import Problem
from xlbetflag.orders.journal import Journal
from xlbetflag.orders.ledger import Ledger
from xlbetflag.texts.note import Note

PROVED = "proved"  # the journaled action without which production is not armed; its first word
# names the tables that were proved


class Switch:
    """Thread-safe. What the operator does with it is journaled.

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

    @property
    def is_armed(self) -> bool:
        return self._is_armed

    @property
    def is_halted(self) -> bool:
        return self._is_halted

    def arm(self) -> Problem | None:
        """The Problem that keeps it disarmed, None where it is armed now."""
        with self._turning:
            problem = self._why_not()
            self._is_armed = problem is None
        if problem is None:
            self._ledger.act("arm")
        return problem

    def disarm(self) -> None:
        with self._turning:
            was_armed, self._is_armed = self._is_armed, False
        if was_armed:
            self._ledger.act("disarm")

    def halt(self) -> None:
        with self._turning:
            self._is_armed, self._is_halted = False, True
        self._ledger.act("halt")

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
        if self._ledger.trouble is not None:
            return self._ledger.trouble
        is_production = self._environment is Environment.PRODUCTION
        if is_production and not self._is_proved():
            return Problem("arm.unproven")
        return None

    def _is_proved(self) -> bool:
        proofs = self._journal.actions(PROVED)
        return any(proof.words.partition(" ")[0] == self._tables for proof in proofs)
