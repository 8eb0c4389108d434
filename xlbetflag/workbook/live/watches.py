"""The Watch sheet: a search a row, and what became of each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from xlbetflag.market.inputs import is_blank, shown
from xlbetflag.market.problem import Problem
from xlbetflag.market.search import Search, parse_window
from xlbetflag.workbook.layout.columns import Writer
from xlbetflag.workbook.layout.tables import IN_TURN, MOST_MARKETS, WATCH_TABLE
from xlbetflag.workbook.live.block import Seen, TableBlock, Values
from xlbetflag.workbook.live.cells import as_text, is_shown, text_cell

if TYPE_CHECKING:
    import xlwings as xw

TYPED = tuple(column.key for column in WATCH_TABLE.written_by(Writer.USER))
SHOWN = tuple(column.key for column in WATCH_TABLE.written_by(Writer.DESK))
_BLANK: list[Any] = [None] * len(SHOWN)


class WatchRow(msgspec.Struct, frozen=True):
    """A filled row. `position`: its row in the sheet. `search` is None where `problem` says why.

    `taken`: the ids of the markets that it watched when the sheet was last written.
    """

    position: int
    search: Search | None
    problem: Problem | None
    taken: tuple[str, ...]


class WatchResult(msgspec.Struct, frozen=True):
    """What to write into a row: counts of markets, a sentence, the ids it watches."""

    found: int | None
    on_board: int
    no_room: int
    message: str
    markets: tuple[str, ...]


class Watches:
    """The table of one open workbook; a workbook made before there was one has no rows."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._looked_at: tuple[Seen, int] | None = None
        self._rows: tuple[WatchRow, ...] = ()
        self._shown: tuple[Seen, Mapping[int, WatchResult]] | None = None

    def rows(self, blocks: int) -> tuple[WatchRow, ...]:
        """The filled rows, read in one block. `blocks`: the most where a row says none."""
        block = self._block()
        if block is None:
            return ()
        if (block.seen, blocks) == self._looked_at:
            return self._rows
        self._looked_at = block.seen, blocks
        cells = (block.cells(place) for place in range(len(block.rows)))
        self._rows = tuple(
            _read(block.position(place), each, blocks)
            for place, each in enumerate(cells)
            if not all(is_blank(each[key]) for key in TYPED)
        )
        return self._rows

    def show(self, results: Mapping[int, WatchResult]) -> None:
        """Write the results of rows by position, in one block; an emptied row loses its own."""
        block = self._block()
        if block is None:
            return
        if (block.seen, results) == self._shown:
            return
        changed: list[int] = []
        wanted: Values = []
        for place in range(len(block.rows)):
            cells = block.cells(place)
            now = [cells[key] for key in SHOWN]
            result = results.get(block.position(place))
            row = _cells(result) if result else _BLANK
            if not all(is_shown(a, b) for a, b in zip(row, now, strict=True)):
                changed.append(place)
            wanted.append(row)
        if changed:
            first, last = changed[0], changed[-1]
            block.write(first, SHOWN, wanted[first : last + 1])
        else:
            self._shown = block.seen, dict(results)

    def _block(self) -> TableBlock | None:
        try:
            return TableBlock(self._book, WATCH_TABLE)
        except Problem as problem:
            if problem.code == "sheet.table_missing":
                return None
            raise


def _read(position: int, cells: Mapping[str, Any], blocks: int) -> WatchRow:
    taken = tuple(as_text(cells["markets"]).split())
    try:
        search = Search(
            sport=as_text(cells["sport"]),
            competition=as_text(cells["competition"]),
            event=as_text(cells["event"]),
            market=as_text(cells["market"]),
            start=parse_window(cells["starts"]),
            most=_most(cells["most"], blocks),
            in_turn=_in_turn(cells["in_turn"]),
        )
    except Problem as problem:
        return WatchRow(position, None, problem, taken)
    return WatchRow(position, search, None, taken)


def _most(value: object, blocks: int) -> int:
    if is_blank(value):
        return blocks
    text = as_text(value)
    if not (text.isdecimal() and 1 <= int(text) <= MOST_MARKETS):
        limits = {"lowest": 1, "highest": MOST_MARKETS}
        raise Problem("number.out_of_range", field="most", value=shown(value), **limits)
    return int(text)


def _in_turn(value: object) -> bool:
    word = as_text(value).upper()
    if word and word not in IN_TURN:
        choices = ", ".join(IN_TURN)
        raise Problem("word.unknown", field="in_turn", value=shown(value), choices=choices)
    return bool(word)


def _cells(result: WatchResult) -> list[Any]:
    cells = {
        "found": result.found,
        "on_board": result.on_board,
        "no_room": result.no_room or None,
        "message": text_cell(result.message),
        "markets": text_cell(" ".join(result.markets)),
    }
    return [cells[key] for key in SHOWN]
