"""What every action may touch."""

import contextlib
from typing import ClassVar

from hypothesis import strategies as st

from tests.safety import hands
from tests.safety.books import ROWS
from tests.safety.counts import Counts
from tests.safety.mirror import Line, lines
from tests.safety.open_sheet import OpenSheet
from tests.safety.oracle import Oracle
from tests.safety.station import Station
from tests.safety.venue import Venue
from tests.support.conditions import wait_until
from xlbetflag.market.offer import Bet
from xlbetflag.market.side import Side
from xlbetflag.orders.status import Status

then = st.sampled_from(["nothing", "cancel", "replace", "place"])
FREE_ROWS = ROWS - 3
FAR = Bet("1", Side.BACK, 320, 200)
A_MOMENT = 0.3  # seconds
STANDING = (str(Status.WORKING), str(Status.PART_MATCHED))


class Scene:
    """The base of all actors; the machine is all of them at once. `moment`: seconds for a request
    to come to the exchange."""

    venue: ClassVar[Venue]
    counts: ClassVar[Counts]
    station: Station
    oracle: Oracle
    patience: ClassVar[float]
    moment: ClassVar[float] = 0.1

    def market(self, number: int) -> str:
        return self.venue.markets[number]

    def sheet(self, is_other: bool) -> OpenSheet:
        return self.station.other if is_other else self.station.main

    def standing_row(self, pick: int) -> int | None:
        """A row of the main sheet that shows an order standing at the venue, and reads as it."""
        found = [line for line in self.lines() if line.status in STANDING]
        found = [line for line in found if line.is_its_own_order]
        return self._row(found[pick % len(found)]) if found else None

    def a_standing_row(self, pick: int, market: int) -> int | None:
        """As `standing_row`; where there is none, one is placed on that market, where nothing takes
        it. None where nothing can stand there either."""
        row = self.standing_row(pick)
        if row is None:
            free = pick % FREE_ROWS
            hands.paste(self.station.main, free, [(self.market(market), FAR)])
            self.station.place()
            with contextlib.suppress(AssertionError):
                wait_until(lambda: self._stands(free), seconds=A_MOMENT)
            row = self.standing_row(pick)
        return row

    def _stands(self, row: int) -> bool:
        self.station.main.tick()
        return self.station.main.cell(row, "status").value in STANDING

    def ordered_row(self, pick: int) -> int | None:
        """A row of the main sheet whose key the journal knows, whatever it reads as by now."""
        found = [line for line in self.lines() if line.order is not None]
        return self._row(found[pick % len(found)]) if found else None

    def act(self, how: str, row: int, price: int, sheet: OpenSheet | None = None) -> None:
        """What a trader does next, on that row."""
        if how == "cancel":
            self.station.cancel([row], sheet)
        elif how == "replace":
            self.station.replace(row, price, sheet)
        elif how == "place":
            self.station.place(sheet)

    def lines(self) -> list[Line]:
        return lines(self.station.main, self.station.journaled())

    def _row(self, line: Line) -> int:
        return line.position - self.station.main.position(0)
