"""The venue's rules as data: each with its value, where it comes from, and a note.

Betflag documents none of them. An assumed rule refuses in the practice exchange and in the
preflight of practice and staging; in production it warns, until the user confirms it in settings.
"""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from xlbetflag.market.ladder import CLASSIC, Ladder
from xlbetflag.market.money import Cents, Rounding

Value = TypeVar("Value")


class Source(StrEnum):
    """How well a fact of the venue is known."""

    DOC = "doc"  # the venue's own page
    CLIENT = "client"  # one independent public client of the real service
    ASSUMED = "assumed"  # our guess, from neighbours
    SETTING = "setting"  # the user's word


class Rule(msgspec.Struct, Generic[Value], frozen=True):
    value: Value
    source: Source
    note: str

    @property
    def is_assumed(self) -> bool:
        return self.source is Source.ASSUMED


def assumed(value: Value, note: str) -> Rule[Value]:
    return Rule(value, Source.ASSUMED, note)


class VenueRules(msgspec.Struct, frozen=True, kw_only=True):
    """Amounts in cents, prices in hundredths, times in seconds."""

    ladder: Rule[Ladder] = assumed(CLASSIC, "Betfair's ladder")
    minimum_back: Rule[Cents] = assumed(200, "Betfair.it: a back of at least 2.00")
    minimum_lay: Rule[Cents] = assumed(50, "decree 47/2013: a stake of at least 0.50")
    stake_step: Rule[Cents] = assumed(50, "decree 47/2013: stakes in steps of 0.50")
    maximum_win: Rule[Cents] = assumed(1_000_000, "decree 47/2013: a win of at most 10,000.00")
    maximum_instructions: Rule[int] = assumed(50, "Betfair.it: at most 50 offers in one request")
    sides_apart: Rule[bool] = assumed(True, "Betfair.it: backs and lays in one request are refused")
    liability_rounding: Rule[Rounding] = assumed(Rounding.HALF_UP, "to the nearest cent")
    live_delay: Rule[int] = assumed(5, "the venue's sample says 5 s; each market tells its own")
    session_lifetime: Rule[int] = assumed(1_200, "20 minutes without a call")
