"""vbaProject.bin from the sources. Needed to build the workbooks only, as is pyOpenVBA."""

import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from pyopenvba import ExcelFile, VBAModuleKind

from xlbetflag.workbook.build.builder import CREATED
from xlbetflag.workbook.build.macros.sources import WORKBOOK, Module
from xlbetflag.workbook.build.macros.variant import CODE_NAMES

VBA_PART = "xl/vbaProject.bin"
PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def build_project(workbook: Module, modules: Sequence[Module]) -> bytes:
    """The project: the workbook's module, one for each sheet, and `modules`.

    Excel wants a document module for each sheet, named as the sheet's code name: a shell of a
    workbook with those names tells pyOpenVBA which to make. The same sources give the same bytes.
    """
    with tempfile.TemporaryDirectory() as scratch:
        shell, made = Path(scratch, "shell.xlsm"), Path(scratch, "made.xlsm")
        _write_shell(shell)
        with ExcelFile(shell) as file:
            project = file.add_vba_project()
            for module in modules:
                kind = VBAModuleKind.other if module.is_class else VBAModuleKind.standard
                project.add_module(module.name, module.in_file, kind=kind)
            file.set_module(WORKBOOK, workbook.in_file)
            file.save(made)
        with zipfile.ZipFile(made) as package:
            return package.read(VBA_PART)


def _write_shell(path: Path) -> None:
    """A workbook with the code names, of the content type of one with macros, without any."""
    with tempfile.SpooledTemporaryFile() as plain:
        with xlsxwriter.Workbook(plain) as workbook:
            workbook.set_properties({"created": CREATED})
            workbook.set_vba_name(WORKBOOK)
            for name, code_name in CODE_NAMES.items():
                workbook.add_worksheet(name).set_vba_name(code_name)
        with zipfile.ZipFile(plain) as package, zipfile.ZipFile(path, "w") as shell:
            for part in package.namelist():
                shell.writestr(part, package.read(part).replace(PLAIN_TYPE, MACRO_TYPE))
