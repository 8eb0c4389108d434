"""The journal fails under a command. Lowering risk needs no journal; sending does."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.files import seldom
from tests.safety.actions.scene import Scene
from tests.safety.actions.trader import picks
from tests.safety.disk import FAULTS
from tests.support.conditions import wait_until
from xlbetflag.market.offer import Bet

LOWERING = ("CANCEL ALL", "HALT", "CANCEL", "DISARM")
commands = st.sampled_from([*LOWERING, *LOWERING, "PLACE", "REPLACE"])


class Disk(Scene):
    @rule(
        fault=st.sampled_from(sorted(FAULTS)),
        command=commands,
        pick=picks,
        bet=hands.bets,
        now=seldom,
    )
    def journal_fails(self, fault: str, command: str, pick: int, bet: Bet, now: bool) -> None:
        """One command while the journal is as it should not be; then the desk starts again."""
        if not now:
            return
        row = self.standing_row(pick)
        if row is None and command in ("CANCEL", "REPLACE"):
            return
        self.counts.actions[f"{command} with the journal {fault}"] += 1
        self.venue.faults.remove()
        self.venue.network.heal()
        rows = [row] if row is not None else []
        keys = self.station.orders_read_in(self.station.main, rows)
        wanted = self.oracle.cancellable(keys if command == "CANCEL" else None)
        with FAULTS[fault](self.station):
            if command == "PLACE":
                hands.paste(self.station.main, 0, [(self.market(0), bet)])
                self.station.place()
            elif command == "REPLACE" and row is not None:
                self.station.replace(row, 310)
            elif command == "CANCEL" and row is not None:
                self.station.cancel([row])
            else:
                self.station.stop(command)
            if command in ("CANCEL ALL", "HALT", "CANCEL"):
                wait_until(lambda: not self.oracle.still_standing(wanted), seconds=self.patience)
        self.station.restart()
