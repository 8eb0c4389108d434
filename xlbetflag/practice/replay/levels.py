"""The recorded liquidity: one offer of the house a price and side, less what you took of it."""

import msgspec

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.replay.places import Places
from xlbetflag.practice.venue.market import Market

Where = tuple[int, Side, Hundredths]  # the runner's place, the side and the price of the offer


class StoredLevel(msgspec.Struct, frozen=True, array_like=True):
    """Of a level that something was taken from: how much."""

    place: int
    side: Side
    price: Hundredths
    taken: Cents


class _Level(msgspec.Struct):
    """`shown`: how much its offer was last made to show; `taken_before`: of the level, until then;
    `order`: None where all of it is taken."""

    order: Order | None
    shown: Cents
    taken_before: Cents

    @property
    def remaining(self) -> Cents:
        return self.order.remaining if self.order is not None else 0

    @property
    def taken(self) -> Cents:
        return self.taken_before + self.shown - self.remaining


class Levels:
    """`is_optimistic`: a level is whole again whenever the recording moves it; else what was taken
    stays subtracted until the level is gone or traded through."""

    def __init__(
        self, market: Market, recorder: Account, places: Places, *, is_optimistic: bool
    ) -> None:
        self._market = market
        self._recorder = recorder
        self._places = places
        self._is_optimistic = is_optimistic
        self._levels: dict[Where, _Level] = {}

    def show(self, place: int, side: Side, price: Hundredths, size: Cents) -> None:
        """The recording now has `size` at a price; 0 where nothing is there."""
        self._places.join(place, price)
        where = place, side, price
        level = self._levels.get(where)
        taken = 0 if level is None or self._is_optimistic or size <= 0 else level.taken
        left = max(0, size - taken)
        self._places.shrink(place, side, price, left)
        if level is not None and level.order is not None and level.remaining and left:
            self._market.engines[place].resize(level.order, left)  # its turn is kept
            level.shown, level.taken_before = left, taken
            return
        self._remove(where)
        if size > 0:
            self._levels[where] = level = _Level(None, left, taken)
            if left:
                level.order = self._market.place(self._recorder, "", place, side, price, left)

    def trade(self, place: int, price: Hundredths) -> None:
        """Something was traded at a price: the better ones of either side were traded through."""
        if self._is_optimistic or len(self._market.positions) < 2:
            return  # nobody but the house has been here
        for (runner, side, level_price), level in self._levels.items():
            is_better = level_price > price if side is Side.LAY else level_price < price
            if runner == place and is_better and level.taken:
                level.taken_before, level.shown = 0, level.remaining

    def clear(self) -> None:
        """Nothing of the recording stands any more."""
        for where in list(self._levels):
            self._remove(where)

    def taken(self) -> list[StoredLevel]:
        """What is taken of the levels that stand."""
        return [
            StoredLevel(*where, level.taken) for where, level in self._levels.items() if level.taken
        ]

    def restore(self, taken: list[StoredLevel]) -> None:
        """The offers of the house stand again; of these levels so much is taken."""
        self._levels = {
            (order.selection, order.side, order.price): _Level(order, order.remaining, 0)
            for order in self._market.working(self._recorder)
        }
        for each in taken:
            level = self._levels.setdefault((each.place, each.side, each.price), _Level(None, 0, 0))
            level.taken_before = each.taken

    def _remove(self, where: Where) -> None:
        level = self._levels.pop(where, None)
        if level is not None and level.order is not None:
            self._market.cancel(level.order)
