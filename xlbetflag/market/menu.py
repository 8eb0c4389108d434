"""What there is to bet on: events, their markets, their selections."""

from datetime import datetime

import msgspec


class Selection(msgspec.Struct, frozen=True):
    selection_id: str
    name: str


class Market(msgspec.Struct, frozen=True):
    """`line` is the handicap or goal line of the market ("2.5"), empty where there is none."""

    market_id: str
    name: str
    line: str
    selections: tuple[Selection, ...]


class Event(msgspec.Struct, frozen=True):
    """`start` is aware (Europe/Rome). `markets` is empty in a menu without markets."""

    event_id: str
    name: str
    sport: str
    nation: str
    competition: str
    start: datetime
    markets: tuple[Market, ...] = ()
