"""Formula text: the file's spelling and Excel's, shifted copies, what the calculator reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from enum import Enum

import formualizer as fz

from ..addresses import MAX_COLUMNS, MAX_ROWS, column_letters, column_number
from .function_names import ARRAY_FUNCTIONS, FUTURE_FUNCTIONS

FIT = "XLBETFLAG.FIT"
"""Our calculator function that clips or pads an array to a fixed range."""

OMITTED = "\x00omitted"
"""Stands in calls of custom functions for an argument left out, which would arrive as 0."""

_WORKSHEET_FUTURE = frozenset({"FILTER", "SORT"})  # these two carry _xlfn._xlws.

_OPAQUE = r'"(?:[^"]|"")*"' r"|'(?:[^']|'')*'" r"|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
_PLACE = r"(?:(?:'(?:[^']|'')*'|[\w.]+)!)?\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_SPILL = re.compile(rf'"(?:[^"]|"")*"|(?P<ref>{_PLACE})#')
_ANCHOR = re.compile(rf'"(?:[^"]|"")*"|_xlfn\.ANCHORARRAY\((?P<ref>{_PLACE})\)')
_CALL = re.compile(rf"{_OPAQUE}|(?P<name>[A-Za-z_][\w.]*)\(")
_PREFIX = re.compile(rf"{_OPAQUE}|(?P<prefix>_xlfn\.(?:_xlws\.)?|_xlpm\.|_xludf\.|_xll\.)")
_SINGLE = re.compile(rf"{_OPAQUE}|(?P<single>_xlfn\.SINGLE\()|(?P<prefix>_xludf\.|_xll\.)")
_EDGE = r"(?![\w(.!\\])"
_REFERENCE = re.compile(
    rf"{_OPAQUE}"
    r"|(?<![\w.\\])(?:"
    rf"(?P<columns>\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}){_EDGE}"
    rf"|(?P<rows>\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}){_EDGE}"
    rf"|(?P<cell>\$?[A-Za-z]{{1,3}}\$?[0-9]{{1,7}}){_EDGE})"
)
_CELL_PARTS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_GAP = re.compile(r"[(,]\s*[,)]")
_ARRAY_SIGNS = re.compile(rf"{_OPAQUE}|(?P<sign>[:{{#])")


class Kind(Enum):
    """How far a formula reaches."""

    PLAIN = "one cell"
    FIXED = "an array formula over a fixed range"
    DYNAMIC = "an array formula that spills"


def _rewrite(pattern: re.Pattern[str], group: str, text: str, new: Callable[[str], str]) -> str:
    """Replace one group's matches, leaving quoted text and bracketed references alone."""

    def replace(found: re.Match[str]) -> str:
        word = found.group(group)
        if word is None:
            return found.group()
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        whole = found.group()
        return whole[:start] + new(word) + whole[end:]

    return pattern.sub(replace, text)


def display(text: str) -> str:
    """The file's spelling as the formula bar shows it, with `=`."""
    if "_xl" in text:
        text = _ANCHOR.sub(lambda found: found["ref"] + "#" if found["ref"] else found[0], text)
        text = _rewrite(_PREFIX, "prefix", text, lambda _: "")
    return f"={text}"


def file_spelling(formula: str) -> str:
    """What a user types, as the file holds it: no `=`, newer functions with their prefix."""

    def prefixed(name: str) -> str:
        upper = name.upper()
        if upper in _WORKSHEET_FUTURE:
            return f"_xlfn._xlws.{upper}"
        return f"_xlfn.{upper}" if upper in FUTURE_FUNCTIONS else name

    text = formula.removeprefix("=")
    return _rewrite(_CALL, "name", spill_spelling(text) if "#" in text else text, prefixed)


def spill_spelling(formula: str) -> str:
    """References to a spill, `A1#`, as the file holds them."""
    return _SPILL.sub(
        lambda found: f"_xlfn.ANCHORARRAY({found['ref']})" if found["ref"] else found.group(),
        formula,
    )


def called_functions(text: str) -> set[str]:
    """The functions a formula calls, upper case, without prefixes."""
    names = (found["name"] for found in _CALL.finditer(text))
    return {name.upper().rpartition("_XLWS.")[2].removeprefix("_XLFN.") for name in names if name}


def with_arguments(text: str, names: Collection[str], first: str) -> str:
    """The formula with these arguments put first in every call of these functions."""

    def replace(found: re.Match[str]) -> str:
        name = found["name"]
        if name is None or name.upper() not in names:
            return found.group()
        ends = text[found.end() :].lstrip().startswith(")")
        return f"{found.group()}{first}{'' if ends else ','}"

    return _CALL.sub(replace, text)


def may_return_array(text: str, custom: Collection[str]) -> bool:
    """Whether a formula could fill more than its own cell: a guess on the generous side."""
    called = called_functions(text)
    if called & ARRAY_FUNCTIONS or any(name in custom for name in called) or "[" in text:
        return True
    return any(found["sign"] for found in _ARRAY_SIGNS.finditer(text))


def shifted(text: str, down: int, right: int) -> str:
    """A copy of the formula that many cells away: relative references move along."""
    if not down and not right:
        return text

    def column(part: str) -> str:
        if part.startswith("$"):
            return part
        number = column_number(part) + right
        return column_letters(number) if 1 <= number <= MAX_COLUMNS else "#REF!"

    def row(part: str) -> str:
        if part.startswith("$"):
            return part
        number = int(part) + down
        return str(number) if 1 <= number <= MAX_ROWS else "#REF!"

    def replace(found: re.Match[str]) -> str:
        if found["cell"]:
            parts = _CELL_PARTS.fullmatch(found["cell"])
            if parts is None:  # unreachable: the outer pattern contains this one
                return found.group()
            moved = [column(parts[1] + parts[2]), row(parts[3] + parts[4])]
        elif found["columns"] or found["rows"]:
            move = column if found["columns"] else row
            moved = [":".join(move(part) for part in found.group().split(":"))]
        else:
            return found.group()
        return "#REF!" if any("#REF!" in part for part in moved) else "".join(moved)

    return _REFERENCE.sub(replace, text)


def for_calculator(text: str, kind: Kind, size: tuple[int, int], custom: Collection[str]) -> str:
    """A formula (references to tables already resolved) as formualizer shall read it."""
    if "_x" in text:
        text = _SINGLE.sub(
            lambda found: "@(" if found["single"] else "" if found["prefix"] else found.group(),
            text,
        )
    if _GAP.search(text):
        text = _mark_omitted(text, custom)
    if kind is Kind.PLAIN:
        return f"=@({text})"
    if kind is Kind.FIXED:
        return f"={FIT}({text},{size[0]},{size[1]})"
    return f"={text}"


def _mark_omitted(text: str, custom: Collection[str]) -> str:
    """Put OMITTED where a custom function's argument is left out."""
    out: list[str] = []
    open_calls: list[bool] = []
    expecting = False  # an argument of a custom function starts here
    for token in fz.Tokenizer(f"={text}").tokens():
        kind, subtype = str(token.token_type), str(token.subtype)
        opens, closes = subtype == "Open", subtype == "Close"
        after_separator = bool(out) and out[-1] == ","
        if expecting and (subtype == "Arg" or (closes and after_separator)):
            out.append(f'"{OMITTED}"')
        if opens:
            open_calls.append(kind == "Func" and token.value[:-1].upper() in custom)
        elif closes and open_calls:
            open_calls.pop()
        out.append(token.value)
        if kind != "Whitespace":
            in_custom = bool(open_calls) and open_calls[-1]
            expecting = in_custom and (opens or subtype == "Arg")
    return "".join(out)
