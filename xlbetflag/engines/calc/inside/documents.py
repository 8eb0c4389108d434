"""Open spreadsheets, and their sheets by references that renaming and moving do not touch.

A book is its RuntimeUID (a text that no other document of this soffice has had); a sheet is
``[uid, code name]``. A sheet object of UNO is never kept: once its sheet is deleted it quietly
stands for another one, and once cells of it are removed it counts from another corner.
"""

from __future__ import annotations

import contextlib
from typing import Any, Iterator  # noqa: UP035  as Python 3.8 wants it

import uno

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_books: dict[str, Any] = {}
_places: dict[tuple[str, str], int] = {}


class Gone(Exception):  # noqa: N818
    """That book, sheet or object is not open any more."""


def desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def properties(**values: Any) -> tuple[Any, ...]:
    """Arguments as UNO takes them."""
    found = []
    for name, value in values.items():
        each = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        each.Name, each.Value = name, value
        found.append(each)
    return tuple(found)


def struct(name: str, **values: Any) -> Any:
    found = uno.createUnoStruct("com.sun.star." + name)
    for key, value in values.items():
        setattr(found, key, value)
    return found


def opened(context: Any) -> Iterator[Any]:
    """The open spreadsheets."""
    for document in desktop(context).Components:
        if hasattr(document, "supportsService") and document.supportsService(_SPREADSHEET):
            yield document


def book(context: Any, uid: str) -> Any:
    """The document. Raises Gone when it was closed."""
    found = _books.get(uid)
    if found is not None:
        try:
            if found.RuntimeUID == uid:
                return found
        except Exception:  # noqa: BLE001, S110  closed in the meantime
            pass
    for known in [key for key in _places if key[0] == uid]:
        del _places[known]
    _books.pop(uid, None)
    for document in opened(context):
        if document.RuntimeUID == uid:
            _books[uid] = document
            return document
    raise Gone("that book is not open any more")


def sheet(context: Any, reference: list[str]) -> Any:
    """The sheet of a reference. Raises Gone when it was deleted or its book closed."""
    uid, code = reference
    place = _places.get((uid, code))
    if place is not None and uid in _books:
        try:
            found = _books[uid].Sheets.getByIndex(place)
            if found.CodeName == code:
                return found
        except Exception:  # noqa: BLE001, S110  moved, deleted or closed in the meantime
            pass
    for place, found in enumerate(sheets(book(context, uid))):
        if found.CodeName == code:
            _places[uid, code] = place
            return found
    _places.pop((uid, code), None)
    raise Gone("that sheet is not there any more")


def sheets(document: Any) -> list[Any]:
    """The sheets in their order, each with a code name of its own."""
    found = [document.Sheets.getByIndex(place) for place in range(document.Sheets.Count)]
    seen: set[str] = set()
    for each in found:
        if not each.CodeName or each.CodeName in seen:
            taken = seen | {other.CodeName for other in found}
            number = 1
            while f"Sheet{number}" in taken:
                number += 1
            each.CodeName = f"Sheet{number}"
        seen.add(each.CodeName)
    return found


@contextlib.contextmanager
def unrecorded(document: Any) -> Iterator[None]:
    """One change that the user's Undo and Redo know nothing of, and that leaves both as they are.

    Calc's lock holds for one change only: the next one needs another. It must be taken, used and
    given back in one job of the office's thread, or the user's own typing uses it up. Nothing that
    moves cells belongs here: what is undone later would hit the wrong ones.
    """
    undo = document.UndoManager
    undo.lock()
    try:
        yield
    finally:
        undo.unlock()  # counts, though after the change `isLocked` says that it is not


def document_of(context: Any, reference: list[str]) -> Any:
    return book(context, reference[0])


def area(context: Any, reference: list[str], corners: list[int]) -> Any:
    """The cells of ``[top, left, bottom, right]``, counted from 1."""
    top, left, bottom, right = corners
    home = sheet(context, reference)
    return home.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def corners(address: Any) -> list[int]:
    """A CellRangeAddress as ``[top, left, bottom, right]``, counted from 1."""
    return [
        address.StartRow + 1,
        address.StartColumn + 1,
        address.EndRow + 1,
        address.EndColumn + 1,
    ]


def cell_address(cell_range: Any) -> Any:
    """The CellAddress of the top left cell."""
    found = cell_range.RangeAddress
    return struct(
        "table.CellAddress", Sheet=found.Sheet, Column=found.StartColumn, Row=found.StartRow
    )
