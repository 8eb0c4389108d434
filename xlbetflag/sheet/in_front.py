"""What a workbook has in front of its user, told to the feed: those markets are read more often."""

from collections.abc import Callable, Iterable

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.workbook.layout.sheets import (
    BOARD,
    COUPON,
    DESK,
    HELP,
    LADDER,
    LOG,
    MARKETS,
    SUMMARY,
    WATCH,
)
from xlbetflag.workbook.live.binding import Binding

NO_PRICES = (DESK, MARKETS, WATCH, SUMMARY, LOG, HELP)
Front = Callable[[], str | None]


def nobody_tells() -> None:
    """The host does not know which sheet is in front."""


def name_in_front(book: xw.Book) -> str | None:
    """The sheet of this workbook that is in front; None where the spreadsheet is busy or gone."""
    try:
        return str(book.sheets.active.name)
    except Exception:  # noqa: BLE001 - each engine has an error of its own for it
        return None


class InFront:
    """Of one workbook. `front`: the name of the sheet in front, as the host knows it; None where it
    does not: then all that is asked for counts as seen."""

    def __init__(self, desk: Desk, binding: Binding, front: Front) -> None:
        self._desk = desk
        self._binding = binding
        self._front = front
        self._who = f"workbook {id(self)}"

    def tell(self, on_board: Iterable[str]) -> None:
        """`on_board`: the markets of the Board's blocks."""
        name = self._front()
        if name in (BOARD, COUPON):
            self._desk.feed.show(self._who, filter(None, on_board))
        elif name == LADDER:
            choice = self._binding.ladder.choice()
            self._desk.feed.show(self._who, [choice.market_id] if choice else [])
        elif name in NO_PRICES:
            self._desk.feed.show(self._who, [])
        else:  # a sheet of the user's own may ask for any
            self._desk.feed.show(self._who, None)
