"""How many selections of a market win, which the venue does not tell: a table of kinds of markets.

Too few would make a worst outcome look better than it is, so nothing here is guessed from a part of
a name ("Vincente" is one winner, "Vincente o piazzato" is not): what fits no kind has no known
number.
"""

from collections.abc import Mapping

import msgspec

from xlbetflag.market.menu import Market
from xlbetflag.market.words import folded


class Kind(msgspec.Struct, frozen=True):
    """Markets of which `winners` selections win; `source` says why.

    A market is of this kind where all that is told holds: its whole name is one of `names`, its
    selections are just `selections`, there are `count` of them. Letters may be small or capital.
    """

    winners: int
    source: str
    names: tuple[str, ...] = ()
    selections: tuple[str, ...] = ()
    count: int = 0

    def fits(self, market: Market) -> bool:
        if self.names and folded(market.name) not in map(folded, self.names):
            return False
        if self.count and len(market.selections) != self.count:
            return False
        shown = sorted(folded(selection.name) for selection in market.selections)
        return not self.selections or shown == sorted(map(folded, self.selections))


KINDS = (
    Kind(1, "one of two: over or under, yes or no, home or away", count=2),
    Kind(1, "a match, or a part of it, ends 1, X or 2", selections=("1", "X", "2")),
    Kind(
        1,
        "a match, or a part of it, ends 1, X or 2",
        names=("Esito finale 1X2", "Esito finale", "1X2", "1X2 1° tempo", "1X2 primo tempo"),
        count=3,
    ),
    Kind(
        1,
        "one wins the race or the competition; a dead heat pays the mean of its results",
        names=("Vincente", "Vincente gara", "Vincente corsa", "Vincente torneo"),
    ),
    Kind(1, "a match ends with one score", names=("Risultato esatto",)),
    Kind(1, "one result at half time and one at the end", names=("Parziale/Finale",)),
)


def winners_of(market: Market, said: Mapping[str, int]) -> int | None:
    """How many selections of a market win; None where nobody knows.

    `said`: the user's own word, by a market's id or by its whole name; 0 stands for not known. The
    id goes before the name, both go before the table.
    """
    if market.market_id in said:
        return said[market.market_id] or None
    for name, number in said.items():
        if folded(name) == folded(market.name):
            return number or None
    return next((kind.winners for kind in KINDS if kind.fits(market)), None)
