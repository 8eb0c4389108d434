"""Values and formulas on their way into a sheet, as Excel takes them from code.

A date or time gives its cell a format that shows it, if the cell has none.
Text that starts with `=` is a formula, unless the cell's format is Text (`@`). An apostrophe in
front makes the rest text, whatever it looks like, and marks the cell as Excel marks it. Other
text stays text: `007` and `1,50` are not read as numbers, which in Excel depends on the language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..addresses import Area, Cell
from ..values import DateSerial, Value, cell_value, moment_format
from . import formulas, references
from .formulas import Kind
from .grid import Formula

if TYPE_CHECKING:
    from .sheet import Sheet

Entry = Value | Formula
Typist = Callable[["Sheet", object, Cell], Entry]


def typed(sheet: Sheet, value: object, cell: Cell) -> Entry:
    """What `Range.value` and `Range.formula` make of a value: a formula keeps to its cell."""
    if isinstance(value, str) and value[:1] in ("=", "'"):
        if value.startswith("'"):
            return cell_value(value[1:])
        styles = sheet.book.store.styles
        if len(value) > 1 and styles.number_format(sheet.stored.grid.style(cell)) != "@":
            return Formula(file_spelling(sheet, cell, value), Kind.PLAIN, Area.of_cell(cell))
    return cell_value(value)


def typed_dynamic(sheet: Sheet, value: object, cell: Cell) -> Entry:
    """What `Range.formula2` makes of it: a formula that can return an array spills."""
    entry = typed(sheet, value, cell)
    if isinstance(entry, Formula) and not str(value).startswith("=@"):
        custom = sheet.book.functions.names()
        if formulas.may_return_array(entry.text, custom):
            entry.kind = Kind.DYNAMIC
    return entry


def file_spelling(sheet: Sheet, cell: Cell, formula: str) -> str:
    """A formula as the file holds it. A leading `@` is what a plain formula does anyway."""
    text = formulas.file_spelling(formula.removeprefix("=").removeprefix("@"))
    return references.file_spelling(text, sheet.book.store.tables, sheet.name, cell)


def write(sheet: Sheet, area: Area, data: object, typist: Typist) -> None:
    """One value for every cell (a formula then shifts along), or rows of values.

    Rows shorter or fewer than the area leave the other cells alone.
    """
    if isinstance(data, list | tuple):
        given: Sequence[Sequence[object]]
        given = data if data and isinstance(data[0], list | tuple) else [data]
        rows = [row[: area.columns] for row in given[: area.rows]]
    else:
        rows = [[data] * area.columns] * area.rows
    is_fill = isinstance(data, str) and data.startswith("=") and not area.is_cell
    block = []
    for number, row in enumerate(rows, area.top):
        entries = []
        for column, value in enumerate(row, area.left):
            entry = typist(sheet, value, (number, column))
            if is_fill and isinstance(entry, Formula):
                entry.text = formulas.shifted(entry.text, number - area.top, column - area.left)
            entries.append(entry)
        block.append(entries)
    store(sheet, area, block)
    _mark_quotes(sheet, area, rows)
    _show_moments(sheet, area, rows)


def store(sheet: Sheet, area: Area, block: Sequence[Sequence[Entry]]) -> None:
    """Entries into the grid; a table's columns follow their header cells."""
    written = Area(area.top, area.left, area.top + max(len(block), 1) - 1, area.right)
    sheet.stored.grid.write(written, block)
    if any(t.header and t.header.overlaps(written) for t in sheet.stored.tables):
        sheet.book.store.rename_headers(sheet.stored)


def _mark_quotes(sheet: Sheet, area: Area, rows: Sequence[Sequence[object]]) -> None:
    grid, styles = sheet.stored.grid, sheet.book.store.styles
    for number, row in enumerate(rows, area.top):
        for column, value in enumerate(row, area.left):
            quoted = isinstance(value, str) and value.startswith("'")
            if quoted or styles.has_quotes:
                cell = (number, column)
                grid.set_style(cell, styles.with_quote(grid.style(cell), quoted))


def _show_moments(sheet: Sheet, area: Area, rows: Sequence[Sequence[object]]) -> None:
    grid, styles = sheet.stored.grid, sheet.book.store.styles
    for number, row in enumerate(rows, area.top):
        for column, value in enumerate(row, area.left):
            if type(value) is DateSerial and styles.can_vary:
                cell = (number, column)
                style = grid.style(cell)
                if styles.number_format(style) == "General":
                    code = moment_format(value)
                    grid.set_style(cell, styles.with_number_format(style, code))
