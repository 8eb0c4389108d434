"""Range: reading and writing cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..addresses import Cell
from ..placed_range import PlacedRange, direction_named
from ..values import DateSerial, Value, display
from . import formulas, regions, writing
from .formulas import Kind
from .grid import Formula, Grid
from .names import Name

if TYPE_CHECKING:
    from .sheet import Sheet
    from .tables import Table

_MOST_CELLS = 20_000_000


class Range(PlacedRange["Sheet"]):
    """A rectangle of cells, which may have no rows or columns at all."""

    # Where

    @property
    def _grid(self) -> Grid:
        return self._sheet.stored.grid

    def end(self, direction: str) -> Range:
        way = direction_named(direction)
        cell = regions.end(self._grid, (self._row, self._column), way)
        return Range(self._sheet, *cell, 1, 1)

    @property
    def current_region(self) -> Range:
        return Range.over(self._sheet, regions.current_region(self._grid, self.area))

    @property
    def merge_area(self) -> Range:
        for merged in self._grid.merged:
            if (self._row, self._column) in merged:
                return Range.over(self._sheet, merged)
        return self

    @property
    def merge_cells(self) -> bool:
        return any(merged.overlaps(self.area) for merged in self._grid.merged)

    @property
    def table(self) -> Table | None:
        from .tables import Table

        for table in self._sheet.stored.tables:
            if (self._row, self._column) in table.area:
                return Table(self._sheet, table)
        return None

    @property
    def name(self) -> Name | None:
        book = self._sheet.book
        reference = book.store.reference(self._sheet.name, self.area)
        for entry in book.store.names:
            if entry.refers_to == reference:
                return Name(book, entry)
        return None

    @name.setter
    def name(self, value: str) -> None:
        """`Sheet1!Name` makes a name of that sheet."""
        book = self._sheet.book
        book.names.add(value, book.store.reference(self._sheet.name, self.area))

    def select(self) -> None:
        """Known to the open book; the file keeps what it had selected."""
        self._sheet.activate()
        self._sheet.selected = self.area

    # Values

    @property
    def raw_value(self) -> Any:
        """One value, or rows of them: str, float, bool, None, `DateSerial` or `CellError`.

        While the sheet does not change, rows read again are the same block.
        """
        if self._empty:
            return None
        if len(self) > _MOST_CELLS:
            raise MemoryError(f"{len(self)} cells are too many to read at once")
        self._sheet.book.refresh()
        if self._shape == (1, 1):
            return self._block()[0][0]
        return self._grid.read(self.area, self._block)

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not self._empty:
            writing.write(self._sheet, self.area, data, writing.typed)

    def _block(self) -> list[list[Value]]:
        block = self._grid.block(self.area)
        dates, style = self._sheet.book.store.styles.dates, self._grid.style
        if not dates:
            return block
        for row, values in enumerate(block, self._row):
            for position, value in enumerate(values):
                if type(value) is float and style((row, self._column + position)) in dates:
                    values[position] = DateSerial(value)
        return block

    def clear_contents(self) -> None:
        if not self._empty:
            area = regions.within_used(self._grid, self.area)
            writing.store(self._sheet, area, [[None] * area.columns] * area.rows)

    def clear_formats(self) -> None:
        if not self._empty:
            for cell in regions.within_used(self._grid, self.area).cells():
                self._grid.set_style(cell, 0)

    def clear(self) -> None:
        self.clear_contents()
        self.clear_formats()

    # Formulas

    @property
    def formula(self) -> Any:
        """Formulas with `=`, constants as text; one, or a tuple of rows."""
        if self._empty:
            return None
        shown = tuple(
            tuple(self._shown((row, column)) for column in range(area.left, area.right + 1))
            for area in (self.area,)
            for row in range(area.top, area.bottom + 1)
        )
        return shown[0][0] if self._shape == (1, 1) else shown

    @formula.setter
    def formula(self, value: Any) -> None:
        if not self._empty:
            writing.write(self._sheet, self.area, value, writing.typed)

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        if not self._empty:
            writing.write(self._sheet, self.area, value, writing.typed_dynamic)

    @property
    def formula_array(self) -> Any:
        """The formula that fills exactly this range or one cell of it; None where they differ."""
        if self._empty:
            return None
        grid = self._grid
        cell = (self._row, self._column)
        anchor = grid.owners.get(cell, cell)
        found = grid.formulas.get(anchor)
        if found is not None and found.area.covers(self.area):
            return formulas.display(found.text)
        return self._shown(cell) if self._shape == (1, 1) else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if self._empty:
            return
        text = writing.file_spelling(self._sheet, (self._row, self._column), value)
        self._grid.write_array(Formula(text, Kind.FIXED, self.area))

    @property
    def has_array(self) -> bool | None:
        """Whether the cells belong to an array formula; None where some do and some do not."""
        if self._empty:
            return False
        grid = self._grid

        def in_array(cell: Cell) -> bool:
            formula = grid.formulas.get(cell)
            return cell in grid.owners or (formula is not None and formula.kind is not Kind.PLAIN)

        found = {in_array(cell) for cell in self.area.cells()}
        return found.pop() if len(found) == 1 else None

    def _shown(self, cell: Cell) -> str:
        grid = self._grid
        anchor = grid.owners.get(cell)
        formula = grid.formulas.get(cell if anchor is None else anchor)
        if formula is not None and (anchor is None or formula.kind is Kind.FIXED):
            return formulas.display(formula.text)
        return display(grid.get(cell))

    @property
    def row_hidden(self) -> bool | None:
        """By the file: whoever filtered it. None where some rows are and some are not."""
        rows = range(self.area.top, self.area.bottom + 1)
        found = {row in self._grid.hidden_rows for row in rows}
        return found.pop() if len(found) == 1 else None

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        raise NotImplementedError("this engine hides no rows")

    # Formats

    @property
    def number_format(self) -> str | None:
        """None where the cells' formats differ."""
        if self._empty:
            return ""
        styles = self._sheet.book.store.styles
        found = {styles.number_format(self._grid.style(cell)) for cell in self.area.cells()}
        return found.pop() if len(found) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        if self._empty:
            return
        styles = self._sheet.book.store.styles
        for cell in self.area.cells():
            self._grid.set_style(cell, styles.with_number_format(self._grid.style(cell), value))
