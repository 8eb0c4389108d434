"""Scripted markets over time: they wander, turn live at their start, suspend when something
happens, end with a result; when an event ends, the next of the programme is listed."""

from datetime import datetime, timedelta
from random import Random

import msgspec

from xlbetflag.market.state import MarketState
from xlbetflag.practice.life.fixtures import LENGTH, Fixtures, starts
from xlbetflag.practice.life.makers import MarketMaker
from xlbetflag.practice.life.races import Race
from xlbetflag.practice.life.stories import Football, Tennis
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Event

SUSPENDED = timedelta(seconds=25)  # after a goal or a set
LISTED_BEFORE = timedelta(hours=1)


class Running(msgspec.Struct):
    """An event of the programme, as it is stored. `drifts`: the makers' opinions, by market."""

    event_id: int
    story: Football | Tennis | Race
    drifts: list[list[float]]
    resumes_at: datetime | None = None


class StoredScript(msgspec.Struct, tag="script"):
    """A script at a tick."""

    seed: int
    next_number: int
    running: list[Running]


class Script:
    """`count` events at a time."""

    def __init__(self, exchange: Exchange, *, seed: int, count: int = 8) -> None:
        self._begin(exchange, StoredScript(seed, 0, []))
        for start in starts(exchange.now, count):
            self._list(start)
        self._follow_clock()

    @classmethod
    def resumed(cls, exchange: Exchange, stored: StoredScript) -> "Script":
        """The script that was stored; its events and accounts are in the exchange again."""
        script = cls.__new__(cls)
        script._begin(exchange, stored)
        for running in stored.running:
            makers = script._makers_of(exchange.events[running.event_id])
            for maker, drift in zip(makers, running.drifts, strict=True):
                maker.drift = drift
            script._makers[running.event_id] = makers
        return script

    def _begin(self, exchange: Exchange, state: StoredScript) -> None:
        self._exchange = exchange
        self._state = state
        self._fixtures = Fixtures(state.seed, exchange.rules.liability_rounding.value)
        self._maker = exchange.house_account("maker")
        self._noise = exchange.house_account("noise")
        self._makers: dict[int, list[MarketMaker]] = {}
        exchange.drivers.append(self)

    def tick(self) -> None:
        exchange = self._exchange
        rng = Random(f"{self._state.seed} tick {exchange.ticks}")  # noqa: S311 - repeated, no secret
        for running in list(self._state.running):
            event = exchange.events[running.event_id]
            is_live, left = event.start <= exchange.now, self._left(event)
            if running.story.happens(rng, exchange.tick_seconds, left, is_live=is_live):
                running.resumes_at = exchange.now + SUSPENDED
            self._suspend_or_resume(running, event)
            chances = running.story.chances(left)
            for maker, each in zip(self._makers[running.event_id], chances, strict=True):
                maker.tick(each, rng, exchange.ticks)
        self._follow_clock()

    def step(self) -> bool:
        self.tick()
        return bool(self._state.running)

    def stored(self) -> bytes:
        for running in self._state.running:
            running.drifts = [maker.drift for maker in self._makers[running.event_id]]
        return msgspec.json.encode(self._state)

    def _left(self, event: Event) -> float:
        """Of the match: 1 until its start, 0 at its end."""
        played = (self._exchange.now - event.start) / LENGTH[event.sport]
        return min(1.0, max(0.0, 1.0 - played))

    def _suspend_or_resume(self, running: Running, event: Event) -> None:
        """For a while after a goal; what the operator suspended stays so."""
        if running.resumes_at is None:
            return
        if self._exchange.now < running.resumes_at:
            for market in event.markets:
                if market.state is MarketState.OPEN:
                    market.suspend()
        else:
            running.resumes_at = None
            for market in event.markets:
                if market.state is MarketState.SUSPENDED:
                    market.resume()

    def _list(self, start: datetime) -> None:
        number = self._state.next_number
        self._state.next_number += 1
        match = self._fixtures.make(number, self._exchange.now, start)
        self._exchange.add_event(match.event)
        makers = self._makers_of(match.event)
        self._makers[match.event.event_id] = makers
        self._state.running.append(Running(match.event.event_id, match.story, []))
        for maker, chances in zip(makers, match.story.chances(1.0), strict=True):
            maker.quote(chances, self._exchange.ticks)

    def _makers_of(self, event: Event) -> list[MarketMaker]:
        rules = self._exchange.rules
        return [
            MarketMaker(
                market,
                self._maker,
                self._noise,
                rules.ladder.value,
                rules.stake_step.value,
                rules.maximum_win.value,
            )
            for market in event.markets
        ]

    def _follow_clock(self) -> None:
        """Turn live what has started, pay what is decided, list the next event for one that is
        over."""
        now = self._exchange.now
        for running in list(self._state.running):
            event = self._exchange.events[running.event_id]
            if event.start <= now:
                for market in event.markets:
                    if not market.is_live and market.state is MarketState.OPEN:
                        market.turn_live()
            self._pay(running, event)
            if event.is_over:
                self._state.running.remove(running)
                del self._makers[running.event_id]
                self._list(now + LISTED_BEFORE)

    def _pay(self, running: Running, event: Event) -> None:
        found = running.story.verdicts(self._left(event))
        for market, verdicts in zip(event.markets, found, strict=True):
            if verdicts and market.state not in (MarketState.SETTLED, MarketState.VOID):
                by_id = {o.selection_id: v for o, v in zip(market.outcomes, verdicts, strict=True)}
                market.settle_by(by_id, self._exchange.purse)
