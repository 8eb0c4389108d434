"""Files of comma-separated values: what a spreadsheet opens and must not calculate."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

# Where a cell may begin: the text, or what follows a separator of another country's spreadsheet.
_FORMULA = re.compile(r"(^|[;,\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r])")


def write_table(
    path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]], language: str
) -> None:
    """As the Excel of that language opens it: in Italian with semicolons and decimal commas.

    Numbers (int, Decimal) stay numbers, moments are ISO texts with their offset; a text that would
    be a formula gets an apostrophe.
    """
    separator, point = (";", ",") if language == "it" else (",", ".")
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target, delimiter=separator)
        writer.writerow(heads)
        writer.writerows([_cell(value, point) for value in row] for row in rows)


def _cell(value: object, point: str) -> object:
    if isinstance(value, Decimal):
        return str(value).replace(".", point)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value if isinstance(value, int) else _FORMULA.sub(r"\1\2'", str(value))
