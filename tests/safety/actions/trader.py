"""A trader at work: types rows, places, cancels, re-prices, decides what evidence cannot."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.scene import Scene
from tests.safety.oracle import NOTHING_THERE
from xlbetflag.market.offer import Bet
from xlbetflag.orders.status import Status

markets = st.integers(0, 2)
rarely_other = st.sampled_from([False, False, False, True])
prices = st.sampled_from([290, 300, 310, 320])
picks = st.integers(0, 13)


class Trader(Scene):
    @rule(
        row=hands.places,
        market=markets,
        bet=hands.bets,
        at_live=hands.flags,
        suspended=hands.flags,
        note=st.sampled_from(["", "twin"]),
        is_other=rarely_other,
    )
    def type_a_row(
        self,
        row: int,
        market: int,
        bet: Bet,
        at_live: str,
        suspended: str,
        note: str,
        is_other: bool,
    ) -> None:
        sheet = self.sheet(is_other)
        hands.type_order(sheet, row, self.market(market), bet, at_live, suspended, note)

    @rule(
        first=hands.blocks,
        market=markets,
        several=hands.several,
        is_other=rarely_other,
        option=hands.options,
    )
    def paste_and_place(
        self, first: int, market: int, several: list[Bet], is_other: bool = False, option: str = ""
    ) -> None:
        """A block of new rows, over whatever stood there, and the button."""
        sheet = self.sheet(is_other)
        hands.paste(sheet, first, [(self.market(market), bet) for bet in several], option)
        self.station.place(sheet)

    @rule(again=st.booleans(), is_other=rarely_other)
    def place(self, again: bool, is_other: bool) -> None:
        for _ in range(1 + again):
            self.station.place(self.sheet(is_other))

    @rule(rows=st.sets(hands.places, min_size=1, max_size=4), is_other=rarely_other)
    def cancel(self, rows: set[int], is_other: bool) -> None:
        self.station.cancel(rows, self.sheet(is_other))

    @rule(pick=picks)
    def cancel_what_stands(self, pick: int) -> None:
        if (row := self.standing_row(pick)) is not None:
            self.counts.actions["cancel what stands"] += 1
            self.station.cancel([row])

    @rule(pick=picks, price=prices)
    def replace(self, pick: int, price: int) -> None:
        if (row := self.a_standing_row(pick, pick % 3)) is not None:
            self.counts.actions["replace what stands"] += 1
            self.station.replace(row, price)

    @rule()
    def tick(self) -> None:
        """Nobody waits for one: commands come before it and after it."""
        self.station.tick()

    @rule()
    def decide(self) -> None:
        """A person who sees the venue's statement: what is not there was not placed."""
        orders = self.station.journaled()
        for order, reason in self.oracle.undecided(orders, self.oracle.truths()):
            if reason == NOTHING_THERE and self.oracle.was_given_up(order):
                assert self.station.orders.decide(order.key, Status.REFUSED) is None
                self.counts.decided += 1

    @rule(how=st.sampled_from(["CANCEL ALL", "HALT", "DISARM"]), rearms=st.booleans())
    def stop_everything(self, how: str, rearms: bool) -> None:
        self.station.stop(how)
        self.station.tick()
        self.station.begin_again(rearms_rules=rearms)
