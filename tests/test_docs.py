"""The documents name tests and commands that exist."""

import ast
import re
from pathlib import Path

import pytest

from xlbetflag.workbook.layout.desk import COMMANDS

ROOT = Path(__file__).parent.parent
SAFETY = (ROOT / "docs" / "safety.md").read_text("utf-8")
ORDERS = (ROOT / "docs" / "orders.md").read_text("utf-8")


def test_every_promise_names_tests_that_exist() -> None:
    promises = SAFETY.partition("## Promised")[2].partition("## Not promised")[0]
    rows = [line for line in promises.splitlines() if line.startswith("| **")]
    assert len(rows) >= 14
    for row in rows:
        held_by = row.strip("|").split("|")[-1]
        files = re.findall(r"tests/[a-z_/]+\.py", held_by)
        assert files, row
        assert [name for name in files if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "named", sorted(set(re.findall(r"\btest_[a-z_]+\.test_[a-z_0-9]+", ORDERS)))
)
def test_a_line_of_the_table_names_a_test_that_exists(named: str) -> None:
    module, _, name = named.partition(".")
    folders = (ROOT / "tests" / each for each in ("orders", "sheet", "workbook"))
    (path,) = (path for folder in folders for path in folder.rglob(f"{module}.py"))
    tree = ast.parse(path.read_text("utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_every_command_is_told_to_the_user() -> None:
    told = (ROOT / "README.md").read_text("utf-8").lower() + SAFETY.lower()
    help_line = (ROOT / "xlbetflag" / "cli" / "session.py").read_text("utf-8").lower()
    for command in COMMANDS:
        assert f"{command.lower()}" in told + help_line, command
