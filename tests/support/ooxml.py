"""Whether a built or saved workbook is one that Excel opens without a repair: three opinions.

    faults(path)   sentences, none where the file is sound

The validator of Microsoft's Open XML SDK, `openxml-audit`, and checks of our own for what neither
of them looks at. Tests that ask for the first are marked `validator`.
"""

import json
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as Xml  # of files that we built

from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile, VBAModuleKind
from pyopenvba.exceptions import PyOpenVBAError

from tests.needs import validator
from xlbetflag.functions import FUNCTIONS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PACKAGE_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
LONGEST_LIST = 255
BUTTON_MACRO = re.compile(r"<x:FmlaMacro>\[0\]!(.*?)</x:FmlaMacro>")
PUBLIC_SUB = re.compile(r"^Public Sub (\w+)\(\)", re.MULTILINE)
NAMED = re.compile(r"^'?([^'!]+)'?!")
FUNCTION = re.compile(r"\bBF_\w+")


def faults(path: Path) -> list[str]:
    """What any of the three has against a workbook."""
    return [*own_faults(path), *sdk_faults(path), *audit_faults(path)]


def sdk_faults(path: Path) -> list[str]:
    """Of Microsoft's Open XML SDK."""
    program = validator()
    assert program
    done = subprocess.run([program, path], capture_output=True, text=True, timeout=120)
    errors = json.loads(done.stdout)["errors"]
    return [f"SDK: {error['path']}: {error['description']}" for error in errors]


def audit_faults(path: Path) -> list[str]:
    return [f"audit: {error}" for error in OpenXmlValidator().validate(path).errors]


def own_faults(path: Path) -> list[str]:
    """What the validators do not look at; a file of which nothing can be read is one fault."""
    try:
        with zipfile.ZipFile(path) as package:
            return [f"own: {fault}" for fault in _of_package(package, path)]
    except (Xml.ParseError, KeyError, ValueError, PyOpenVBAError) as error:
        return [f"own: {type(error).__name__}: {error}"]


def _of_package(package: zipfile.ZipFile, path: Path) -> Iterator[str]:
    parts = package.namelist()
    yield from (f"{name} stands twice" for name in _twice(parts))
    yield from _of_relations(package)
    book = Xml.fromstring(package.read("xl/workbook.xml"))  # noqa: S314
    sheets = _sheets(package, book)
    yield from _of_names(package, book, sheets)
    yield from _of_tables(package, sheets)
    styles = Xml.fromstring(package.read("xl/styles.xml"))  # noqa: S314
    for name, (part, sheet) in sheets.items():
        yield from (f"{name}: {fault}" for fault in _of_sheet(package, sheet, styles))
        if "xl/vbaProject.bin" in parts:
            yield from (f"{name}: {fault}" for fault in _of_buttons(package, part, path))
    if "xl/vbaProject.bin" in parts:
        yield from _of_project(path, book, sheets)


Sheets = dict[str, tuple[str, Xml.Element]]


def _sheets(package: zipfile.ZipFile, book: Xml.Element) -> Sheets:
    targets = {
        each.get("Id"): each.get("Target", "") for each in _relations(package, "workbook.xml")
    }
    names = [sheet.get("name", "") for sheet in book.iter(f"{MAIN}sheet")]
    if twice := _twice([name.lower() for name in names]):
        raise ValueError(f"two sheets are called {twice}")
    parts = [
        "xl/" + targets[sheet.get(RELATION)].removeprefix("/xl/")
        for sheet in book.iter(f"{MAIN}sheet")
    ]
    read = [Xml.fromstring(package.read(part)) for part in parts]  # noqa: S314
    return dict(zip(names, zip(parts, read, strict=True), strict=True))


def _relations(package: zipfile.ZipFile, part: str) -> list[Xml.Element]:
    whole = PurePosixPath("xl") / part
    name = f"{whole.parent}/_rels/{whole.name}.rels"
    if name not in package.namelist():
        return []
    return list(Xml.fromstring(package.read(name)).iter(PACKAGE_RELATION))  # noqa: S314


def _of_relations(package: zipfile.ZipFile) -> Iterator[str]:
    """Each target is there."""
    for name in package.namelist():
        if not name.endswith(".rels"):
            continue
        folder = PurePosixPath(name).parent.parent
        for relation in Xml.fromstring(package.read(name)):  # noqa: S314
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            part = target[1:] if target.startswith("/") else _resolved(folder / target)
            if part not in package.namelist():
                yield f"{name} leads to {part}, which is not there"


def _resolved(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _of_names(package: zipfile.ZipFile, book: Xml.Element, sheets: Sheets) -> Iterator[str]:
    names = list(book.iter(f"{MAIN}definedName"))
    tables = [Xml.fromstring(package.read(each)).get("name", "") for each in _table_parts(package)]  # noqa: S314
    keys = [(each.get("localSheetId"), each.get("name", "").lower()) for each in names]
    yield from (f"the name {key[1]} stands twice" for key in _twice(keys))
    own = [key[1] for key in keys if key[0] is None] + [table.lower() for table in tables]
    yield from (f"{name} names two things" for name in _twice(own))
    for each in names:
        target = each.text or ""
        found = NAMED.match(target)
        if "#REF!" in target or (found and found[1] not in sheets):
            yield f"the name {each.get('name')} leads nowhere: {target}"


def _of_tables(package: zipfile.ZipFile, sheets: Sheets) -> Iterator[str]:
    ids = []
    strings = _strings(package)
    for name, (part, sheet) in sheets.items():
        for relation in _relations(package, part.removeprefix("xl/")):
            if not relation.get("Type", "").endswith("/table"):
                continue
            target = "xl/" + relation.get("Target", "").removeprefix("../").removeprefix("/xl/")
            table = Xml.fromstring(package.read(target))  # noqa: S314
            ids.append(table.get("id"))
            columns = [each.get("name") for each in table.iter(f"{MAIN}tableColumn")]
            yield from (f"{name}: two columns are called {twice}" for twice in _twice(columns))
            left, top, right, _ = range_boundaries(table.get("ref"))
            cells = _texts(sheet, strings)
            heads = [cells.get((top, column), "") for column in range(left, right + 1)]
            if columns != heads:
                yield f"{name}: the table's columns {columns} are not its header {heads}"
            filtered = table.find(f"{MAIN}autoFilter")
            if filtered is not None and filtered.get("ref") != table.get("ref"):
                yield f"{name}: the filter is not the table's"
    yield from (f"two tables have the id {twice}" for twice in _twice(ids))


def _table_parts(package: zipfile.ZipFile) -> list[str]:
    return [name for name in package.namelist() if name.startswith("xl/tables/")]


def _strings(package: zipfile.ZipFile) -> list[str]:
    root = Xml.fromstring(package.read("xl/sharedStrings.xml"))  # noqa: S314
    return ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in root]


def _texts(sheet: Xml.Element, strings: list[str]) -> dict[tuple[int, int], str]:
    found = {}
    for cell in sheet.iter(f"{MAIN}c"):
        if cell.get("t") == "s":
            column, row, _, _ = range_boundaries(cell.get("r"))
            found[row, column] = strings[int(cell.findtext(f"{MAIN}v", ""))]
    return found


def _of_sheet(package: zipfile.ZipFile, sheet: Xml.Element, styles: Xml.Element) -> Iterator[str]:
    looks = len(next(styles.iter(f"{MAIN}cellXfs")))
    conditional = len(next(iter(styles.iter(f"{MAIN}dxfs")), []))
    strings = len(_strings(package))
    for cell in sheet.iter(f"{MAIN}c"):
        if int(cell.get("s", 0)) >= looks:
            yield f"{cell.get('r')} has a look that there is not"
        if cell.get("t") == "s" and int(cell.findtext(f"{MAIN}v", "0")) >= strings:
            yield f"{cell.get('r')} has a text that there is not"
        for name in FUNCTION.findall(cell.findtext(f"{MAIN}f") or ""):
            if name not in FUNCTIONS:
                yield f"{cell.get('r')} asks for {name}, which there is not"
    for rule in sheet.iter(f"{MAIN}cfRule"):
        if int(rule.get("dxfId", 0)) >= conditional:
            yield f"a rule has a look that there is not: {rule.get('dxfId')}"
    for rule in sheet.iter(f"{MAIN}dataValidation"):
        listed = rule.findtext(f"{MAIN}formula1") or ""
        if rule.get("type") == "list" and len(listed.strip('"')) > LONGEST_LIST:
            yield f"the list of {rule.get('sqref')} is longer than Excel reads"
    yield from _of_merged([each.get("ref", "") for each in sheet.iter(f"{MAIN}mergeCell")])


def _of_merged(areas: list[str]) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for area in areas:
        left, top, right, bottom = range_boundaries(area)
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if cells & taken:
            yield f"{area} is merged over another"
        taken |= cells


def _of_buttons(package: zipfile.ZipFile, part: str, path: Path) -> Iterator[str]:
    with ExcelFile(path) as file:
        macros = {name for each in file.vba_modules().values() for name in PUBLIC_SUB.findall(each)}
    for relation in _relations(package, part.removeprefix("xl/")):
        if relation.get("Type", "").endswith("/vmlDrawing"):
            drawn = package.read("xl/" + relation.get("Target", "").removeprefix("../")).decode()
            for macro in BUTTON_MACRO.findall(drawn):
                if macro not in macros:
                    yield f"a button wants the macro {macro}, which there is not"


def _of_project(path: Path, book: Xml.Element, sheets: Sheets) -> Iterator[str]:
    """A document module for the workbook and each sheet, named as its code name, and no other."""
    with ExcelFile(path) as file:
        modules = file.vba_project().modules
        documents = {
            each.name for each in modules if 'Attribute VB_Base = "0{000208' in each.source
        }
        assert all(m.kind is VBAModuleKind.other for m in modules if m.name in documents)
    properties = book.find(f"{MAIN}workbookPr")
    named = [properties.get("codeName") if properties is not None else None]
    for _, sheet in sheets.values():
        about = sheet.find(f"{MAIN}sheetPr")
        named.append(about.get("codeName") if about is not None else None)
    if sorted(map(str, named)) != sorted(documents):
        yield f"code names {named} are not the project's {sorted(documents)}"


def _twice(items: list) -> list:
    return [item for item, count in Counter(items).items() if count > 1]
