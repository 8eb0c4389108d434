"""The Markets sheet and the Board's titles: what may be watched, and what is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from xlbetflag.market.inputs import is_blank, parse_flag
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.naming import label
from xlbetflag.market.problem import Problem
from xlbetflag.workbook import layout
from xlbetflag.workbook.block import TableBlock, named, read
from xlbetflag.workbook.cells import as_text, text_cell, time_cell
from xlbetflag.workbook.columns import Writer

if TYPE_CHECKING:
    import xlwings as xw

MENU_KEYS = tuple(column.key for column in layout.MARKET_TABLE.written_by(Writer.DESK))
SHORT_START = "%a %d %b %H:%M"


class Navigator:
    """Rows of Markets are only ever added, and known by market id: a mark stays with its market."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._menu: Sequence[Event] | None = None
        self._left_out = 0
        self._titles: dict[str, dict[str, Any]] = {}
        self._blocks = [
            named(book, layout.block_name(number))
            for number in _while_named(book, layout.block_name)
        ]
        self._assigned = [as_text(read(title)[0][0]) for title in self._blocks]

    @property
    def blocks(self) -> int:
        return len(self._blocks)

    def watched(self) -> tuple[str, ...]:
        block = TableBlock(self._book, layout.MARKET_TABLE)
        marked = []
        for place, market_id in enumerate(map(as_text, block.column("market_id"))):
            if market_id and _is_yes(block.column_value(place, "watch")):
                self._titles[market_id] = block.cells(place)
                marked.append(market_id)
        return tuple(dict.fromkeys(marked))

    def show_markets(self, events: Sequence[Event]) -> int:
        if events == self._menu:
            return self._left_out
        block = TableBlock(self._book, layout.MARKET_TABLE)
        ids = [as_text(value) for value in block.column("market_id")]
        known = set(ids)
        new = [row for row in _menu_rows(events) if row[0] not in known]
        marks = block.column("watch")
        # A mark in an empty row belongs to no market, and must not come to belong to one.
        taken = [place for place, market in enumerate(ids) if market or not is_blank(marks[place])]
        first = taken[-1] + 1 if taken else 0
        room = len(ids) - first
        block.write(first, MENU_KEYS, [cells for _, cells in new[:room]])
        self._menu, self._left_out = events, max(0, len(new) - room)
        return self._left_out

    def assign_blocks(self, watched: Sequence[str]) -> tuple[str, ...]:
        kept = [market if market in watched else "" for market in self._assigned]
        waiting = iter([market for market in watched if market not in kept])
        wanted = [market or next(waiting, "") for market in kept]
        for place, (market, shown) in enumerate(zip(wanted, self._assigned, strict=True)):
            if market != shown:
                self._blocks[place].value = [self._title(market)]
        self._assigned = wanted
        return tuple(wanted)

    def _title(self, market_id: str) -> list[Any]:
        """The cells of a block's title line; for no market, what to do about it."""
        title: list[Any] = [None] * layout.TITLE_WIDTH
        if not market_id:
            title[layout.TITLE_EVENT] = text_cell(layout.EMPTY_BLOCK)
            return title
        known = self._titles.get(market_id, {})
        title[layout.TITLE_MARKET_ID] = text_cell(market_id)
        for place, key in (
            (layout.TITLE_EVENT, "event"),
            (layout.TITLE_MARKET, "market"),
            (layout.TITLE_LINE, "line"),
        ):
            title[place] = text_cell(as_text(known.get(key)))
        start = known.get("start")
        if isinstance(start, datetime):
            title[layout.TITLE_START] = text_cell(start.strftime(SHORT_START))
        return title


def _menu_rows(events: Sequence[Event]) -> Iterator[tuple[str, list[Any]]]:
    """Market id and cells, as MENU_KEYS, of every market of the menu, each once."""
    seen = set()
    for event in events:
        for market in event.markets:
            if market.market_id not in seen:
                seen.add(market.market_id)
                yield market.market_id, _menu_cells(event, market)


def _menu_cells(event: Event, market: Market) -> list[Any]:
    outcomes = ", ".join(
        f"{label(selection)} {market.line}".rstrip() for selection in market.selections
    )
    cells = {
        "start": time_cell(event.start),
        "sport": text_cell(event.sport),
        "competition": text_cell(event.competition),
        "event": text_cell(event.name),
        "market": text_cell(market.name),
        "line": text_cell(market.line),
        "market_id": text_cell(market.market_id),
        "event_id": text_cell(event.event_id),
        "selections": text_cell(outcomes),
    }
    return [cells[key] for key in MENU_KEYS]


def _is_yes(value: object) -> bool:
    try:
        return parse_flag(value, "watch")
    except Problem:
        return False


def _while_named(book: "xw.Book", name: Callable[[int], str]) -> Iterator[int]:
    for number in count(1):
        if name(number) not in book.names:
            return
        yield number
