"""A table of the live workbook, read in one block and written by columns."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from xlbetflag.market.inputs import is_blank
from xlbetflag.market.problem import Problem
from xlbetflag.texts.spoken import in_every_language
from xlbetflag.workbook.layout.columns import Table
from xlbetflag.workbook.live.cells import as_text

if TYPE_CHECKING:
    import xlwings as xw

Values = list[list[Any]]


def read(area: "xw.Range") -> Values:
    """The values of a range as rows. An error value reads as its text, never as empty."""
    values: Values = area.options(ndim=2, err_to_str=True).value
    return values


def named(book: "xw.Book", name: str) -> "xw.Range":
    """The range of a defined name. Raises Problem where `find_name` finds none."""
    found = find_name(book, name)
    if found is None:
        raise Problem("sheet.name_missing", name=name)
    return found


def find_name(book: "xw.Book", name: str) -> "xw.Range | None":
    """The range of a defined name; None where the name is gone, or the sheet that it pointed to."""
    if name not in book.names:
        return None
    try:
        return book.names[name].refers_to_range
    except Exception:  # each engine has an error of its own for it; a busy Excel is another thing
        if _leads_nowhere(book, book.names[name].refers_to):
            return None
        raise


def _leads_nowhere(book: "xw.Book", refers_to: str | None) -> bool:
    refers_to = refers_to or "#REF!"
    sheet = refers_to.removeprefix("=").rpartition("!")[0].strip("'").replace("''", "'")
    return "#REF!" in refers_to or sheet not in [each.name for each in book.sheets]


class Seen(NamedTuple):
    """What stood in a table at one look. It holds nothing of the spreadsheet: an Excel that is held
    cannot end. `columns`: their places by key; `corner`: where the first row began."""

    rows: Values
    columns: dict[str, int]
    corner: tuple[int, int]


class TableBlock:
    """The rows of a table as they stand in the sheet at this moment.

    Columns are found by their headers, in any language, so a user may move them or add some.
    """

    def __init__(self, book: "xw.Book", table: Table) -> None:
        """Read the table in one block. Raises Problem where it or one of its columns is gone."""
        found = _find(book, table)
        body = found.data_body_range
        count = body.shape[0] if body is not None else 0  # a totals row is not among them
        area = found.range
        self._sheet, self._top, self._left = area.sheet, area.row + 1, area.column
        self._end, self._width = area.row + area.shape[0], area.shape[1]
        headers, *rows = read(area)
        self.rows: Values = rows[:count]
        self._place: dict[str, int] = {}
        heads = [as_text(head).casefold() for head in headers]
        for column in table.columns:
            known = [header.casefold() for header in in_every_language(column.header)]
            place = next((place for place, head in enumerate(heads) if head in known), None)
            if place is None:
                raise Problem("sheet.column_missing", sheet=table.sheet, column=column.header)
            self._place[column.key] = place

    @property
    def seen(self) -> Seen:
        return Seen(self.rows, self._place, (self._top, self._left))

    def formulas(self, keys: Sequence[str], first: int, last: int) -> list[tuple[str, ...]]:
        """For each row from `first` to `last`, which of these columns a formula gives; one read a
        run of columns."""
        found: list[tuple[str, ...]] = [()] * (last - first + 1)
        for run in _runs(sorted(range(len(keys)), key=lambda i: self._place[keys[i]]), self, keys):
            names = [keys[i] for i in run]
            left = self._left + self._place[names[0]]
            corner = (self._top + last, left + len(run) - 1)
            shown = self._sheet.range((self._top + first, left), corner).formula
            grid = shown if isinstance(shown, tuple) else ((shown,),)
            for row, texts in enumerate(grid):
                given = (
                    name
                    for name, text in zip(names, texts, strict=True)
                    if isinstance(text, str) and text.startswith("=")
                )
                found[row] = (*found[row], *given)
        return found

    def rows_below(self, look: int = 200) -> list[int]:
        """The sheet's numbers of rows right below the table, where somebody typed what is not of
        it."""
        last = (self._end + look - 1, self._left + self._width - 1)
        found = read(self._sheet.range((self._end, self._left), last))
        return [self._end + n for n, row in enumerate(found) if not all(map(is_blank, row))]

    def hidden(self, positions: Iterable[int]) -> list[int]:
        """Those of these rows, by the sheet's numbers, that are hidden, by a filter or by hand."""
        # Every engine tells it, xlwings' own Range does not pass it on.
        return [p for p in positions if self._sheet.range((p, self._left)).impl.row_hidden]

    def position(self, row: int) -> int:
        """The sheet's own number of a row, counted from 0 here."""
        return int(self._top + row)

    def column(self, key: str) -> list[Any]:
        place = self._place[key]
        return [row[place] for row in self.rows]

    def column_value(self, row: int, key: str) -> Any:
        return self.rows[row][self._place[key]]

    def cells(self, row: int) -> dict[str, Any]:
        """The values of a row by column key."""
        values = self.rows[row]
        return {key: values[place] for key, place in self._place.items()}

    def write(self, first: int, keys: Sequence[str], rows: Values) -> None:
        """Write rows of values from row `first` on, one block a run of adjacent columns."""
        if not rows:
            return
        for run in _runs(sorted(range(len(keys)), key=lambda i: self._place[keys[i]]), self, keys):
            top, left = self._top + first, self._left + self._place[keys[run[0]]]
            area = self._sheet.range((top, left), (top + len(rows) - 1, left + len(run) - 1))
            area.value = [[row[i] for i in run] for row in rows]

    def place(self, key: str) -> int:
        return self._place[key]

    def show(self, key: str, values: Sequence[Any]) -> None:
        """What was written to a whole column since: reading it again would say so."""
        for row, value in zip(self.rows, values, strict=True):
            row[self._place[key]] = value


def _runs(order: Iterable[int], block: TableBlock, keys: Sequence[str]) -> list[list[int]]:
    """Places in `keys` whose columns stand side by side, grouped."""
    runs: list[list[int]] = []
    for i in order:
        if runs and block.place(keys[runs[-1][-1]]) + 1 == block.place(keys[i]):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _find(book: "xw.Book", table: Table) -> "xw.main.Table":
    """The table by its name, also on a sheet that the user renamed."""
    if table.sheet in book.sheets and table.name in (found := book.sheets[table.sheet].tables):
        return found[table.name]
    for sheet in book.sheets:
        if table.name in (found := sheet.tables):
            return found[table.name]
    raise Problem("sheet.table_missing", table=table.name)
