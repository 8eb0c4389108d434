"""Clocks: steps of the wall clock, a machine that slept, the two changes of summer time."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.scene import Scene
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import Bet

CHANGES = {
    "the hour that is left out": datetime(2026, 3, 29, 1, 59, 59, 700_000, tzinfo=ROME),
    "the hour that comes twice": datetime(2026, 10, 25, 2, 59, 59, 700_000, tzinfo=ROME),
    "its second time": datetime(2026, 10, 25, 2, 0, 0, 200_000, tzinfo=ROME, fold=1),
}
SLEPT = timedelta(hours=2)
steps = st.sampled_from([-3_600, -60, -1, 1, 60, 3_600])


class Clocks(Scene):
    """The wall clock moves; the monotonic one, and the exchange's own, go on as they were."""

    @rule(seconds=steps)
    def step(self, seconds: int) -> None:
        self.counts.actions["clock stepped back" if seconds < 0 else "clock stepped on"] += 1
        self.station.step_clock(timedelta(seconds=seconds))

    @rule(change=st.sampled_from(sorted(CHANGES)))
    def summer_time(self, change: str) -> None:
        """Just before the change, so that what is under way lives through it."""
        self.counts.actions[change] += 1
        self.station.set_clock(CHANGES[change])

    @rule(first=hands.blocks, bet=hands.bets)
    def sleep_in_a_slow_post(self, first: int, bet: Bet) -> None:
        """Two rows wait behind the first while the machine sleeps for hours."""
        self.counts.actions["slept in a slow POST"] += 1
        bets = [(market, bet) for market in self.venue.markets]
        hands.paste(self.station.main, first, bets)
        with self.venue.network.held("place") as hold:
            self.station.place()
            hold.arrived.wait(self.moment)
            self.station.step_clock(SLEPT)
            self.station.wishes.sleep()
