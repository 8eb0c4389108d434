"""Tables: Calc's database ranges, by name within a book; and sorting."""

from __future__ import annotations

from typing import Any

import uno

from . import documents
from .server import Operation


def listed(context: Any, reference: list[str]) -> list[str]:
    """The tables of a sheet as they stand there: from above, then from the left."""
    place = documents.sheet(context, reference).RangeAddress.Sheet
    ranges = documents.book(context, reference[0]).DatabaseRanges
    found = [(ranges.getByName(name).DataArea, name) for name in ranges.ElementNames]
    here = [(area.StartRow, area.StartColumn, name) for area, name in found if area.Sheet == place]
    return [name for _, _, name in sorted(here)]


def describe(context: Any, uid: str, name: str) -> dict[str, Any]:
    """Its sheet, whole area, and options."""
    found = _table(context, uid, name)
    area = found.DataArea
    return {
        "sheet": documents.sheets(documents.book(context, uid))[area.Sheet].CodeName,
        "corners": documents.corners(area),
        "headers": bool(found.ContainsHeader),
        "totals": bool(found.TotalsRow),
        "autofilter": bool(found.AutoFilter),
    }


def add(
    context: Any, reference: list[str], corners: list[int], name: str | None, headers: bool
) -> str:
    """A table over cells; its name. Without headers a row of them is put in above.

    Raises ValueError where another table is in the way, or the name is taken.
    """
    document = documents.book(context, reference[0])
    ranges = document.DatabaseRanges
    taken = {each.lower() for each in ranges.ElementNames}
    if name is None:
        number = 1
        while f"table{number}" in taken:
            number += 1
        name = f"Table{number}"
    elif name.lower() in taken:
        raise ValueError(f"a table called {name} is there already")
    top, left, bottom, right = corners
    for other in listed(context, reference):
        area = documents.corners(ranges.getByName(other).DataArea)
        if area[0] <= bottom and top <= area[2] and area[1] <= right and left <= area[3]:
            raise ValueError(f"the table {other} is in the way")
    if not headers:
        _shift(context, reference, [top, left, top, right], "DOWN")
        bottom += 1
    _fill_headers(context, reference, [top, left, bottom, right])
    bottom = max(bottom, top + 1)
    cells = documents.area(context, reference, [top, left, bottom, right])
    ranges.addNewByName(name, cells.RangeAddress)
    found = ranges.getByName(name)
    found.ContainsHeader = True
    found.AutoFilter = True
    return name


def put(context: Any, uid: str, name: str, option: str, value: Any) -> None:
    """An option by UNO's name."""
    setattr(_table(context, uid, name), option, value)


def rename(context: Any, uid: str, name: str, new: str) -> None:
    """Raises ValueError where the name is taken."""
    names = documents.book(context, uid).DatabaseRanges.ElementNames
    if new.lower() in {each.lower() for each in names if each != name}:
        raise ValueError(f"a table called {new} is there already")
    _table(context, uid, name).Name = new


def resize(context: Any, uid: str, name: str, corners: list[int]) -> None:
    """Other cells of the same sheet; headers that are missing are filled in."""
    found = _table(context, uid, name)
    reference = _home(context, uid, found)
    found.setDataArea(documents.area(context, reference, corners).RangeAddress)
    if found.ContainsHeader:
        _fill_headers(context, reference, corners)


def insert(context: Any, uid: str, name: str, kind: str, place: int) -> None:
    """An empty row of data or a column (`kind`: "row" or "column") at a place from 0."""
    found = _table(context, uid, name)
    reference = _home(context, uid, found)
    top, left, bottom, right = documents.corners(found.DataArea)
    if kind == "row":
        row = top + int(found.ContainsHeader) + place
        _shift(context, reference, [row, left, row, right], "DOWN")
        corners = [top, left, bottom + 1, right]
    else:
        column = left + place
        _shift(context, reference, [top, column, bottom, column], "RIGHT")
        corners = [top, left, bottom, right + 1]
    found.setDataArea(documents.area(context, reference, corners).RangeAddress)


def remove(context: Any, uid: str, name: str, kind: str, place: int) -> None:
    """A row of data, or a column, at a place from 0; what is behind moves up or left."""
    found = _table(context, uid, name)
    reference = _home(context, uid, found)
    top, left, bottom, right = documents.corners(found.DataArea)
    if kind == "row":
        row = top + int(found.ContainsHeader) + place
        gone, mode, corners = [row, left, row, right], "UP", [top, left, bottom - 1, right]
    else:
        column = left + place
        gone, mode = [top, column, bottom, column], "LEFT"
        corners = [top, left, bottom, right - 1]
    address = documents.area(context, reference, gone).RangeAddress
    way = uno.Enum("com.sun.star.sheet.CellDeleteMode", mode)
    documents.sheet(context, reference).removeRange(address, way)
    found.setDataArea(documents.area(context, reference, corners).RangeAddress)


def show_totals(context: Any, uid: str, name: str, wanted: bool) -> None:
    """A row of totals below, as Excel makes it: the sum or count of the last column."""
    found = _table(context, uid, name)
    if bool(found.TotalsRow) == wanted:
        return
    reference = _home(context, uid, found)
    top, left, bottom, right = documents.corners(found.DataArea)
    if not wanted:
        address = documents.area(context, reference, [bottom, left, bottom, right]).RangeAddress
        way = uno.Enum("com.sun.star.sheet.CellDeleteMode", "UP")
        documents.sheet(context, reference).removeRange(address, way)
        bottom -= 1
    else:
        bottom += 1
        _shift(context, reference, [bottom, left, bottom, right], "DOWN")
        row = documents.area(context, reference, [bottom, left, bottom, right])
        first = top + int(found.ContainsHeader)
        data = documents.area(context, reference, [first, right, bottom - 1, right])
        function = 109 if data.queryContentCells(1 | 2).Count else 103
        row.getCellByPosition(right - left, 0).setFormula(
            f"=SUBTOTAL({function};{data.AbsoluteName})"
        )
        if right > left:
            row.getCellByPosition(0, 0).setString("Total")
    found.setDataArea(documents.area(context, reference, [top, left, bottom, right]).RangeAddress)
    found.TotalsRow = wanted


def delete(context: Any, uid: str, name: str) -> None:
    """The table; its cells stay."""
    _table(context, uid, name)
    documents.book(context, uid).DatabaseRanges.removeByName(name)


def at(context: Any, reference: list[str], row: int, column: int) -> str | None:
    """The table that a cell is in."""
    ranges = documents.book(context, reference[0]).DatabaseRanges
    for name in listed(context, reference):
        top, left, bottom, right = documents.corners(ranges.getByName(name).DataArea)
        if top <= row <= bottom and left <= column <= right:
            return name
    return None


def sort(
    context: Any,
    reference: list[str],
    corners: list[int],
    keys: list[list[Any]],
    has_headers: bool,
) -> None:
    """`keys`: ``[column from 0, ascending]``, the first counting most."""
    fields = [
        documents.struct("table.TableSortField", Field=column, IsAscending=ascending)
        for column, ascending in keys
    ]
    typed = uno.Any("[]com.sun.star.table.TableSortField", tuple(fields))
    options = documents.properties(
        SortFields=typed, ContainsHeader=has_headers, IsSortColumns=False, MaxFieldCount=len(keys)
    )
    documents.area(context, reference, corners).sort(options)


def _table(context: Any, uid: str, name: str) -> Any:
    ranges = documents.book(context, uid).DatabaseRanges
    if not ranges.hasByName(name):
        raise KeyError(f"no table is called {name}")
    return ranges.getByName(name)


def _home(context: Any, uid: str, found: Any) -> list[str]:
    return [uid, documents.sheets(documents.book(context, uid))[found.DataArea.Sheet].CodeName]


def _shift(context: Any, reference: list[str], corners: list[int], way: str) -> None:
    mode = uno.Enum("com.sun.star.sheet.CellInsertMode", way)
    address = documents.area(context, reference, corners).RangeAddress
    documents.sheet(context, reference).insertCells(address, mode)


def _fill_headers(context: Any, reference: list[str], corners: list[int]) -> None:
    """Every column of a table has a header, each another one."""
    top, left, _, right = corners
    row = documents.area(context, reference, [top, left, top, right])
    seen: set[str] = set()
    for place in range(right - left + 1):
        cell = row.getCellByPosition(place, 0)
        text = cell.getString()
        name, number = text or f"Column{place + 1}", 2
        while name.lower() in seen:
            name, number = f"{text or 'Column'}{number}", number + 1
        if name != text or cell.Type.value != "TEXT":
            cell.setString(name)
        seen.add(name.lower())


OPERATIONS: dict[str, Operation] = {
    "tables.list": listed,
    "tables.add": add,
    "table.describe": describe,
    "table.put": put,
    "table.rename": rename,
    "table.resize": resize,
    "table.insert": insert,
    "table.remove": remove,
    "table.show_totals": show_totals,
    "table.delete": delete,
    "table.at": at,
    "range.sort": sort,
}
