"""What the engine can ask of the office, by name."""

from __future__ import annotations

from . import attributes, books, cells, charts, drawings, names, remarks, sheets, tables, values
from .server import Operation

OPERATIONS: dict[str, Operation] = {
    **books.OPERATIONS,
    **sheets.OPERATIONS,
    **cells.OPERATIONS,
    **values.OPERATIONS,
    **attributes.OPERATIONS,
    **names.OPERATIONS,
    **tables.OPERATIONS,
    **remarks.OPERATIONS,
    **drawings.OPERATIONS,
    **charts.OPERATIONS,
}
