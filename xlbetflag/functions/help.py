"""The functions as a table for people: the README's, and the workbook's own help."""

from collections.abc import Iterator

from xlbetflag.functions.declare import FUNCTIONS


def lines() -> Iterator[tuple[str, str]]:
    """Each function as the user types it, and what it gives."""
    for function in sorted(FUNCTIONS.values(), key=lambda function: function.name):
        yield function.signature, function.summary


def markdown() -> str:
    """The table of the README."""
    rows = "\n".join(f"| `{signature}` | {summary} |" for signature, summary in lines())
    return f"| type in a cell | and it shows |\n|---|---|\n{rows}\n"
