"""Hurried hands: the next command comes while the last one is still under way."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.scene import Scene
from tests.safety.actions.trader import picks, prices
from xlbetflag.market.offer import Bet

stops = st.sampled_from(["CANCEL ALL", "HALT", "DISARM"])


class Hurry(Scene):
    @rule(
        pick=picks,
        price=prices,
        how=st.sampled_from(["CANCEL", "CANCEL ALL", "HALT", "DISARM"]),
        is_slow=st.booleans(),
    )
    def stop_within_a_replace(self, pick: int, price: int, how: str, is_slow: bool) -> None:
        """The order is re-priced, and before its cancel is answered the trader wants it gone."""
        row = self.a_standing_row(pick, pick % 3)
        if row is None:
            return
        self.counts.actions[f"{how} within a replace"] += 1
        with self.venue.network.held("cancel") as hold:
            self.station.replace(row, price)
            if is_slow:
                hold.arrived.wait(self.moment)
            else:
                hold.released.set()
            if how == "CANCEL":
                self.station.cancel([row])
            else:
                self.station.stop(how)
                self.station.begin_again()

    @rule(first=hands.blocks, bet=hands.bets, how=stops)
    def stop_and_arm_in_a_slow_post(self, first: int, bet: Bet, how: str) -> None:
        """A row on each market, the first request slow: what waits behind it was stopped."""
        self._place_on_every_market(first, bet, then=how)

    @rule(first=hands.blocks, bet=hands.bets)
    def cancel_in_a_slow_post(self, first: int, bet: Bet) -> None:
        """The same, and the last of the rows is cancelled by its number."""
        self._place_on_every_market(first, bet, then="CANCEL")

    def _place_on_every_market(self, first: int, bet: Bet, then: str) -> None:
        self.counts.actions[f"{then} in a slow POST"] += 1
        bets = [(market, bet) for market in self.venue.markets]
        hands.paste(self.station.main, first, bets)
        with self.venue.network.held("place") as hold:
            self.station.place()
            hold.arrived.wait(self.moment)
            if then == "CANCEL":
                self.station.cancel([first + len(bets) - 1])
            else:
                self.station.stop(then)
                self.station.begin_again()
