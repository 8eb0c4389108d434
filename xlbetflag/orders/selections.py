"""Which selection of a market a person means by what they typed."""

from collections.abc import Iterable, Sequence

from xlbetflag.market.book import Book
from xlbetflag.market.menu import Market, Selection
from xlbetflag.market.problem import Problem

SEPARATOR = "·"


def label(selection: Selection) -> str:
    """What cannot be misread: "3 · 2" is the selection with id 3, named 2."""
    return f"{selection.selection_id} {SEPARATOR} {selection.name}"


def known_selections(market: Market | None, book: Book | None) -> tuple[Selection, ...]:
    """A market's selections as the menu names them, else as its book does."""
    if market is not None and market.selections:
        return market.selections
    if book is not None:
        return tuple(Selection(each.selection_id, each.name) for each in book.selections)
    return ()


def resolve(text: str, selections: Sequence[Selection]) -> Selection:
    """The one selection that `text` (an id, a name or a label) means. Raises Problem.

    A text that is the id of one selection and the name of another is refused: in a 1X2 market id 3
    is named "2".
    """
    wanted = _folded(text)
    meant = [each for each in selections if wanted in (each.selection_id, _folded(each.name))]
    if not meant:
        return _by_label(text, selections)
    if len(meant) > 1:
        raise Problem("selection.ambiguous", selection=text, choices=_choices(meant))
    return meant[0]


def _by_label(text: str, selections: Sequence[Selection]) -> Selection:
    first, separator, second = (part.strip() for part in text.partition(SEPARATOR))
    by_id = [each for each in selections if each.selection_id == first]
    if not separator or not by_id:
        raise Problem("selection.unknown", selection=text, choices=_choices(selections))
    if _folded(by_id[0].name) != _folded(second):
        raise Problem("selection.label_disagrees", selection=text, choices=_choices(selections))
    return by_id[0]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _choices(selections: Iterable[Selection]) -> str:
    return ", ".join(label(each) for each in selections)
