"""docs/automation.md says what the code reads."""

import ast
import re
from pathlib import Path

import pytest

from xlbetflag.orders.conditional.terms.command import Command, parse_word
from xlbetflag.orders.conditional.terms.options import NONE, parse_options
from xlbetflag.orders.status import Status

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "automation.md").read_text("utf-8")


def column_of(heading: str, column: int) -> list[str]:
    """A column of the table whose first line begins so."""
    table = TEXT.partition(heading)[2].partition("\n\n")[0].splitlines()[2:]
    return [line.strip("|").split("|")[column].strip() for line in table]


CLAUSES = [
    clause
    for column in (0, 1)
    for cell in column_of("| clause | Italian", column)
    for clause in re.findall(r"`([^`]+)`", cell)
    if not clause.startswith("...")
]
ROWS = [cell for cell in column_of("\n| Side | Price | Stake | Options", 3) if cell]


@pytest.mark.parametrize("clause", CLAUSES + ROWS)
def test_every_clause_and_example_can_be_read(clause: str) -> None:
    assert parse_options(clause) != NONE


def test_every_word_of_a_side_can_be_read() -> None:
    words = re.findall(r"`([^`]+)`", " ".join(column_of("| Side | cells it reads", 0)))
    read = [parse_word(word) for word in words]
    assert set(read) >= set(Command)
    assert len(words) == 2 * len(set(read))


@pytest.mark.parametrize("named", sorted(set(re.findall(r"test_[a-z]+\.test_[a-z_]+", TEXT))))
def test_every_test_named_exists(named: str) -> None:
    module, _, name = named.partition(".")
    tree = ast.parse((Path(__file__).parent / f"{module}.py").read_text("utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_every_state_is_in_the_table_of_states() -> None:
    orders = (ROOT / "docs" / "orders.md").read_text("utf-8")
    states = orders.partition("## States")[2].partition("## Transitions")[0]
    assert [status for status in Status if f"| {status} |" not in states] == []
