"""What the feed would know, always fresh, for the account and the markets of one run."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.safety.venue import NAMES, Venue
from tests.support.worlds import ExchangeView
from xlbetflag.api import translate
from xlbetflag.feed import FeedStatus
from xlbetflag.market.account import Balance
from xlbetflag.market.book import PricePoint
from xlbetflag.market.menu import Event, Market, Selection
from xlbetflag.market.moments import ROME
from xlbetflag.market.offer import MarketOffers
from xlbetflag.market.reading import Health, Reading
from xlbetflag.practice.wire import answers

STARTED_ON = datetime(2026, 5, 3, 20, 45, tzinfo=ROME)


class TraderView(ExchangeView):
    """Takes the feed's place on a desk."""

    def __init__(self, venue: Venue, now: Callable[[], datetime]) -> None:
        super().__init__(venue.exchange, now)
        self._venue = venue

    def balance(self) -> Reading[Balance]:
        with self._exchange.lock:
            value = translate.balance(answers.balance(self._venue.account))
        return Reading(value, Health.LIVE, self.age, self._now())

    def exposure(self, market_id: str) -> Reading[dict[str, int]]:
        with self._exchange.lock:
            market = self._exchange.market(int(market_id))
            value = translate.exposure(answers.exposure(market, self._venue.account))
        return Reading(value, Health.LIVE, self.age, self._now())

    def offers(self, market_id: str) -> Reading[MarketOffers]:
        if market_id not in self._venue.markets:  # a row may say anything
            return Reading(None, Health.NO_FEED, float("inf"), None)
        with self._exchange.lock:
            market = self._exchange.market(int(market_id))
            value = translate.my_offers(market_id, answers.my_offers(market, self._venue.account))
        return Reading(value, Health.LIVE, self.age, self._now())

    def find(self, market_id: str) -> tuple[Event, Market] | None:
        if market_id not in self._venue.markets:
            return None
        selections = tuple(Selection(str(place), name) for place, name in enumerate(NAMES, 1))
        market = Market(market_id, "Esito Finale 1x2", "", selections)
        event = Event(market_id, "Lazio - Verona", "CALCIO", "Italia", "A", STARTED_ON, (market,))
        return event, market

    def history(self, market_id: str, selection_id: str) -> tuple[PricePoint, ...]:
        return ()

    def status(self) -> FeedStatus:
        return FeedStatus(True, 1, 1, "", self._now())

    def is_live(self, market_id: str) -> bool:
        return self._exchange.market(int(market_id)).is_live

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def hasten(self, topics: Any = None) -> list[Any]:
        return []
