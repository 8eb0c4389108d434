"""The modules of the VBA project, as text: ours, the generated one, and xlwings' own."""

from importlib.resources import files
from pathlib import Path

import msgspec

from xlbetflag.workbook.build.macros.functions_module import functions_module

CODE_PAGE = "cp1252"
WRITTEN = ("Buttons", "Cells", "Desk", "Feed", "Host")  # by hand, vba/NAME.bas
GENERATED = "Functions"
WORKBOOK = "ThisWorkbook"
XLWINGS = {"xlwings": "xlwings.bas", "Dictionary": "addin/Dictionary.cls"}
LICENCES = {"xlwings": "BSD 3-clause license", "Dictionary": "@license: MIT"}


class Module(msgspec.Struct, frozen=True):
    """One module: LF inside, CRLF in the file. `is_class`: a class of its own."""

    name: str
    source: str
    is_class: bool = False

    @property
    def in_file(self) -> str:
        """As VBA keeps it. Raises UnicodeEncodeError where a sign is not in its code page."""
        self.source.encode(CODE_PAGE)
        return "\r\n".join(self.source.split("\n"))


def standard_modules(folder: Path) -> list[Module]:
    """Every module but those of the workbook and its sheets. `folder`: with our sources.

    xlwings' are those of the installed package, which is pinned, with the licence they carry.
    """
    ours = [Module(name, _read(folder / f"{name}.bas")) for name in WRITTEN]
    package = files("xlwings")
    theirs = []
    for name, path in XLWINGS.items():
        source = package.joinpath(path).read_bytes().decode("ascii").replace("\r\n", "\n")
        if LICENCES[name] not in source:
            raise ValueError(f"{path} of xlwings does not carry its licence")
        theirs.append(Module(name, source, is_class=path.endswith(".cls")))
    return [*ours, Module(GENERATED, functions_module()), *theirs]


def workbook_module(folder: Path) -> Module:
    """The workbook's own module: its events."""
    return Module(WORKBOOK, _read(folder / f"{WORKBOOK}.cls"), is_class=True)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
