"""Tables from their parts and back."""

from __future__ import annotations

from collections.abc import Sequence

from ..addresses import Area
from .package import Package, parse_xml, xml_bytes
from .sheet_reader import NS, unescape
from .sheet_writer import escape
from .structured import Table


def read_tables(package: Package, sheet_name: str, sheet_part: str) -> list[Table]:
    """Those of one sheet, in the file's order."""
    tables = []
    for relation in package.relationships(sheet_part):
        if relation.kind != "table" or relation.target not in package:
            continue
        root = parse_xml(package.read(relation.target))
        columns = [
            unescape(column.get("name", ""))
            for column in root.iterfind(f"{NS}tableColumns/{NS}tableColumn")
        ]
        tables.append(
            Table(
                name=root.get("displayName", root.get("name", "")),
                sheet=sheet_name,
                area=Area.parse(root.get("ref", "")),
                columns=columns,
                header_rows=int(root.get("headerRowCount", "1")),
                totals_rows=int(root.get("totalsRowCount", "0")),
                part=relation.target,
            )
        )
    return tables


def write_tables(package: Package, tables: Sequence[Table]) -> None:
    """Changed reaches and headers into their parts."""
    for table in tables:
        if not table.changed:
            continue
        root = parse_xml(package.read(table.part))
        root.set("ref", table.area.address())
        if (auto_filter := root.find(f"{NS}autoFilter")) is not None:
            last = table.area.bottom - table.totals_rows
            area = Area(table.area.top, table.area.left, last, table.area.right)
            auto_filter.set("ref", area.address())
        columns = root.iterfind(f"{NS}tableColumns/{NS}tableColumn")
        for column, name in zip(columns, table.columns, strict=True):
            if unescape(column.get("name", "")) != name:
                column.set("name", escape(name).replace("\n", "_x000a_"))
        package.write(table.part, xml_bytes(root))
        table.changed = False
