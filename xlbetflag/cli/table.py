"""Files of comma-separated values: what a spreadsheet opens and must not calculate."""

import csv
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

# Where a cell may begin: the text, or what follows a separator of another country's spreadsheet.
_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r])")


def write_table(path: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Numbers (int, Decimal) stay numbers; a text that would be a formula gets an apostrophe."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(heads)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    return value if isinstance(value, int | Decimal) else _FORMULA.sub(r"\1\2'", str(value))
