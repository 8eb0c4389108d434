"""Which selection of a market a person means by what they typed."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from xlbetflag.market.problem import Problem
from xlbetflag.market.words import folded, plain

SEPARATOR = "·"


class Named(Protocol):
    @property
    def selection_id(self) -> str: ...
    @property
    def name(self) -> str: ...


Choice = TypeVar("Choice", bound=Named)


def label(selection: Named) -> str:
    """What cannot be misread: "3 · 2" is the selection with id 3, named 2."""
    return f"{selection.selection_id} {SEPARATOR} {selection.name}"


def find_selection(text: str, selections: Sequence[Choice], line: str = "") -> Choice:
    """The one selection that `text` (an id, a name in any case, or a label) means; "#3" is the id.

    A name may be written with the market's `line`: "Over 2.5". A text that is the id of one
    selection and the name of another is refused: in a 1X2 market the selection with id 3 is named
    "2". Raises Problem: selection.unknown, selection.ambiguous, selection.label_disagrees.
    """
    wanted = folded(text)
    meant = [
        each
        for each in selections
        if wanted in (each.selection_id, f"#{each.selection_id}") or wanted in _names(each, line)
    ]
    if not meant:
        return _by_label(text, selections, line)
    if len(meant) > 1:
        raise Problem("selection.ambiguous", selection=text, choices=_choices(meant))
    return meant[0]


def _by_label(text: str, selections: Sequence[Choice], line: str) -> Choice:
    first, separator, second = (part.strip() for part in plain(text).partition(SEPARATOR))
    by_id = [each for each in selections if each.selection_id == first]
    if not separator or not by_id:
        raise Problem("selection.unknown", selection=text, choices=_choices(selections))
    if folded(second) not in _names(by_id[0], line):
        raise Problem("selection.label_disagrees", selection=text, choices=_choices(selections))
    return by_id[0]


def _names(selection: Named, line: str) -> tuple[str, str]:
    """What a person may call it: its name, and its name with the market's line."""
    return folded(selection.name), folded(f"{selection.name} {line}")


def _choices(selections: Iterable[Named]) -> str:
    return ", ".join(label(each) for each in selections)
