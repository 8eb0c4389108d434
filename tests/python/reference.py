"""docs/python-reference.md, from the docstrings: python -m tests.python.reference writes it."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import xlbetflag

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python-reference.md"
HEAD = """\
# Python: every call

Made from the docstrings by `python -m tests.python.reference`; [python.md](python.md) tells how
they go together. Names without a module are `xlbetflag`'s own.
"""
TYPES = ("Order", "Preview", "Balance", "Change", "Limits", "Status", "Side", "Refusal", "NotYet")


def page() -> str:
    parts = [HEAD, "## To begin\n", *_function(_node("connect"), "xlbetflag.")]
    parts += ["## A desk\n", _doc(_node("Desk")), ""]
    parts += [line for member in members() for line in _function(member, "desk.")]
    parts += ["## What is given and taken\n"]
    parts += [line for name in TYPES for line in _type(_node(name))]
    return "\n".join(parts).rstrip() + "\n"


def members() -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public methods and properties of a desk, by name."""
    found: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
    for each in reversed(inspect.getmro(xlbetflag.Desk)[:-1]):
        for node in _parsed(each).body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("_") and not _is_setter(node):
                found[node.name] = node
    return [found[name] for name in sorted(found)]


def _node(name: str) -> ast.ClassDef | ast.FunctionDef:
    return _parsed(getattr(xlbetflag, name))


def _parsed(thing: object) -> ast.ClassDef | ast.FunctionDef:
    source = Path(inspect.getfile(thing)).read_text("utf-8")  # type: ignore[arg-type]
    nodes = (node for node in ast.parse(source).body if getattr(node, "name", "") == thing.__name__)  # type: ignore[attr-defined]
    return next(nodes)  # type: ignore[return-value]


def _is_setter(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(each, ast.Attribute) for each in node.decorator_list)


def _function(node: ast.AST, before: str) -> Iterator[str]:
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    node.args.args = [each for each in node.args.args if each.arg != "self"]
    given = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    is_property = bool(node.decorator_list)
    arguments = "" if is_property else f"({ast.unparse(node.args)})"
    yield f"### {before}{node.name}\n"
    typed = re.sub(r"'([A-Za-z][^']*)'", r"\1", f"{before}{node.name}{arguments}{given}")
    yield f"```text\n{typed}\n```\n"
    yield f"{_doc(node)}\n"


def _type(node: ast.AST) -> Iterator[str]:
    assert isinstance(node, ast.ClassDef)
    yield f"### {node.name}\n"
    fields = [
        ast.unparse(each)
        for each in node.body
        if isinstance(each, ast.AnnAssign | ast.Assign) and "repr=False" not in ast.unparse(each)
    ]
    if fields:
        yield "```text\n" + "\n".join(fields) + "\n```\n"
    yield f"{_doc(node)}\n"


def _doc(node: ast.AST) -> str:
    told = ast.get_docstring(node)  # type: ignore[arg-type]
    assert told, ast.dump(node)[:60]
    return told


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
