"""What waits: placements for a live market's delay, accepted offers for the regulator.

Both wait for the market's own clock; where nobody moves that clock on, the same number of real
seconds lets them pass too, whichever comes first (assumed: in a recording played slowly too).
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta

from xlbetflag.api.messages import PlaceRequest
from xlbetflag.practice.matching.accounts import Account
from xlbetflag.practice.matching.engine import Order
from xlbetflag.practice.venue.market import Market


class Delay:
    """Until when something on a market waits."""

    def __init__(self, market: Market, seconds: float, clock: Callable[[], float]) -> None:
        self.market = market
        self.due = market.event.now + timedelta(seconds=seconds)
        self._clock = clock
        self._real_due = clock() + seconds

    @property
    def is_over(self) -> bool:
        return self.market.event.now >= self.due or self.seconds <= 0

    @property
    def seconds(self) -> float:
        """Of real time still to wait, at most."""
        return self._real_due - self._clock()


class Waiting:
    """A placement on a live market, checked once, to be checked again when its delay is over.

    Nothing of it exists yet: no offer, no blocked money. `decided` gets the offers, or Refused.
    """

    def __init__(self, account: Account, request: PlaceRequest, delay: Delay) -> None:
        self.account = account
        self.request = request
        self.delay = delay
        self.version = delay.market.version  # an order for this one: any change refuses it
        self.decided: Future[list[Order]] = Future()


class Held:
    """An accepted offer that the regulator has yet to register."""

    def __init__(self, order: Order, delay: Delay) -> None:
        self.order = order
        self.delay = delay

    @property
    def is_due(self) -> bool:
        return self.delay.is_over and self.delay.market.is_trading


def by_due(each: Waiting | Held) -> datetime:
    return each.delay.due
