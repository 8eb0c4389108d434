"""What stands on a market just before a POST: my offers, its state, its live delay."""

import time
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from xlbetflag.api.errors import ApiError
from xlbetflag.market.reading import Health, View
from xlbetflag.market.state import MarketState
from xlbetflag.orders.ledger import Ledger
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.records import Baseline
from xlbetflag.orders.venue import Venue


class Standing(msgspec.Struct, frozen=True):
    """The market just before a POST. `read_at`: monotonic."""

    baseline: Baseline
    state: MarketState
    live_delay: int
    read_at: float

    def serves(self, market_id: str, seconds: float) -> bool:
        is_fresh = time.monotonic() - self.read_at <= seconds
        return self.baseline.market_id == market_id and is_fresh

    def with_offers(self, offer_ids: tuple[str, ...]) -> "Standing":
        """The same, once these offers of ours were accepted."""
        known = self.baseline.offer_ids.union(offer_ids)
        baseline = msgspec.structs.replace(self.baseline, offer_ids=known, exposure=None)
        return msgspec.structs.replace(self, baseline=baseline)


class Standings:
    """Reads them; one of a moment ago (`pace.baseline`) serves too. Used from the worker thread.

    While one POST is under way, the next market may be read in a thread of its own.
    """

    def __init__(self, client: Venue, ledger: Ledger, view: View, pace: Pace) -> None:
        self._client = client
        self._ledger = ledger
        self._view = view
        self._pace = pace
        self._last: Standing | None = None
        self._ahead: Future[Standing | None] | None = None
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="orders-ahead")

    def of(self, market_id: str) -> Standing:
        """Raises ApiError where my offers cannot be read."""
        ahead, self._ahead = self._ahead, None
        read_ahead = ahead.result() if ahead is not None else None
        for known in (self._last, read_ahead):
            if known is not None and known.serves(market_id, self._pace.baseline):
                return known
        return self._read(market_id)

    def look_ahead(self, market_id: str) -> None:
        """Begin to read a market that will soon be asked for."""
        self._ahead = self._reader.submit(self._try, market_id)

    def keep(self, standing: Standing | None) -> None:
        """What is known of the market after the POST; None where only a read can tell."""
        self._last = standing

    def close(self) -> None:
        """Returns when a read under way has ended."""
        self._reader.shutdown(cancel_futures=True)

    def _try(self, market_id: str) -> Standing | None:
        try:
            return self._read(market_id)
        except ApiError:
            return None  # asked for in earnest, it is read again, and the error is told

    def _read(self, market_id: str) -> Standing:
        read_at = time.monotonic()
        market = self._client.my_offers(market_id)
        exposure = self._view.exposure(market_id)
        baseline = Baseline(
            market_id=market_id,
            offer_ids=frozenset(offer.offer_id for offer in market.offers),
            exposure=exposure.value if exposure.health is Health.LIVE else None,
            taken=self._ledger.now(),
        )
        return Standing(baseline, market.state, market.live_delay, read_at)
