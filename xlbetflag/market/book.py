"""What can be taken on a market at this moment."""

import msgspec

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState


class Level(msgspec.Struct, frozen=True, gc=False):
    """A price (hundredths) and the size (cents) that can be taken at it."""

    price: Hundredths
    size: Cents


class SelectionBook(msgspec.Struct, frozen=True):
    """Best first: `back` is what a back bet can take, `lay` what a lay bet can take."""

    selection_id: str
    name: str
    back: tuple[Level, ...]
    lay: tuple[Level, ...]

    def levels(self, side: Side) -> tuple[Level, ...]:
        return self.back if side is Side.BACK else self.lay

    def best(self, side: Side) -> Level | None:
        levels = self.levels(side)
        return levels[0] if levels else None


class Book(msgspec.Struct, frozen=True):
    """A market's selections in the venue's order. `version` moves with the market."""

    market_id: str
    version: int
    state: MarketState
    selections: tuple[SelectionBook, ...]

    def selection(self, selection_id: str) -> SelectionBook | None:
        return next((s for s in self.selections if s.selection_id == selection_id), None)
