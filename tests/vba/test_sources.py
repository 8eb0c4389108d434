"""The modules as text: what is shipped is what is written, and it is sound VBA."""

import warnings
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyvbaanalysis import ModuleInput, ModuleSymbolKind, analyze_project
from vbalidator import precheck

from tests.vba.sources import VBA, all_modules, our_modules
from xlbetflag.functions import FUNCTIONS
from xlbetflag.workbook.build.macros.functions_module import functions_module
from xlbetflag.workbook.build.macros.made import WITH_MACROS
from xlbetflag.workbook.build.macros.sources import (
    LICENCES,
    WORKBOOK,
    XLWINGS,
    Module,
    standard_modules,
)
from xlbetflag.workbook.build.macros.variant import CODE_NAMES

ROOT = VBA.parent


def read_back(path: Path) -> dict[str, str]:
    """The modules of a file as olevba reads them, without VBA's own attributes."""
    with warnings.catch_warnings(action="ignore"):  # of names in a library of its own
        from oletools.olevba import VBA_Parser

        parser = VBA_Parser(str(path))
        macros = list(parser.extract_macros())
        parser.close()
    found = {name.rpartition(".")[0]: code for _, _, name, code in macros if code}
    return {name: body(code) for name, code in found.items()}


def body(source: str) -> str:
    """A module's source from where a person began to write it."""
    lines = source.replace("\r\n", "\n").split("\n")
    if lines[0].startswith("VERSION"):
        lines = lines[lines.index("END") + 1 :]
    while lines and lines[0].startswith("Attribute "):
        lines.pop(0)
    return "\n".join(lines)


def test_an_independent_reader_reads_back_exactly_the_sources() -> None:
    modules = all_modules()
    read = read_back(ROOT / WITH_MACROS)
    assert read == {
        **{module.name: body(module.source) for module in modules},
        **dict.fromkeys(CODE_NAMES.values(), ""),
    }
    assert len(modules) == 9


def test_xlwings_modules_keep_their_licences() -> None:
    read = read_back(ROOT / WITH_MACROS)
    assert set(XLWINGS) == set(LICENCES)
    for name, licence in LICENCES.items():
        assert licence in read[name]
    everything = "".join(read[module.name] for module in our_modules())
    assert "xlwings.pro" not in everything


def test_the_generated_module_is_current_and_has_every_function() -> None:
    written = (VBA / "Functions.bas").read_text(encoding="utf-8")
    assert written == functions_module(), "run: make workbooks"
    for name, function in FUNCTIONS.items():
        assert f"Public Function {name}(" in written
        assert f'Describe "{name}", ' in written
        assert f'{name} = Cell("{name}", Array(' in written or not function.arguments


def test_a_sign_outside_the_code_page_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        Module("X", "' \u25b2").in_file  # noqa: B018
    assert Module("X", "' ò €\n").in_file == "' ò €\r\n"


def test_a_package_without_its_licence_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LICENCES, "xlwings", "another licence")
    with pytest.raises(ValueError, match="licence"):
        standard_modules(VBA)


# --- syntax and meaning ---------------------------------------------------------------------------

# What ours call of xlwings' modules: the whole of them takes a reader long.
EMPTY_DOCUMENT = """\
Attribute VB_Name = "{name}"
Attribute VB_PredeclaredId = True
Option Explicit
"""
XLWINGS_CALLS = """\
Attribute VB_Name = "xlwings"
Option Explicit
Public Function XLPy() As Object
End Function
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
End Function
"""
DICTIONARY_CALLS = """\
Attribute VB_Name = "Dictionary"
Option Explicit
Public Function Exists(ByVal Key As Variant) As Boolean
End Function
Public Function Keys() As Variant
End Function
Public Function Item(ByVal Key As Variant) As Variant
End Function
Public Function Count() As Long
End Function
Public Sub Add(ByVal Key As Variant, ByVal Item As Variant)
End Sub
Public Sub Remove(ByVal Key As Variant)
End Sub
Public Sub RemoveAll()
End Sub
"""


def syntax_faults(modules: list[Module], folder: Path) -> list[str]:
    """What a parser of VBA says."""
    for module in modules:
        suffix = "cls" if module.is_class else "bas"
        (folder / f"{module.name}.{suffix}").write_text(module.source, encoding="utf-8")
    for name in CODE_NAMES.values():
        empty = (
            f'Attribute VB_Name = "{name}"\nAttribute VB_PredeclaredId = True\nOption Explicit\n'
        )
        (folder / f"{name}.cls").write_text(empty, encoding="utf-8")
    (folder / "xlwings.bas").write_text(XLWINGS_CALLS, encoding="utf-8")
    (folder / "Dictionary.cls").write_text(DICTIONARY_CALLS, encoding="utf-8")
    return [
        f"{issue['file']}:{issue['line']} {issue['message']}"
        for issue in precheck(str(folder), host="excel").issues
    ]


def meaning_faults(modules: list[Module], only: Iterable[str] | None = None) -> list[str]:
    """What a reader of names, types and members says, of all modules or of those named."""
    inputs = [
        *(ModuleInput(module.name, _kind(module), module.source) for module in modules),
        *(ModuleInput(name, ModuleSymbolKind.DOCUMENT, "") for name in CODE_NAMES.values()),
        ModuleInput("xlwings", ModuleSymbolKind.STANDARD, XLWINGS_CALLS),
        ModuleInput("Dictionary", ModuleSymbolKind.CLASS, DICTIONARY_CALLS),
    ]
    found = analyze_project(inputs, only=only or [module.name for module in modules])
    return [f"{name}: {each.message}" for name, all_ in found.items() for each in all_]


def _kind(module: Module) -> ModuleSymbolKind:
    if module.name == WORKBOOK:
        return ModuleSymbolKind.DOCUMENT
    return ModuleSymbolKind.CLASS if module.is_class else ModuleSymbolKind.STANDARD


def with_faults(faults: dict[str, tuple[str, str]]) -> list[Module]:
    """Our modules named in `faults`, in each of which one text is replaced by another."""
    found = []
    for module in our_modules():
        if module.name in faults:
            old, new = faults[module.name]
            assert old in module.source
            source = module.source.replace(old, new, 1)
            module = Module(module.name, source, module.is_class)
        found.append(module)
    return found


def test_our_modules_parse(tmp_path: Path) -> None:
    assert syntax_faults(our_modules(), tmp_path) == []


def test_our_modules_mean_something() -> None:
    assert meaning_faults(our_modules()) == []


def test_a_missing_end_if_would_be_seen(tmp_path: Path) -> None:
    assert syntax_faults(with_faults({"Cells": ("    End If\n", "")}), tmp_path)


def test_wrong_names_and_types_would_be_seen() -> None:
    faults = {
        "Feed": ("Missed = Missed + 1", "Mised = Missed + 1"),
        "Buttons": ("    Tell DeskTrouble\n", "    Say DeskTrouble\n"),
        "Cells": ("Dim Place As Long\n", ""),
        "Desk": ("Sequence = Sequence + 1", 'Sequence = "one"'),
    }
    seen = {fault.partition(":")[0] for fault in meaning_faults(with_faults(faults), only=faults)}
    assert seen == set(faults)


def test_no_line_is_longer_than_vba_reads() -> None:
    for module in all_modules():
        assert max(map(len, module.source.split("\n"))) <= 1023, module.name
