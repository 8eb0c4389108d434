"""The sheets and defined names of `workbook.xml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from .dialects import UnreadableError
from .package import drop_attributes, parse_xml, xml_bytes
from .sheet_reader import NS, unescape
from .sheet_writer import escape

_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# What stands before <definedNames>, in the schema's order.
_BEFORE_NAMES = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
)


@dataclass(slots=True, eq=False)
class DefinedName:
    """`refers_to` is the file's spelling, without `=`; `scope` a sheet's name or None."""

    name: str
    refers_to: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class SheetEntry:
    name: str
    relationship: str
    visible: bool


class WorkbookPart:
    """Raises UnreadableError for the part of something else. `counts_from_1904`: a file's serial
    numbers of days are smaller by `DAYS_TO_1904` than ours."""

    def __init__(self, data: bytes) -> None:
        self._root = parse_xml(data)
        if self._root.tag != f"{NS}workbook":
            raise UnreadableError("it holds no workbook")
        properties = self._root.find(f"{NS}workbookPr")
        self.counts_from_1904 = properties is not None and (
            properties.get("date1904") in ("1", "true")
        )
        self._sheet_names = [entry.name for entry in self.sheets()]
        self.changed = False
        self._elements: dict[DefinedName, etree._Element] = {}
        for element in self._root.iterfind(f"{NS}definedNames/{NS}definedName"):
            local = element.get("localSheetId")
            name = DefinedName(
                unescape(element.get("name", "")),
                unescape(element.text or ""),
                self._sheet_names[int(local)] if local is not None else None,
            )
            self._elements[name] = element

    @property
    def sheet_names(self) -> list[str]:
        """Of every sheet, chart sheets among them."""
        return list(self._sheet_names)

    def insert_sheet(self, name: str, relationship: str, before: str | None) -> None:
        """A sheet before another one; None: behind all."""
        home = self._root.find(f"{NS}sheets")
        assert home is not None  # noqa: S101  a workbook has sheets
        number = max(int(sheet.get("sheetId", "0")) for sheet in home) + 1
        place = len(home) if before is None else self._sheet_names.index(before)
        made = etree.Element(f"{NS}sheet", name=escape(name), sheetId=str(number))
        made.set(_RELATIONSHIP_ID, relationship)
        home.insert(place, made)
        self._counted_anew(lambda tab: tab + (place <= tab))

    def rename_sheet(self, old: str, new: str) -> None:
        """Names of the sheet's own have its new name already."""
        self._element(old).set("name", escape(new))
        self._counted_anew(lambda tab: tab)

    def delete_sheet(self, name: str) -> str:
        """Its relationship. Names of its own are gone already."""
        element = self._element(name)
        home = element.getparent()
        assert home is not None  # noqa: S101  it was found there
        place = home.index(element)
        home.remove(element)
        self._counted_anew(lambda tab: min(tab - (place < tab), len(home) - 1))
        return str(element.get(_RELATIONSHIP_ID, ""))

    def _element(self, sheet: str) -> etree._Element:
        for element in self._root.iterfind(f"{NS}sheets/{NS}sheet"):
            if unescape(element.get("name", "")) == sheet:
                return element
        raise KeyError(sheet)

    def _counted_anew(self, moved: Callable[[int], int]) -> None:
        """Sheets go by their number in names and views."""
        self._sheet_names = [entry.name for entry in self.sheets()]
        for name, element in self._elements.items():
            if name.scope is not None:
                element.set("localSheetId", str(self._sheet_names.index(name.scope)))
        for view in self._root.iterfind(f"{NS}bookViews/{NS}workbookView"):
            for key in ("activeTab", "firstSheet"):
                if (tab := view.get(key)) is not None:
                    view.set(key, str(moved(int(tab))))
        self.changed = True

    def sheets(self) -> Iterator[SheetEntry]:
        for sheet in self._root.iterfind(f"{NS}sheets/{NS}sheet"):
            yield SheetEntry(
                unescape(sheet.get("name", "")),
                sheet.get(_RELATIONSHIP_ID, ""),
                sheet.get("state", "visible") == "visible",
            )

    @property
    def names(self) -> list[DefinedName]:
        return list(self._elements)

    def put_name(self, name: DefinedName) -> None:
        """A new name, an edited one, or one in place of its like."""
        element = self._elements.get(name)
        if element is None:
            for known in self.names:
                if (known.name.lower(), known.scope) == (name.name.lower(), name.scope):
                    self.delete_name(known)
            element = etree.SubElement(self._container(), f"{NS}definedName")
            self._elements[name] = element
        element.set("name", escape(name.name))
        if name.scope is not None:
            element.set("localSheetId", str(self._sheet_names.index(name.scope)))
        element.text = escape(name.refers_to)
        self.changed = True

    def delete_name(self, name: DefinedName) -> None:
        """Raises KeyError if it is gone already."""
        element = self._elements.pop(name)
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
            grandparent = parent.getparent()
            if not len(parent) and grandparent is not None:
                grandparent.remove(parent)  # the schema wants no empty list
        self.changed = True

    def set_visible(self, sheet: str, visible: bool) -> None:
        element = self._element(sheet)
        if visible:
            drop_attributes(element, "state")
        else:
            element.set("state", "hidden")
        self.changed = True

    def to_bytes(self) -> bytes:
        return xml_bytes(self._root)

    def _container(self) -> etree._Element:
        found = self._root.find(f"{NS}definedNames")
        if found is None:
            found = etree.Element(f"{NS}definedNames")
            position = 0
            for index, child in enumerate(self._root):
                if etree.QName(child).localname in _BEFORE_NAMES:
                    position = index + 1
            self._root.insert(position, found)
        return found
