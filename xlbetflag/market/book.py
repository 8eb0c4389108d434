"""What can be taken on a market at this moment."""

from datetime import datetime
from functools import cached_property

import msgspec

from xlbetflag.market.money import Cents, Hundredths
from xlbetflag.market.naming import find_selection
from xlbetflag.market.side import Side
from xlbetflag.market.state import MarketState

BEST_ALONE, FULL_DEPTH = 1, 3  # prices of each side that a book may be asked for


class Level(msgspec.Struct, frozen=True, gc=False):
    """A price (hundredths) and the size (cents) that can be taken at it."""

    price: Hundredths
    size: Cents


class SelectionBook(msgspec.Struct, frozen=True):
    """Best first: `back` is what a back bet can take, `lay` what a lay bet can take.

    `move`: 1 where the best back price last went up, -1 down, 0 where no move was seen.
    """

    selection_id: str
    name: str
    back: tuple[Level, ...]
    lay: tuple[Level, ...]
    move: int = 0

    def levels(self, side: Side) -> tuple[Level, ...]:
        return self.back if side is Side.BACK else self.lay

    def best(self, side: Side) -> Level | None:
        levels = self.levels(side)
        return levels[0] if levels else None

    def takes(self, side: Side, size: Cents) -> tuple[Level, ...]:
        """What a bet of `size` on this side would take, best first; less where less is offered."""
        taken = []
        for level in self.levels(side):
            if size <= 0:
                break
            part = min(size, level.size)
            taken.append(Level(level.price, part))
            size -= part
        return tuple(taken)


class Book(msgspec.Struct, frozen=True, dict=True):
    """A market's selections in the venue's order. `version` moves with the market.

    `depth`: so many prices of each side were asked for. One beyond that is not known; one within it
    that is missing is not there.
    """

    market_id: str
    version: int
    state: MarketState
    selections: tuple[SelectionBook, ...]
    depth: int = FULL_DEPTH

    def find(self, text: str, line: str = "") -> SelectionBook:
        """The selection that a person means, as `naming.find_selection`.

        A text is looked for once: many cells ask the same book for the same selection.
        """
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = find_selection(text, self.selections, line)
        return found

    @cached_property
    def _found(self) -> dict[str, SelectionBook]:
        return {}

    def selection(self, selection_id: str) -> SelectionBook | None:
        return next((s for s in self.selections if s.selection_id == selection_id), None)

    def percentage(self, side: Side) -> float | None:
        """The sum of 1 / best odds over the selections: 1.02 is a book of 102 %. None where a
        selection has no price on this side."""
        best = [selection.best(side) for selection in self.selections]
        if not best or None in best:
            return None
        return sum(100 / level.price for level in best if level is not None)


POINTS_KEPT = 300  # of a selection's past; older ones make room


class PricePoint(msgspec.Struct, frozen=True, gc=False):
    """The best prices of a selection from a moment on; 0 where nobody offered one."""

    at: datetime
    back: Hundredths
    lay: Hundredths

    def price(self, side: Side) -> Hundredths:
        return self.back if side is Side.BACK else self.lay


def with_moves(book: Book, before: Book | None) -> Book:
    """The book with each selection's last move, seen against the book read before it."""
    if before is None:
        return book
    known = {selection.selection_id: selection for selection in before.selections}
    return msgspec.structs.replace(
        book,
        selections=tuple(
            msgspec.structs.replace(selection, move=_move(selection, known[selection.selection_id]))
            if selection.selection_id in known
            else selection
            for selection in book.selections
        ),
    )


def _move(now: SelectionBook, before: SelectionBook) -> int:
    new, old = now.best(Side.BACK), before.best(Side.BACK)
    if new is None or old is None or new.price == old.price:
        return before.move
    return 1 if new.price > old.price else -1
