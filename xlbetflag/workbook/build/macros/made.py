"""The files of the repository that are made from its text."""

from pathlib import Path

from xlbetflag.workbook.build.macros.functions_module import functions_module
from xlbetflag.workbook.build.macros.project import build_project
from xlbetflag.workbook.build.macros.sources import standard_modules, workbook_module
from xlbetflag.workbook.build.variants import build_values, build_with_macros

FUNCTIONS = "vba/Functions.bas"
PROJECT = "xlbetflag/workbook/build/macros/vbaProject.bin"
WITH_MACROS = "workbooks/trader.xlsm"
VALUES = "workbooks/trader.xlsx"
MADE = (FUNCTIONS, PROJECT, WITH_MACROS, VALUES)
FILE_ID = "f00000000"  # of the shipped files; `xlbetflag new` gives each copy its own


def make(sources: Path, target: Path) -> None:
    """Make every file of MADE below `target` from the repository at `sources`."""
    for name in MADE:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
    (target / FUNCTIONS).write_text(functions_module(), encoding="utf-8", newline="\n")
    vba = sources / "vba"
    project = build_project(workbook_module(vba), standard_modules(vba))
    (target / PROJECT).write_bytes(project)
    build_with_macros(target / WITH_MACROS, file_id=FILE_ID, project=project)
    build_values(target / VALUES, file_id=FILE_ID)
