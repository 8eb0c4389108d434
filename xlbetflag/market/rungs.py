"""One selection as a ladder: a rung for each legal price, what can be taken there, what is mine."""

from collections.abc import Iterable, Sequence

import msgspec

from xlbetflag.market.book import Level, SelectionBook
from xlbetflag.market.ladder import Ladder
from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.offer import Bet
from xlbetflag.market.position import Position
from xlbetflag.market.side import Side

DEPTH = 3  # prices of each side that the venue shows at most


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A price and its sizes in cents.

    `back`, `lay`: what a bet on that side can take here; None deeper than the venue shows, which is
    not the same as nothing. `move`: that of the selection, at its best back price; 0 elsewhere.
    """

    price: Hundredths
    back: Cents | None
    lay: Cents | None
    my_back: Cents
    my_lay: Cents
    matched_back: Cents
    matched_lay: Cents
    move: int


def rungs(
    selection: SelectionBook, mine: Position, ladder: Ladder, centre: Hundredths, count: int
) -> list[Rung]:
    """`count` rungs around a price, the highest first.

    A price of the book or of mine that is not on the ladder has a rung of its own, never none.
    """
    own_open = [bet for bet in mine.open if bet.selection_id == selection.selection_id]
    own_matched = [bet for bet in mine.matched if bet.selection_id == selection.selection_id]
    shown = [level.price for side in Side for level in selection.levels(side)]
    extra = [price for price in shown if not ladder.is_legal(price)]
    extra += [bet.price for bet in (*own_open, *own_matched) if not ladder.is_legal(bet.price)]
    prices = _window(ladder, extra, centre, count)
    best = selection.best(Side.BACK)
    return [
        Rung(
            price=price,
            back=_size_at(price, selection.back, Side.BACK),
            lay=_size_at(price, selection.lay, Side.LAY),
            my_back=_mine(own_open, Side.BACK, price),
            my_lay=_mine(own_open, Side.LAY, price),
            matched_back=_mine(own_matched, Side.BACK, price),
            matched_lay=_mine(own_matched, Side.LAY, price),
            move=selection.move if best is not None and best.price == price else 0,
        )
        for price in reversed(prices)
    ]


def middle(selection: SelectionBook, ladder: Ladder) -> Hundredths | None:
    """The legal price nearest to the middle of the best two, or to the only one; None for none."""
    best = [level.price for side in Side if (level := selection.best(side)) is not None]
    return ladder.nearest(sum(best) / len(best)) if best else None


def recentred(
    centre: Hundredths | None, selection: SelectionBook, ladder: Ladder, count: int
) -> Hundredths | None:
    """Where the ladder should stand now: where it stood, until the market has left the middle half
    of it. A ladder that follows every tick moves under the hand that is about to click."""
    now = middle(selection, ladder)
    if now is None or centre is None or not ladder.is_legal(centre):
        return now if now is not None else centre
    return centre if abs(ladder.ticks_between(centre, now)) <= count // 4 else now


def _window(
    ladder: Ladder, extra: Iterable[Hundredths], centre: Hundredths, count: int
) -> Sequence[Hundredths]:
    """`count` prices in order, the centre in the middle or as near to it as the ends allow."""
    prices = sorted({*ladder.prices, *extra, centre})
    place = prices.index(centre)
    first = max(0, min(place - count // 2, len(prices) - count))
    return prices[first : first + count]


def _size_at(price: Hundredths, levels: Sequence[Level], side: Side) -> Cents | None:
    for level in levels:
        if level.price == price:
            return level.size
    if len(levels) < DEPTH:
        return 0
    deepest = levels[-1].price
    is_deeper = price < deepest if side is Side.BACK else price > deepest
    return None if is_deeper else 0


def _mine(bets: Iterable[Bet], side: Side, price: Hundredths) -> Cents:
    return sum(bet.size for bet in bets if bet.side is side and bet.price == price)
