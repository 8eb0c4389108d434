"""The selections of a market, as far as anything shown of it names them."""

from xlbetflag.market.book import Book
from xlbetflag.market.menu import Market, Selection


def known_selections(market: Market | None, book: Book | None) -> tuple[Selection, ...]:
    """As the menu names them, else as the book does."""
    if market is not None and market.selections:
        return market.selections
    if book is not None:
        return tuple(Selection(each.selection_id, each.name) for each in book.selections)
    return ()
