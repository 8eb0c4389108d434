"""What requests are for: the classes of the one budget, the most urgent first."""

from enum import StrEnum

from xlbetflag.feed.topics import Cadence


class Use(StrEnum):
    """CANCELS, ORDERS and LOOKS (of the order path at a market) go before every read.

    Books: of markets with open orders or waiting triggers; live or about to be, on a sheet that is
    seen; others on it; the rest; of markets that are over. MINE: my offers, matched and exposure
    where something of mine is or may be; HANDS: my offers elsewhere, to notice a hand's bets.
    """

    CANCELS = "cancels"
    ORDERS = "orders"
    LOOKS = "looks"
    HELD = "held"
    LIVE = "live"
    SEEN = "seen"
    OTHERS = "others"
    OVER = "over"
    MINE = "mine"
    HANDS = "hands"
    ACCOUNT = "account"
    MENUS = "menus"

    @property
    def is_orders(self) -> bool:
        """It is the order path's: a quarter of the budget is kept for these three."""
        return self in ORDERS_FIRST


ORDERS_FIRST = (Use.CANCELS, Use.ORDERS, Use.LOOKS)
BOOKS = (Use.HELD, Use.LIVE, Use.SEEN, Use.OTHERS, Use.OVER)
READS = tuple(use for use in Use if use not in ORDERS_FIRST)

LEAST_ROOM = 1.2  # times the shortest: so far an age may always be stretched


def spans(use: Use, kind: str, cadence: Cadence, *, is_live: bool) -> tuple[float, float]:
    """Seconds between two reads at the least, and the longest age, where the budget allows it."""
    shortest = cadence.of(kind, is_live=is_live)
    longest = {
        Use.HELD: cadence.longest_held,
        Use.LIVE: cadence.longest_live,
        Use.SEEN: cadence.longest_seen,
        Use.OTHERS: cadence.longest_other,
    }.get(use, 0.0)
    if use is Use.OVER:
        shortest = 10 * cadence.book
    elif use is Use.HANDS:
        shortest = max(cadence.hands, cadence.mine)
    return shortest, max(longest, LEAST_ROOM * shortest)
