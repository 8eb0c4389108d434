"""Which of the markets that a row's search finds the row watches.

A market that a row has taken stays until it is over or the user lets it go: the search only says
what may be taken next.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

import msgspec

from xlbetflag.market.menu import Event
from xlbetflag.market.search import Listed, Place, Search, place


class Choice(msgspec.Struct, frozen=True):
    """`found`: how many markets match now; `markets`: the ids of those that the row watches."""

    found: int
    markets: tuple[str, ...]


def choose(
    search: Search,
    matches: Sequence[Listed],
    known: Mapping[str, Listed],
    taken: Sequence[str],
    *,
    over: Collection[str],
    held: Collection[str],
    let_go: bool = False,
) -> Choice:
    """What a row watches from now on.

    `matches`: those of `search.matches`. `taken`: what the row watched so far, `known` the same by
    id as the menu has them or last had them; `over`: markets that are closed; `held`: markets that
    nothing may take away. `let_go`: the user asks for the next.
    """
    matching = {market.market_id: event for event, market in matches}

    def stays(market_id: str) -> bool:
        if market_id in held:
            return True
        if market_id in over:
            return False
        if let_go:
            return not search.in_turn and market_id in matching
        return market_id not in known or search.fits(*known[market_id])

    kept = tuple(market_id for market_id in taken if stays(market_id))
    fresh = [
        (event, market.market_id)
        for event, market in matches
        if market.market_id not in over and market.market_id not in taken
    ]
    if search.in_turn:
        passed = [known[each] for each in taken if each in known and search.fits(*known[each])]
        after = max((place(event) for event, _ in passed), default=None)
        return Choice(len(matching), kept or _next_event(fresh, after)[: search.most])
    more = [market_id for _, market_id in fresh]
    return Choice(len(matching), (*kept, *more[: max(0, search.most - len(kept))]))


def _next_event(fresh: Sequence[tuple[Event, str]], after: Place | None) -> tuple[str, ...]:
    """The markets of the first event behind `after`."""
    for at, group in groupby(fresh, key=lambda each: place(each[0])):
        if after is None or at > after:
            return tuple(market_id for _, market_id in group)
    return ()
