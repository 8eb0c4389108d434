"""docs/python-reference.md is what the docstrings say, and tells every public name."""

import re

import xlbetflag
from tests.python.reference import PAGE, page


def test_the_reference_is_made_from_the_docstrings() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.python.reference"


def test_every_public_name_stands_in_it() -> None:
    told = set(re.findall(r"^### (?:desk\.|xlbetflag\.)?(\w+)$", page(), re.MULTILINE))
    calls = {name for name in dir(xlbetflag.Desk) if not name.startswith("_")}
    assert calls <= told
    assert set(xlbetflag.__all__) - {"__version__", "Desk"} <= told
