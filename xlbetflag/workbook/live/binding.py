"""A live workbook as the desk sees it, through the xlwings API alone: the same in every host.

One block read and one block write a table, and a write only where something changed: in Excel
each write clears what the user could undo or was about to paste.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from xlbetflag.market.inputs import is_blank, parse_money
from xlbetflag.market.menu import Event
from xlbetflag.market.money import as_float
from xlbetflag.market.problem import Problem
from xlbetflag.orders.rows.draft import Row, RowResult
from xlbetflag.orders.rows.limits import Limits
from xlbetflag.orders.sending.replacing import Replacement
from xlbetflag.reports.summary import Summary
from xlbetflag.texts.spoken import in_every_language
from xlbetflag.workbook.layout.columns import CellKind, Field, Writer
from xlbetflag.workbook.layout.desk import (
    ANSWER,
    COMMAND,
    FEED_LINE,
    FEED_TABLE,
    INTERVAL,
    LIMITS,
    SESSION_BLOCK,
    SETTINGS_BLOCK,
)
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.layout.tables import LOG_TABLE
from xlbetflag.workbook.live.block import Seen, TableBlock, Values, find_name, named, read
from xlbetflag.workbook.live.cells import (
    as_text,
    clock,
    is_shown,
    text_cell,
    time_cell,
    written_again,
)
from xlbetflag.workbook.live.copies import Copies
from xlbetflag.workbook.live.coupon import CouponCells, CouponMarket
from xlbetflag.workbook.live.ladder import LadderCells
from xlbetflag.workbook.live.navigator import Navigator
from xlbetflag.workbook.live.own_keys import FileKeys, Known
from xlbetflag.workbook.live.rows import read_row
from xlbetflag.workbook.live.state import DeskInputs, DeskState
from xlbetflag.workbook.live.summary import SummaryCells
from xlbetflag.workbook.live.watches import Watches, WatchResult, WatchRow

if TYPE_CHECKING:
    import xlwings as xw

SHORTEST_INTERVAL = 0.2
RESULT_KEYS = tuple(
    column.key for column in ORDER_TABLE.written_by(Writer.DESK) if column.key != "key"
)
_NOTHING: list[Any] = [None] * len(RESULT_KEYS)


class Binding:
    """One open workbook. Used from one thread, the one that may touch the spreadsheet.

    Raises Problem (sheet.table_missing, sheet.column_missing, sheet.name_missing) where the user
    took away a part of the workbook that is needed.
    """

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._navigator = Navigator(book)
        self._watches = Watches(book)
        self._copies = Copies(book)
        self._coupon = CouponCells(book)
        self.ladder = LadderCells(book)
        self._summary = SummaryCells(book)
        self._file_keys = FileKeys(book)
        self._keys: tuple[str, ...] = ()
        self._seen: Seen | None = None
        self._formulas: list[tuple[str, ...]] = []
        self._found: list[Row | None] = []
        self._confirmed: dict[str, tuple[RowResult, list[Any]]] = {}
        self._rows: tuple[Row, ...] = ()
        self._made: dict[str, tuple[RowResult, list[Any]]] = {}
        self._is_settled = False
        self._written: dict[str, Values] = {}
        self._below_command = ""

    # --- orders ---------------------------------------------------------------------------

    def rows(self, sent: Known | None = None) -> tuple[Row, ...]:
        """The rows that hold an order, read in one block, each with a key of its own.

        `sent`: what was journaled under keys; None where nobody can tell. A row without a key gets
        one; so does a copied row, whose results are cleared, and a row with another file's key that
        does not say what was sent under it. Where nothing tells a row from its copy both keep the
        key and name each other.
        """
        block = TableBlock(self._book, ORDER_TABLE)
        touched = self._touched(block)
        if touched or not self._is_settled:
            self._read_rows(block, touched, sent)
        return self._rows

    def rows_below(self) -> list[int]:
        """Rows that were typed or pasted below the table of orders, and are not read."""
        return TableBlock(self._book, ORDER_TABLE).rows_below()

    def hidden(self, positions: Iterable[int]) -> list[int]:
        """Those of these order rows that nobody sees."""
        return TableBlock(self._book, ORDER_TABLE).hidden(positions)

    @property
    def path(self) -> str:
        """The file of the workbook; "" where it was never saved."""
        full = self._book.fullname
        return full if full != self._book.name else ""

    @property
    def file_id(self) -> str:
        """The name by which the workbook's rows are known."""
        return self._file_keys.file_id()

    def become(self, file_id: str) -> None:
        """The workbook is another file from now on: what reads as sent is the first one's."""
        self._file_keys.become(file_id)
        self._is_settled = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Of all rows of the table, filled or not, when `rows` last looked."""
        return self._keys

    @property
    def empty_keys(self) -> tuple[str, ...]:
        """The keys of rows in which nothing stood, when `rows` last looked."""
        filled = {row.key for row in self._rows}
        return tuple(key for key in self._keys if key and key not in filled)

    def shows(self, results: Mapping[str, RowResult]) -> bool:
        """Whether these rows said so already when `rows` last looked."""
        seen = self._seen
        if seen is None:
            return False
        places = [seen.columns[name] for name in RESULT_KEYS]
        return all(
            self._shows(key, results[key], values, places)
            for key, values in zip(self._keys, seen.rows, strict=True)
            if key in results
        )

    def _shows(self, key: str, result: RowResult, values: list[Any], places: Sequence[int]) -> bool:
        confirmed = self._confirmed.get(key)
        if confirmed is not None and confirmed[0] is result and confirmed[1] == values:
            return True
        wanted = zip(self._cells_of(result), places, strict=True)
        if not all(is_shown(cell, values[place]) for cell, place in wanted):
            return False
        self._confirmed[key] = (result, values)
        return True

    def show_results(self, results: Mapping[str, RowResult]) -> None:
        """Write what became of rows, found by their keys; the others keep their cells."""
        block = TableBlock(self._book, ORDER_TABLE)
        columns = [block.place(name) for name in RESULT_KEYS]
        keys = [as_text(value) for value in block.column("key")]
        changed = [
            place
            for place, key in enumerate(keys)
            if key in results and not self._shows(key, results[key], block.rows[place], columns)
        ]
        if not changed:
            return
        first, last = changed[0], changed[-1]
        wanted: Values = [
            self._cells_of(results[key])
            if key in results
            else [written_again(values[column]) for column in columns]
            for key, values in zip(
                keys[first : last + 1], block.rows[first : last + 1], strict=True
            )
        ]
        block.write(first, RESULT_KEYS, wanted)

    def _cells_of(self, result: RowResult) -> list[Any]:
        """As RESULT_KEYS; made once for each result."""
        made = self._made.get(result.key)
        if made is None or made[0] is not result:
            made = self._made[result.key] = (result, _result_cells(result))
        return made[1]

    def follow(self, replacements: Mapping[str, Replacement]) -> None:
        """Rows go on with the order that replaced theirs: key, price and stake are its own."""
        block = TableBlock(self._book, ORDER_TABLE)
        for place, key in enumerate(map(as_text, block.column("key"))):
            if new := replacements.get(key):
                # The key first: a new key beside an old price is known to the journal, not sent.
                block.write(place, ["key"], [[text_cell(new.key)]])
                amounts = [as_float(new.price), as_float(new.size)]
                block.write(place, ["price", "stake"], [amounts])
        block = TableBlock(self._book, ORDER_TABLE)
        self._keys = tuple(map(as_text, block.column("key")))

    def _touched(self, block: TableBlock) -> set[int]:
        """The places that read otherwise than at the last look; their formulas are read anew."""
        seen, count = self._seen, len(block.rows)
        if seen is None or len(seen.rows) != count or seen[1:] != block.seen[1:]:
            touched = set(range(count))
            self._formulas, self._found = [()] * count, [None] * count
        else:
            both = zip(block.rows, seen.rows, strict=True)
            touched = {place for place, (now, before) in enumerate(both) if now != before}
        # Typing over a formula the value that it gives changes no value.
        looked_at = touched | {place for place, given in enumerate(self._formulas) if given}
        if looked_at:
            first = min(looked_at)
            read_now = block.formulas(("price", "stake"), first, max(looked_at))
            for place, given in enumerate(read_now, start=first):
                if given != self._formulas[place]:
                    self._formulas[place] = given
                    touched.add(place)
        return touched

    def _read_rows(self, block: TableBlock, touched: Collection[int], sent: Known | None) -> None:
        self._seen = None  # until all of it is done
        keys = [as_text(value) for value in block.column("key")]
        found = self._found

        def read_at(place: int) -> Row | None:
            cells, position = block.cells(place), block.position(place)
            return read_row(keys[place], position, cells, self._formulas[place])

        for place in touched:
            found[place] = read_at(place)
        given = self._file_keys.give(keys, found, self._keys, sent)
        if given.keys:
            for place, key in given.keys.items():
                keys[place] = key
            first, last = min(given.keys), max(given.keys)
            # Keys first: a new key beside an old status is never sent.
            block.write(first, ["key"], [[text_cell(key)] for key in keys[first : last + 1]])
            self._clear_results(block, given.cleared)
            block.show("key", keys)
            for place in given.keys:
                found[place] = read_at(place)
        self._keys = tuple(keys)
        self._seen = block.seen
        self._is_settled = sent is not None and not given.unclear
        self._rows = tuple(
            self._placed(row, [block.position(each) for each in given.unclear.get(place, ())])
            for place, row in enumerate(found)
            if row is not None
        )

    def _placed(self, row: Row, sharing: Sequence[int]) -> Row:
        """A row as it is handed over. `sharing`: the positions of all rows with its key."""
        is_foreign = self._file_keys.is_foreign(row.key)
        if not sharing and not is_foreign:
            return row
        others = tuple(position for position in sharing if position != row.position)
        return msgspec.structs.replace(row, others=others, is_foreign=is_foreign)

    def _clear_results(self, block: TableBlock, places: Sequence[int]) -> None:
        if not places:
            return
        first, last = places[0], places[-1]
        rows: Values = []
        for place in range(first, last + 1):
            cells = block.cells(place)
            now = [written_again(cells[name]) for name in RESULT_KEYS]
            rows.append(_NOTHING if place in places else now)
        block.write(first, RESULT_KEYS, rows)
        columns = [block.place(name) for name in RESULT_KEYS]
        for place in places:
            for column in columns:
                block.rows[place][column] = None

    # --- the desk -------------------------------------------------------------------------

    def inputs(self) -> DeskInputs:
        """What the user set: one block, and the command's cell."""
        settings = {
            as_text(label).casefold(): value
            for label, value in read(named(self._book, SETTINGS_BLOCK))
        }
        limits = {
            name: _LIMIT_READERS[field.kind](_setting(settings, field))
            for name, field in LIMITS.items()
        }
        interval = _seconds(_setting(settings, INTERVAL))
        return DeskInputs(
            interval=max(SHORTEST_INTERVAL, interval or _default_interval()),
            limits=Limits(**limits),  # type: ignore[arg-type]
            command=self.command(),
            file_id=self._file_keys.file_id(),
        )

    def command(self) -> str:
        """What the command's cell says, in capitals."""
        (typed, *_), (below, *_) = read(named(self._book, COMMAND.name).resize(2, 1))
        self._below_command = as_text(below)
        return " ".join(as_text(typed).upper().split())

    @property
    def below_command(self) -> str:
        """What the cell below the command's said when `command` last looked: nothing is done."""
        return self._below_command

    def put_back_below_command(self, text: str) -> None:
        named(self._book, COMMAND.name).resize(2, 1)[1, 0].value = text_cell(text)

    def command_is_formula(self) -> bool:
        """Whether a formula gives what the command's cell says."""
        return str(named(self._book, COMMAND.name).formula or "").startswith("=")

    def clear_command(self) -> None:
        named(self._book, COMMAND.name).value = None

    def show_desk(self, state: DeskState) -> None:
        """Show the session, in one block, and the answer to the last command."""
        session = (
            text_cell(state.environment.upper()),
            text_cell(state.connection),
            text_cell(state.feed),
            text_cell(clock(state.read_at)),
            text_cell("ARMED" if state.armed else "DISARMED"),
            text_cell("HALTED" if state.halted else "NOT HALTED"),
            state.requests,
            text_cell(state.board),
        )
        self._write_once(SESSION_BLOCK, [[value] for value in session])
        self._write_once(ANSWER.name, [[text_cell(state.answer)]])

    @property
    def shows_feed(self) -> bool:
        """Whether the workbook has room for it: one of an earlier version does not."""
        return find_name(self._book, FEED_TABLE) is not None

    def show_feed(self, line: str, rows: Values) -> None:
        """Show how fresh prices are. `rows`: the table's heads first."""
        self._write_once(FEED_LINE, [[text_cell(line)]])
        self._write_once(FEED_TABLE, rows)

    def show_log(self, lines: Sequence[tuple[datetime, str, str]]) -> None:
        """Show the latest lines. `lines`: newest first, (aware time, kind, text)."""
        rows: Values = [
            [time_cell(at), text_cell(kind), text_cell(text)]
            for at, kind, text in lines[: LOG_TABLE.rows]
        ]
        before = self._written.get(LOG_TABLE.name, [])
        if rows == before:
            return
        block = TableBlock(self._book, LOG_TABLE)
        padded = rows + [[None] * 3] * (len(before) - len(rows))
        keys = [column.key for column in LOG_TABLE.columns]
        block.write(0, keys, padded[: len(block.rows)])
        self._written[LOG_TABLE.name] = rows

    def _write_once(self, name: str, values: Values) -> None:
        """Write a named range, unless it was last written so."""
        if self._written.get(name) != values:
            named(self._book, name).value = values
            self._written[name] = values

    def mark_copies(self, text: Callable[[str], str]) -> list[str]:
        """Write `text(name of the original)` into sheets that are copies; what was written."""
        return self._copies.mark(text)

    @property
    def shows_summary(self) -> bool:
        """Whether the workbook has the sheet."""
        return self._summary.is_present

    def summary_day(self) -> date | None:
        """The day that Summary is asked for; None for today."""
        return self._summary.day()

    def show_summary(self, found: Summary) -> None:
        self._summary.show(found)

    # --- markets --------------------------------------------------------------------------

    @property
    def blocks(self) -> int:
        """How many markets the Board has room for."""
        return self._navigator.blocks

    def watched(self) -> tuple[str, ...]:
        """The ids of the markets marked in Markets, in the sheet's order."""
        return self._navigator.watched()

    def show_markets(self, events: Sequence[Event]) -> int:
        """Add the markets that Markets does not show yet; how many found no room."""
        return self._navigator.show_markets(events)

    def searches(self) -> tuple[WatchRow, ...]:
        """The filled rows of Watch."""
        return self._watches.rows(self.blocks)

    def show_searches(self, results: Mapping[int, WatchResult]) -> None:
        """Write what became of rows of Watch, found by their positions."""
        self._watches.show(results)

    def show_coupon(self, markets: Sequence[CouponMarket]) -> None:
        """Give each of these markets a line of the Coupon."""
        self._coupon.show(markets)

    def assign_blocks(
        self, by_hand: Sequence[str], searched: Sequence[str] = (), held: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Give watched markets a block of the Board each; the market of each block, "" for none.

        A market keeps its block while it is watched; the next one takes a block that is free.
        Where there are too few, those marked by hand and those `held` by an order go first.
        """
        return self._navigator.assign_blocks(by_hand, searched, held)


def _result_cells(result: RowResult) -> list[Any]:
    """As RESULT_KEYS. Amounts say nothing about an offer that nobody has seen."""
    has_offer = bool(result.offer_id) and not result.mark
    cells = {
        "status": text_cell(result.mark or str(result.status)),
        "offer_id": text_cell(result.offer_id) if has_offer else None,
        "matched": as_float(result.matched) if has_offer else None,
        "remaining": as_float(result.remaining) if has_offer else None,
        "message": text_cell(result.message),
        "updated": time_cell(result.updated),
    }
    return [cells[key] for key in RESULT_KEYS]


def _setting(settings: Mapping[str, object], field: Field) -> object:
    """The value beside a field's label, in any language."""
    labels = (label.casefold() for label in in_every_language(field.label))
    return next((settings[label] for label in labels if label in settings), None)


def _money(value: object) -> int | None:
    """Cents; None for what is blank or makes no sense. Zero is an amount here."""
    if is_blank(value):
        return None
    if not isinstance(value, bool | str) and value == 0:
        return 0
    try:
        return parse_money(value, "limit")
    except Problem:
        return None


def _whole(value: object) -> int | None:
    hundredths = _money(value)
    return None if hundredths is None or hundredths % 100 else hundredths // 100


def _seconds(value: object) -> float | None:
    hundredths = _money(value)
    return None if hundredths is None else hundredths / 100


_LIMIT_READERS: Mapping[CellKind, Callable[[object], float | None]] = {
    CellKind.MONEY: _money,
    CellKind.WHOLE: _whole,
    CellKind.SECONDS: _seconds,
}


def _default_interval() -> float:
    return float(INTERVAL.default or SHORTEST_INTERVAL)
