"""The sheets of a book."""

from __future__ import annotations

from typing import Any

from . import documents
from .server import Operation


def sheet_list(context: Any, uid: str) -> list[list[Any]]:
    """``[code name, name]`` of each sheet, in their order."""
    return [[each.CodeName, each.Name] for each in documents.sheets(documents.book(context, uid))]


def sheet_active(context: Any, uid: str) -> str:
    document = documents.book(context, uid)
    documents.sheets(document)
    return str(document.CurrentController.ActiveSheet.CodeName)


def sheet_add(context: Any, uid: str, name: str | None, place: int) -> str:
    """A new sheet at a place counted from 0; without a name, as Excel counts them."""
    document = documents.book(context, uid)
    taken = {each.lower() for each in document.Sheets.ElementNames}
    number = document.Sheets.Count
    while name is None or (name.lower() in taken and name.startswith("Sheet")):
        number += 1
        name = f"Sheet{number}" if f"sheet{number}" not in taken else None
    document.Sheets.insertNewByName(name, place)
    return str(documents.sheets(document)[place].CodeName)


def sheet_name(context: Any, reference: list[str], name: str | None = None) -> str:
    """The sheet's name; set with a value. Raises ValueError for one that Calc does not take."""
    sheet = documents.sheet(context, reference)
    if name is not None and name != sheet.Name:
        others = documents.book(context, reference[0]).Sheets.ElementNames
        if name.lower() in {each.lower() for each in others if each != sheet.Name}:
            raise ValueError(f"a sheet called {name} is there already")
        sheet.Name = name
        if sheet.Name != name:
            raise ValueError(f"{name!r} is no name for a sheet")
    return str(sheet.Name)


def sheet_delete(context: Any, reference: list[str]) -> None:
    document = documents.book(context, reference[0])
    if document.Sheets.Count == 1:
        raise ValueError("a book needs one sheet at least")
    document.Sheets.removeByName(documents.sheet(context, reference).Name)


def sheet_place(context: Any, reference: list[str]) -> int:
    """Counted from 0."""
    return int(documents.sheet(context, reference).RangeAddress.Sheet)


def sheet_copy(context: Any, reference: list[str], target: str, place: int) -> str:
    """A copy at a place of the book `target`, which may be another; its code name."""
    source = documents.sheet(context, reference)
    document = documents.book(context, target)
    if target != reference[0]:
        document.Sheets.importSheet(documents.book(context, reference[0]), source.Name, place)
    else:
        taken = set(document.Sheets.ElementNames)
        number = 2
        while f"{source.Name} ({number})" in taken:
            number += 1
        document.Sheets.copyByName(source.Name, f"{source.Name} ({number})", place)
    return str(documents.sheets(document)[place].CodeName)


def sheet_move(context: Any, reference: list[str], place: int) -> None:
    """To stand before what is at `place` now."""
    sheet = documents.sheet(context, reference)
    documents.book(context, reference[0]).Sheets.moveByName(sheet.Name, place)


def sheet_visible(context: Any, reference: list[str], wanted: bool | None = None) -> bool:
    """Raises ValueError where no other sheet would be left in view."""
    sheet = documents.sheet(context, reference)
    if wanted is not None:
        every = documents.sheets(documents.book(context, reference[0]))
        if not wanted and sum(each.IsVisible for each in every) <= int(sheet.IsVisible):
            raise ValueError("a book needs one sheet in view at least")
        sheet.IsVisible = wanted
    return bool(sheet.IsVisible)


def sheet_activate(context: Any, reference: list[str]) -> None:
    document = documents.book(context, reference[0])
    document.CurrentController.setActiveSheet(documents.sheet(context, reference))


def sheet_freeze(context: Any, reference: list[str], rows: int, columns: int) -> None:
    """Keep so many rows and columns in view; none of both to scroll freely."""
    controller = documents.book(context, reference[0]).CurrentController
    before = controller.ActiveSheet
    controller.setActiveSheet(documents.sheet(context, reference))
    controller.freezeAtPosition(columns, rows)
    controller.setActiveSheet(before)


def sheet_print_area(context: Any, reference: list[str], *area: Any) -> list[int] | None:
    """The corners of the printed area, None for the whole sheet; set with corners or None."""
    sheet = documents.sheet(context, reference)
    if area:
        wanted = area[0]
        addresses = () if wanted is None else (_address(context, reference, wanted),)
        sheet.setPrintAreas(addresses)
    found = sheet.getPrintAreas()
    return documents.corners(found[0]) if found else None


def _address(context: Any, reference: list[str], corners: list[int]) -> Any:
    return documents.area(context, reference, corners).RangeAddress


OPERATIONS: dict[str, Operation] = {
    "book.sheets": sheet_list,
    "book.active_sheet": sheet_active,
    "sheet.add": sheet_add,
    "sheet.name": sheet_name,
    "sheet.delete": sheet_delete,
    "sheet.place": sheet_place,
    "sheet.copy": sheet_copy,
    "sheet.move": sheet_move,
    "sheet.visible": sheet_visible,
    "sheet.activate": sheet_activate,
    "sheet.freeze": sheet_freeze,
    "sheet.print_area": sheet_print_area,
}
