"""Tables and the references that name them: `Orders[Price]`, `Orders[[#This Row],[Stake]]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .addresses import Area, Cell, quoted_sheet

_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|(?P<table>(?<![\w.$!])[^\W\d][\w.]*)?(?P<spec>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])"
    r"|(?<![\w.$!])(?P<name>[^\W\d][\w.]*)(?![\w.(!])"
)
_ITEM = re.compile(r"\[(?P<item>(?:[^\[\]']|'.)*)\]|(?P<colon>:)|(?P<other>[,\s]+)")
_ESCAPE = re.compile(r"'(.)")


@dataclass(slots=True)
class Table:
    """A table as its part declares it."""

    name: str
    sheet: str
    area: Area
    columns: list[str]
    header_rows: int = 1
    totals_rows: int = 0
    part: str = ""
    changed: bool = field(default=False, compare=False)

    @property
    def header(self) -> Area | None:
        return replace(self.area, bottom=self.area.top) if self.header_rows else None

    @property
    def totals(self) -> Area | None:
        return replace(self.area, top=self.area.bottom) if self.totals_rows else None

    @property
    def body(self) -> Area:
        return replace(
            self.area,
            top=self.area.top + self.header_rows,
            bottom=self.area.bottom - self.totals_rows,
        )

    def column(self, name: str) -> int:
        """A column's number in the sheet. Raises KeyError."""
        lowered = name.lower()
        for index, column in enumerate(self.columns):
            if column.lower() == lowered:
                return self.area.left + index
        raise KeyError(f"table {self.name} has no column {name!r}")

    def resolve(self, spec: str, row: int | None = None) -> Area:
        """The area of `[...]`; `row` is the formula's, for `#This Row` and `@`.

        Raises KeyError for an unknown column and ValueError for a row outside the table.
        """
        inner = spec[1:-1].strip()
        items: set[str] = set()
        if inner.startswith("@"):
            items.add("#this row")
            inner = inner[1:].strip()
        columns: list[str] = []
        if inner.startswith("["):
            for found in _ITEM.finditer(inner):
                name = found["item"]
                if name is not None and name.startswith("#"):
                    items.add(name.lower())
                elif name is not None:
                    columns.append(_ESCAPE.sub(r"\1", name))
        elif inner.startswith("#"):
            items.add(inner.lower())
        elif inner:
            columns.append(_ESCAPE.sub(r"\1", inner))
        rows = self._rows(items or {"#data"}, row)
        if not columns:
            return rows
        numbers = [self.column(name) for name in columns]
        return replace(rows, left=min(numbers), right=max(numbers))

    def _rows(self, items: set[str], row: int | None) -> Area:
        if "#this row" in items:
            if row is None or not self.body.top <= row <= self.body.bottom:
                raise ValueError(f"no row of table {self.name} here")
            return replace(self.area, top=row, bottom=row)
        if "#all" in items:
            return self.area
        parts = [self.header] if "#headers" in items else []
        parts += [self.body] if "#data" in items else []
        parts += [self.totals] if "#totals" in items else []
        present = [part for part in parts if part is not None]
        if not present:
            raise ValueError(f"table {self.name} has no {' '.join(sorted(items))}")
        top, bottom = min(p.top for p in present), max(p.bottom for p in present)
        return replace(self.area, top=top, bottom=bottom)


def find_table(tables: Sequence[Table], name: str) -> Table | None:
    lowered = name.lower()
    return next((table for table in tables if table.name.lower() == lowered), None)


def file_spelling(text: str, tables: Sequence[Table], sheet: str, cell: Cell) -> str:
    """What a user types, `[@Price]` or `Orders[@Price]`, as the file holds it.

    Raises ValueError for a reference without a table outside every table.
    """

    def spelled(found: re.Match[str]) -> str:
        spec, table = found["spec"], found["table"]
        if spec is None or (table is None and spec[1:-1].isdigit()):
            return found.group()
        if table is None:
            home = table_at(tables, sheet, cell)
            if home is None:
                raise ValueError(f"{spec} names no table and stands in none")
            table = home.name
        inner = spec[1:-1].strip()
        if not inner.startswith("@"):
            return f"{table}{spec}"
        columns = inner[1:].strip()
        if not columns:
            return f"{table}[#This Row]"
        return f"{table}[[#This Row],{columns if columns.startswith('[') else f'[{columns}]'}]"

    return _REFERENCE.sub(spelled, text) if "[" in text else text


def table_at(tables: Sequence[Table], sheet: str, cell: Cell) -> Table | None:
    return next((t for t in tables if t.sheet == sheet and cell in t.area), None)


def resolve_tables(text: str, tables: Sequence[Table], sheet: str, cell: Cell | None) -> str:
    """A formula with every reference to a table as plain absolute references.

    `sheet` and `cell` are where the formula stands. An unknown table or column becomes `#REF!`,
    `#This Row` outside the table `#VALUE!`.
    """
    lowered = text.lower()
    if "[" not in text and not any(table.name.lower() in lowered for table in tables):
        return text

    def plain(table: Table, area: Area) -> str:
        return f"{quoted_sheet(table.sheet)}!{area.address(True, True)}"

    def reference(found: re.Match[str]) -> str:
        spec = found["spec"]
        if found["name"] is not None:  # a bare table name is its data
            named = find_table(tables, found["name"])
            return plain(named, named.body) if named else found.group()
        if spec is None or (found["table"] is None and spec[1:-1].isdigit()):
            return found.group()
        if found["table"] is not None:
            table = find_table(tables, found["table"])
        else:
            table = table_at(tables, sheet, cell) if cell else None
        if table is None:
            return "#REF!"
        try:
            area = table.resolve(spec, cell[0] if cell else None)
        except KeyError:
            return "#REF!"
        except ValueError:
            return "#VALUE!"
        return plain(table, area)

    return _REFERENCE.sub(reference, text)
