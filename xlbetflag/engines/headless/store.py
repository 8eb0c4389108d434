"""An open workbook: the package that stores it and the cells being worked on.

One thread drives it. Nothing here calculates.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import xlsxwriter
from lxml import etree

from ..addresses import Area, Cell, quoted_sheet, split_sheet
from ..values import Value
from .dialects import UnreadableError
from .dynamic_arrays import dynamic_marks, ensure_dynamic_mark
from .formulas import Kind
from .grid import Grid
from .package import Package, replace_file
from .references import Resolver
from .sheet_reader import read_sheet, shared_strings
from .sheet_writer import write_sheet
from .structured import Table, header_names, is_table_name
from .styles import Styles
from .table_parts import fresh_name, new_table, read_tables, write_tables
from .workbook_part import DefinedName, WorkbookPart

DAYS_TO_1904 = 1_462  # a day of 1904, numbered as everybody does, is so much more than in its file
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    NotImplementedError,  # a way of packing that is not known
    RuntimeError,  # a member with a password
)
_WITH_MACROS = (".xlsm", ".xltm", ".xlam")
_WITHOUT_MACROS = (".xlsx", ".xltx")


@dataclass(slots=True)
class StoredSheet:
    name: str
    part: str
    grid: Grid
    tables: list[Table] = field(default_factory=list)
    visible: bool = True


class Store:
    """A workbook read from bytes. Raises UnreadableError for what is not an .xlsx or .xlsm."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        part = self.package.related("", "officeDocument")
        if part is None:
            raise UnreadableError("it is not an Excel workbook (.xlsx or .xlsm)")
        self.part = part
        self.has_macros = "macroEnabled" in self.package.content_type(part)
        self.workbook = WorkbookPart(self.package.read(part))
        styles = self.package.related(part, "styles")
        self.styles = Styles(self.package.read(styles) if styles else None)
        strings_part = self.package.related(part, "sharedStrings")
        self._strings = shared_strings(self.package.read(strings_part) if strings_part else None)
        self._dynamic = dynamic_marks(self.package, part)
        self.sheets: list[StoredSheet] = []
        targets = {rel.id: rel for rel in self.package.relationships(part)}
        for entry in self.workbook.sheets():
            relation = targets.get(entry.relationship)
            if relation is None or relation.kind != "worksheet":
                continue  # a chart sheet holds no cells
            self.sheets.append(self.read_sheet(entry.name, relation.target, entry.visible))
        if not self.sheets:
            raise UnreadableError("it has no worksheets")
        self.structure = 0
        """Grows with every change of names or tables, which formulas must be told of."""

    @classmethod
    def open(cls, path: Path) -> Store:
        """Raises UnreadableError, its message naming the file."""
        try:
            return cls(path.read_bytes())
        except UnreadableError as error:
            raise UnreadableError(f"{path.name}: {error}") from None
        except _DAMAGED as error:
            raise UnreadableError(
                f"{path.name} is damaged, or written in a way that is not read here ({error}): open"
                " it in a spreadsheet program and save it as .xlsx"
            ) from None

    @classmethod
    def new(cls) -> Store:
        """An empty workbook of one sheet."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        book.add_worksheet()
        book.close()
        return cls(out.getvalue())

    def read_sheet(self, name: str, part: str, visible: bool = True) -> StoredSheet:
        """A sheet of the package. Raises UnreadableError."""
        try:
            grid = read_sheet(self.package.read(part), self._strings, self._dynamic)
        except UnreadableError as error:
            raise UnreadableError(f"sheet {name}, {error}") from None
        self._shift_dates(grid)
        return StoredSheet(name, part, grid, read_tables(self.package, name, part), visible)

    @property
    def names(self) -> list[DefinedName]:
        return self.workbook.names

    @property
    def tables(self) -> list[Table]:
        return [table for sheet in self.sheets for table in sheet.tables]

    def sheet(self, name: str) -> StoredSheet:
        """By name, any case. Raises KeyError."""
        lowered = name.lower()
        for sheet in self.sheets:
            if sheet.name.lower() == lowered:
                return sheet
        raise KeyError(name)

    def find_name(self, text: str, sheet: str | None = None) -> DefinedName | None:
        """A defined name, the sheet's own before the workbook's; `Sheet1!Name` also works."""
        scope, bare = split_sheet(text)
        found = [name for name in self.names if name.name.lower() == bare.lower()]
        for wanted in [scope] if scope else [sheet, None]:
            for name in found:
                if (name.scope or "").lower() == (wanted or "").lower():
                    return name
        return None

    def add_name(self, name: DefinedName) -> None:
        """A new name, in place of one of the same scope."""
        self.workbook.put_name(name)
        self.structure += 1

    def delete_name(self, name: DefinedName) -> None:
        self.workbook.delete_name(name)
        self.structure += 1

    def taken_names(self) -> set[str]:
        """What tables and names are called, in small letters: one name, one thing."""
        return {name.name.lower() for name in self.names} | {t.name.lower() for t in self.tables}

    def add_table(self, sheet: StoredSheet, area: Area, name: str | None) -> Table:
        """A table over an area whose first row has its headers; missing ones are filled in.

        Raises ValueError where another table is in the way, or the name is taken or none.
        """
        if any(table.area.overlaps(area) for table in sheet.tables):
            raise ValueError("another table is in the way")
        if name is None:
            name = fresh_name("Table", self.taken_names())
        elif name.lower() in self.taken_names():
            raise ValueError(f"{name} is there already")
        elif not is_table_name(name):
            raise ValueError(f"{name!r} is no name for a table")
        if area.rows == 1:
            area = Area(area.top, area.left, area.bottom + 1, area.right)
        header = Area(area.top, area.left, area.top, area.right)
        columns = header_names(sheet.grid.block(header)[0])
        sheet.grid.write(header, [columns])
        table = Table(name, sheet.name, area, columns)
        new_table(self.package, sheet.part, table)
        sheet.tables.append(table)
        self.structure += 1
        return table

    def resize_table(self, table: Table, area: Area) -> None:
        """Another number of rows. Raises ValueError for another corner, NotImplementedError for
        another number of columns."""
        if area.anchor != table.area.anchor:
            raise ValueError("a table keeps its top left cell")
        if area.columns != table.area.columns:
            raise NotImplementedError("this engine cannot change a table's columns")
        if area.rows <= table.header_rows + table.totals_rows:
            raise ValueError("a table needs at least one row of data")
        table.area, table.changed = area, True
        self.structure += 1

    def locate(self, text: str, sheet: str) -> tuple[str, Area]:
        """The sheet and area an address, name or table reference means.

        Raises KeyError if it means none.
        """
        scope, rest = split_sheet(text.strip().removeprefix("="))
        home = self.sheet(scope).name if scope else sheet
        try:
            return home, Area.parse(rest)
        except ValueError:
            pass
        plain = self.resolver().plain(rest, home, None)
        if plain != rest and not plain.startswith(("#", "(")):
            return self.locate(plain, home)
        raise KeyError(f"{text!r} is no cell, range, name or table here")

    def resolver(self) -> Resolver:
        sheets = [sheet.name for sheet in self.sheets]
        return Resolver(self.tables, self.find_name, sheets)

    def reference(self, sheet: str, area: Area) -> str:
        """`Sheet1!$A$1:$B$2`."""
        return f"{quoted_sheet(sheet)}!{area.address(True, True)}"

    def rename_headers(self, sheet: StoredSheet) -> None:
        """A table's columns are called what its header cells say, as in Excel."""
        for table in sheet.tables:
            if table.header is None:
                continue
            shown = sheet.grid.block(table.header)[0]
            for index, value in enumerate(shown):
                if isinstance(value, str) and value and value != table.columns[index]:
                    table.columns[index], table.changed = value, True
                    self.structure += 1

    def set_visible(self, sheet: StoredSheet, visible: bool) -> None:
        sheet.visible = visible
        self.workbook.set_visible(sheet.name, visible)

    def save(self, path: Path) -> None:
        """Write the package, atomically. Raises ValueError for an ending that does not fit."""
        endings = _WITH_MACROS if self.has_macros else _WITHOUT_MACROS
        if path.suffix.lower() not in endings:
            kind = "with" if self.has_macros else "without"
            raise ValueError(f"a workbook {kind} macros is saved as {endings[0]}, not {path.name}")
        self._write_parts()
        replace_file(path, self.package.to_bytes())

    def _shift_dates(self, grid: Grid) -> None:
        """In the grid a day has the number that everybody gives it, whatever the file counts from.
        A time of day alone, less than one, is the same in both."""
        if self.workbook.counts_from_1904:
            for number, row in grid.rows.items():
                for column, value in row.items():
                    if self._is_moment(grid, (number, column), value):
                        row[column] = float(value) + DAYS_TO_1904  # type: ignore[arg-type]

    def _stored(self, grid: Grid, cell: Cell, value: Value) -> Value:
        """As this file counts."""
        if self.workbook.counts_from_1904 and self._is_moment(grid, cell, value):
            return max(0.0, float(value) - DAYS_TO_1904)  # type: ignore[arg-type]
        return value

    def _is_moment(self, grid: Grid, cell: Cell, value: Value) -> bool:
        return isinstance(value, float) and value >= 1 and grid.style(cell) in self.styles.moments

    def _write_parts(self) -> None:
        for sheet in self.sheets:
            self.write_sheet(sheet)
        write_tables(self.package, self.tables)
        if self.styles.changed:
            part = self.package.related(self.part, "styles")
            if part is not None:
                self.package.write(part, self.styles.to_bytes())
            self.styles.changed = False
        if self.workbook.changed:
            self.package.write(self.part, self.workbook.to_bytes())
            self.workbook.changed = False

    def write_sheet(self, sheet: StoredSheet) -> None:
        """Its changed cells into its part."""
        grid = sheet.grid
        if not grid.changed:
            return
        mark = None
        if any(formula.kind is Kind.DYNAMIC for formula in grid.formulas.values()):
            mark = ensure_dynamic_mark(self.package, self.part)
        stored = partial(self._stored, grid)
        written = write_sheet(self.package.read(sheet.part), grid, mark, stored)
        self.package.write(sheet.part, written)
        if grid.changed_formulas:
            self.drop_chain()
        grid.changed.clear()
        grid.changed_formulas.clear()

    def drop_chain(self) -> None:
        """The order of calculation, no longer right: Excel makes a new one."""
        if (chain := self.package.related(self.part, "calcChain")) is not None:
            self.package.remove(chain, self.part)
