"""Note: what a cell says when one points at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

if TYPE_CHECKING:
    from .cell_range import Range


class Note(base_classes.Note):
    """The note of one cell."""

    def __init__(self, cell: Range) -> None:
        self._cell = cell
        self._place = (cell.sheet.reference, cell.row, cell.column)

    @property
    def api(self) -> Note:
        return self

    @property
    def text(self) -> str:
        return str(self._cell.connection.call("note.text", *self._place) or "")

    @text.setter
    def text(self, value: str) -> None:
        self._cell.connection.call("note.text", *self._place, value)

    @property
    def author(self) -> str:
        return str(self._cell.connection.call("note.author", *self._place))

    @property
    def location(self) -> Range:
        return self._cell

    def delete(self) -> None:
        self._cell.connection.call("note.delete", *self._place)
