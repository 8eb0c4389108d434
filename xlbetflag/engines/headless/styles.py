"""The number formats and quote prefixes of cell styles (`styles.xml`)."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable

from lxml import etree

from .package import parse_xml, xml_bytes

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "m/d/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yyyy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
_BUILT_IN_IDS = {code: number for number, code in _BUILT_IN.items()}
_FIRST_CUSTOM_ID = 164

# What spells nothing of the value: quoted text, escaped and padded characters, colours and
# locales in brackets. [h], [m] and [s] are elapsed time and stay.
_ELAPSED = re.compile(r"\[[hHmMsS]+\]")
_SILENT = re.compile(r'"[^"]*"|[\\_*].|\[(?![hHmMsS]+\])[^\]]*\]')


def is_date_format(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    if code.lower() == "general":
        return False
    shown = _SILENT.sub("", code).partition(";")[0].lower()
    return any(letter in shown for letter in "ymdhs")


class Styles:
    """Cell styles by their index (a cell's `s`). Variants are appended, none is changed."""

    def __init__(self, data: bytes | None) -> None:
        self._root = parse_xml(data) if data else None
        self.changed = False
        self._formats: dict[int, str] = {}
        self._cells: list[etree._Element] = []
        self.dates: set[int] = set()
        """The styles that show a date or a time."""
        self.moments: set[int] = set()
        """Those of them that show a point in time, not how long something took."""
        self._variants: dict[tuple[int, str, str], int] = {}
        self.has_quotes = False
        """Whether any style carries an apostrophe."""
        if self._root is None:
            return
        for element in self._root.iterfind(f"{_NS}numFmts/{_NS}numFmt"):
            self._formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        self._cells = list(self._root.iterfind(f"{_NS}cellXfs/{_NS}xf"))
        self._note_dates(range(len(self._cells)))
        self.has_quotes = any(self.is_quoted(i) for i in range(len(self._cells)))

    def number_format(self, style: int) -> str:
        if not 0 <= style < len(self._cells):
            return "General"
        number = int(self._cells[style].get("numFmtId", "0"))
        return self._formats.get(number) or _BUILT_IN.get(number, "General")

    def _note_dates(self, styles: Iterable[int]) -> None:
        found = {style for style in styles if is_date_format(self.number_format(style))}
        self.dates |= found
        self.moments |= {each for each in found if not _ELAPSED.search(self.number_format(each))}

    @property
    def can_vary(self) -> bool:
        """Whether there are styles to make others from."""
        return bool(self._cells)

    def is_quoted(self, style: int) -> bool:
        """Whether the style carries Excel's apostrophe: text that must not be re-read."""
        if not 0 <= style < len(self._cells):
            return False
        return self._cells[style].get("quotePrefix") in ("1", "true")

    def with_quote(self, style: int, quoted: bool) -> int:
        """The same style with or without the apostrophe."""
        if self.is_quoted(style) == quoted:
            return style
        return self._variant(style, "quotePrefix", "1" if quoted else "")

    def with_number_format(self, style: int, code: str) -> int:
        """The same style with another number format."""
        if self.number_format(style) == code:
            return style
        return self._variant(style, "numFmtId", str(self._format_id(code)))

    def to_bytes(self) -> bytes:
        if self._root is None:
            raise ValueError("this workbook has no styles")
        return xml_bytes(self._root)

    def _format_id(self, code: str) -> int:
        if code in _BUILT_IN_IDS:
            return _BUILT_IN_IDS[code]
        for number, known in self._formats.items():
            if known == code:
                return number
        if self._root is None:
            raise NotImplementedError("this workbook has no styles")
        number = max([_FIRST_CUSTOM_ID - 1, *self._formats]) + 1
        formats = self._root.find(f"{_NS}numFmts")
        if formats is None:
            formats = etree.Element(f"{_NS}numFmts")
            self._root.insert(0, formats)
        etree.SubElement(formats, f"{_NS}numFmt", numFmtId=str(number), formatCode=code)
        formats.set("count", str(len(formats)))
        self._formats[number] = code
        return number

    def _variant(self, style: int, attribute: str, value: str) -> int:
        key = (style, attribute, value)
        if key in self._variants:
            return self._variants[key]
        if self._root is None or not 0 <= style < len(self._cells):
            raise NotImplementedError("this workbook has no styles")
        element = copy.deepcopy(self._cells[style])
        if value:
            element.set(attribute, value)
        else:
            del element.attrib[attribute]
        if attribute == "numFmtId":
            element.set("applyNumberFormat", "1")
        spelling = etree.tostring(element)
        for index, known in enumerate(self._cells):
            if etree.tostring(known) == spelling:
                self._variants[key] = index
                return index
        self._variants[key] = self._append(element)
        return self._variants[key]

    def _append(self, element: etree._Element) -> int:
        parent = self._cells[-1].getparent()
        if parent is None:
            raise NotImplementedError("this workbook has no styles")
        parent.append(element)
        parent.set("count", str(len(parent)))
        self._cells.append(element)
        index = len(self._cells) - 1
        self._note_dates([index])
        self.has_quotes = self.has_quotes or self.is_quoted(index)
        self.changed = True
        return index
