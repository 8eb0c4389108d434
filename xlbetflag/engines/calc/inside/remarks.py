"""Notes and links of cells."""

from __future__ import annotations

from typing import Any

from . import documents
from .server import Operation


def note(context: Any, reference: list[str], row: int, column: int, *text: str) -> str | None:
    """The note's text, or None; set, or added, with a value."""
    notes = documents.sheet(context, reference).Annotations
    place = _find(notes, row, column)
    if text:
        if place is not None:
            notes.removeByIndex(place)
        cell = documents.area(context, reference, [row, column, row, column])
        notes.insertNew(documents.cell_address(cell), text[0])
        return text[0]
    return None if place is None else str(notes.getByIndex(place).getString())


def note_author(context: Any, reference: list[str], row: int, column: int) -> str:
    notes = documents.sheet(context, reference).Annotations
    place = _find(notes, row, column)
    if place is None:
        raise KeyError("that cell has no note")
    return str(notes.getByIndex(place).getAuthor())


def delete_note(context: Any, reference: list[str], row: int, column: int) -> None:
    notes = documents.sheet(context, reference).Annotations
    place = _find(notes, row, column)
    if place is not None:
        notes.removeByIndex(place)


def notes(context: Any, reference: list[str]) -> list[list[int]]:
    """``[row, column]`` of each cell with a note."""
    found = documents.sheet(context, reference).Annotations
    places = [found.getByIndex(place).getPosition() for place in range(found.Count)]
    return [[place.Row + 1, place.Column + 1] for place in places]


def link(context: Any, reference: list[str], row: int, column: int) -> str | None:
    """Where the cell's link leads, or None."""
    cell = documents.area(context, reference, [row, column, row, column]).getCellByPosition(0, 0)
    fields = cell.getTextFields()
    for place in range(fields.Count):
        field = fields.getByIndex(place)
        if hasattr(field, "URL"):
            return str(field.URL)
    return None


def add_link(
    context: Any, reference: list[str], row: int, column: int, url: str, shown: str
) -> None:
    cell = documents.area(context, reference, [row, column, row, column]).getCellByPosition(0, 0)
    document = documents.book(context, reference[0])
    field = document.createInstance("com.sun.star.text.TextField.URL")
    field.URL, field.Representation = url, shown
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)


def _find(notes: Any, row: int, column: int) -> int | None:
    for place in range(notes.Count):
        position = notes.getByIndex(place).getPosition()
        if (position.Row + 1, position.Column + 1) == (row, column):
            return place
    return None


OPERATIONS: dict[str, Operation] = {
    "note.text": note,
    "note.author": note_author,
    "note.delete": delete_note,
    "notes.list": notes,
    "link.get": link,
    "link.add": add_link,
}
