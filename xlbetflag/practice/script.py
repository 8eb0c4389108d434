"""Scripted markets over time: they wander, turn live at their start, end with a result."""

from datetime import timedelta
from random import Random

from xlbetflag.market.state import MarketState
from xlbetflag.practice.exchange import Exchange
from xlbetflag.practice.fixtures import LENGTH, Fixtures, Match, result, starts
from xlbetflag.practice.makers import MarketMaker


class Script:
    """`count` events at a time: when one ends, the next of the programme is listed."""

    def __init__(self, exchange: Exchange, *, seed: int, count: int = 8) -> None:
        self._exchange = exchange
        self._rng = Random(seed)  # noqa: S311 - to be repeated, not to be secret
        rules = exchange.rules
        self._fixtures = Fixtures(self._rng, rules.liability_rounding.value)
        self._maker = exchange.open_house_account("maker")
        self._noise = exchange.open_house_account("noise")
        self._running: list[tuple[Match, list[MarketMaker]]] = []
        for start in starts(exchange.now, count):
            self._list(self._fixtures.next(exchange.now, start))
        exchange.drivers.append(self)
        self._follow_clock()

    def tick(self) -> None:
        for match, makers in self._running:
            match.event.now = self._exchange.now
            for maker in makers:
                maker.tick()
        self._follow_clock()

    def stored(self) -> bytes:
        return b""

    def step(self) -> bool:
        self.tick()
        return bool(self._running)

    def _list(self, match: Match) -> None:
        rules = self._exchange.rules
        makers = [
            MarketMaker(
                market,
                chances,
                self._maker,
                self._noise,
                rules.ladder.value,
                rules.stake_step.value,
                rules.maximum_win.value,
                self._rng,
            )
            for market, chances in zip(match.event.markets, match.chances, strict=True)
        ]
        self._exchange.add_event(match.event)
        self._running.append((match, makers))

    def _follow_clock(self) -> None:
        now = self._exchange.now
        for running in list(self._running):
            match, makers = running
            if match.event.start <= now:
                for market in match.event.markets:
                    if not market.is_live and market.state is MarketState.OPEN:
                        market.turn_live()
            if match.event.start + LENGTH[match.event.sport] <= now:
                self._running.remove(running)
                self._finish(match, makers)
                self._list(self._fixtures.next(now, now + timedelta(hours=1)))

    def _finish(self, match: Match, makers: list[MarketMaker]) -> None:
        won = result(match, [maker.chances for maker in makers], self._rng)
        for market, selection in zip(match.event.markets, won, strict=True):
            if market.state not in (MarketState.SETTLED, MarketState.VOID):
                market.settle([selection], self._exchange.purse)
