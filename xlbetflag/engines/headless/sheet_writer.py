"""Changed cells back into a sheet's XML; everything else in it stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from lxml import etree

from ..addresses import Area, Cell, cell_name
from ..values import CellError, Value, display_number
from .formulas import Kind
from .grid import Formula, Grid
from .package import drop_attributes, parse_xml, xml_bytes
from .sheet_reader import NS, column_of, numbered_columns, numbered_rows

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Control characters XML cannot carry, a carriage return it would turn into a line feed, and
# text that looks like an escape already.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")

# Excel writes these two as #VALUE! with rich data beside; without the data it reads #VALUE!.
_NOT_IN_FILES = frozenset({CellError.SPILL, CellError.CALC})


def escape(text: str) -> str:
    """Text as a file spells it: what XML cannot hold as `_xHHHH_`."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def write_sheet(
    data: bytes,
    grid: Grid,
    dynamic_mark: str | None,
    stored: Callable[[Cell, Value], Value] = lambda cell, value: value,
) -> bytes:
    """The sheet's XML with the grid's changed cells in it; `stored` tells how a value is stored.

    `dynamic_mark` is the `cm` value of a formula that spills; needed if the grid has one.
    """
    root = parse_xml(data)
    sheet_data = root.find(f"{NS}sheetData")
    if sheet_data is None:
        raise ValueError("this is not a worksheet part")
    if grid.changed_formulas:
        _unshare(sheet_data, grid)
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(grid.changed):
        by_row.setdefault(row, []).append(column)
    for element, number in _rows(sheet_data, by_row):
        _write_row(element, number, by_row[number], grid, dynamic_mark, stored)
    _update_dimension(root, sheet_data)
    return xml_bytes(root)


def _rows(
    sheet_data: etree._Element, wanted: Iterable[int]
) -> Iterable[tuple[etree._Element, int]]:
    """The row elements asked for, in order; missing ones are made where they belong."""
    existing = list(numbered_rows(sheet_data))
    position = 0
    for number in sorted(wanted):
        while position < len(existing) and existing[position][0] < number:
            position += 1
        if position < len(existing) and existing[position][0] == number:
            row = existing[position][1]
        else:
            row = etree.Element(f"{NS}row")
            if position < len(existing):
                existing[position][1].set("r", str(existing[position][0]))
                existing[position][1].addprevious(row)
            else:
                sheet_data.append(row)
        row.set("r", str(number))
        yield row, number


def _write_row(
    row: etree._Element,
    number: int,
    columns: list[int],
    grid: Grid,
    dynamic_mark: str | None,
    stored: Callable[[Cell, Value], Value],
) -> None:
    existing = list(numbered_columns(row))
    position = 0
    for column in columns:
        cell = (number, column)
        while position < len(existing) and existing[position][0] < column:
            position += 1
        if position < len(existing) and existing[position][0] == column:
            element = existing[position][1]
        elif grid.get(cell) is None and cell not in grid.formulas and cell not in grid.styles:
            continue
        else:
            element = etree.Element(f"{NS}c")
            drop_attributes(row, "spans")
            if position < len(existing):
                existing[position][1].set("r", cell_name(number, existing[position][0]))
                existing[position][1].addprevious(element)
            elif existing:
                existing[-1][1].addnext(element)
                existing.append((column, element))
                position += 1
            else:
                row.insert(0, element)
                existing.append((column, element))
                position += 1
        element.set("r", cell_name(number, column))
        _write_cell(element, cell, grid, dynamic_mark, stored)


def _write_cell(
    element: etree._Element,
    cell: Cell,
    grid: Grid,
    dynamic_mark: str | None,
    stored: Callable[[Cell, Value], Value],
) -> None:
    style = grid.style(cell)
    if style:
        element.set("s", str(style))
    else:
        drop_attributes(element, "s")
    drop_attributes(element, "t", "vm")
    tag: etree._Element | None = None
    extension: etree._Element | None = None
    for child in element:
        if child.tag == f"{NS}f":
            tag = child
        elif child.tag == f"{NS}extLst":
            extension = child
    if len(element):
        del element[:]
    if cell in grid.changed_formulas:
        tag = None
    formula = grid.formulas.get(cell)
    if formula is not None and tag is None:
        tag = etree.SubElement(element, f"{NS}f")
        tag.text = escape(formula.text)
    elif tag is not None:
        element.append(tag)
    if formula is not None and tag is not None:
        _mark_array(element, tag, formula, dynamic_mark)
    else:
        drop_attributes(element, "cm")
    _write_value(element, stored(cell, grid.get(cell)), tag is not None or cell in grid.owners)
    if extension is not None:
        element.append(extension)


def _mark_array(
    element: etree._Element, tag: etree._Element, formula: Formula, dynamic_mark: str | None
) -> None:
    if formula.kind is Kind.PLAIN:
        drop_attributes(element, "cm")
        return
    tag.set("t", "array")
    tag.set("ref", formula.area.address())
    if formula.kind is Kind.FIXED:
        drop_attributes(element, "cm")
    elif dynamic_mark is None:
        raise ValueError("a formula that spills needs the package's dynamic array metadata")
    elif element.get("cm") is None:
        element.set("cm", dynamic_mark)


def _write_value(element: etree._Element, value: Value, is_result: bool) -> None:
    if value is None:
        return
    if isinstance(value, str) and not is_result:
        element.set("t", "inlineStr")
        holder = etree.SubElement(etree.SubElement(element, f"{NS}is"), f"{NS}t")
    else:
        holder = etree.SubElement(element, f"{NS}v")
    if isinstance(value, str):
        if is_result:
            element.set("t", "str")
        holder.text = escape(value)
        if value != value.strip() or "\n" in value or "\t" in value:
            holder.set(_XML_SPACE, "preserve")
    elif isinstance(value, bool):
        element.set("t", "b")
        holder.text = "1" if value else "0"
    elif isinstance(value, CellError):
        element.set("t", "e")
        holder.text = str(CellError.VALUE if value in _NOT_IN_FILES else value)
    else:
        holder.text = display_number(value)


def _unshare(sheet_data: etree._Element, grid: Grid) -> None:
    """If a changed formula was the model of shared copies, write those out in full."""
    shared: dict[str, list[tuple[Cell, etree._Element]]] = {}
    touched: set[str] = set()
    for number, row in numbered_rows(sheet_data):
        for column, element in numbered_columns(row):
            tag = element.find(f"{NS}f")
            if tag is not None and tag.get("t") == "shared":
                index = tag.get("si", "")
                shared.setdefault(index, []).append(((number, column), tag))
                if (number, column) in grid.changed_formulas and tag.text:
                    touched.add(index)
    for index in touched:
        for cell, tag in shared[index]:
            formula = grid.formulas.get(cell)
            if formula is not None and cell not in grid.changed_formulas:
                drop_attributes(tag, "t", "si", "ref")
                tag.text = escape(formula.text)


def _update_dimension(root: etree._Element, sheet_data: etree._Element) -> None:
    tag = root.find(f"{NS}dimension")
    if tag is None:
        return
    top = bottom = left = right = 0
    for number, row in numbered_rows(sheet_data):
        ends = _ends(row)
        if ends is not None:
            top = top or number
            bottom = number
            left = min(left or ends[0], ends[0])
            right = max(right, ends[1])
    tag.set("ref", Area(top, left, bottom, right).address() if top else "A1")


def _ends(row: etree._Element) -> tuple[int, int] | None:
    """The columns of a row's first and last cell: nobody looks at those between."""
    if not len(row):
        return None
    first, last = row[0].get("r"), row[-1].get("r")
    if first is not None and last is not None:
        return column_of(first), column_of(last)
    columns = [column for column, _ in numbered_columns(row)]
    return (columns[0], columns[-1]) if columns else None
