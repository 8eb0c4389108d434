"""Number formats in Excel's English spelling, and what kind of value they show."""

from __future__ import annotations

import re
from typing import Any, Iterator  # noqa: UP035  as Python 3.8 wants it

from . import documents

DATE, TIME, LOGICAL, TEXT = 2, 4, 1024, 256
_GENERAL = "General"
# Excel spells the letters of dates and times small: all but AM/PM, quoted and bracketed parts.
_CAPITALS = re.compile(r'"[^"]*"|\\.|AM/PM|A/P|\[\$[^]]*\]|([A-Z]+)')


def english() -> Any:
    return documents.struct("lang.Locale", Language="en", Country="US")


def key(document: Any, code: str) -> int:
    """The number of a format, added to the document if need be. Raises ValueError for nonsense."""
    formats = document.NumberFormats
    found = formats.queryKey(code, english(), False)
    if found != -1:
        return int(found)
    try:
        return int(formats.addNew(code, english()))
    except Exception as problem:
        raise ValueError(f"{code!r} is no number format") from problem


def code(document: Any, number: int) -> str:
    """Excel's spelling; what shows TRUE and FALSE is General to Excel."""
    formats = document.NumberFormats
    shown = formats.getByKey(formats.getFormatForLocale(number, english()))
    if shown.Type & LOGICAL:
        return _GENERAL
    text = str(shown.FormatString)
    return _CAPITALS.sub(_small, text) if shown.Type & (DATE | TIME) else text


def _small(found: re.Match[str]) -> str:
    return found.group(1).lower() if found.group(1) else found.group()


def kind(document: Any, number: int) -> int:
    """DATE, TIME (both for a moment), LOGICAL, TEXT or 0 for any other."""
    found = document.NumberFormats.getByKey(number).Type
    for each in (LOGICAL, TEXT):
        if found & each:
            return each
    return int(found & (DATE | TIME))


def standard(document: Any, type_: int) -> int:
    return int(document.NumberFormats.getStandardFormat(type_, english()))


def is_mixed(cells: Any, name: str) -> bool:
    return str(cells.getPropertyState(name).value) == "AMBIGUOUS_VALUE"


def groups(cells: Any) -> Iterator[tuple[int, list[Any]]]:
    """The number formats within cells: each with the addresses of its rectangles."""
    if not is_mixed(cells, "NumberFormat"):
        yield cells.NumberFormat, [cells.RangeAddress]
        return
    found = cells.getUniqueCellFormatRanges()
    for place in range(found.Count):
        ranges = found.getByIndex(place)
        yield ranges.getByIndex(0).NumberFormat, list(ranges.RangeAddresses)
