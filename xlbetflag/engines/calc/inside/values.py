"""Values of cells, in and out, a block at a time.

Out: ``{"rows": [[...]], "dates": areas, "logical": areas, "errors": [[row, column, text], ...]}``
where rows hold texts and numbers ("" is an empty cell or an empty text), areas are ``[top, left,
bottom, right]`` and everything counts from 0 at the block's corner. In: rows of texts and numbers,
and what they cannot say beside them: ``{"logical": [[row, column]...], "dates": [...],
"formulas": [[row, column, formula], ...]}``.
"""

from __future__ import annotations

import re
from typing import Any

from . import documents, formats
from .formulas import Formulas
from .server import Operation

_FORMULA = 16
# Where an exclamation mark is none: texts, sheets' names; and all of a formula with a #REF! in it.
_NO_INTERSECTION = re.compile(
    r"""^.*#REF!.*$|"(?:[^"]|"")*"|'(?:[^']|'')*'|#[A-Z0/]+!""", re.DOTALL
)
_SMALL = 10_000
# FormulaErrors that Excel has a name for; every other one is a #VALUE! there.
_ERRORS = {
    503: "#NUM!",
    521: "#NULL!",
    523: "#NUM!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def read(context: Any, reference: list[str], corners: list[int]) -> dict[str, Any]:
    """Values; rows and columns behind the last used ones are left out."""
    cells = _used(context, reference, corners)
    return {"rows": []} if cells is None else _values(documents.book(context, reference[0]), cells)


def read_formulas(context: Any, reference: list[str], corners: list[int]) -> dict[str, Any]:
    """As `read`, and ``"formulas": [[row, column, formula], ...]`` beside."""
    cells = _used(context, reference, corners)
    if cells is None:
        return {"rows": [], "formulas": []}
    document = documents.book(context, reference[0])
    translate = Formulas(document)
    origin = cells.RangeAddress
    found = []
    for address in cells.queryContentCells(_FORMULA).RangeAddresses:
        for row in range(address.StartRow - origin.StartRow, address.EndRow - origin.StartRow + 1):
            first, last = address.StartColumn, address.EndColumn + 1
            for column in range(first - origin.StartColumn, last - origin.StartColumn):
                cell = cells.getCellByPosition(column, row)
                found.append([row, column, translate.read(cell)])
    return {**_values(document, cells), "formulas": found}


def write(
    context: Any,
    reference: list[str],
    corners: list[int],
    rows: list[list[Any]],
    beside: dict[str, Any],
) -> None:
    """A block of values; `corners` have its size."""
    cells = documents.area(context, reference, corners)
    document = documents.book(context, reference[0])
    if cells.NumberFormat or formats.is_mixed(cells, "NumberFormat"):
        # A number over TRUE or FALSE shows as a number again.
        _reset(document, cells, formats.LOGICAL)
    with documents.unrecorded(document):
        cells.setDataArray(tuple(map(tuple, rows)))
    if beside:
        _beside(document, cells, beside)


def fill(context: Any, reference: list[str], corners: list[int], value: Any) -> None:
    """One text or number in every cell."""
    top, left, bottom, right = corners
    row = [value] * (right - left + 1)
    write(context, reference, corners, [row] * (bottom - top + 1), {})


def write_formula(context: Any, reference: list[str], corners: list[int], formula: str) -> None:
    """One formula in every cell, moving along."""
    cells = documents.area(context, reference, corners)
    document = documents.book(context, reference[0])
    _forget_text(document, cells)
    Formulas(document).write(cells, formula)


def write_array(context: Any, reference: list[str], corners: list[int], formula: str) -> None:
    """One array formula over all cells."""
    cells = documents.area(context, reference, corners)
    Formulas(documents.book(context, reference[0])).write_array(cells, formula)


def read_array(context: Any, reference: list[str], corners: list[int]) -> str | None:
    """The array formula that covers the cells; of one cell, any formula; else None."""
    cells = documents.area(context, reference, corners)
    first = cells.getCellByPosition(0, 0)
    if not first.getFormula().startswith("=") and not first.getArrayFormula():
        return None
    if first.getArrayFormula():
        cursor = first.Spreadsheet.createCursorByRange(first)
        cursor.collapseToCurrentArray()
        whole = documents.corners(cursor.RangeAddress)
        inside = whole[0] <= corners[0] and whole[1] <= corners[1]
        if not (inside and whole[2] >= corners[2] and whole[3] >= corners[3]):
            return None
    elif corners[:2] != corners[2:]:
        return None
    return Formulas(documents.book(context, reference[0])).read(first)


def has_array(context: Any, reference: list[str], corners: list[int]) -> bool | None:
    """Whether the cells belong to array formulas; None where some do and some do not."""
    cells = documents.area(context, reference, corners)
    found = {formula.startswith("{=") for row in cells.getFormulaArray() for formula in row}
    return found.pop() if len(found) == 1 else None


def _used(context: Any, reference: list[str], corners: list[int]) -> Any:
    """The cells, a large range without what lies behind the last used cell; None for nothing."""
    top, left, bottom, right = corners
    if (bottom - top + 1) * (right - left + 1) > _SMALL:
        cursor = documents.sheet(context, reference).createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        bottom, right = min(bottom, end.EndRow + 1), min(right, end.EndColumn + 1)
        if bottom < top or right < left:
            return None
    return documents.area(context, reference, [top, left, bottom, right])


def _values(document: Any, cells: Any) -> dict[str, Any]:
    rows = cells.getDataArray()
    found: dict[str, Any] = {"rows": rows}
    missing = [
        [down, right]
        for down, row in enumerate(rows)
        if None in row
        for right, value in enumerate(row)
        if value is None
    ]
    if missing:
        found["errors"] = [
            [down, right, _error(cells.getCellByPosition(right, down))] for down, right in missing
        ]
    for number, addresses in formats.groups(cells):
        kind = formats.kind(document, number)
        name = "logical" if kind == formats.LOGICAL else "dates"
        if kind and kind != formats.TEXT:
            found.setdefault(name, []).extend(_within(cells, each) for each in addresses)
    return found


def _error(cell: Any) -> str:
    """By Excel's name. Calc calls an empty intersection, which it spells `!`, a #REF! too."""
    name = _ERRORS.get(cell.getError(), "#VALUE!")
    if name == "#REF!" and "!" in _NO_INTERSECTION.sub("", cell.getFormula()):
        return "#NULL!"
    return name


def _within(cells: Any, address: Any) -> list[int]:
    origin = cells.RangeAddress
    return [
        address.StartRow - origin.StartRow,
        address.StartColumn - origin.StartColumn,
        address.EndRow - origin.StartRow,
        address.EndColumn - origin.StartColumn,
    ]


def _forget_text(document: Any, cells: Any) -> None:
    """What Calc marked as text when `007` was written; the formula over it is none."""
    _reset(document, cells, formats.TEXT)
    _reset(document, cells, formats.LOGICAL)


def _reset(document: Any, cells: Any, kind: int) -> None:
    for number, addresses in formats.groups(cells):
        if number and formats.kind(document, number) == kind:
            for each in addresses:
                top, left, bottom, right = _within(cells, each)
                part = cells.getCellRangeByPosition(left, top, right, bottom)
                _set_format(document, part, 0)


def _beside(document: Any, cells: Any, beside: dict[str, Any]) -> None:
    for row, column in beside.get("logical", ()):
        cell = cells.getCellByPosition(column, row)
        _set_format(document, cell, formats.standard(document, formats.LOGICAL))
    for row, column in beside.get("dates", ()):
        cell = cells.getCellByPosition(column, row)
        if not formats.kind(document, cell.NumberFormat):
            _set_format(document, cell, formats.key(document, _moment_format(cell.Value)))
    if beside.get("formulas"):
        translate = Formulas(document)
        for row, column, formula in beside["formulas"]:
            cell = cells.getCellRangeByPosition(column, row, column, row)
            _forget_text(document, cell)
            translate.write(cell, formula)


def _set_format(document: Any, cells: Any, number: int) -> None:
    with documents.unrecorded(document):
        cells.NumberFormat = number


def _moment_format(serial: float) -> str:
    if 0 <= serial < 1:
        return "hh:mm:ss"
    return "yyyy-mm-dd" if serial == int(serial) else "yyyy-mm-dd hh:mm:ss"


OPERATIONS: dict[str, Operation] = {
    "range.read": read,
    "range.read_formulas": read_formulas,
    "range.write": write,
    "range.fill": fill,
    "range.write_formula": write_formula,
    "range.write_array": write_array,
    "range.read_array": read_array,
    "range.has_array": has_array,
}
