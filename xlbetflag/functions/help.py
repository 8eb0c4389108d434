"""The functions told to people: the README's table, the entries of docs/functions.md, and the
workbook's own help."""

from collections.abc import Iterator

from xlbetflag.functions.declare import FUNCTIONS, Argument, Function


def lines() -> Iterator[tuple[str, str]]:
    """Each function as the user types it, and what it gives."""
    for function in sorted(FUNCTIONS.values(), key=lambda function: function.name):
        yield function.signature, function.summary


def markdown() -> str:
    """The table of the README."""
    rows = "\n".join(f"| `{signature}` | {summary} |" for signature, summary in lines())
    return f"| type in a cell | and it shows |\n|---|---|\n{rows}\n"


def entry(function: Function) -> str:
    """A function whole: how it is typed, what it gives, its arguments, its columns."""
    parts = [f"### {function.name}\n", f"`={function.signature}`\n", f"{function.summary}"]
    if function.details:
        parts.append(function.details)
    parts.append("")
    parts += [_argument(argument) for argument in function.arguments]
    if function.columns is not None:
        parts.append(f"- a table of: {', '.join(function.columns)}")
    return "\n".join(parts).rstrip() + "\n"


def _argument(argument: Argument) -> str:
    default = argument.default
    word = f"; {default} if empty" if argument.is_optional and _is_told(default) else ""
    return f"- `{argument.name}`: {argument.kind.help}{word}"


def _is_told(default: object) -> bool:
    """Whether a default says something that the help does not."""
    return default not in (None, "", ())
