"""Tables, and the cells a reference such as `Orders[[#This Row],[Stake]]` means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..addresses import Area, Cell
from ..values import Value, display

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


def is_table_name(name: str) -> bool:
    """Whether Excel takes it: a word that is no reference to a cell."""
    is_word = re.fullmatch(r"[^\W\d][\w.]{0,254}", name)
    return bool(is_word) and not re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc]", name)


def header_names(shown: Sequence[Value]) -> list[str]:
    """What a table's columns are called after their header cells: all of them, each differently."""
    names: list[str] = []
    for number, value in enumerate(shown, 1):
        stem = display(value) or f"Column{number}"
        name, count = stem, 2
        while name.lower() in {each.lower() for each in names}:
            name, count = f"{stem}{count}", count + 1
        names.append(name)
    return names


def find_table(tables: Sequence[Table], name: str) -> Table | None:
    lowered = name.lower()
    return next((table for table in tables if table.name.lower() == lowered), None)


def table_at(tables: Sequence[Table], sheet: str, cell: Cell) -> Table | None:
    return next((t for t in tables if t.sheet == sheet and cell in t.area), None)
