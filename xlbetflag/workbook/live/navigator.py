"""The Markets sheet and the Board's titles: what may be watched, and what is."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from xlbetflag.market.inputs import is_blank, parse_flag
from xlbetflag.market.menu import Event, Market
from xlbetflag.market.naming import label
from xlbetflag.market.problem import Problem
from xlbetflag.texts.forms import ENGLISH, short_moment
from xlbetflag.texts.spoken import text_in
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.columns import Writer
from xlbetflag.workbook.layout.desk import LANGUAGE
from xlbetflag.workbook.layout.tables import MARKET_TABLE
from xlbetflag.workbook.live.block import Seen, TableBlock, find_name, named, read
from xlbetflag.workbook.live.cells import as_text, text_cell, time_cell

if TYPE_CHECKING:
    import xlwings as xw

MENU_KEYS = tuple(column.key for column in MARKET_TABLE.written_by(Writer.DESK))


class Navigator:
    """Rows of Markets are only ever added, and known by market id: a mark stays with its market."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._menu: Sequence[Event] | None = None
        self._left_out = 0
        self._looked_at: Seen | None = None
        self._marked: tuple[str, ...] = ()
        self._titles: dict[str, dict[str, Any]] = {}
        self._listed: dict[str, tuple[Event, Market]] = {}
        self._blocks = [
            market_blocks.block_name(number)
            for number in _while_named(book, market_blocks.block_name)
        ]
        self._language = _language(book)
        self._assigned = [as_text(read(named(book, name))[0][0]) for name in self._blocks]

    @property
    def blocks(self) -> int:
        return len(self._blocks)

    def watched(self) -> tuple[str, ...]:
        block = TableBlock(self._book, MARKET_TABLE)
        if block.seen == self._looked_at:
            return self._marked
        marked = []
        for place, market_id in enumerate(map(as_text, block.column("market_id"))):
            if market_id and _is_yes(block.column_value(place, "watch")):
                self._titles[market_id] = block.cells(place)
                marked.append(market_id)
        self._looked_at, self._marked = block.seen, tuple(dict.fromkeys(marked))
        return self._marked

    def show_markets(self, events: Sequence[Event]) -> int:
        if events is self._menu or events == self._menu:
            self._menu = events
            return self._left_out
        self._listed = {m.market_id: (event, m) for event in events for m in event.markets}
        block = TableBlock(self._book, MARKET_TABLE)
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

    def assign_blocks(
        self, by_hand: Sequence[str], searched: Sequence[str] = (), held: Collection[str] = ()
    ) -> tuple[str, ...]:
        watched = _with_room(self.blocks, self._assigned, by_hand, searched, held)
        kept = [market if market in watched else "" for market in self._assigned]
        waiting = iter([market for market in watched if market not in kept])
        wanted = [market or next(waiting, "") for market in kept]
        for place, (market, shown) in enumerate(zip(wanted, self._assigned, strict=True)):
            if market != shown:
                named(self._book, self._blocks[place]).value = [self._title(market)]
        self._assigned = wanted
        return tuple(wanted)

    def _title(self, market_id: str) -> list[Any]:
        """The cells of a block's title line; for no market, what to do about it."""
        title: list[Any] = [None] * market_blocks.TITLE_WIDTH
        if not market_id:
            title[market_blocks.TITLE_EVENT] = text_cell(
                text_in(market_blocks.EMPTY_BLOCK, self._language)
            )
            return title
        known = self._known(market_id)
        title[market_blocks.TITLE_MARKET_ID] = text_cell(market_id)
        for place, key in (
            (market_blocks.TITLE_EVENT, "event"),
            (market_blocks.TITLE_MARKET, "market"),
            (market_blocks.TITLE_LINE, "line"),
        ):
            title[place] = text_cell(as_text(known.get(key)))
        start = known.get("start")
        if isinstance(start, datetime):
            title[market_blocks.TITLE_START] = text_cell(short_moment(start, self._language))
        return title

    def _known(self, market_id: str) -> dict[str, Any]:
        """What Markets says of a marked market, else what the menu does."""
        if market_id in self._titles or market_id not in self._listed:
            return self._titles.get(market_id, {})
        event, market = self._listed[market_id]
        start = time_cell(event.start)
        return {"event": event.name, "market": market.name, "line": market.line, "start": start}


def _with_room(
    blocks: int,
    on_board: Sequence[str],
    by_hand: Sequence[str],
    searched: Sequence[str],
    held: Collection[str],
) -> tuple[str, ...]:
    """The watched markets that the Board shows.

    Markets marked by hand and those with an order of ours go first, then those shown already.
    """
    watched = dict.fromkeys([*by_hand, *searched])
    firm = [market for market in watched if market in by_hand or market in held]
    shown = [market for market in on_board if market in watched]
    order = [*(market for market in shown if market in firm), *firm, *shown, *watched]
    return tuple(dict.fromkeys(order))[:blocks]


def _menu_rows(events: Sequence[Event]) -> Iterator[tuple[str, list[Any]]]:
    """Market id and cells, as MENU_KEYS, of every market of the menu, each once."""
    seen = set()
    for event in events:
        for market in event.markets:
            if market.market_id not in seen:
                seen.add(market.market_id)
                cells = _menu_cells(event, market)
                yield market.market_id, [cells[key] for key in MENU_KEYS]


def _menu_cells(event: Event, market: Market) -> dict[str, Any]:
    outcomes = ", ".join(
        f"{label(selection)} {market.line}".rstrip() for selection in market.selections
    )
    return {
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


def _is_yes(value: object) -> bool:
    try:
        return parse_flag(value, "watch")
    except Problem:
        return False


def _language(book: "xw.Book") -> str:
    found = find_name(book, LANGUAGE.name)
    return as_text(read(found)[0][0]) if found is not None else ENGLISH


def _while_named(book: "xw.Book", name: Callable[[int], str]) -> Iterator[int]:
    for number in count(1):
        if find_name(book, name(number)) is None:
            return
        yield number
