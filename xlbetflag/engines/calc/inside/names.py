"""Defined names of a book and of its sheets. A scope is a sheet's code name, or None."""

from __future__ import annotations

from typing import Any

from . import documents
from .formulas import Formulas
from .server import Operation


def listed(context: Any, uid: str) -> list[list[Any]]:
    """``[scope, name]`` of each: the book's, then each sheet's."""
    document = documents.book(context, uid)
    found: list[list[Any]] = [[None, name] for name in document.NamedRanges.ElementNames]
    for sheet in documents.sheets(document):
        found += [[sheet.CodeName, name] for name in sheet.NamedRanges.ElementNames]
    return found


def add(context: Any, uid: str, scope: str | None, name: str, refers_to: str) -> None:
    """A name, in place of its like. `refers_to` is a formula in Excel's spelling."""
    holder = _holder(context, uid, scope)
    document = documents.book(context, uid)
    for known in holder.ElementNames:
        if known.lower() == name.lower():
            holder.removeByName(known)
    origin = documents.struct("table.CellAddress")
    holder.addNewByName(name, "0", origin, 0)
    if not holder.hasByName(name):
        raise ValueError(f"{name!r} is no name for cells")
    holder.getByName(name).setTokens(Formulas(document).tokens(refers_to, origin))


def refers_to(context: Any, uid: str, scope: str | None, name: str, *formula: str) -> str:
    """The formula behind a name, with `=`; set with a value."""
    found = _named(context, uid, scope, name)
    translate = Formulas(documents.book(context, uid))
    if formula:
        found.setTokens(translate.tokens(formula[0], found.ReferencePosition))
    return translate.shown(found.getTokens(), found.ReferencePosition)


def cells(context: Any, uid: str, scope: str | None, name: str) -> list[Any]:
    """``[sheet, corners]``. Raises KeyError for a constant or a formula."""
    found = _named(context, uid, scope, name).getReferredCells()
    if found is None:
        raise KeyError(f"the name {name} stands for no cells")
    documents.sheets(documents.book(context, uid))
    return [[uid, found.Spreadsheet.CodeName], documents.corners(found.RangeAddress)]


def rename(context: Any, uid: str, scope: str | None, name: str, new: str) -> None:
    _named(context, uid, scope, name).Name = new


def delete(context: Any, uid: str, scope: str | None, name: str) -> None:
    _holder(context, uid, scope).removeByName(name)


def of(context: Any, reference: list[str], corners: list[int]) -> list[Any] | None:
    """``[scope, name]`` of the name that stands for exactly these cells."""
    uid = reference[0]
    wanted = documents.area(context, reference, corners).AbsoluteName
    for scope, name in listed(context, uid):
        found = _named(context, uid, scope, name).getReferredCells()
        if found is not None and found.AbsoluteName == wanted:
            return [scope, name]
    return None


def locate(context: Any, reference: list[str], text: str) -> list[Any]:
    """``[sheet, corners]`` of a name as seen from a sheet, or of a table (its data).

    Raises KeyError for a text that is neither.
    """
    document = documents.book(context, reference[0])
    sheet = documents.sheet(context, reference)
    for scope, holder in ((reference[1], sheet.NamedRanges), (None, document.NamedRanges)):
        for name in holder.ElementNames:
            if name.lower() == text.lower():
                return cells(context, reference[0], scope, name)
    for name in document.DatabaseRanges.ElementNames:
        if name.lower() == text.lower():
            found = document.DatabaseRanges.getByName(name)
            area = found.DataArea
            home = documents.sheets(document)[area.Sheet]
            top, left, bottom, right = documents.corners(area)
            top += 1 if found.ContainsHeader else 0
            bottom -= 1 if found.TotalsRow else 0
            return [[reference[0], home.CodeName], [top, left, bottom, right]]
    raise KeyError(f"{text} is no cell, name or table")


def _holder(context: Any, uid: str, scope: str | None) -> Any:
    if scope is None:
        return documents.book(context, uid).NamedRanges
    return documents.sheet(context, [uid, scope]).NamedRanges


def _named(context: Any, uid: str, scope: str | None, name: str) -> Any:
    holder = _holder(context, uid, scope)
    if not holder.hasByName(name):
        raise KeyError(f"the name {name} is not there")
    return holder.getByName(name)


OPERATIONS: dict[str, Operation] = {
    "names.list": listed,
    "names.add": add,
    "names.refers_to": refers_to,
    "names.cells": cells,
    "names.rename": rename,
    "names.delete": delete,
    "names.of": of,
    "names.locate": locate,
}
