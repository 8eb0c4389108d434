"""What is bet on: an event in the venue's menu, and the selections of its markets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from xlbetflag.practice.market import Market


class Outcome(msgspec.Struct, frozen=True):
    """A selection: its id on the wire (unique within its market) and its name."""

    selection_id: int
    name: str


class Named(msgspec.Struct, frozen=True):
    """A branch of the venue's menu: a sport, a nation or a competition."""

    number: int
    name: str


class Event:
    """An event and its markets. `start` and `now` (its own clock) are aware.

    `has_own_clock`: a recording moves `now`; otherwise the exchange does.
    """

    def __init__(
        self,
        event_id: int,
        name: str,
        sport: Named,
        nation: Named,
        competition: Named,
        start: datetime,
        now: datetime,
        *,
        has_own_clock: bool = False,
    ) -> None:
        self.event_id = event_id
        self.name = name
        self.sport = sport
        self.nation = nation
        self.competition = competition
        self.start = start
        self.now = now
        self.has_own_clock = has_own_clock
        self.place = 0  # in the exchange's list
        self.markets: list[Market] = []

    @property
    def is_over(self) -> bool:
        return all(market.state.is_over for market in self.markets)

    @property
    def is_forgotten(self) -> bool:
        """Over, and nobody's offers are listed any more."""
        return all(market.over_at and not market.orders for market in self.markets)

    @property
    def is_live(self) -> bool:
        return any(market.is_live and not market.state.is_over for market in self.markets)
