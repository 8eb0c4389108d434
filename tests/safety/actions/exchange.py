"""What happens at the exchange: its operator, other people, the same account by hand."""

import contextlib

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.files import seldom
from tests.safety.actions.scene import Scene
from tests.safety.actions.trader import markets
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.practice.venue.refusals import Refused


class AtTheExchange(Scene):
    @rule(market=markets, change=st.sampled_from(["suspend", "resume", "resume", "turn_live"]))
    def operator(self, market: int, change: str) -> None:
        with self.venue.exchange.lock, contextlib.suppress(Refused):
            getattr(self.venue.market(self.market(market)), change)()

    @rule(market=markets, end=st.sampled_from(["close", "settle", "void"]), now=seldom)
    def end_of_a_market(self, market: int, end: str, now: bool) -> None:
        """One time in four: a market that has ended has no more to tell."""
        if not now:
            return
        with self.venue.exchange.lock, contextlib.suppress(Refused):
            if end == "settle":
                self.venue.exchange.settle(int(self.market(market)), [2])
            else:
                getattr(self.venue.market(self.market(market)), end)()

    @rule(market=markets, bet=hands.bets, by_hand=st.booleans())
    def somebody(self, market: int, bet: Bet, by_hand: bool) -> None:
        """The same account at the venue's site; or another, that takes what stands."""
        if by_hand:
            self.venue.by_hand(self.market(market), bet)
            return
        other = Side.LAY if bet.side is Side.BACK else Side.BACK
        against = Bet(bet.selection_id, other, bet.price, bet.size // 2)
        self.venue.make(self.market(market), against)
