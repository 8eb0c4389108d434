"""The rows and columns of a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from .cell_range import Range

if TYPE_CHECKING:
    from .tables import Table


class TableRows(base_classes.TableRows):
    """A table's rows of data."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def api(self) -> TableRows:
        return self

    @property
    def parent(self) -> Table:
        return self._table

    @property
    def column_count(self) -> int:
        return self._table.range.shape[1]

    def __len__(self) -> int:
        body = self._table.data_body_range
        return 0 if body is None else body.shape[0]

    def __iter__(self) -> Iterator[TableRow]:
        return (TableRow(self._table, place) for place in range(1, len(self) + 1))

    def __call__(self, key: int) -> TableRow:
        if not 1 <= key <= len(self):
            raise IndexError(f"the table has {len(self)} rows")
        return TableRow(self._table, key)

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """At a place from 1; None for behind the last."""
        place = len(self) + 1 if index is None else index
        self._table.insert("row", place - 1)
        row = TableRow(self._table, place)
        if values is not None:
            row.range.raw_value = [values]
        return row


class TableRow(base_classes.TableRow):
    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def api(self) -> TableRow:
        return self

    @property
    def index(self) -> int:
        return self._index

    @property
    def range(self) -> Range:
        body = self._table.data_body_range
        if body is None or self._index > body.shape[0]:
            raise IndexError("that row is gone")
        return Range(body.sheet, body.row + self._index - 1, body.column, 1, body.shape[1])

    def delete(self) -> None:
        """Raises ValueError for the last one: a table has one row at least."""
        if len(self._table.rows) == 1:
            raise ValueError("a table has one row of data at least")
        self._table.remove("row", self._index - 1)


class TableColumns(base_classes.TableColumns):
    """A table's columns."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def api(self) -> TableColumns:
        return self

    @property
    def parent(self) -> Table:
        return self._table

    def _headers(self) -> list[str]:
        header = self._table.header_row_range
        if header is None:
            return [f"Column{n + 1}" for n in range(self._table.range.shape[1])]
        values = header.raw_value
        return [str(each) for each in (values[0] if isinstance(values, list) else [values])]

    def __len__(self) -> int:
        return self._table.range.shape[1]

    def __iter__(self) -> Iterator[TableColumn]:
        return (TableColumn(self._table, place) for place in range(1, len(self) + 1))

    def __call__(self, key: str | int) -> TableColumn:
        if isinstance(key, str):
            lowered = [name.casefold() for name in self._headers()]
            if key.casefold() not in lowered:
                raise KeyError(key)
            return TableColumn(self._table, lowered.index(key.casefold()) + 1)
        if not 1 <= key <= len(self):
            raise IndexError(f"the table has {len(self)} columns")
        return TableColumn(self._table, key)

    def __contains__(self, key: str) -> bool:
        return key.casefold() in [name.casefold() for name in self._headers()]

    def add(self, name: str, index: int | None) -> TableColumn:
        """At a place from 1; None for behind the last."""
        place = len(self) + 1 if index is None else index
        self._table.insert("column", place - 1)
        column = TableColumn(self._table, place)
        column.range(1, 1).raw_value = f"'{name}"
        return column


class TableColumn(base_classes.TableColumn):
    def __init__(self, table: Table, index: int) -> None:
        self._table = table
        self._index = index

    @property
    def api(self) -> TableColumn:
        return self

    @property
    def name(self) -> str:
        return str(self.range(1, 1).raw_value)

    @property
    def index(self) -> int:
        return self._index

    @property
    def range(self) -> Range:
        return self._of(self._table.range)

    @property
    def data_body_range(self) -> Range | None:
        body = self._table.data_body_range
        return None if body is None else self._of(body)

    def delete(self) -> None:
        """Raises ValueError for the last one."""
        if len(self._table.columns) == 1:
            raise ValueError("a table has one column at least")
        self._table.remove("column", self._index - 1)

    def _of(self, cells: Range) -> Range:
        if self._index > cells.shape[1]:
            raise IndexError("that column is gone")
        return Range(cells.sheet, cells.row, cells.column + self._index - 1, cells.shape[0], 1)
