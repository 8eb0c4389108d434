"""My offers on a market tell when the rest of what is mine there has to be read again."""

from datetime import datetime
from typing import Any

from xlbetflag.feed.entry import Entry
from xlbetflag.market.offer import MarketOffers


def fingerprint(mine: MarketOffers | None) -> Any:
    """Equal as long as neither what is matched of my offers nor the market's state has changed."""
    return None if mine is None else (mine.offers, mine.version, mine.state)


def confirmed(follower: Entry, mine: MarketOffers, sent: float, wall: datetime) -> bool:
    """Matched or exposure, read when my offers were what they are now, holds as of this look.

    Offers only come and are only matched: equal twice, they were so in between.
    """
    holds = follower.sent is not None and follower.basis == fingerprint(mine)
    if holds and follower.sent is not None and sent > follower.sent and not follower.trouble:
        follower.keep(follower.value, sent, wall)
    return holds


def is_mine(entry: Entry) -> bool:
    """Whether the last look at my offers of a market has shown something that may change."""
    mine: MarketOffers | None = entry.value
    if mine is None or mine.state.is_over:
        return False
    return any(offer.is_working or offer.matched for offer in mine.offers)
