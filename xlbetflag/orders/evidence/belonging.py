"""Answers that were mixed up on their way: one that lists offers of ours which stand on another
market is no evidence of either market."""

from collections.abc import Iterable

from xlbetflag.api.errors import Malformed
from xlbetflag.orders.journal.ledger import Ledger


def check_market(ledger: Ledger, market_id: str, offer_ids: Iterable[str]) -> None:
    """Raises Malformed where one of the ids is that of a row's offer on another market, and the
    venue has shown it there."""
    strange = ledger.of_other_markets(market_id, set(offer_ids), proven=True)
    if strange:
        reason = f"lists offers of another market: {', '.join(sorted(strange))}"
        raise Malformed("my_offers", "", "", reason)
