"""Formulas between Excel's spelling and Calc's.

Calc's own parser does the work. Two things it does not do are done here: functions newer than
Excel 2007 and those of add-ins take a prefix in files that people never see, and references into
tables and errors such as `#REF!` are only known to `setFormula` and `getFormula`.
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
_CELLS = r"\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?"
_ERROR = rf"#N/A|#NAME\?|#DIV/0!|#NULL!|#NUM!|#VALUE!|#REF!(?:{_CELLS})?"
# Excel has names for more errors than Calc: each is a #VALUE! there.
_NEWER = r"#(?:SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN)!|#GETTING_DATA"
_PREFIX = re.compile(r"_xlfn\.(?:_xlws\.)?", re.IGNORECASE)
_WRITTEN = re.compile(
    rf"{_STRING}|(?:(?:{_SHEET}|{_NAME})!)?({_ERROR}|{_NEWER})|{_SHEET}|({_TABLE})|({_NAME})(?=\()"
)
_PRINTED = re.compile(
    rf"{_STRING}|{_SHEET}|(_xlfn\.(?:_xlws\.)?)|((?:TRUE|FALSE)(?=\(\)))\(\)|({_NAME})(?=\()"
)
_NAMELESS = re.compile(r"#NAME\?\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_PUSH = 0
_PLACEHOLDER = "xlw_apart_{}_"

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
        text, apart = self._to_file(formula[1:])
        origin = documents.cell_address(cells)
        tokens = self._parser.parseFormula(text, origin)
        address = cells.RangeAddress
        for down in range(address.EndRow - address.StartRow + 1):
            for right in range(address.EndColumn - address.StartColumn + 1):
                cell = cells.getCellByPosition(right, down)
                if apart:
                    spelled = self._joined(tokens, documents.cell_address(cell), apart)
                    with documents.unrecorded(self._document):
                        cell.setFormula(spelled)
                else:
                    with documents.unrecorded(self._document):
                        cell.setTokens(tokens)

    def write_array(self, cells: Any, formula: str) -> None:
        """One formula for all the cells together."""
        text, apart = self._to_file(formula[1:])
        origin = documents.cell_address(cells)
        tokens = self._parser.parseFormula(text, origin)
        if apart:
            spelled = self._joined(tokens, origin, apart)
            with documents.unrecorded(self._document):
                cells.setArrayFormula(spelled)
        else:
            with documents.unrecorded(self._document):
                cells.setArrayTokens(tokens)

    def read(self, cell: Any) -> str:
        """A cell's formula in Excel's spelling; of an array, that of the whole array."""
        calc = cell.getFormula()
        if calc.startswith("{="):
            cursor = cell.Spreadsheet.createCursorByRange(cell)
            cursor.collapseToCurrentArray()
            tokens, origin = cursor.getArrayTokens(), documents.cell_address(cursor)
        else:
            tokens, origin = cell.getTokens(), documents.cell_address(cell)
        if any(_is_error(each) for each in tokens):
            text = self._shown_with_errors(tokens, origin, calc.strip("{}"))
        else:
            text = self.shown(tokens, origin)
        # Calc's parser prints references into tables without the table; `getFormula` has them.
        if _NAMELESS.search(text):
            tables = iter(table for _, table, _ in _WRITTEN.findall(calc) if table)
            text = _NAMELESS.sub(lambda found: _excel_reference(next(tables)), text)
        return text

    def tokens(self, formula: str, origin: Any) -> Any:
        """Of a formula as seen from a cell."""
        text, apart = self._to_file(formula[1:])
        for place, (typed, _) in enumerate(apart):
            text = text.replace(_PLACEHOLDER.format(place), typed)
        return self._parser.parseFormula(text, origin)

    def shown(self, tokens: Any, origin: Any) -> str:
        """Tokens as a formula seen from a cell."""
        text = self._parser.printFormula(tokens, origin)
        return "=" + _PRINTED.sub(self._without, text)

    def _without(self, found: re.Match[str]) -> str:
        """As people see it: no prefix, no brackets behind a constant."""
        prefix, constant, function = found.groups()
        if function:
            name: str = function.rpartition(".")[2]
            known = prefixed(self._document).get(name.upper()) == function
            return name if known else function.upper()  # Calc writes what it does not know small
        return "" if prefix else constant or found.group()

    def _to_file(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """With prefixes, and placeholders for what the parser does not know: as typed, in Calc."""
        apart: list[tuple[str, str]] = []

        def translated(found: re.Match[str]) -> str:
            error, table, function = found.groups()
            if error or table:
                apart.append(
                    (found.group(), _calc_error(error) if error else _calc_reference(table))
                )
                return _PLACEHOLDER.format(len(apart) - 1)
            if function:
                return prefixed(self._document).get(function.upper(), function)
            return found.group()

        return _WRITTEN.sub(translated, text), apart

    def _joined(self, tokens: Any, origin: Any, apart: list[tuple[str, str]]) -> str:
        """As Calc itself spells it, with what the placeholders stand for."""
        text = self._calc_spelling(tokens, origin)
        for place, (_, spelled) in enumerate(apart):
            text = text.replace(_PLACEHOLDER.format(place), spelled)
        return "=" + text

    def _calc_spelling(self, tokens: Any, origin: Any) -> str:
        self._parser.FormulaConvention = _CALC
        try:
            return str(self._parser.printFormula(tokens, origin))
        finally:
            self._parser.FormulaConvention = _EXCEL

    def _shown_with_errors(self, tokens: Any, origin: Any, calc: str) -> str:
        """The parser prints no errors; `calc`, what `getFormula` says, has them."""
        marked: list[Any] = []
        marks: list[str] = []
        for each in tokens:
            if _is_error(each):
                marks.append(f'"{_PLACEHOLDER.format(len(marks))}"')
                each = documents.struct("sheet.FormulaToken", OpCode=_PUSH, Data=marks[-1][1:-1])
            marked.append(each)
        printed = "=" + self._calc_spelling(tuple(marked), origin)
        pattern = _NAMELESS.sub("\0", printed)  # a reference into a table, which is not printed
        pattern = re.escape(pattern).replace("\0", ".+?")
        for mark in marks:
            pattern = pattern.replace(re.escape(mark), f"({_ERROR})")
        found = re.fullmatch(pattern, calc)
        errors = found.groups() if found else ["#REF!"] * len(marks)
        text = self.shown(tuple(marked), origin)
        for mark, error in zip(marks, errors):  # noqa: B905  Python 3.8 has no `strict`
            text = text.replace(mark, error)
        return text


def _is_error(token: Any) -> bool:
    return bool(token.OpCode == _PUSH and token.Data is None)


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


def _calc_error(error: str) -> str:
    """As Calc knows it; cells of a sheet that is gone are a #REF! too."""
    if re.fullmatch(_NEWER, error):
        return "#VALUE!"
    return "#REF!" if error.startswith("#REF!") else error


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
