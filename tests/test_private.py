"""Tests ask the package for what it offers: none reaches into what it keeps to itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
PRIVATE = re.compile(r"_[a-zA-Z]\w*")

PROTOCOLS = {"_repr_html_", "_ipython_key_completions_"}  # asked for by notebooks
_PLANTED = "a bug is planted where it was alive, or a moment is caught that nothing outside shows"
_WRITER = "the disk is full, or the file unreadable, for the connection that writes and no other"
_RULES = "one look at the rules, now: in a life of their own they look when something changes"
_MEASURED = "what is measured is a part of what is offered"

# What has no other way, by file: the private names, and why.
EXCEPTIONS: dict[str, tuple[set[str], str]] = {
    "bench/test_excel.py": ({"_filled", "_tables", "_written"}, _MEASURED),
    "bench/test_python.py": ({"_book"}, _MEASURED),
    "bench/test_rules.py": ({"_conditional", "_seen"}, _MEASURED),
    "bench/test_ticks.py": ({"_calculator", "_loaded"}, _MEASURED),
    "engines/calc/test_process.py": ({"_candidates"}, "a machine without LibreOffice"),
    "engines/calc/test_server.py": (
        {"_connections", "_context", "_replace"},
        "what is left of a client that has gone; `_replace` is a named tuple's",
    ),
    "engines/calc/test_standing.py": ({"_exchange"}, "calls over the wire are counted"),
    "engines/headless/test_memory.py": (
        {"_calculator", "_loaded"},
        "when the calculator begins anew, and what it keeps until then",
    ),
    "hosts/excel/test_call.py": ({"_desk"}, "the same desk, served anew"),
    "hosts/excel/test_host.py": (
        {"_binding", "_filled", "_trouble"},
        "a host has no face but Excel's, and its trouble shows there at the next tick",
    ),
    "orders/conditional/replayed.py": ({"_conditional"}, _RULES),
    "orders/conditional/test_following.py": ({"_Matter", "_cover"}, _PLANTED),
    "orders/conditional/test_listing.py": ({"_show_story"}, "as the command prints it"),
    "orders/conditional/test_stages.py": ({"_line"}, _PLANTED),
    "orders/conditional/test_wishes.py": (
        {"_consider", "_obey_wish", "_stop_conditions"},
        _PLANTED,
    ),
    "orders/journal/test_journal.py": ({"_writer"}, _WRITER),
    "orders/lowering/test_generations.py": ({"_generations"}, _PLANTED),
    "orders/lowering/test_lowering.py": (
        {
            "_baselines",
            "_before",
            "_conditional",
            "_connection",
            "_ledger",
            "_linked",
            "_running",
            "_writer",
        },
        f"{_WRITER}; nothing is remembered of what was read",
    ),
    "orders/sending/test_leaving.py": (
        {"_conditional", "_ledger", "_looks", "_sender", "_worker"},
        _PLANTED,
    ),
    "python/test_deciding.py": ({"_desk"}, "the resident desk serves a desk, not its face"),
    "python/test_notebook.py": ({"_ids", "_told"}, "a prompt is one for the whole process"),
    "python/test_states.py": ({"_desk", "_is_undecided"}, _PLANTED),
    "reports/test_losses.py": (
        {"_ledger", "_losses", "_move", "_reckoned"},
        "a state between two looks of a market, and what was reckoned by then",
    ),
    "safety/test_planted_bugs.py": ({"_refused"}, _PLANTED),
    "sheet/test_confirming.py": (
        {"_delivery"},
        "the clock of a delivery goes on alone",
    ),
    "sheet/test_calculated_whole.py": ({"_delivery"}, "every reading that cells were given"),
    "sheet/test_deciding.py": ({"_is_undecided"}, _PLANTED),
    "sheet/test_read_only.py": ({"_journal", "_writer"}, _WRITER),
    "support/hall.py": ({"_conditional", "_seen"}, _RULES),
    "test_doctor.py": ({"_clock", "_hosts", "_keyring"}, "one finding at a time"),
    "workbook/live/test_copies.py": ({"_sheets"}, "openpyxl's, which has no other order of sheets"),
}


def made_private(files: Iterator[Path]) -> set[str]:
    """The private names that some files define or assign: what is theirs to use."""
    found: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
    return {name for name in found if PRIVATE.fullmatch(name)}


OURS = made_private((ROOT / "xlbetflag").rglob("*.py"))


def reaches(file: Path) -> set[str]:
    """The package's private names that a file of tests uses of anything but itself."""
    theirs = OURS - made_private(file.parent.glob("*.py"))
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and not _is_itself(node.value):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("xlbetflag"):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Call) and _is_patch(node):
            found |= {
                name
                for each in node.args
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
                for name in each.value.split(".")
            }
    return (found & theirs) - PROTOCOLS


def _is_itself(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def _is_patch(call: ast.Call) -> bool:
    """monkeypatch.setattr and its like, which take a name as a text."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    return name in ("setattr", "getattr", "delattr", "object", "patch", "hasattr")


@pytest.mark.parametrize(
    "file", sorted(TESTS.rglob("*.py")), ids=lambda file: file.relative_to(TESTS).as_posix()
)
def test_no_test_reaches_into_what_the_package_keeps_to_itself(file: Path) -> None:
    allowed, _ = EXCEPTIONS.get(file.relative_to(TESTS).as_posix(), (set(), ""))
    assert reaches(file) == allowed


def test_every_exception_has_its_reason() -> None:
    for name, (allowed, reason) in EXCEPTIONS.items():
        assert (TESTS / name).is_file()
        assert allowed
        assert reason.strip()
