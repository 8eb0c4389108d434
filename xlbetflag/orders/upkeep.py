"""What is kept up between two pieces of work of the lane that sends and reads back."""

import msgspec

from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.lowering.switch import Switch
from xlbetflag.orders.rows.sheet_limits import SheetLimits
from xlbetflag.orders.sending.gate import Gate
from xlbetflag.orders.sending.replacing import Replacing
from xlbetflag.orders.sending.taking_back import TakingBack
from xlbetflag.reports.day_balances import DayBalances
from xlbetflag.reports.losses import Losses


class Upkeep:
    """Used from that lane, but for `load`."""

    def __init__(
        self,
        ledger: Ledger,
        switch: Switch,
        gate: Gate,
        limits: SheetLimits,
        balances: DayBalances,
        losses: Losses,
        replacing: Replacing,
        taking_back: TakingBack,
    ) -> None:
        self._ledger = ledger
        self._switch = switch
        self._gate = gate
        self._limits = limits
        self._balances = balances
        self._losses = losses
        self._replacing = replacing
        self._taking_back = taking_back
        self._reconciling: list[str] = []

    def load(self) -> None:
        """What an earlier run left open is to be read back, and noted once that is done."""
        orders = self._ledger.orders()
        self._reconciling = [order.key for order in orders if order.status.is_open]

    def step(self) -> None:
        """Raises JournalBroken."""
        if self._switch.is_halted:  # what appears late is cancelled too
            self._taking_back.open_ones(self._ledger.orders())
        if self._reconciling and self._gate.is_reconciled:
            self._record_reconciliation()
        self._replacing.step()
        if self._ledger.trouble is None:  # journal what limits count by, as it changes
            self._balances.note()
            self._losses.note()
            self._limits.keep(self._ledger.now())

    def _record_reconciliation(self) -> None:
        """What an earlier run left open, and what it is now that it was read back."""
        found = self._ledger.known(self._reconciling)
        states = {key: order.status.value for key, order in found.items()}
        self._ledger.act("reconciled", msgspec.json.encode(states).decode())
        self._reconciling = []
