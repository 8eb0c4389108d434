"""The legal prices of a market, in hundredths."""

from bisect import bisect_right
from functools import cached_property

import msgspec

from xlbetflag.market.money import Hundredths
from xlbetflag.market.side import Side


class Band(msgspec.Struct, frozen=True):
    """From the band before up to and including `up_to`, prices move by `step`."""

    up_to: Hundredths
    step: Hundredths


class Ladder(msgspec.Struct, frozen=True, dict=True):
    """All legal prices from `lowest`, given as bands of one step each."""

    lowest: Hundredths
    bands: tuple[Band, ...]

    @cached_property
    def prices(self) -> tuple[Hundredths, ...]:
        """Every legal price, lowest first."""
        found = [self.lowest]
        for band in self.bands:
            while found[-1] < band.up_to:
                found.append(min(found[-1] + band.step, band.up_to))
        return tuple(found)

    @cached_property
    def _position(self) -> dict[Hundredths, int]:
        return {price: place for place, price in enumerate(self.prices)}

    @property
    def highest(self) -> Hundredths:
        return self.bands[-1].up_to

    def is_legal(self, price: Hundredths) -> bool:
        return price in self._position

    def neighbours(self, price: Hundredths) -> tuple[Hundredths | None, Hundredths | None]:
        """The nearest legal prices at or below, and at or above; None beyond an end."""
        above = bisect_right(self.prices, price)
        below = self.prices[above - 1] if above else None
        if below == price:
            return price, price
        return below, self.prices[above] if above < len(self.prices) else None

    def nearest(self, price: float) -> Hundredths:
        """The legal price closest to any price; of two equally near the lower."""
        above = bisect_right(self.prices, price)
        around = self.prices[max(0, above - 1) : above + 1]
        return min(around, key=lambda legal: abs(legal - price))

    def easier(self, price: Hundredths, side: Side) -> Hundredths:
        """`price`, or where it is not legal the next one at which an offer is matched no later:
        lower for a back, higher for a lay; held at the ladder's ends."""
        if price in self._position:
            return price
        below, above = self.neighbours(price)
        if side is Side.BACK:
            return self.lowest if below is None else below
        return self.highest if above is None else above

    def move(self, price: Hundredths, ticks: int) -> Hundredths:
        """The legal price `ticks` away (negative: shorter), held at the ladder's ends.

        Raises KeyError when `price` itself is not legal.
        """
        place = self._position[price] + ticks
        return self.prices[max(0, min(place, len(self.prices) - 1))]

    def ticks_between(self, first: Hundredths, second: Hundredths) -> int:
        """How many ticks from `first` up to `second`; KeyError when one is not legal."""
        return self._position[second] - self._position[first]


CLASSIC = Ladder(
    lowest=101,
    bands=(
        Band(200, 1),
        Band(300, 2),
        Band(400, 5),
        Band(600, 10),
        Band(1_000, 20),
        Band(2_000, 50),
        Band(3_000, 100),
        Band(5_000, 200),
        Band(10_000, 500),
        Band(100_000, 1_000),
    ),
)
