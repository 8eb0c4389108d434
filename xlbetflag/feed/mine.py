"""My offers on a market tell when the rest of what is mine there has to be read again."""

from datetime import datetime
from typing import Any

from xlbetflag.feed.entry import Entry
from xlbetflag.market.offer import MarketOffers

JUST_ASKED = 10.0  # seconds for which a cell that begins to ask has my offers read often


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


def may_be_mine(entry: Entry, now: float) -> bool:
    """Whether my offers of a market are worth reading often, by themselves."""
    if now - entry.began < JUST_ASKED or entry.value is None:
        return True
    mine: MarketOffers = entry.value
    return not mine.state.is_over and any(o.is_working or o.matched for o in mine.offers)
