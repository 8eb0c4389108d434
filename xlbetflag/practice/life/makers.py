"""Market makers and noise traders: what gives a scripted market its depth, spread and movement.

The dice are thrown in the same order whatever the users do, and what a maker shows at a price
depends on the price and the minute alone: fair prices and quotes are the same in every run of a
seed.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from random import Random

from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Cents
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.venue.market import Market

DEPTH = 5
MOVES = 0.45  # how often a market's price moves before the start, a tick
LIVE_MOVES = 0.9
PULL = 0.01  # how strongly an opinion returns to what the story says, a tick
TAKES = 0.15  # how often a noise trader takes something, a tick and market
FRESH_TICKS = 40  # after so many, a selection's sizes are new
LOWEST_CHANCE, HIGHEST_CHANCE = 0.015, 0.93


def shares(weights: Sequence[float], winners: int) -> list[float]:
    """Chances in proportion to the weights that sum to the number of winners. Of several winners
    none gets more than the highest chance quoted: what is beyond goes to the others."""
    total, highest = sum(weights), max(HIGHEST_CHANCE, winners / len(weights))
    found = [weight * winners / total for weight in weights]
    while winners > 1 and max(found) > highest + 1e-9:
        full = [chance >= highest for chance in found]
        rest = sum(chance for chance, is_full in zip(found, full, strict=True) if not is_full)
        scale = (winners - highest * sum(full)) / rest
        found = [
            highest if is_full else chance * scale
            for chance, is_full in zip(found, full, strict=True)
        ]
    return found


class MarketMaker:
    """Quotes one market around the story's chances, with an opinion (`drift`) that wanders."""

    def __init__(
        self,
        market: Market,
        maker: Account,
        noise: Account,
        ladder: Ladder,
        step: Cents,
        maximum_win: Cents,
    ) -> None:
        self.market = market
        self.maker = maker
        self.noise = noise
        self.drift = [0.0] * len(market.outcomes)  # of a chance's logarithm
        self._prices = ladder.prices
        self._step = step
        self._maximum_win = maximum_win
        self._shown: list[tuple[int, int]] = [(-1, -1)] * len(market.outcomes)
        self._quotes: list[list[Order]] = [[] for _ in market.outcomes]
        for order in market.working(maker):
            self._quotes[order.selection].append(order)

    def tick(self, chances: Sequence[float], rng: Random, ticks: int) -> None:
        """Let the opinion wander, quote again, perhaps trade."""
        moves, place, jolt = rng.random(), rng.randrange(len(self.drift)), rng.gauss(0.0, 1.6)
        takes, taken = rng.random() < TAKES, rng.randrange(len(self.drift))
        side, amount = rng.choice((Side.BACK, Side.LAY)), self._size(rng.random(), 20, 60)
        self.drift = [each * (1 - PULL) for each in self.drift]
        if moves < (LIVE_MOVES if self.market.is_live else MOVES):
            centre = min(self._centre(chances[place]), len(self._prices) - 2)
            width = self._prices[centre + 1] / self._prices[centre] - 1
            self.drift[place] += jolt * width
        if self.market.state is MarketState.OPEN:
            self.quote(chances, ticks)
            if takes:
                self._trade(taken, side, amount)

    def quote(self, chances: Sequence[float], ticks: int) -> None:
        """Lays below each fair price, backs above it; left alone while they are whole and right."""
        weights = [
            min(max(chance, 0.001), 0.999) * math.exp(drift)
            for chance, drift in zip(chances, self.drift, strict=True)
        ]
        for place, chance in enumerate(shares(weights, self.market.winners)):
            minute = (ticks + 7 * place + 3 * self.market.market_id) // FRESH_TICKS
            self._quote(place, self._centre(chance), minute)

    def _centre(self, chance: float) -> int:
        fair = 100 / min(max(chance, LOWEST_CHANCE), HIGHEST_CHANCE)
        return bisect_left(self._prices, fair)

    def _quote(self, place: int, centre: int, minute: int) -> None:
        quotes = self._quotes[place]
        is_whole = len(quotes) == 2 * DEPTH and all(each.remaining == each.size for each in quotes)
        if is_whole and self._shown[place] == (centre, minute):
            return
        self._shown[place] = (centre, minute)
        wanted = {
            (side is Side.BACK, price): self._shown_size(place, side, price, level, minute)
            for level in range(DEPTH)
            for side, price in (
                (Side.LAY, self._prices[centre - 1 - level]),
                (Side.BACK, self._prices[centre + level]),
            )
        }
        kept = []
        for order in quotes:
            if order.remaining == order.size == wanted.get((order.is_back, order.price), 0):
                del wanted[order.is_back, order.price]
                kept.append(order)
            else:
                self.market.cancel(order)
        self._quotes[place] = kept + [
            self.market.place(
                self.maker, "", place, Side.BACK if is_back else Side.LAY, price, size
            )
            for (is_back, price), size in wanted.items()
        ]

    def _trade(self, place: int, side: Side, size: Cents) -> None:
        best = self.market.available(place, side, 1)
        if best:
            price = best[0][0]
            order = self.market.place(
                self.noise, "", place, side, price, self._within_cap(price, size)
            )
            self.market.cancel(order)

    def _shown_size(self, place: int, side: Side, price: int, level: int, minute: int) -> Cents:
        mixed = (self.market.market_id * 31 + place) * 1_000_003 + price * 2 + (side is Side.BACK)
        mixed = ((mixed + minute * 7_919) * 2_654_435_761) & 0xFFFFFFFF
        size = self._size(mixed / 2**32, 20 + 40 * level, 120 + 90 * level)
        return self._within_cap(price, size)

    def _size(self, part: float, low: int, high: int) -> Cents:
        """Between so many euros, on the stake step."""
        steps = 100 / self._step
        return round(low * steps + part * (high - low) * steps) * self._step

    def _within_cap(self, price: int, size: Cents) -> Cents:
        most = self._maximum_win * 100 // (price - 100)
        return min(size, most - most % self._step)
