"""What I hold on a market: the bets that are matched, and those that may still be."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from xlbetflag.market.offer import Bet, Match, Offer


class Position(msgspec.Struct, frozen=True):
    """`matched` at the prices they were matched at, `open` at the prices asked."""

    matched: tuple[Bet, ...] = ()
    open: tuple[Bet, ...] = ()

    @property
    def filled(self) -> tuple[Bet, ...]:
        """All of it, as if every open offer were matched at its own price."""
        return self.matched + self.open


def position(offers: Iterable[Offer], matches: Iterable[Match]) -> Position:
    """One position from two lists that were read at different moments.

    Of each offer the list that shows more matched is the later one. What only the offers show as
    matched counts at the offer's own price, which is the worst it can have been matched at.
    """
    seen: Counter[str] = Counter()
    matched = []
    for match in matches:
        seen[match.offer_id] += match.size
        matched.append(Bet(match.selection_id, match.side, match.price, match.size))
    still_open = []
    for offer in offers:
        at = offer.selection_id, offer.side, offer.price
        shown = seen[offer.offer_id]
        if offer.matched > shown:
            matched.append(Bet(*at, offer.matched - shown))
        left = offer.size - max(offer.matched, shown)
        if offer.is_working and left > 0:
            still_open.append(Bet(*at, left))
    return Position(tuple(matched), tuple(still_open))
