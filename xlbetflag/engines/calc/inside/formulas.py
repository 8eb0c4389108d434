"""Formulas between Excel's spelling and Calc's.

Calc's own parser does the work. Three things it does not do are done here: functions newer than
Excel 2007 and those of add-ins take a prefix in files that people never see, references into tables
are only known to `setFormula`, and `#N/A` is no literal.
"""

from __future__ import annotations

import re
from typing import Any

from . import documents

_EXCEL, _CALC = 3, 0
_ENGLISH, _OOXML = 2, 5
_EVERYTHING = 0x7FFFFFFF
_STRING = r'"(?:[^"]|"")*"'
_SHEET = r"'(?:[^']|'')*'"
_NAME = r"[^\W\d][\w.]*"
# A table's name and what stands in brackets behind it, which may hold brackets once more.
_TABLE = rf"{_NAME}\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
_PREFIX = re.compile(r"_xlfn\.(?:_xlws\.)?", re.IGNORECASE)
_WRITTEN = re.compile(rf"{_STRING}|{_SHEET}|({_TABLE})|({_NAME})(?=\()|(#N/A)")
_PRINTED = re.compile(
    rf"{_STRING}|{_SHEET}|(_xlfn\.(?:_xlws\.)?)|((?:TRUE|FALSE)(?=\(\)))\(\)|({_NAME})(?=\()"
)
_NAMELESS = re.compile(r"#NAME\?\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_PLACEHOLDER = "xlw_table_{}_"

_prefixed: dict[str, str] = {}


class Formulas:
    """Translates for one document. Cells are UNO's; formulas start with `=`."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self._parser.CompileEnglish = True
        self._parser.FormulaConvention = _EXCEL

    def write(self, cells: Any, formula: str) -> None:
        """Into each cell; references move along from the first."""
        text, tables = self._to_file(formula[1:])
        origin = documents.cell_address(cells)
        tokens = self._parser.parseFormula(text, origin)
        address = cells.RangeAddress
        for down in range(address.EndRow - address.StartRow + 1):
            for right in range(address.EndColumn - address.StartColumn + 1):
                cell = cells.getCellByPosition(right, down)
                if tables:
                    cell.setFormula(self._with_tables(tokens, documents.cell_address(cell), tables))
                else:
                    cell.setTokens(tokens)

    def write_array(self, cells: Any, formula: str) -> None:
        """One formula for all the cells together."""
        text, tables = self._to_file(formula[1:])
        origin = documents.cell_address(cells)
        tokens = self._parser.parseFormula(text, origin)
        if tables:
            cells.setArrayFormula(self._with_tables(tokens, origin, tables))
        else:
            cells.setArrayTokens(tokens)

    def read(self, cell: Any) -> str:
        """A cell's formula in Excel's spelling; of an array, that of the whole array."""
        calc = cell.getFormula()
        if calc.startswith("{="):
            cursor = cell.Spreadsheet.createCursorByRange(cell)
            cursor.collapseToCurrentArray()
            text = self.shown(cursor.getArrayTokens(), documents.cell_address(cursor))
        else:
            text = self.shown(cell.getTokens(), documents.cell_address(cell))
        # Calc's parser prints references into tables without the table; `getFormula` has them.
        if _NAMELESS.search(text):
            tables = iter(found for found in _WRITTEN.findall(calc) if found[0])
            text = _NAMELESS.sub(lambda found: _excel_reference(next(tables)[0]), text)
        return text

    def tokens(self, formula: str, origin: Any) -> Any:
        """Of a formula as seen from a cell."""
        return self._parser.parseFormula(self._to_file(formula[1:])[0], origin)

    def shown(self, tokens: Any, origin: Any) -> str:
        """Tokens as a formula seen from a cell."""
        text = self._parser.printFormula(tokens, origin)
        return "=" + _PRINTED.sub(self._without, text)

    def _without(self, found: re.Match[str]) -> str:
        """As people see it: no prefix, no brackets behind a constant."""
        prefix, constant, function = found.groups()
        if function:
            name: str = function.rpartition(".")[2]
            return name if prefixed(self._document).get(name.upper()) == function else function
        return "" if prefix else constant or found.group()

    def _to_file(self, text: str) -> tuple[str, list[str]]:
        """With prefixes, and with a placeholder for each reference into a table."""
        tables: list[str] = []

        def translated(found: re.Match[str]) -> str:
            table, function, missing = found.groups()
            if table:
                tables.append(table)
                return _PLACEHOLDER.format(len(tables) - 1)
            if function:
                return prefixed(self._document).get(function.upper(), function)
            return "NA()" if missing else found.group()

        return _WRITTEN.sub(translated, text), tables

    def _with_tables(self, tokens: Any, origin: Any, tables: list[str]) -> str:
        self._parser.FormulaConvention = _CALC
        try:
            text: str = self._parser.printFormula(tokens, origin)
        finally:
            self._parser.FormulaConvention = _EXCEL
        for place, table in enumerate(tables):
            text = text.replace(_PLACEHOLDER.format(place), _calc_reference(table))
        return "=" + text


def prefixed(document: Any) -> dict[str, str]:
    """Functions that need a prefix in Excel's files, by their plain names."""
    if not _prefixed:
        mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        # A function of an add-in is known by a text: ADDIN.NAME, of which people see the NAME.
        english = mapper.getAvailableMappings(_ENGLISH, _EVERYTHING)
        shown = {each.Token.Data: each.Name for each in english if each.Token.Data}
        for entry in mapper.getAvailableMappings(_OOXML, _EVERYTHING):
            name = shown.get(entry.Token.Data or "", "")
            if entry.Name.startswith("_xlfn."):
                _prefixed[_PREFIX.sub("", entry.Name).upper()] = entry.Name
            elif name and entry.Name.endswith(f".{name}"):
                _prefixed[name.upper()] = entry.Name
    return _prefixed


def _calc_reference(table: str) -> str:
    """`T[@Price]` as `T[[#This Row];[Price]]`, and semicolons between the parts."""
    name, _, inner = table.partition("[")
    inner = inner[:-1]
    if inner.startswith("@"):
        column = inner[1:]
        column = column if column.startswith("[") else f"[{column}]"
        inner = f"[#This Row]{f';{column}' if column != '[]' else ''}"
    elif inner.startswith("#"):
        inner = f"[{inner}]"
    return f"{name}[{re.sub(r'(?<=[]]), *(?=[[])', ';', inner)}]"


def _excel_reference(table: str) -> str:
    """`T[[#This Row];[Price]]` with commas."""
    return re.sub(r"(?<=[]]);(?=[[])", ",", table)
