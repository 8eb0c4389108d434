"""Tables from their parts and back, and new ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from ..addresses import Area
from .package import Package, fresh_part, parse_xml, xml_bytes
from .sheet_reader import NS, unescape
from .sheet_writer import escape
from .structured import Table

TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLE = "TableStyleMedium2"  # Excel's own choice
_PART = "xl/tables/table{}.xml"
_BEHIND = f"{NS}extLst"  # the only one that stands behind a sheet's table parts


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


def new_table(package: Package, sheet_part: str, table: Table) -> None:
    """The part of a table with headers, known to its sheet; `table.part` is set to it."""
    table.part = fresh_part(package, _PART)
    root = etree.Element(f"{NS}table", nsmap={None: NS[1:-1]})  # type: ignore[dict-item]
    for key, value in (
        ("id", str(_fresh_id(package))),
        ("name", table.name),
        ("displayName", table.name),
        ("ref", table.area.address()),
        ("totalsRowShown", "0"),
    ):
        root.set(key, value)
    etree.SubElement(root, f"{NS}autoFilter", ref=table.area.address())
    columns = etree.SubElement(root, f"{NS}tableColumns", count=str(len(table.columns)))
    for number, name in enumerate(table.columns, 1):
        spelled = escape(name).replace("\n", "_x000a_")
        etree.SubElement(columns, f"{NS}tableColumn", id=str(number), name=spelled)
    etree.SubElement(
        root, f"{NS}tableStyleInfo", name=_STYLE, showRowStripes="1", showColumnStripes="0"
    )
    package.add(table.part, xml_bytes(root), TABLE_TYPE)
    sheet = parse_xml(package.read(sheet_part))
    parts = sheet.find(f"{NS}tableParts")
    if parts is None:
        parts = etree.Element(f"{NS}tableParts")
        behind = sheet.find(_BEHIND)
        if behind is None:
            sheet.append(parts)
        else:
            behind.addprevious(parts)
    link = etree.SubElement(parts, f"{NS}tablePart")
    link.set(f"{{{_RELATIONSHIPS}}}id", package.relate(sheet_part, "table", table.part))
    parts.set("count", str(len(parts)))
    package.write(sheet_part, xml_bytes(sheet))


def copy_table(package: Package, part: str, taken: Collection[str]) -> tuple[str, str, str]:
    """A table's part once more, under a name that is not `taken` (in small letters): the new part,
    the old name and the new one.
    """
    root = parse_xml(package.read(part))
    old = root.get("displayName", root.get("name", ""))
    new = fresh_name(old, taken)
    root.set("id", str(_fresh_id(package)))
    root.set("name", new)
    root.set("displayName", new)
    made = fresh_part(package, _PART)
    package.add(made, xml_bytes(root), TABLE_TYPE)
    return made, old, new


def fresh_name(stem: str, taken: Collection[str]) -> str:
    """`Table1`, `Table2`...: the stem with the first number that is not taken (small letters)."""
    bare = stem.rstrip("0123456789")
    number = 1
    while f"{bare}{number}".lower() in taken:
        number += 1
    return f"{bare}{number}"


def _fresh_id(package: Package) -> int:
    """Tables have numbers of their own within a workbook."""
    types = [part for part in package.parts() if package.content_type(part) == TABLE_TYPE]
    numbers = [int(parse_xml(package.read(part)).get("id", "0")) for part in types]
    return max(numbers, default=0) + 1
