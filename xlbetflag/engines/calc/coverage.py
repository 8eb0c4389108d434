"""What the engine covers of xlwings' public API, member by member, read from the code.

``python -m xlbetflag.engines.calc.coverage`` prints docs/xlwings-calc.md. A member counts as
covered where a class of ours defines it in place of xlwings' own, which raises
NotImplementedError, and does not do nothing but raise that itself; in part where it raises that
for something. What it does is its docstring, what it does not the sentences that it raises.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from xlwings import base_classes

from . import (
    app,
    book,
    borders,
    cell_range,
    charts,
    fonts,
    names,
    notes,
    shapes,
    sheet,
    table_parts,
    tables,
)

# xlwings' classes in the order of its documentation, and ours (None: nothing of it).
CLASSES: dict[str, type | None] = {
    "Apps": app.Apps,
    "App": app.App,
    "Books": book.Books,
    "Book": book.Book,
    "Sheets": sheet.Sheets,
    "Sheet": sheet.Sheet,
    "FreezePanes": sheet.FreezePanes,
    "PageSetup": sheet.PageSetup,
    "Range": cell_range.Range,
    "Font": fonts.Font,
    "Characters": fonts.Characters,
    "Borders": borders.Borders,
    "Border": borders.Border,
    "Note": notes.Note,
    "Names": names.Names,
    "Name": names.Name,
    "Tables": tables.Tables,
    "Table": tables.Table,
    "TableRows": table_parts.TableRows,
    "TableRow": table_parts.TableRow,
    "TableColumns": table_parts.TableColumns,
    "TableColumn": table_parts.TableColumn,
    "Shape": shapes.Shape,
    "Pictures": shapes.Pictures,
    "Picture": shapes.Picture,
    "Charts": charts.Charts,
    "Chart": charts.Chart,
    "ChartLegend": charts.ChartLegend,
    "ChartAxis": charts.ChartAxis,
    "ChartSeriesCollection": charts.ChartSeriesCollection,
    "ChartSeries": charts.ChartSeries,
    "AutoFilter": None,
    "DataValidation": None,
    "ConditionalFormats": None,
    "ConditionalFormat": None,
    "Comment": None,
    "PivotTables": None,
    "PivotTable": None,
}
_SHOWN = ("__call__", "__getitem__", "__len__", "__iter__", "__contains__")
# What xlwings' Excel engines lack too: for its browser engine only.
_ELSEWHERE = ("get_async_pipeline_overrides", "set_colors", "xl", "json")
_HEAD = """\
# xlwings on LibreOffice Calc

`xlbetflag.engines.calc` is an [xlwings](https://www.xlwings.org) engine: code written for xlwings
on Excel runs on LibreOffice Calc (7.4 or later) on Linux, macOS and Windows. It can stand alone.

```python
import xlwings as xw
from xlbetflag.engines import calc

calc.activate()                       # xw.App and xw.Book now mean Calc
with xw.App(visible=False) as app:    # starts LibreOffice on a fresh profile of its own
    book = app.books.open("prices.xlsx")
    book.sheets[0]["A1"].value = [["name", "price"], ["a", 2.5]]
    with calc.batch(app):             # everything written here is one round trip
        for row in range(1, 200):
            book.sheets[0][row, 3].value = row
    book.save("prices.ods")
```

A fresh profile needs nothing installed in it. `calc.attach(profile)` takes a Calc that runs our
server already. `SOFFICE` names the program where it is not found by itself.

## How values cross

| in Python | in a cell | back |
|---|---|---|
| int, float, Decimal, numpy numbers | a number | float (`options(numbers=int)` for int) |
| bool | TRUE or FALSE | bool |
| datetime, date, Timestamp, datetime64 | a number with a date format, if it had none | datetime |
| None, "", NaN, NaT, NA | empty | None (`options(empty=...)` for another) |
| text that starts with `=` | a formula, in Excel's English spelling | its value |
| text that starts with an apostrophe | the rest, as text | that text |
| any other text, also `007` and `1,50` | text, never read as a number | that text |
| | an error such as #N/A | None (`options(err_to_str=True)` for its text) |

What Calc raises names the operation that failed. `CalcGone`: the office, book or sheet is not there
any more. `CalcTimeout`: no answer in time; whether it was done is unknown. An error within a batch
ends that batch.

## Known differences from Excel

- A new value does not turn into another type: Excel reads `"007"` as 7, this engine keeps it.
- `formula2` and arrays do not spill: use `formula_array` over a range.
- Tables are Calc's database ranges: no styles, and the header row stays.
- A picture's `lock_aspect_ratio = False` is kept in .ods, not in .xlsx.
- Passwords are taken when opening, and when saving .ods.
- Macros of a file are not run by `macro`; by themselves they run only where LibreOffice's own
  settings trust the file, and not while `enable_events` is False.
- An intersection, `=SUM(A1:B2 B1:C3)`, is read from files; written as a formula it is an error.
- What is written as values or formulas is no part of the user's Undo, and leaves Undo and Redo as
  they were (Excel empties both).
- Lengths are told to 1/20 point.
- `"A:A"` and other large ranges are read as far as the sheet is used and padded with None.

## Member by member

`yes` is covered, `in part` raises NotImplementedError for what is said, `-` always. A name with
`=` is that property being set. Where nothing is said, it does what xlwings says.

"""

Function = Callable[..., Any]


class Member(NamedTuple):
    """One member: `state` is "yes", "in part" or "-"; what it does and does not, in sentences."""

    name: str
    state: str
    note: str

    @property
    def is_covered(self) -> bool:
        return self.state != "-"


def document() -> str:
    """The whole text of docs/xlwings-calc.md."""
    return _HEAD + "\n".join(_section(name, ours) for name, ours in CLASSES.items())


def members(name: str) -> Iterator[Member]:
    """The public members of one of xlwings' classes, and what we do of each.

    A property that can be set counts twice: as `name` and as `name =`.
    """
    base = getattr(base_classes, name)
    ours = CLASSES[name]
    for member in _names(base):
        found = inspect.getattr_static(base, member)
        mine = None if ours is None else inspect.getattr_static(ours, member)
        if isinstance(found, property):
            yield _member(member, getattr(mine, "fget", None) or mine, found.fget)
            if found.fset is not None:
                setter = getattr(mine, "fset", None)
                if setter is None and mine is not None and _is_set_elsewhere(ours, member):
                    yield Member(f"{member} =", "yes", "")
                else:
                    yield _member(f"{member} =", setter, found.fset)
        else:
            yield _member(member, mine, found)


def counts() -> tuple[int, int]:
    """How many members are covered, and how many are not."""
    every = [member.is_covered for name in CLASSES for member in members(name)]
    return sum(every), len(every) - sum(every)


def _names(base: type) -> list[str]:
    bases = [each for each in reversed(base.__mro__) if each is not object]
    found = dict.fromkeys(member for each in bases for member in vars(each))
    return [
        member
        for member in found
        if (member in _SHOWN or not member.startswith("_"))
        and not inspect.iscoroutinefunction(inspect.getattr_static(base, member))
        and member not in _ELSEWHERE
    ]


def _is_set_elsewhere(ours: type | None, member: str) -> bool:
    """xlwings sets some properties through `set` of the same object."""
    return (
        ours is not None and "set" in vars(ours) and member in getattr(ours, "SETTABLE", (member,))
    )


def _member(name: str, mine: object, base: object) -> Member:
    function = getattr(mine, "__func__", mine)
    if mine is None:
        return Member(name, "-", "")
    if not inspect.isfunction(function):
        return Member(name, "yes", "")  # a constant
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101  what was parsed
    refused = [_filled_in(text, function) for text in _refused(tree)]
    body = [each for each in tree.body if not _is_text(each)]
    if len(body) == 1 and isinstance(body[0], ast.Raise):
        return Member(name, "-", _sentences(refused))
    does = "" if mine is base else inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0]
    if not refused:
        return Member(name, "yes", _sentences([does]))
    return Member(name, "in part", _sentences([does, f"Not: {'; '.join(refused)}"]))


def _refused(tree: ast.AST) -> Iterator[str]:
    """What a function raises NotImplementedError with."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call):
            name, given = each.exc.func, each.exc.args
            if isinstance(name, ast.Name) and name.id == "NotImplementedError" and given:
                yield _as_text(given[0])


def _as_text(node: ast.expr) -> str:
    """A text; what is filled in stands in it by its name."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_as_text, node.values))
    return f"`{ast.unparse(node.value if isinstance(node, ast.FormattedValue) else node)}`"


def _filled_in(text: str, function: Function) -> str:
    """A sentence that is a constant of its module."""
    return str(vars(sys.modules[function.__module__]).get(text.strip("`"), text))


def _sentences(found: list[str]) -> str:
    """One line, with a full stop behind each."""
    lines = [" ".join(each.split()) for each in found if each]
    return " ".join(each if each[-1] in ".:" else f"{each}." for each in lines).replace("|", "\\|")


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _section(name: str, ours: type | None) -> str:
    rows = list(members(name))
    covered = sum(row.is_covered for row in rows)
    title = f"### {name}: {covered} of {len(rows)}\n"
    if not covered:
        return f"{title}\nNot covered: {', '.join(f'`{row.name}`' for row in rows)}.\n"
    lines = [f"| `{row.name}` | {row.state} | {row.note} |" for row in rows]
    return "\n".join([title, "| member | | what it does |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    sys.stdout.write(document())
