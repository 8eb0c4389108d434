"""The front door keeps its word."""

from pathlib import Path

import xlbetflag.functions  # noqa: F401 - declares the functions
from xlbetflag.functions import help as functions_help

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_function_table_is_the_declared_one() -> None:
    assert functions_help.markdown() in README


def test_every_file_the_readme_points_at_is_there() -> None:
    targets = [part.split(")")[0] for part in README.split("](")[1:]]
    for target in targets:
        if not target.startswith("http"):
            assert (ROOT / target).is_file(), target


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in README
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
