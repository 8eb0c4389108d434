"""The venue's rules as data: each with its value, where it comes from, and a note.

Betflag documents none of them. An assumed rule refuses in the practice exchange and in the
preflight of practice and staging; in production it warns, until the user confirms it in settings.
"""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from xlbetflag.market.ladder import CLASSIC, Ladder
from xlbetflag.market.money import Cents, Rounding
from xlbetflag.market.side import Side

Value = TypeVar("Value")


class Source(StrEnum):
    """How well a fact of the venue is known."""

    DOC = "doc"  # the venue's own page
    CLIENT = "client"  # one independent public client of the real service
    ASSUMED = "assumed"  # our guess, from neighbours
    SETTING = "setting"  # the user's word


class CancelOfGone(StrEnum):
    """What a cancel of an offer that is matched, cancelled or gone is answered."""

    PASSED_OVER = "passed_over"  # success; only what was cancelled is named, if anything
    NAMED = "named"  # success; the offer is named like one that was cancelled
    REFUSED = "refused"  # the whole request is refused


class VenueRule(msgspec.Struct, Generic[Value], frozen=True):
    value: Value
    source: Source
    note: str

    @property
    def is_assumed(self) -> bool:
        return self.source is Source.ASSUMED


def assumed(value: Value, note: str) -> VenueRule[Value]:
    return VenueRule(value, Source.ASSUMED, note)


class VenueRules(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts in cents, prices in hundredths, times in seconds."""

    ladder: VenueRule[Ladder] = assumed(CLASSIC, "Betfair's ladder")
    minimum_back: VenueRule[Cents] = assumed(
        200, "Betfair.it, an older help page: a back of at least 2.00 (its note of 2026-11: 1.00)"
    )
    minimum_lay: VenueRule[Cents] = assumed(
        50, "decree 47/2013, art. 8: the backer's stake that a lay stands against is 0.50 or more"
    )
    stake_step: VenueRule[Cents] = assumed(
        50, "decree 47/2013, art. 8: a back's stake in steps of 0.50 (7.47 was taken at Betfair.it)"
    )
    step_lay: VenueRule[Cents] = assumed(1, "decree 47/2013, art. 8: asks no step of a lay")
    maximum_win: VenueRule[Cents] = assumed(
        1_000_000, "Betfair.it, an older help page: 10,000.00 (its note of 2026-11: 50,000.00)"
    )
    maximum_instructions: VenueRule[int] = assumed(
        50, "Betfair.it: at most 50 offers in one request"
    )
    sides_apart: VenueRule[bool] = assumed(
        True, "backs and lays in requests of their own are right whether or not both may be in one"
    )
    version_named: VenueRule[bool] = assumed(
        True, "a request for another version of the market is refused; what moves it is not known"
    )
    liability_rounding: VenueRule[Rounding] = assumed(
        Rounding.HALF_UP, "to the nearest cent (one public client rounds down)"
    )
    cancel_of_gone: VenueRule[CancelOfGone] = assumed(
        CancelOfGone.PASSED_OVER, "nothing found: success, and only what was cancelled is named"
    )
    live_delay: VenueRule[int] = assumed(
        5, "the venue's sample says 5 s; each market tells its own"
    )
    session_lifetime: VenueRule[int] = assumed(1_200, "20 minutes without a call")

    def minimum(self, side: Side) -> VenueRule[Cents]:
        """The smallest stake of a bet on this side."""
        return self.minimum_back if side is Side.BACK else self.minimum_lay

    def step(self, side: Side) -> VenueRule[Cents]:
        """What the stakes of this side are multiples of."""
        return self.stake_step if side is Side.BACK else self.step_lay
