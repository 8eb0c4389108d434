"""What the engine covers of xlwings' public API, member by member, read from the code.

``python -m xlbetflag.engines.calc.coverage`` prints docs/xlwings-calc.md. A member counts as
covered where a class of ours defines it in place of xlwings' own, which raises
NotImplementedError, and does not do nothing but raise that itself.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator

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
- A picture's `lock_aspect_ratio` is known to that Python object only.
- Passwords are taken when opening, and when saving .ods.
- `"A:A"` and other large ranges are read as far as the sheet is used and padded with None.

## Member by member

`yes` is covered, `-` raises NotImplementedError. A name with `=` can also be set.

"""


def document() -> str:
    """The whole text of docs/xlwings-calc.md."""
    return _HEAD + "\n".join(_section(name, ours) for name, ours in CLASSES.items())


def members(name: str) -> Iterator[tuple[str, bool]]:
    """The public members of one of xlwings' classes, and whether we cover each.

    A property that can be set counts twice: as `name` and as `name =`.
    """
    base = getattr(base_classes, name)
    ours = CLASSES[name]
    for member in _names(base):
        found = inspect.getattr_static(base, member)
        mine = None if ours is None else inspect.getattr_static(ours, member)
        if isinstance(found, property):
            yield member, _does(getattr(mine, "fget", None) or mine, found.fget)
            if found.fset is not None:
                setter = getattr(mine, "fset", None)
                yield f"{member} =", _does(setter, found.fset) or _is_set_elsewhere(ours, mine)
        else:
            yield member, _does(mine, found)


def counts() -> tuple[int, int]:
    """How many members are covered, and how many are not."""
    every = [covered for name in CLASSES for _, covered in members(name)]
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


def _does(mine: object, base: object) -> bool:
    """Whether it is something of ours that does more than raise."""
    if mine is None or mine is base:
        return mine is not None and not _only_raises(base)
    return not _only_raises(mine)


def _is_set_elsewhere(ours: type | None, mine: object) -> bool:
    """xlwings sets some properties through `set` of the same object."""
    has_setter = getattr(mine, "fset", None) is not None
    return (
        ours is not None and "set" in vars(ours) and isinstance(mine, property) and not has_setter
    )


def _only_raises(function: object) -> bool:
    function = getattr(function, "__func__", function)
    if not inspect.isfunction(function):
        return False
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101  what was parsed
    body = [each for each in tree.body if not _is_text(each)]
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _section(name: str, ours: type | None) -> str:
    rows = list(members(name))
    covered = sum(done for _, done in rows)
    title = f"### {name}: {covered} of {len(rows)}\n"
    if not covered:
        return f"{title}\nNot covered: {', '.join(f'`{member}`' for member, _ in rows)}.\n"
    lines = [f"| `{member}` | {'yes' if done else '-'} |" for member, done in rows]
    return "\n".join([title, "| member | |", "|---|---|", *lines, ""])


if __name__ == "__main__":
    sys.stdout.write(document())
