"""Cells as places: where blocks end, their sizes, moving, merging, clearing."""

from __future__ import annotations

from typing import Any

import uno

from . import documents
from .server import Operation

_CONTENTS = 1 | 2 | 4 | 16
_NOTES, _FORMATS = 8, 32 | 64 | 256 | 512
_CLEAR = {"contents": _CONTENTS, "formats": _FORMATS, "all": _CONTENTS | _NOTES | _FORMATS}
_INSERT = {"down": "DOWN", "right": "RIGHT", "rows": "ROWS", "columns": "COLUMNS"}
_DELETE = {"up": "UP", "left": "LEFT", "rows": "ROWS", "columns": "COLUMNS"}
_POINT = 2540 / 72
_SEVERAL = 512
_SHOWN = 1  # search the values, not the formulas


def used(context: Any, reference: list[str]) -> list[int]:
    """From the first to the last cell in use; an empty sheet's is A1."""
    cursor = documents.sheet(context, reference).createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return documents.corners(cursor.RangeAddress)


def end(context: Any, reference: list[str], row: int, column: int, direction: str) -> list[int]:
    """Where Ctrl and an arrow lead from a cell: ``[row, column]``."""
    sheet = documents.sheet(context, reference)
    rows, columns = sheet.Rows.Count, sheet.Columns.Count
    vertical = direction in ("up", "down")
    here = row if vertical else column
    strip = [1, column, rows, column] if vertical else [row, 1, row, columns]
    last = rows if vertical else columns
    filled = _filled(documents.area(context, reference, strip), vertical)
    if direction in ("up", "left"):
        filled = [(last + 1 - stop, last + 1 - start) for start, stop in reversed(filled)]
        found = last + 1 - _forward(filled, last + 1 - here, last)
    else:
        found = _forward(filled, here, last)
    return [found, column] if vertical else [row, found]


def region(context: Any, reference: list[str], corners: list[int]) -> list[int]:
    """The block around cells, out to empty rows and columns or the sheet's edge."""
    every = documents.sheet(context, reference).queryContentCells(_CONTENTS).RangeAddresses
    blocks = [documents.corners(each) for each in every]
    while True:
        top, left, bottom, right = corners
        touching = [
            each
            for each in blocks
            if each[0] <= bottom + 1
            and each[2] >= top - 1
            and each[1] <= right + 1
            and each[3] >= left - 1
        ]
        wider = [
            min([top] + [each[0] for each in touching]),
            min([left] + [each[1] for each in touching]),
            max([bottom] + [each[2] for each in touching]),
            max([right] + [each[3] for each in touching]),
        ]
        if wider == corners:
            return corners
        corners = wider


def clear(context: Any, reference: list[str], corners: list[int], what: str) -> None:
    """`what`: "contents", "formats" or "all"."""
    documents.area(context, reference, corners).clearContents(_CLEAR[what])


def insert(context: Any, reference: list[str], corners: list[int], shift: str) -> None:
    """`shift`: "down" or "right" for the cells there; "rows" or "columns" for whole ones."""
    mode = uno.Enum("com.sun.star.sheet.CellInsertMode", _INSERT[shift])
    address = documents.area(context, reference, corners).RangeAddress
    documents.sheet(context, reference).insertCells(address, mode)


def delete(context: Any, reference: list[str], corners: list[int], shift: str) -> None:
    """`shift`: "up" or "left" for the cells behind; "rows" or "columns" for whole ones."""
    mode = uno.Enum("com.sun.star.sheet.CellDeleteMode", _DELETE[shift])
    address = documents.area(context, reference, corners).RangeAddress
    documents.sheet(context, reference).removeRange(address, mode)


def copy(
    context: Any, reference: list[str], corners: list[int], target: list[str], row: int, column: int
) -> None:
    """With formats, so that the top left cell lands there; in the same book."""
    if target[0] != reference[0]:
        raise NotImplementedError("cells are copied within one book only")
    place = documents.cell_address(documents.area(context, target, [row, column, row, column]))
    source = documents.area(context, reference, corners).RangeAddress
    documents.sheet(context, target).copyRange(place, source)


def move(
    context: Any, reference: list[str], corners: list[int], target: list[str], row: int, column: int
) -> None:
    """As `copy`; references to the cells follow them."""
    if target[0] != reference[0]:
        raise NotImplementedError("cells are moved within one book only")
    place = documents.cell_address(documents.area(context, target, [row, column, row, column]))
    source = documents.area(context, reference, corners).RangeAddress
    documents.sheet(context, target).moveRange(place, source)


def merge(context: Any, reference: list[str], corners: list[int], wanted: bool) -> None:
    """Into one cell, whatever was merged there before; or none of them into any."""
    top, left, bottom, right = corners
    if (bottom - top + 1) * (right - left + 1) <= _SEVERAL:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                before = _merge_area(context, reference, row, column)
                if before != [row, column, row, column]:
                    documents.area(context, reference, before).merge(False)
    else:
        documents.area(context, reference, corners).merge(False)
    if wanted:
        documents.area(context, reference, corners).merge(True)


def is_merged(context: Any, reference: list[str], corners: list[int]) -> bool:
    """Whether any of the cells belongs to a merged block."""
    cells = documents.area(context, reference, corners)
    if cells.getIsMerged():
        return True
    top, left, bottom, right = corners
    if (bottom - top + 1) * (right - left + 1) > _SEVERAL:
        return False
    return any(
        _merge_area(context, reference, row, column) != [row, column, row, column]
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    )


def merge_area(context: Any, reference: list[str], row: int, column: int) -> list[int]:
    """The merged block of a cell, or the cell itself."""
    return _merge_area(context, reference, row, column)


def box(context: Any, reference: list[str], corners: list[int]) -> list[float]:
    """``[left, top, width, height]`` in points."""
    cells = documents.area(context, reference, corners)
    _, _, bottom, right = corners
    here, size = cells.Position, cells.Size
    width, height = size.Width, size.Height
    # Calc's own size counts one line too many: where the next cells begin is right.
    if right < cells.Spreadsheet.Columns.Count:
        width = _next(context, reference, 1, right + 1).X - here.X
    if bottom < cells.Spreadsheet.Rows.Count:
        height = _next(context, reference, bottom + 1, 1).Y - here.Y
    return [each / _POINT for each in (here.X, here.Y, width, height)]


def _next(context: Any, reference: list[str], row: int, column: int) -> Any:
    return documents.area(context, reference, [row, column, row, column]).Position


def lines(
    context: Any, reference: list[str], corners: list[int], kind: str, name: str, *value: Any
) -> Any:
    """A property of the rows or columns (`kind`) that the cells are in; set with a value.

    Lengths are in points. None where they differ.
    """
    cells = documents.area(context, reference, corners)
    found = cells.Rows if kind == "rows" else cells.Columns
    if value:
        number = value[0]
        setattr(found, name, round(number * _POINT) if name in ("Width", "Height") else number)
        return None
    places = range(min(found.Count, _SEVERAL))
    seen = {getattr(found.getByIndex(place), name) for place in places}
    if len(seen) > 1:
        return None
    single = seen.pop()
    return single / _POINT if name in ("Width", "Height") else single


def select(context: Any, reference: list[str], corners: list[int]) -> None:
    controller = documents.book(context, reference[0]).CurrentController
    controller.setActiveSheet(documents.sheet(context, reference))
    controller.select(documents.area(context, reference, corners))


def find(
    context: Any,
    reference: list[str],
    corners: list[int],
    text: str,
    whole: bool,
    direction: str,
    order: str,
    match_case: bool,
) -> list[int] | None:
    """``[row, column]`` of the first (`direction` "forward") or last cell that shows a text."""
    cells = documents.area(context, reference, corners)
    search = _search(cells, text, whole, match_case)
    search.SearchByRow = order == "rows"
    found = cells.findAll(search)
    if found is None:
        return None
    places = [
        [row + 1, column + 1]
        for each in found.RangeAddresses
        for row in range(each.StartRow, each.EndRow + 1)
        for column in range(each.StartColumn, each.EndColumn + 1)
    ]
    places.sort(key=lambda place: place if order == "rows" else place[::-1])
    return places[0] if direction == "forward" else places[-1]


def replace(
    context: Any,
    reference: list[str],
    corners: list[int],
    old: str,
    new: str,
    whole: bool,
    match_case: bool,
) -> None:
    cells = documents.area(context, reference, corners)
    change = cells.createReplaceDescriptor()
    change.SearchString, change.ReplaceString = old, new
    change.SearchWords, change.SearchCaseSensitive = whole, match_case
    cells.replaceAll(change)


def _search(cells: Any, text: str, whole: bool, match_case: bool) -> Any:
    search = cells.createSearchDescriptor()
    search.SearchString = text
    search.SearchWords, search.SearchCaseSensitive = whole, match_case
    search.SearchType = _SHOWN
    return search


def _merge_area(context: Any, reference: list[str], row: int, column: int) -> list[int]:
    cell = documents.area(context, reference, [row, column, row, column])
    cursor = cell.Spreadsheet.createCursorByRange(cell)
    cursor.collapseToMergedArea()
    return documents.corners(cursor.RangeAddress)


def _filled(strip: Any, vertical: bool) -> list[tuple[int, int]]:
    """The runs of filled cells of one row or column: first and last, in order."""
    found = sorted(
        (each.StartRow + 1, each.EndRow + 1)
        if vertical
        else (each.StartColumn + 1, each.EndColumn + 1)
        for each in strip.queryContentCells(_CONTENTS).RangeAddresses
    )
    runs: list[tuple[int, int]] = []
    for start, stop in found:
        if runs and start <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(stop, runs[-1][1]))
        else:
            runs.append((start, stop))
    return runs


def _forward(runs: list[tuple[int, int]], here: int, last: int) -> int:
    """The end of the run that goes on from here, else the start of the next, else the edge."""
    for start, stop in runs:
        if start <= here < stop:
            return stop
        if start > here:
            return start
    return last


OPERATIONS: dict[str, Operation] = {
    "sheet.used": used,
    "range.end": end,
    "range.region": region,
    "range.clear": clear,
    "range.insert": insert,
    "range.delete": delete,
    "range.copy": copy,
    "range.move": move,
    "range.merge": merge,
    "range.is_merged": is_merged,
    "range.merge_area": merge_area,
    "range.box": box,
    "range.lines": lines,
    "range.select": select,
    "range.find": find,
    "range.replace": replace,
}
