"""What the feed would know, always fresh, for the account and the markets of one run."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.safety.venue import Venue
from tests.support.worlds import LiveView
from xlbetflag.feed import Cadence
from xlbetflag.feed.budget import Budget
from xlbetflag.practice.matching.accounts import Account


class TraderView(LiveView):
    """Takes the feed's place on a desk."""

    cadence = Cadence()

    def __init__(self, venue: Venue, now: Callable[[], datetime], budget: Budget) -> None:
        super().__init__(venue.exchange, now)
        self.budget = budget
        self._venue = venue

    def _account(self) -> Account:
        return self._venue.account

    def _lists(self, market_id: str) -> bool:
        return market_id in self._venue.markets

    def is_live(self, market_id: str) -> bool:
        return self._exchange.market(int(market_id)).is_live

    def follow(self, held: Any) -> None: ...

    def name(self, market_id: str) -> None: ...

    def touched(self, market_id: str) -> None: ...

    def learned(self, *read: Any) -> None: ...

    def show(self, who: str, markets: Any) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def hasten(self, topics: Any = None) -> list[Any]:
        return []
