"""What goes wrong between desk and exchange: the exchange's own fault plan, and the network."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.safety import hands
from tests.safety.actions.trader import Trader, markets
from tests.safety.network import Trick
from tests.safety.station import READ_TIMEOUT, WRITE_MARGIN
from xlbetflag.market.offer import Bet
from xlbetflag.practice.faults.plan import KINDS, FaultRule

LATE = {"delay": max(WRITE_MARGIN, READ_TIMEOUT) * 1.4, "slow_acceptance": 0.12, "suspend": 0.05}
STRUCK = ("place", "place", "place", "cancel", "my_offers", "matches", "open_offers", "exposure")
kinds = st.sampled_from(sorted(KINDS))
failures = st.sampled_from([500, 502, 503])


class Weather(Trader):
    @rule(
        kind=kinds,
        operation=st.sampled_from(STRUCK),
        after=st.booleans(),
        times=st.integers(1, 2),
        status=failures,
    )
    def fault(self, kind: str, operation: str, after: bool, times: int, status: int) -> None:
        told = KINDS[kind]
        operation = operation if operation in (told.operations or (operation,)) else ""
        when = "after" if after else "before"
        self.venue.faults.add(
            FaultRule(
                kind=kind,
                operations=(operation,) if operation else (),
                when=when if when in told.when else told.when[0],
                count=times,
                seconds=LATE.get(kind),
                status=status,
            )
        )

    @rule(
        first=hands.blocks,
        market=markets,
        several=hands.several,
        kind=kinds,
        operation=st.sampled_from(STRUCK),
        after=st.booleans(),
        status=failures,
    )
    def paste_and_place_at_a_bad_moment(
        self,
        first: int,
        market: int,
        several: list[Bet],
        kind: str,
        operation: str,
        after: bool,
        status: int,
    ) -> None:
        self.fault(kind, operation, after, 1, status)
        self.paste_and_place(first, market, several)

    @rule(
        first=hands.blocks,
        market=markets,
        several=hands.several,
        trick=st.sampled_from(sorted(Trick)),
        operation=st.sampled_from(STRUCK),
    )
    def paste_and_place_through_a_proxy(
        self, first: int, market: int, several: list[Bet], trick: Trick, operation: str
    ) -> None:
        """A proxy that drips, repeats a request, or mixes answers up."""
        self.venue.network.play(operation, trick)
        self.paste_and_place(first, market, several)
