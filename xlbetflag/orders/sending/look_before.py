"""What stands on a market just before a POST: my offers, its state, its live delay."""

from collections.abc import Callable
from functools import partial

import msgspec

from xlbetflag.api.errors import ApiError
from xlbetflag.market.book import Book
from xlbetflag.market.offer import Bet, MarketOffers, Offer
from xlbetflag.market.reading import Health, View
from xlbetflag.market.state import MarketState
from xlbetflag.orders.clocks import Stamp
from xlbetflag.orders.conditional.terms.options import Phase
from xlbetflag.orders.evidence.belonging import check_market
from xlbetflag.orders.journal.ledger import Ledger
from xlbetflag.orders.order import Baseline
from xlbetflag.orders.pace import Pace
from xlbetflag.orders.rows.twins import strangers
from xlbetflag.orders.venue import Venue
from xlbetflag.scheduling import Scheduler


class LookBefore(msgspec.Struct, frozen=True):
    """The market just before a POST: what stands there, and the newest book: the feed's where that
    is of this moment and of the same version of the market, else read side by side.

    `strangers`: what of it belongs to no row, by what it bets.
    """

    baseline: Baseline
    market: MarketOffers
    book: Book
    read_at: Stamp
    strangers: dict[Bet, Offer]

    @property
    def state(self) -> MarketState:
        """OPEN only where both looks say so."""
        return self.market.state if self.book.state is MarketState.OPEN else self.book.state

    @property
    def phase(self) -> Phase:
        return Phase.LIVE if self.market.is_live else Phase.BEFORE_LIVE

    def with_offers(self, offer_ids: tuple[str, ...]) -> "LookBefore":
        """The same, once these offers of ours were accepted."""
        known = self.baseline.offer_ids.union(offer_ids)
        baseline = msgspec.structs.replace(self.baseline, offer_ids=known, exposure=None)
        return msgspec.structs.replace(self, baseline=baseline)


class LooksBefore:
    """Reads them; one of a moment ago (`pace.baseline`) serves too. Used from the worker lane.

    While one POST is under way, the next market may be read beside.
    """

    def __init__(
        self, client: Venue, ledger: Ledger, view: View, pace: Pace, scheduler: Scheduler
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._view = view
        self._pace = pace
        self._last: LookBefore | None = None
        self._ahead: Callable[[], LookBefore | None] | None = None
        self._scheduler = scheduler

    def of(self, market_id: str, asked: Stamp) -> LookBefore:
        """As it stands for what was asked for then: nothing read before that tells.

        Raises ApiError where my offers or the book cannot be read.
        """
        ahead, self._ahead = self._ahead, None
        read_ahead = ahead() if ahead is not None else None
        for known in (self._last, read_ahead):
            if known is not None and self._serves(known, market_id, asked):
                return known
        return self._read(market_id)

    def look_ahead(self, market_id: str) -> None:
        """Begin to read a market that will soon be asked for."""
        self._ahead = self._scheduler.beside("orders-ahead", partial(self._try, market_id))

    def keep(self, standing: LookBefore | None) -> None:
        """What is known of the market after the POST; None where only a read can tell."""
        self._last = standing

    def close(self) -> None:
        """Returns when a read under way has ended."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            ahead()

    def _serves(self, known: LookBefore, market_id: str, asked: Stamp) -> bool:
        is_later = known.read_at.steady >= asked.steady
        is_fresh = self._ledger.clocks.since(known.read_at) <= self._pace.baseline
        return known.baseline.market_id == market_id and is_later and is_fresh

    def _try(self, market_id: str) -> LookBefore | None:
        try:
            return self._read(market_id)
        except ApiError:
            return None  # asked for in earnest, it is read again, and the error is told

    def _read(self, market_id: str) -> LookBefore:
        read_at = self._ledger.clocks.stamp()
        known = self._known_book(market_id)
        read = partial(self._read_book, market_id)
        ahead = self._scheduler.beside("orders-book", read) if known is None else None
        market = self._client.my_offers(market_id)
        check_market(self._ledger, market_id, (offer.offer_id for offer in market.offers))
        exposure = self._view.exposure(market_id)
        baseline = Baseline(
            market_id=market_id,
            offer_ids=frozenset(offer.offer_id for offer in market.offers),
            exposure=exposure.value if exposure.health is Health.LIVE else None,
            taken=self._ledger.now(),
        )
        if ahead is not None:
            known = ahead()
        elif known is None or known.version != market.version:
            known = self._read_book(market_id)
        unowned = strangers(market.offers, self._ledger.linked_offers(market_id))
        return LookBefore(baseline, market, known, read_at, unowned)

    def _known_book(self, market_id: str) -> Book | None:
        """The feed's, where it is as new as a look of ours may be."""
        reading = self._view.book(market_id)
        is_new = reading.health is Health.LIVE and reading.age <= self._pace.baseline
        return reading.value if is_new else None

    def _read_book(self, market_id: str) -> Book:
        return self._client.book(market_id, 1)
