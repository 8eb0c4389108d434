"""Market makers and noise traders: what gives a scripted market its depth, spread and movement.

The dice are thrown in the same order whatever the users do, so that fair prices and quotes are the
same in every run of a seed.
"""

import math
from bisect import bisect_left
from random import Random

from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Cents
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.accounts import Account
from xlbetflag.practice.engine import Order
from xlbetflag.practice.market import Market

DEPTH = 5
PULL = 0.02  # how strongly a chance returns to where it started
WANDER = 0.035  # of a chance's log-odds, a tick; about one ladder step at evens
TAKES = 0.15  # how often a noise trader takes something, a tick and market
LOWEST_CHANCE, HIGHEST_CHANCE = 0.015, 0.93


class MarketMaker:
    """Quotes one market around fair prices that wander."""

    def __init__(
        self,
        market: Market,
        chances: tuple[float, ...],
        maker: Account,
        noise: Account,
        ladder: Ladder,
        step: Cents,
        maximum_win: Cents,
        rng: Random,
    ) -> None:
        self.market = market
        self.maker = maker
        self.noise = noise
        self._prices = ladder.prices
        self._step = step
        self._maximum_win = maximum_win
        self._rng = rng
        self._home = [math.log(chance) for chance in chances]
        self._logs = list(self._home)
        self._quotes: list[list[Order]] = [[] for _ in chances]
        self._centres = [-1] * len(chances)
        self._quote_all()

    @property
    def chances(self) -> tuple[float, ...]:
        """What each selection's chance of winning is now; they sum to 1."""
        weights = [math.exp(each) for each in self._logs]
        total = sum(weights)
        return tuple(weight / total for weight in weights)

    def tick(self) -> None:
        """Let the chances wander, quote again, perhaps trade."""
        faster = 2.0 if self.market.is_live else 1.0
        for place, home in enumerate(self._home):
            away = home - self._logs[place]
            self._logs[place] += PULL * away + self._rng.gauss(0.0, WANDER * faster)
        trade = (
            self._rng.random() < TAKES,
            self._rng.randrange(len(self._home)),
            self._rng.choice((Side.BACK, Side.LAY)),
            self._size(20, 60),
        )
        self._quote_all()
        if trade[0] and self.market.state is MarketState.OPEN:
            self._trade(*trade[1:])

    def _quote_all(self) -> None:
        for place, chance in enumerate(self.chances):
            sizes = [self._size(20 + 40 * level, 120 + 90 * level) for level in range(DEPTH)] + [
                self._size(20 + 40 * level, 120 + 90 * level) for level in range(DEPTH)
            ]
            if self.market.state is MarketState.OPEN:
                self._quote(place, chance, sizes)

    def _quote(self, place: int, chance: float, sizes: list[Cents]) -> None:
        """Lays below the fair price, backs above it; left alone while they are whole and right."""
        fair = 100 / min(max(chance, LOWEST_CHANCE), HIGHEST_CHANCE)
        centre = bisect_left(self._prices, fair)
        quotes = self._quotes[place]
        if centre == self._centres[place] and all(each.remaining == each.size for each in quotes):
            return
        for order in quotes:
            self.market.cancel(order)
        self._centres[place] = centre
        self._quotes[place] = [
            self.market.place(
                self.maker, "", place, side, price, self._within_cap(price, sizes.pop())
            )
            for level in range(DEPTH)
            for side, price in (
                (Side.LAY, self._prices[centre - 1 - level]),
                (Side.BACK, self._prices[centre + level]),
            )
        ]

    def _trade(self, place: int, side: Side, size: Cents) -> None:
        best = self.market.available(place, side, 1)
        if best:
            price = best[0][0]
            order = self.market.place(
                self.noise, "", place, side, price, self._within_cap(price, size)
            )
            self.market.cancel(order)

    def _size(self, low: int, high: int) -> Cents:
        """Between so many euros, on the stake step."""
        return self._rng.randint(low * 100 // self._step, high * 100 // self._step) * self._step

    def _within_cap(self, price: int, size: Cents) -> Cents:
        most = self._maximum_win * 100 // (price - 100)
        return min(size, most - most % self._step)
