"""Sheets that are added, copied, renamed and deleted, and what refers to them.

Cells' formulas and defined names follow. What else refers to a sheet (charts, lists, conditional
formats, pivot tables) is only looked at: where something does, the change is refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from .grid import Grid
from .package import drop_attributes, fresh_part, parse_xml, xml_bytes
from .references import SeveralSheetsError, about_sheet, refers_to_sheet
from .sheet_reader import NS
from .table_parts import copy_table
from .workbook_part import DefinedName

if TYPE_CHECKING:
    from .store import Store, StoredSheet

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    b'<dimension ref="A1"/><sheetData/><pageMargins left="0.7" right="0.7" top="0.75" '
    b'bottom="0.75" header="0.3" footer="0.3"/></worksheet>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$")
_MOST_LETTERS = 31
_COPIED = ("table", "hyperlink", "printerSettings")  # parts of a sheet that its copy can have
_IN_A_CELL = f".//{NS}sheetData//{NS}f"


def check_name(store: Store, name: str, now: str | None = None) -> None:
    """Raises ValueError for what a sheet cannot be called; `now` is its own name."""
    if not 0 < len(name) <= _MOST_LETTERS or _FORBIDDEN.search(name):
        raise ValueError(
            f"{name!r} is no name for a sheet: 1 to {_MOST_LETTERS} characters, none of []:*?/\\"
        )
    others = {known.lower() for known in store.workbook.sheet_names if known != now}
    if name.lower() in others:
        raise ValueError(f"a sheet called {name} is there already")


def add(store: Store, name: str | None, place: int) -> StoredSheet:
    """An empty sheet before the one at `place` of the worksheets, counted from 0."""
    if name is None:
        taken = {known.lower() for known in store.workbook.sheet_names}
        number = len(store.sheets) + 1
        while f"sheet{number}" in taken:
            number += 1
        name = f"Sheet{number}"
    check_name(store, name)
    part = fresh_part(store.package, "xl/worksheets/sheet{}.xml")
    store.package.add(part, _EMPTY, SHEET_TYPE)
    return _insert(store, name, part, place)


def copied(store: Store, source: StoredSheet, place: int) -> StoredSheet:
    """A copy with its cells, formats, tables and own names; formulas that name the sheet, or its
    tables, mean the copy's.

    Raises NotImplementedError for a sheet with drawings, notes or pivot tables, or with macros.
    """
    if store.has_macros:
        raise NotImplementedError("a sheet of a workbook with macros has code of its own")
    package = store.package
    name = _copy_name(store, source.name)
    store.write_sheet(source)
    part = fresh_part(package, "xl/worksheets/sheet{}.xml")
    renamed: dict[str, str] = {}
    relations: dict[str, str] = {}
    every = package.relationships(source.part)
    for relation in every:
        if relation.kind not in _COPIED:
            raise NotImplementedError(f"a sheet with {relation.kind} parts is not copied here")
    package.add(part, b"", SHEET_TYPE)
    for relation in every:
        if relation.kind == "table":
            taken = {*store.taken_names(), *(each.lower() for each in renamed.values())}
            target, old, new = copy_table(package, relation.target, taken)
            renamed[old] = new
            relations[relation.id] = package.relate(part, "table", target)
        elif relation.target:
            relations[relation.id] = package.relate(part, relation.kind, relation.target)
        else:
            relations[relation.id] = package.relate_outside(part, source.part, relation.id)
    root = parse_xml(package.read(source.part))
    _as_a_copy(root, relations)
    package.write(part, xml_bytes(root))
    made = _insert(store, name, part, place)
    for cell, formula in made.grid.formulas.items():
        text = _led_along(formula.text, source.name, name)
        for old, new in renamed.items():
            text = re.sub(rf"(?<![\w.]){re.escape(old)}(?=\[)", new, text)
        made.grid.respell(cell, text)
    for known in store.names:
        if known.scope == source.name:
            refers_to = _led_along(known.refers_to, source.name, name)
            store.workbook.put_name(DefinedName(known.name, refers_to, name))
    return made


def rename(store: Store, sheet: StoredSheet, name: str) -> None:
    """Raises ValueError for a name that cannot be, NotImplementedError where something that is not
    rewritten here refers to the sheet.
    """
    check_name(store, name, now=sheet.name)
    if name == sheet.name:
        return
    old = sheet.name
    _refuse_other_references(store, old, "renamed")
    _rewrite(store, old, name)
    for known in store.names:
        if known.scope == old:
            known.scope = name
    sheet.name = name
    for table in sheet.tables:
        table.sheet = name
    store.workbook.rename_sheet(old, name)
    store.structure += 1


def delete(store: Store, sheet: StoredSheet) -> None:
    """With its tables and own names; what refers to it is #REF!. Raises ValueError for the last
    sheet in view, NotImplementedError where something that is not rewritten refers to it.
    """
    if store.has_macros:
        raise NotImplementedError("a sheet of a workbook with macros has code of its own")
    if not any(other.visible for other in store.sheets if other is not sheet):
        raise ValueError("a workbook needs one sheet in view at least")
    _refuse_other_references(store, sheet.name, "deleted", apart_from=sheet)
    loose = store.package.loose()
    store.sheets.remove(sheet)
    for known in store.names:
        if known.scope == sheet.name:
            store.workbook.delete_name(known)
    _rewrite(store, sheet.name, None)
    store.package.unrelate(store.part, store.workbook.delete_sheet(sheet.name))
    store.package.prune(loose)
    store.drop_chain()
    store.structure += 1


def _led_along(text: str, source: str, made: str) -> str:
    """What the copy's formula means; several sheets at once stay those."""
    try:
        return about_sheet(text, source, made)
    except SeveralSheetsError:
        return text


def _insert(store: Store, name: str, part: str, place: int) -> StoredSheet:
    relationship = store.package.relate(store.part, "worksheet", part)
    before = store.sheets[place].name if place < len(store.sheets) else None
    store.workbook.insert_sheet(name, relationship, before)
    made = store.read_sheet(name, part)
    store.sheets.insert(place, made)
    store.structure += 1
    return made


def _copy_name(store: Store, name: str) -> str:
    taken = {known.lower() for known in store.workbook.sheet_names}
    number = 2
    while True:
        ending = f" ({number})"
        wanted = name[: _MOST_LETTERS - len(ending)] + ending
        if wanted.lower() not in taken:
            return wanted
        number += 1


def _as_a_copy(root: etree._Element, relations: dict[str, str]) -> None:
    """Its own relationships; not the one in front, and without a code name."""
    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if etree.QName(key).namespace == _RELATIONSHIPS:
                element.set(key, relations[str(value)])
    for view in root.iterfind(f"{NS}sheetViews/{NS}sheetView"):
        drop_attributes(view, "tabSelected")
    properties = root.find(f"{NS}sheetPr")
    if properties is not None:
        drop_attributes(properties, "codeName")


def _rewrite(store: Store, old: str, new: str | None) -> None:
    """In formulas of cells and in names; None for a sheet that is gone."""
    for sheet in store.sheets:
        _rewrite_grid(sheet.grid, old, new)
    for name in store.names:
        text = about_sheet(name.refers_to, old, new)
        if text != name.refers_to:
            name.refers_to = text
            store.workbook.put_name(name)


def _rewrite_grid(grid: Grid, old: str, new: str | None) -> None:
    for cell, formula in grid.formulas.items():
        grid.respell(cell, about_sheet(formula.text, old, new))


def _refuse_other_references(
    store: Store, name: str, what: str, apart_from: StoredSheet | None = None
) -> None:
    """Raises NotImplementedError where a part that is not rewritten refers to the sheet."""
    try:
        for sheet in store.sheets:
            for formula in sheet.grid.formulas.values():
                about_sheet(formula.text, name, None)
    except SeveralSheetsError:
        raise NotImplementedError(
            f"{name} is not {what} here: a formula refers to several sheets at once"
        ) from None
    own = store.package.reachable(apart_from.part) if apart_from else set()
    for part in store.package.parts():
        if part in own or not part.endswith(".xml") or part.startswith("docProps/"):
            continue
        if part in (store.part, store.package.related(store.part, "sharedStrings")):
            continue
        root = parse_xml(store.package.read(part))
        for known in (*root.iterfind(_IN_A_CELL), *root.iter(f"{NS}t", f"{NS}v")):
            known.text = None
        if refers_to_sheet([*_texts(root)], name):
            raise NotImplementedError(
                f"{name} is not {what} here: {part} refers to it. A spreadsheet program can do it"
            )


def _texts(root: etree._Element) -> list[str]:
    found = []
    for element in root.iter(etree.Element):
        found += [element.text or "", *map(str, element.attrib.values())]
        if sheet := element.get("sheet"):  # where a pivot table has its data
            found.append(f"'{sheet}'!")
    return found
