"""References by name in formulas: defined names and tables, made plain or spelled for the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..addresses import Area, Cell, quoted_sheet
from .formulas import shifted
from .structured import Table, find_table, table_at
from .workbook_part import DefinedName

_WORD = r"[^\W\d][\w.]*"
_CELLS = r"\$?[A-Za-z]{1,3}\$?\d+|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d+:\$?\d+"
_SHEET = rf"'(?:[^']|'')*'|{_WORD}"
# A sheet before a reference, but not one of another workbook.
_SCOPED = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?<![\w.$\]])(?P<scope>{_SHEET})!"
    rf"(?P<member>(?:{_CELLS})(?::\$?[A-Za-z]{{1,3}}\$?\d+)?|{_WORD})?"
)
_SEVERAL = re.compile(rf"(?<![\w.$])(?:{_WORD}:{_WORD}|'(?:[^':]|'')+:(?:[^':]|'')+')!")
FindName = Callable[[str, str | None], DefinedName | None]
"""A name as seen from a sheet, if there is one."""

_START = r"(?<![\w.$])"
_REFERENCE = re.compile(
    r'"(?:[^"]|"")*"'
    rf"|(?P<scope>'(?:[^']|'')*'|{_START}{_WORD})!(?P<member>{_WORD}(?![\w.(]))?"
    rf"|(?P<table>{_START}{_WORD})?(?P<spec>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])"
    rf"|{_START}(?P<name>{_WORD})(?![\w.(!])"
)
_DEEPEST = 20  # names that refer to names; more can only be a circle


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


class SeveralSheetsError(ValueError):
    """A formula refers to a sheet among several, `Sheet1:Sheet3!A1`."""


def about_sheet(text: str, old: str, new: str | None) -> str:
    """A formula with its references to one sheet led to another; None makes them #REF!.

    Raises SeveralSheetsError.
    """
    if old.lower() not in text.replace("''", "'").lower():
        return text
    for several in _SEVERAL.findall(text):
        if old.lower() in [each.lower() for each in several.strip("!'").split(":")]:
            raise SeveralSheetsError(several)

    def led(found: re.Match[str]) -> str:
        if found["scope"] is None or _unquoted(found["scope"]).lower() != old.lower():
            return found.group()
        return "#REF!" if new is None else f"{quoted_sheet(new)}!{found['member'] or ''}"

    return _SCOPED.sub(led, text)


def refers_to_sheet(texts: Sequence[str], name: str) -> bool:
    """Whether any of these formulas, or what looks like one, refers to a sheet."""
    try:
        return any(about_sheet(text, name, None) != text for text in texts)
    except SeveralSheetsError:
        return True


def _unquoted(scope: str) -> str:
    return scope[1:-1].replace("''", "'") if scope.startswith("'") else scope


class UnknownSheetError(KeyError):
    """A formula refers to a sheet, or another workbook, that is not here."""


class Resolver:
    """Turns defined names and table references into what they stand for.

    `sheets` are the workbook's sheet names as they are spelled.
    """

    def __init__(self, tables: Sequence[Table], find_name: FindName, sheets: Sequence[str]) -> None:
        self._tables = tables
        self._find_name = find_name
        self._sheets = {sheet.lower(): sheet for sheet in sheets}

    def plain(self, text: str, sheet: str, cell: Cell | None, depth: int = 0) -> str:
        """A formula with plain references only; `sheet` and `cell` are where it stands.

        An unknown table or column, or a name that leads in a circle, becomes `#REF!`;
        `#This Row` outside the table `#VALUE!`. Unknown names stay. Raises UnknownSheetError.
        """

        def replace(found: re.Match[str]) -> str:
            if found["spec"] is not None:
                return self._table(found, sheet, cell)
            if found["scope"] is not None:
                home = self._sheet(found["scope"])
                name = self._find_name(found["member"], home) if found["member"] else None
                if name is not None:
                    return self._definition(name, home, cell, depth)
                return f"{quoted_sheet(home)}!{found['member'] or ''}"
            if found["name"] is None:
                return found.group()
            name = self._find_name(found["name"], sheet)
            if name is not None:
                return self._definition(name, sheet, cell, depth)
            table = find_table(self._tables, found["name"])
            return found.group() if table is None else _address(table, table.body)

        return _REFERENCE.sub(replace, text)

    def _sheet(self, scope: str) -> str:
        written = _unquoted(scope)
        sheet = self._sheets.get(written.lower())
        if sheet is None:
            raise UnknownSheetError(f"there is no sheet {written!r} here")
        return sheet

    def _definition(self, name: DefinedName, home: str, cell: Cell | None, depth: int) -> str:
        if depth >= _DEEPEST:
            return "#REF!"
        text = name.refers_to
        if cell is not None:
            text = shifted(text, cell[0] - 1, cell[1] - 1)  # the file counts from A1
        text = self.plain(text, home, cell, depth + 1)
        reference = text.rpartition("!")[2]
        try:
            Area.parse(reference)
        except ValueError:
            return f"({text})"
        return text

    def _table(self, found: re.Match[str], sheet: str, cell: Cell | None) -> str:
        spec, named = found["spec"], found["table"]
        if named is None and spec[1:-1].isdigit():
            return found.group()  # another workbook's number
        if named is not None:
            table = find_table(self._tables, named)
        else:
            table = table_at(self._tables, sheet, cell) if cell else None
        if table is None:
            return "#REF!"
        try:
            return _address(table, table.resolve(spec, cell[0] if cell else None))
        except KeyError:
            return "#REF!"
        except ValueError:
            return "#VALUE!"


def _address(table: Table, area: Area) -> str:
    return f"{quoted_sheet(table.sheet)}!{area.address(True, True)}"
