"""Where your resting offers stand in a recorded queue, and when the recorded trades reach them.

An offer that comes to rest stands behind what the recording then shows at its price and side. Half
of the recorded volume traded at that price (the record counts both bettors) passes over the queue
from its front: first what is ahead, then your offers, oldest first, at their own price. What is
cancelled in the recording is taken to leave from behind you, until less is shown than was ahead.
"""

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.side import Side
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.replay.volumes import Volumes
from xlbetflag.practice.venue.market import Market


class Places:
    """`ahead`: by offer id, the recorded size before it. `traded`: recorded totals so far.
    `volumes`: what the recording bears; None limits nothing."""

    def __init__(self, market: Market, recorder: Account, volumes: Volumes | None) -> None:
        self.ahead: dict[str, Cents] = {}
        self.traded: dict[tuple[int, Hundredths], Cents] = {}
        self._market = market
        self._recorder = recorder
        self._volumes = volumes

    def join(self, place: int, price: Hundredths) -> None:
        """Before the recording moves a price: note who has come to stand there since."""
        for side in Side:
            standing = self._market.engines[place].resting(side, price)
            shown = sum(each.remaining for each in standing if each.account is self._recorder)
            for order in standing:
                if order.account is not self._recorder:
                    self.ahead.setdefault(order.offer_id, shown)

    def trade(self, place: int, price: Hundredths, total: Cents, *, is_image: bool) -> None:
        """The recording says how much was traded at a price in all."""
        before = self.traded.get((place, price), 0)
        self.traded[place, price] = total
        volume = (total - before) // 2
        if is_image or volume <= 0 or not self._market.is_trading:
            return
        for side in Side:
            left = volume
            for order in self._market.engines[place].resting(side, price):
                if order.account is not self._recorder:
                    left -= self._pass(order, volume, left)

    def shrink(self, place: int, side: Side, price: Hundredths, shown: Cents) -> None:
        """No more can be ahead than is shown."""
        for order in self._market.engines[place].resting(side, price):
            if self.ahead.get(order.offer_id, 0) > shown:
                self.ahead[order.offer_id] = shown

    def _pass(self, order: Order, volume: Cents, left: Cents) -> Cents:
        ahead = self.ahead.get(order.offer_id, 0)
        self.ahead[order.offer_id] = max(0, ahead - volume)
        size = min(order.remaining, left, volume - ahead)
        if size > 0 and self._volumes is not None:
            size = self._volumes.take(order.selection, order.side, size)
        if size <= 0:
            return 0
        self._market.fill(order, self._recorder, size)
        return size
