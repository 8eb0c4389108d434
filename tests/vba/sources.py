"""Our modules, and those that stand for Excel's side in tests."""

import re
from pathlib import Path

from xlbetflag.workbook.build.macros.sources import (
    XLWINGS,
    Module,
    standard_modules,
    workbook_module,
)

ROOT = Path(__file__).parents[2]
VBA = ROOT / "vba"
TWIN = Path(__file__).parent / "twin"  # of the workbook, in LibreOffice
STILL = Path(__file__).parent / "still"  # of the modules alone, without any spreadsheet
PRIVATE_OBJECT = re.compile(r"^Private (?=\w+ As (?:Dictionary|Object)\b)", re.MULTILINE)


def all_modules() -> list[Module]:
    """As shipped: ours, the generated one, xlwings' own, the workbook's."""
    return [*standard_modules(VBA), workbook_module(VBA)]


def our_modules() -> list[Module]:
    """Without xlwings' own."""
    return [module for module in all_modules() if module.name not in XLWINGS]


def stand_in(path: Path) -> Module:
    return Module(path.stem, path.read_text(encoding="utf-8"), is_class=path.suffix == ".cls")


def twin_modules() -> list[Module]:
    """Ours, with what only Excel and xlwings can do replaced.

    LibreOffice forgets private objects between two runs of a macro: they become public.
    """
    stand_ins = [stand_in(path) for path in sorted(TWIN.iterdir())]
    replaced = {module.name for module in stand_ins}
    ours = [module for module in standard_modules(VBA) if module.name not in replaced]
    return [
        Module(each.name, PRIVATE_OBJECT.sub("Public ", each.source), each.is_class)
        for each in [*ours, *stand_ins]
    ]
