"""Tables that a command gives: to people, to pipes, to spreadsheets, to programs.

A head says its unit: "price (decimal odds)", "stake (EUR)". Cells are int, Decimal, datetime, text,
or None where nothing is known.
"""

import csv
import json
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TextIO

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from xlbetflag.market.printable import printable
from xlbetflag.texts import euros, odds

STDOUT = Path("-")
_ANY = 10_000  # columns: more than any table needs
# Where a cell may begin: the text, or what follows a separator of another country's spreadsheet.
_FORMULA = re.compile(r"(^|[;,\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r])")


def write_table(
    path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]], language: str
) -> None:
    """As the Excel of that language opens it: in Italian with semicolons and decimal commas; "-" is
    the standard output.

    Numbers (int, Decimal) stay numbers, moments are ISO texts with their offset; a text that would
    be a formula gets an apostrophe.
    """
    if path == STDOUT:
        _write(sys.stdout, heads, rows, language)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        _write(target, heads, rows, language, end="\r\n")


def as_json(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[dict[str, object]]:
    """An object a row, named by the heads without their units; numbers are numbers."""
    names = [_name(head).replace(" ", "_") for head in heads]
    return [dict(zip(names, map(plain, row), strict=True)) for row in rows]


def plain(value: object) -> object:
    """What JSON can hold; a moment with its offset."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def write_json(value: object) -> None:
    """To the standard output; nothing in it can steer a terminal."""
    print(json.dumps(plain(value), indent=2))  # noqa: T201 - the answer itself


def show_table(
    out: Console,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    language: str,
    *,
    totals: Sequence[object] = (),
    first: Collection[str] = (),
) -> None:
    """Whole, whatever the width: a table where it fits, else a few lines for each row, which begin
    with the columns `first`. In a pipe, lines with tabs between the cells."""
    if not out.is_terminal:
        lines = [map(_name, heads), *(map(_in_pipe, row) for row in rows)]
        out.file.writelines("\t".join(line) + "\n" for line in lines)
        return
    told = [list(map(partial(_told, language), row, heads)) for row in rows]
    foot = list(map(partial(_told, language), totals, heads))
    table = Table(box=SIMPLE, show_footer=any(foot), padding=(0, 1), pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(
            _name(head),
            foot[place] if place < len(foot) else "",
            justify="right" if _unit(head) else "left",
            no_wrap=True,
            overflow="fold",
        )
    for cells in told:
        table.add_row(*cells)
    if out.measure(table, options=out.options.update(max_width=_ANY)).maximum <= out.width:
        out.print(table)
        return
    names = [_name(head) for head in heads]
    for cells in [*told, *([foot] if any(foot) else [])]:
        out.print(_in_lines(names, cells, first, out.width))


def _write(
    target: TextIO,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    language: str,
    end: str = "\n",
) -> None:
    separator, point = (";", ",") if language == "it" else (",", ".")
    writer = csv.writer(target, delimiter=separator, lineterminator=end)
    writer.writerow(heads)
    writer.writerows([_cell(value, point) for value in row] for row in rows)


def _cell(value: object, point: str) -> object:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return str(value).replace(".", point)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value if isinstance(value, int) else _FORMULA.sub(r"\1\2'", str(value))


def _in_pipe(value: object) -> str:
    text = "" if value is None else str(plain(value) if isinstance(value, datetime) else value)
    return printable(text)


def _told(language: str, value: object, head: str) -> str:
    """To people, in their manner of writing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        write = euros if _unit(head) == "EUR" else odds
        return write(round(value * 100), language)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return printable(str(value))


def _in_lines(
    names: Sequence[str], cells: Sequence[str], first: Collection[str], width: int
) -> str:
    """One row: the cells of `first`, then each with its name, on as many lines as it takes."""
    told = [(name, cell) for name, cell in zip(names, cells, strict=False) if cell]
    begin, *parts = [
        *(cell for name, cell in told if name in first),
        *(f"{name} {cell}" for name, cell in told if name not in first),
    ]
    lines = [begin]
    for part in parts:
        if len(lines[-1]) + 2 + len(part) > width:
            lines.append(f"  {part}")
        else:
            lines[-1] = f"{lines[-1]}  {part}"
    return "\n".join(lines)


def _name(head: str) -> str:
    return head.partition(" (")[0]


def _unit(head: str) -> str:
    return head.partition(" (")[2].rstrip(")")
