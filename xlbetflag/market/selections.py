"""The selections of a market, as far as anything shown of it names them."""

from xlbetflag.market.book import BEST_ALONE
from xlbetflag.market.menu import Selection
from xlbetflag.market.reading import View


def selections_of(view: View, market_id: str) -> tuple[Selection, ...]:
    """In the venue's order, as the menu names them, else as the book does; none where neither was
    ever read."""
    found = view.find(market_id)
    if found is not None and found[1].selections:
        return found[1].selections
    book = view.book(market_id, BEST_ALONE).value
    if book is None:
        return ()
    return tuple(Selection(each.selection_id, each.name) for each in book.selections)
