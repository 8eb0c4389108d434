"""The mark of formulas that spill: cell metadata of type XLDAPR (`xl/metadata.xml`)."""

from __future__ import annotations

from lxml import etree

from .package import Package, parse_xml, xml_bytes

PART = "xl/metadata.xml"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NS = f"{{{_MAIN}}}"
_XDA = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
_NSMAP: dict[str, str] = {None: _MAIN, "xda": _XDA}  # type: ignore[dict-item]  # stubs miss None

_TYPE = f"""<metadataType xmlns="{_MAIN}" name="XLDAPR" minSupportedVersion="120000" copy="1" \
pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" \
clearComments="1" assign="1" coerce="1" cellMeta="1"/>"""
_FUTURE = f"""<futureMetadata xmlns="{_MAIN}" xmlns:xda="{_XDA}" name="XLDAPR" count="1"><bk>\
<extLst><ext uri="{{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}}"><xda:dynamicArrayProperties \
fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>"""


def _part(package: Package, workbook: str) -> str | None:
    return package.related(workbook, "sheetMetadata")


def dynamic_marks(package: Package, workbook: str) -> frozenset[str]:
    """The `cm` values by which this package's cells say that their formula spills."""
    part = _part(package, workbook)
    if part is None:
        return frozenset()
    root = parse_xml(package.read(part))
    names = [kind.get("name") for kind in root.iterfind(f"{_NS}metadataTypes/{_NS}metadataType")]
    marks = set()
    for position, block in enumerate(root.iterfind(f"{_NS}cellMetadata/{_NS}bk"), 1):
        for record in block.iterfind(f"{_NS}rc"):
            index = int(record.get("t", "0")) - 1
            if 0 <= index < len(names) and names[index] == "XLDAPR":
                marks.add(str(position))
    return frozenset(marks)


def ensure_dynamic_mark(package: Package, workbook: str) -> str:
    """A `cm` value for a formula that spills, adding the metadata where it is missing."""
    marks = dynamic_marks(package, workbook)
    if marks:
        return min(marks, key=int)
    part = _part(package, workbook)
    if part is None:
        part = PART
        root = etree.Element(f"{_NS}metadata", nsmap=_NSMAP)
        package.add(part, xml_bytes(root), _CONTENT_TYPE)
        package.relate(workbook, "sheetMetadata", part)
    root = parse_xml(package.read(part))
    types = _child(root, "metadataTypes", after=())
    types.append(etree.fromstring(_TYPE))
    kind = len(types)
    types.set("count", str(kind))
    before = ("metadataTypes", "metadataStrings", "mdxMetadata", "futureMetadata")
    _insert_after(root, etree.fromstring(_FUTURE), before)
    cells = _child(root, "cellMetadata", after=before)
    block = etree.SubElement(cells, f"{_NS}bk")
    etree.SubElement(block, f"{_NS}rc", t=str(kind), v="0")
    cells.set("count", str(len(cells)))
    package.write(part, xml_bytes(root))
    return str(len(cells))


def _child(root: etree._Element, tag: str, after: tuple[str, ...]) -> etree._Element:
    found = root.find(f"{_NS}{tag}")
    if found is None:
        found = etree.Element(f"{_NS}{tag}")
        _insert_after(root, found, after)
    return found


def _insert_after(root: etree._Element, element: etree._Element, tags: tuple[str, ...]) -> None:
    position = 0
    for index, child in enumerate(root):
        if etree.QName(child).localname in tags:
            position = index + 1
    root.insert(position, element)
