"""From a sheet's XML to a Grid."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from ..addresses import MAX_COLUMNS, MAX_ROWS, Area, Cell, cell_name, column_number
from ..values import CellError, Value, serial_from_date
from .dialects import UnreadableError
from .formulas import Kind, shifted
from .grid import Formula, Grid
from .package import parse_xml

_DIGITS = "0123456789"

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL = f"{NS}row", f"{NS}c"
_FORMULA, _VALUE, _INLINE = f"{NS}f", f"{NS}v", f"{NS}is"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """`_x000D_` and its like back to the characters they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def text_of(element: etree._Element) -> str:
    """The text of a shared or inline string: all its runs, without phonetic hints."""
    parts = [element.find(f"{NS}t"), *element.iterfind(f"{NS}r/{NS}t")]
    return unescape("".join(part.text or "" for part in parts if part is not None))


def shared_strings(data: bytes | None) -> list[str]:
    return [text_of(item) for item in parse_xml(data).iterfind(f"{NS}si")] if data else []


def numbered_rows(sheet_data: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Rows with their numbers, which a file may leave out."""
    number = 0
    for row in sheet_data.iterchildren(_ROW):
        number = int(row.get("r", number + 1))
        yield number, row


def numbered_columns(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """A row's cells with their column numbers, which a file may leave out."""
    column = 0
    for cell in row.iterchildren(_CELL):
        reference = cell.get("r")
        column = column + 1 if reference is None else column_of(reference)
        yield column, cell


def column_of(reference: str) -> int:
    """`"AB12"` -> `28`."""
    return column_number(reference.rstrip(_DIGITS))


@dataclass(slots=True)
class _Reader:
    strings: Sequence[str]
    dynamic: frozenset[str]
    grid: Grid = field(default_factory=Grid)
    shared: dict[str, tuple[Cell, str]] = field(default_factory=dict)

    def rows(self, sheet_data: etree._Element) -> None:
        styles = self.grid.styles
        for number, row in numbered_rows(sheet_data):
            if not 1 <= number <= MAX_ROWS:
                raise UnreadableError(f"there is no row {number}")
            if row.get("hidden") in ("1", "true"):
                self.grid.hidden_rows.add(number)
            if row.get("customFormat") in ("1", "true") and row.get("s"):
                self.grid.row_styles[number] = int(row.get("s", "0"))
            values: dict[int, Value] = {}
            for column, cell in numbered_columns(row):
                if not 1 <= column <= MAX_COLUMNS:
                    raise UnreadableError(f"there is no cell {cell.get('r')}, in row {number}")
                style = cell.get("s")
                if style is not None:
                    styles[number, column] = int(style)
                elif number in self.grid.row_styles or column in self.grid.column_styles:
                    styles[number, column] = 0  # written without a style: not its row's or column's
                formula: etree._Element | None = None
                stored: etree._Element | None = None
                for child in cell:
                    if child.tag == _FORMULA:
                        formula = child
                    elif child.tag in (_VALUE, _INLINE):
                        stored = child
                try:
                    value = self.value(cell.get("t", "n"), stored, formula is not None)
                except (ValueError, IndexError):
                    text = (stored.text if stored is not None else None) or ""
                    raise UnreadableError(
                        f"cell {cell_name(number, column)} holds {text[:40]!r} where a value of "
                        f"type {cell.get('t', 'n')!r} must stand: open it in the program that wrote"
                        " it, type that cell anew, and save"
                    ) from None
                if value is not None:
                    values[column] = value
                if formula is not None:
                    self.formula((number, column), cell, formula)
            if values:
                self.grid.rows[number] = values

    def value(self, kind: str, element: etree._Element | None, is_result: bool) -> Value:
        if element is None or (element.text is None and kind != "inlineStr"):
            # an empty text is written without a value, or with an empty one
            return "" if kind == "str" and (is_result or element is not None) else None
        if kind == "inlineStr":
            return text_of(element)
        stored = element.text or ""
        if kind == "s":
            return self.strings[int(stored)]
        if kind == "str":
            return unescape(stored)
        if kind == "b":
            return stored.strip() in ("1", "true")
        if kind == "e":
            return CellError.parse(stored)
        if kind == "d":
            return _serial(stored.strip())
        return float(stored) if stored.strip() else None

    def formula(self, cell: Cell, element: etree._Element, formula: etree._Element) -> None:
        kind = formula.get("t", "normal")
        text = unescape(formula.text or "")
        area = Area.of_cell(cell)
        if kind == "shared":
            index = formula.get("si", "")
            if text:
                self.shared[index] = (cell, text)
            elif index in self.shared:
                origin, text = self.shared[index]
                text = shifted(text, cell[0] - origin[0], cell[1] - origin[1])
        if not text or kind == "dataTable":
            return
        if kind != "array":
            self.grid.formulas[cell] = Formula(text, Kind.PLAIN, area)
            return
        area = Area.parse(formula.get("ref", area.address()))
        spills = element.get("cm") in self.dynamic
        self.grid.formulas[cell] = Formula(text, Kind.DYNAMIC if spills else Kind.FIXED, area)
        for member in area.cells():
            if member != cell:
                self.grid.owners[member] = cell


def _serial(stored: str) -> float:
    """An ISO date, date and time, or time of day."""
    if "-" not in stored:
        return serial_from_date(dt.time.fromisoformat(stored.removeprefix("T")))
    return serial_from_date(dt.datetime.fromisoformat(stored))


def read_sheet(data: bytes, strings: Sequence[str], dynamic: frozenset[str]) -> Grid:
    """A sheet's cells. `dynamic` holds the `cm` values that mark a formula as one that spills."""
    root = parse_xml(data)
    reader = _Reader(strings, dynamic)
    for columns in root.iterfind(f"{NS}cols/{NS}col"):
        if style := int(columns.get("style", "0")):
            for column in range(int(columns.get("min", "1")), int(columns.get("max", "1")) + 1):
                reader.grid.column_styles[column] = style
    sheet_data = root.find(f"{NS}sheetData")
    if sheet_data is None:
        raise ValueError("this is not a worksheet part")
    reader.rows(sheet_data)
    for merged in root.iterfind(f"{NS}mergeCells/{NS}mergeCell"):
        reader.grid.merged.append(Area.parse(merged.get("ref", "")))
    return reader.grid
