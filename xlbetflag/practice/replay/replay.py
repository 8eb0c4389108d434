"""A recorded market, lived again update by update, with your own offers in it.

The recorded liquidity is the offers of one house account in the ordinary matching engine, one offer
a price and side, brought up to the recording at every update. From that follows the model:
- an offer of yours takes displayed liquidity at its price or better; what it took stays subtracted
  until the recording shows nothing at that price or trades through it
- what you are matched for, taking or resting, is never more than the recording shows as traded
  there (`volumes`); what it does not bear is withdrawn before you reach it. `is_optimistic` lifts
  both: then a price shows its recorded size again whenever the recording moves it
- an offer of yours that rests is matched when a later update shows liquidity that crosses it, or
  when recorded trades at its price have used up the queue before it (`places`), at your price
- your resting offers are shown in the book beside the recorded ones
- the recording is never altered: without offers of yours the book is exactly the recorded one
"""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from xlbetflag.market.moments import ROME
from xlbetflag.market.money import Cents
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.replay.levels import Levels, StoredLevel
from xlbetflag.practice.replay.places import Places
from xlbetflag.practice.replay.recording import (
    Change,
    Definition,
    Line,
    Recording,
    cents,
    hundredths,
    read_recording,
)
from xlbetflag.practice.replay.volumes import Volumes
from xlbetflag.practice.venue.exchange import Exchange
from xlbetflag.practice.venue.market import Event, Market, Named, Runner
from xlbetflag.practice.venue.refusals import Refused

SPORTS = {"1": "CALCIO", "2": "TENNIS", "7": "IPPICA", "4339": "LEVRIERI", "7522": "BASKET"}
NATIONS = {"GB": "Gran Bretagna", "IE": "Irlanda", "IT": "Italia", "US": "Stati Uniti"}
MARKET_NAMES = {"WIN": "Vincente", "PLACE": "Piazzato", "MATCH_ODDS": "Esito Finale 1x2"}
RECORDED_BRANCH = 900  # menu numbers of recorded competitions, apart from the scripted ones


class StoredReplay(msgspec.Struct, tag="replay"):
    """Where a replay stood. `used`: of the volumes."""

    market_id: str
    position: int
    clock: datetime
    ahead: dict[str, int]
    speed: float = 1.0
    is_paused: bool = False
    is_optimistic: bool = False
    taken: list[StoredLevel] = []
    used: dict[str, dict[int, Cents]] = {}


class Replay:
    """Drives one market from a recording; lists its event with the exchange. It has its own clock:
    `speed` times the exchange's, standing still while `is_paused`.

    `position`: how many updates have been played. Before the first the market is ANNOUNCED.
    `is_optimistic`: displayed liquidity is there for you again and again.
    """

    speed: float = 1.0
    is_paused: bool = False

    def __init__(
        self, exchange: Exchange, source: Path | Recording, *, is_optimistic: bool = False
    ) -> None:
        self.recording = read_recording(source) if isinstance(source, Path) else source
        self.position = 0
        self._exchange = exchange
        self._recorder = exchange.open_house_account(f"recording {self.recording.market_id}")
        self._is_optimistic = is_optimistic
        self._clock = _moment(self.recording.lines[0])
        event = _event(self.recording, self._clock)
        listed = exchange.events.get(event.event_id)  # by the recording of another market of it
        self.market = _market(self.recording, listed or event, exchange)
        if listed:
            exchange.add_market(self.market)
        else:
            exchange.add_event(event)
        self._begin()
        exchange.drivers.append(self)

    def _begin(self) -> None:
        """Nothing is played and nothing taken."""
        market, recorder = self.market, self._recorder
        self._volumes = Volumes(self.recording, market.places)
        self._places = Places(market, recorder, None if self._is_optimistic else self._volumes)
        self._levels = Levels(market, recorder, self._places, is_optimistic=self._is_optimistic)
        if not self._is_optimistic:
            for engine in market.engines:
                engine.cap = self._cap

    def _cap(self, incoming: Order, resting: Order, wanted: Cents) -> Cents:
        """How much of a match the recording bears; between two of you it has no say."""
        if self._recorder not in (incoming.account, resting.account):
            return wanted
        yours = resting if incoming.account is self._recorder else incoming
        return self._volumes.take(yours.selection, yours.side, wanted)

    @property
    def is_over(self) -> bool:
        return self.position == len(self.recording.lines)

    @property
    def now(self) -> datetime:
        """The recording's own clock."""
        return self._clock

    @property
    def starts_at(self) -> datetime:
        """When its first update was recorded."""
        return _moment(self.recording.lines[0])

    @property
    def ends_at(self) -> datetime:
        """When its last update was recorded."""
        return _moment(self.recording.lines[-1])

    def tick(self) -> None:
        """Move the recording's clock on by a tick, and play what falls due. It runs on beyond the
        end, so that settled offers are forgotten in time."""
        if not self.is_paused:
            seconds = self._exchange.tick_seconds * self.speed
            self._play_to(self._clock + timedelta(seconds=seconds))

    def _play_to(self, moment: datetime) -> None:
        while not self.is_over and _moment(self.recording.lines[self.position]) <= moment:
            self._clock = max(self._clock, _moment(self.recording.lines[self.position]))
            self._play()
        self._clock = self.market.event.now = max(self._clock, moment)

    @classmethod
    def resumed(cls, exchange: Exchange, stored: StoredReplay, recording: Recording) -> "Replay":
        """The replay that was stored; its market and offers are in the exchange again."""
        replay = cls.__new__(cls)
        replay.recording, replay.position = recording, stored.position
        replay._exchange, replay._clock = exchange, stored.clock.astimezone(ROME)
        replay.speed, replay.is_paused = stored.speed, stored.is_paused
        replay._recorder = exchange.house_account(f"recording {recording.market_id}")
        replay.market = exchange.markets[int(recording.market_id.rpartition(".")[2])]
        replay.market.event.now = replay._clock
        replay._is_optimistic = stored.is_optimistic
        replay._begin()
        replay._levels.restore(stored.taken)
        replay._volumes.used, replay._volumes.line = stored.used, stored.position
        replay._places.ahead.update(stored.ahead)
        for line in recording.lines[: stored.position]:
            for change in (each for market in line.mc for each in market.rc):
                place = replay.market.places.get(change.id)
                if place is not None:
                    replay._places.traded.update(
                        ((place, hundredths(price)), cents(size)) for price, size in change.trd
                    )
        exchange.drivers.append(replay)
        return replay

    def seek(self, wanted: datetime | int) -> None:
        """Play on to a moment of the recording or until so many updates are played, or again from
        its beginning to what lies before: then offers that were not settled are void, and what was
        paid stays paid. A moment after the last update is the last update's."""
        with self._exchange.lock:
            if isinstance(wanted, int):
                if wanted < self.position:
                    self._rewind()
                while self.position < wanted and self.step():
                    pass
            elif not (self.is_over and wanted >= self.ends_at):
                if wanted < self._clock:
                    self._rewind()
                self._play_to(min(wanted, self.ends_at))
            self._exchange.has_moved = True

    def _rewind(self) -> None:
        self.market.rewind()
        self._begin()
        self.position, self._clock = 0, self.starts_at
        self.market.event.now = self._clock

    def stored(self) -> bytes:
        state = StoredReplay(
            self.recording.market_id,
            self.position,
            self._clock,
            self._places.ahead,
            self.speed,
            self.is_paused,
            self._is_optimistic,
            self._levels.taken(),
            self._volumes.used,
        )
        return msgspec.json.encode(state)

    def step(self) -> bool:
        """Play one update; False when all have been played."""
        if self.is_over:
            return False
        self._clock = max(self._clock, _moment(self.recording.lines[self.position]))
        self._play()
        self.market.event.now = self._clock
        return True

    def _play(self) -> None:
        line = self.recording.lines[self.position]
        self.position += 1
        for change in line.mc:
            if change.definition is not None:
                self._follow(change.definition)
            if change.img:
                self._levels.clear()
            self._move(change.rc, is_image=change.img)
            if change.definition is not None and change.definition.status == "CLOSED":
                self._finish(change.definition)
        self._volumes.line = self.position

    def _move(self, changes: tuple[Change, ...], *, is_image: bool) -> None:
        """One account's offers never meet each other: the order of the levels does not matter."""
        if self.market.state.is_over:
            return
        for change in changes:
            selection = self.market.places.get(change.id)
            if selection is None:
                continue  # a runner no definition named yet
            for price, size in change.trd:
                self._places.join(selection, hundredths(price))
                self._places.trade(selection, hundredths(price), cents(size), is_image=is_image)
                self._levels.trade(selection, hundredths(price))
            for side, pairs in ((Side.LAY, change.atb), (Side.BACK, change.atl)):
                for price, size in pairs:
                    self._levels.show(selection, side, hundredths(price), cents(size))

    def _follow(self, definition: Definition) -> None:
        """Bring the market's state up to the recorded one."""
        market = self.market
        if market.state.is_over:
            return
        market.live_delay = definition.bet_delay
        wanted = {"OPEN": MarketState.OPEN, "CLOSED": MarketState.CLOSED}.get(
            definition.status, MarketState.SUSPENDED
        )
        if market.state is MarketState.ANNOUNCED and wanted is not MarketState.CLOSED:
            market.open()
        if definition.in_play and not market.is_live and wanted is not MarketState.CLOSED:
            market.turn_live()
        if wanted is MarketState.SUSPENDED and market.state is MarketState.OPEN:
            market.suspend()
        if wanted is MarketState.OPEN and market.state is MarketState.SUSPENDED:
            market.resume()

    def _finish(self, definition: Definition) -> None:
        """Settle as recorded: bets on removed runners are undone, several winners of one place
        share it. Only close where the record does not say it all (who shares the last of several
        places), and leave the result to the operator."""
        market = self.market
        if market.state.is_over:
            return
        winners, removed = (
            [runner.id for runner in definition.runners if runner.status == status]
            for status in ("WINNER", "REMOVED")
        )
        is_shared = len(winners) > 1 == market.winners
        first, tied = ([], winners) if is_shared else (winners, [])
        try:
            market.settle(first, self._exchange.purse, tied=tied, returned=removed)
        except Refused:
            market.close()


def _moment(line: Line) -> datetime:
    return datetime.fromtimestamp(line.pt / 1000, ROME)


def _event(recording: Recording, now: datetime) -> Event:
    first = recording.first
    kind = first.event_type_id
    sport = SPORTS.get(kind, kind if kind and not kind.isdigit() else "ALTRO")
    nation = NATIONS.get(first.country_code, first.country_code or "Internazionale")
    start = first.market_time.astimezone(ROME)
    place = first.venue or nation
    number = int(kind) if kind.isdigit() else RECORDED_BRANCH
    return Event(
        first.event_id or int(recording.market_id.rpartition(".")[2]),
        recording.event_name or f"{place} {start:%d/%m %H:%M}",
        Named(number, sport),
        Named(RECORDED_BRANCH, nation),
        Named(RECORDED_BRANCH, place),
        start,
        now,
        has_own_clock=True,
    )


def _market(recording: Recording, event: Event, exchange: Exchange) -> Market:
    first = recording.first
    runners = sorted(first.runners, key=lambda runner: runner.sort_priority)
    return Market(
        int(recording.market_id.rpartition(".")[2]),
        MARKET_NAMES.get(first.market_type, first.market_type or "Mercato"),
        first.line,
        [
            Runner(runner.id, recording.names.get(runner.id, f"Corridore {number}"))
            for number, runner in enumerate(runners, 1)
        ],
        event,
        winners=first.number_of_winners,
        is_managed=first.turn_in_play_enabled,
        state=MarketState.ANNOUNCED,
        rounding=exchange.rules.liability_rounding.value,
    )
