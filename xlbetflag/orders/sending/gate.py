"""What every new row passes first, whoever asks for it: a person, a condition, a replacement."""

from collections.abc import Sequence

from xlbetflag.market.problem import Problem
from xlbetflag.orders.evidence.watcher import Watcher
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.rows.draft import Row
from xlbetflag.orders.rows.limits import CheckedLimits, checked
from xlbetflag.orders.rows.sheet_limits import SheetLimits


class Gate:
    """Closed until the desk has started and from its stop on."""

    def __init__(self, watcher: Watcher, switch: Switch, limits: SheetLimits) -> None:
        self._watcher = watcher
        self._switch = switch
        self._limits = limits
        self._is_open = False

    def open(self) -> None:
        self._is_open = True

    def close(self) -> None:
        self._is_open = False

    @property
    def is_reconciled(self) -> bool:
        """It is open, and what an earlier run left open has been read back."""
        return self._is_open and self._watcher.is_reconciled

    def check(self, rows: Sequence[Row]) -> CheckedLimits:
        """The limits for new rows of one sheet. Raises the Problem that keeps them all back."""
        limits = self.may_trade(_sheet_of(rows))
        if len(rows) > limits.rows_per_batch:
            raise Problem("gate.too_many_rows", rows=len(rows), limit=limits.rows_per_batch)
        return limits

    def may_trade(self, sheet: str) -> CheckedLimits:
        """By which limits. Raises the Problem that keeps everything of a sheet back."""
        if not self._is_open:
            raise Problem("gate.not_started")
        if not self._watcher.is_reconciled:
            raise Problem("gate.not_reconciled")
        self._switch.check()
        return checked(self._limits.of(sheet))


def _sheet_of(rows: Sequence[Row]) -> str:
    """The one that hands them all over."""
    sheets = {row.sheet for row in rows}
    if len(sheets) > 1:
        raise ValueError("rows of several sheets are several batches")
    return sheets.pop() if sheets else ""
