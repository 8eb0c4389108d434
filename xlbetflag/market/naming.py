"""Which selection a person means."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from xlbetflag.market.problem import Problem

SEPARATOR = " · "


class Named(Protocol):
    @property
    def selection_id(self) -> str: ...
    @property
    def name(self) -> str: ...


Choice = TypeVar("Choice", bound=Named)


def label(selection: Named) -> str:
    """What names a selection without doubt: "3 · 2" is the one with id 3, called "2"."""
    return f"{selection.selection_id}{SEPARATOR}{selection.name}"


def find_selection(text: str, selections: Sequence[Choice]) -> Choice:
    """The selection with that id, that name (in any case) or that label.

    In a 1X2 market "2" is the id of X and the name of another: refused, not guessed.
    Raises Problem: selection.unknown, selection.ambiguous, selection.name_differs.
    """
    typed = text.strip()
    number, separator, name = typed.partition(SEPARATOR.strip())
    if separator:
        return _by_label(typed, number.strip(), name.strip(), selections)
    folded = typed.casefold()
    found = [
        selection
        for selection in selections
        if selection.selection_id == typed or selection.name.strip().casefold() == folded
    ]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(label(selection) for selection in found)
        raise Problem("selection.ambiguous", field="selection", value=typed, choices=choices)
    choices = ", ".join(label(selection) for selection in selections)
    raise Problem("selection.unknown", field="selection", value=typed, choices=choices)


def _by_label(typed: str, number: str, name: str, selections: Sequence[Choice]) -> Choice:
    for selection in selections:
        if selection.selection_id == number:
            if selection.name.strip().casefold() == name.casefold():
                return selection
            raise Problem(
                "selection.name_differs", field="selection", value=typed, choices=label(selection)
            )
    choices = ", ".join(label(selection) for selection in selections)
    raise Problem("selection.unknown", field="selection", value=typed, choices=choices)
