"""Range: where cells are, what they hold, and their formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..addresses import Area
from ..placed_range import PlacedRange, direction_named
from ..values import DateSerial, display
from . import reading, writing
from .layout import Layout
from .looks import Looks

if TYPE_CHECKING:
    from .names import Name
    from .notes import Note
    from .sheet import Sheet
    from .tables import Table

_MOST_CELLS = 20_000_000


class Range(Layout, Looks, PlacedRange["Sheet"]):
    """A rectangle of cells, which may have no rows or columns at all."""

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
        super().__init__(sheet, row, column, rows, columns)
        self.connection = sheet.connection

    # Where

    @property
    def corners(self) -> list[int]:
        """As the server takes them."""
        rows, columns = self._shape
        return [self._row, self._column, self._row + rows - 1, self._column + columns - 1]

    def ask(self, operation: str, *arguments: Any) -> Any:
        """An operation on these cells."""
        return self.connection.call(operation, self._sheet.reference, self.corners, *arguments)

    def tell(self, operation: str, *arguments: Any) -> None:
        """An operation without an answer; a range without cells needs none."""
        if not self._empty:
            self.connection.send(operation, self._sheet.reference, self.corners, *arguments)

    def end(self, direction: str) -> Range:
        way = direction_named(direction)
        row, column = self.connection.call(
            "range.end", self._sheet.reference, self._row, self._column, way
        )
        return Range(self._sheet, row, column, 1, 1)

    @property
    def current_region(self) -> Range:
        return Range.over(self._sheet, Area(*self.ask("range.region")))

    @property
    def table(self) -> Table | None:
        from .tables import Table

        name = self.connection.call("table.at", self._sheet.reference, self._row, self._column)
        return None if name is None else Table(self._sheet.book, name)

    @property
    def name(self) -> Name | None:
        from .names import Name

        book = self._sheet.book
        found = self.ask("names.of")
        return None if found is None else Name(book, *found)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.book.names.add(value, f"={self._reference()}")

    def _reference(self) -> str:
        from ..addresses import quoted_sheet

        return f"{quoted_sheet(self._sheet.name)}!{self.area.address(True, True)}"

    @property
    def note(self) -> Note | None:
        from .notes import Note

        place = (self._sheet.reference, self._row, self._column)
        return None if self.connection.call("note.text", *place) is None else Note(self)

    def add_note(self, text: str) -> Note:
        """Raises ValueError where a note is there already, as in Excel."""
        from .notes import Note

        if self.note is not None:
            raise ValueError(f"{self.address} has a note already")
        note = Note(self)
        note.text = text
        return note

    @property
    def hyperlink(self) -> str | None:
        place = (self._sheet.reference, self._row, self._column)
        found = self.connection.call("link.get", *place)
        if found is None:
            raise Exception("The cell doesn't seem to contain a hyperlink!")  # noqa: TRY002  xlwings' words
        return str(found)

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Calc shows no tip of its own over a link: `screen_tip` has no effect."""
        place = (self._sheet.reference, self._row, self._column)
        self.connection.send("link.add", *place, address, text_to_display or address)

    # Values

    @property
    def raw_value(self) -> Any:
        """One value, or rows of them: str, float, bool, None, `DateSerial` or `CellError`."""
        if self._empty:
            return None
        if len(self) > _MOST_CELLS:
            raise MemoryError(f"{len(self)} cells are too many to read at once")
        block = reading.block(self.ask("range.read"), self._shape)
        return block[0][0] if self._shape == (1, 1) else block

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data, as_formulas=False)

    def _write(self, data: Any, *, as_formulas: bool) -> None:
        """One value for every cell (a formula then shifts along), or rows of values."""
        if self._empty:
            return
        rows, columns = self._shape
        if not isinstance(data, list | tuple):
            ((value,),), beside = writing.encoded([[data]], as_formulas=as_formulas)
            if "formulas" in beside:
                self.tell("range.write_formula", beside["formulas"][0][2])
            elif not beside and len(self) > 1:
                self.tell("range.fill", value)
            elif len(self) == 1:
                self.tell("range.write", [[value]], beside)
            else:
                self._write([[data] * columns] * rows, as_formulas=as_formulas)
            return
        given = [row[:columns] for row in writing.as_rows(data)[:rows]]
        for place, part in _rectangles(given):
            block, beside = writing.encoded(part, as_formulas=as_formulas)
            top = self._row + place
            corners = [top, self._column, top + len(part) - 1, self._column + len(part[0]) - 1]
            self.connection.send("range.write", self._sheet.reference, corners, block, beside)

    def clear_contents(self) -> None:
        self.tell("range.clear", "contents")

    def clear_formats(self) -> None:
        self.tell("range.clear", "formats")

    def clear(self) -> None:
        self.tell("range.clear", "all")

    # Formulas

    @property
    def formula(self) -> Any:
        """Formulas with `=`, constants as text; one, or a tuple of rows."""
        if self._empty:
            return None
        answer = self.ask("range.read_formulas")
        shown = [
            [display(float(value) if type(value) is DateSerial else value) for value in row]
            for row in reading.block(answer, self._shape)
        ]
        for row, column, formula in answer["formulas"]:
            shown[row][column] = formula
        return shown[0][0] if self._shape == (1, 1) else tuple(tuple(row) for row in shown)

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value, as_formulas=True)

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        """As `formula`: Calc does not spill."""
        self._write(value, as_formulas=True)

    @property
    def formula_array(self) -> Any:
        """The formula that fills these cells; None where they differ."""
        if self._empty:
            return None
        found = self.ask("range.read_array")
        return self.formula if found is None and len(self) == 1 else found

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self.tell("range.write_array", value if value.startswith("=") else f"={value}")

    @property
    def has_array(self) -> bool | None:
        """Whether the cells belong to an array formula; None where some do and some do not."""
        if self._empty:
            return False
        found: bool | None = self.ask("range.has_array")
        return found


def _rectangles(rows: list[Any]) -> list[tuple[int, list[Any]]]:
    """Runs of rows of one length, each with the number of its first."""
    found: list[tuple[int, list[Any]]] = []
    for place, row in enumerate(rows):
        if not row:
            continue
        if found and len(found[-1][1][0]) == len(row) and found[-1][0] + len(found[-1][1]) == place:
            found[-1][1].append(row)
        else:
            found.append((place, [row]))
    return found
