"""The desk as Excel's macros meet it: every open workbook of the user, on one desk.

Used from one thread, the one that Excel calls in; no other may touch what belongs to Excel.
"""

import logging
import time
from collections.abc import Sequence
from typing import Any

import xlwings as xw

from xlbetflag.desk import Desk
from xlbetflag.hosts.excel.block import FAILED, Answer, read_request
from xlbetflag.hosts.excel.workbook import Workbook
from xlbetflag.workbook.live.cells import clock

LONGEST_INTERVAL = 60.0  # of the macros' timer
STILL_OPEN = 2.5 * LONGEST_INTERVAL
FORGOTTEN_AFTER = 3_600.0
log = logging.getLogger(__name__)
current: "Service | None" = None  # what `entry` hands calls to, while a desk is served


class Service:
    """`answer` never raises."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._workbooks: dict[tuple[int, str], Workbook] = {}
        self._asked_at: dict[tuple[int, str], float] = {}

    @property
    def is_needed(self) -> bool:
        """A workbook has called not long ago. May be asked from any thread."""
        now = time.monotonic()
        return any(now - at < STILL_OPEN for at in list(self._asked_at.values()))

    def answer(self, block: Sequence[Sequence[Any]], book: xw.Book) -> list[list[object]]:
        """What a workbook is answered; a sentence where something is wrong."""
        try:
            request = read_request(block)
            answer = self._workbook(book).answer(request, book)
        except Exception:
            log.exception("a call of Excel's")
            answer = Answer(FAILED, self._desk.say("excel.failed"))
            return answer.block(sequence_of(block), clock(self._desk.now()))
        return answer.block(request.sequence, clock(self._desk.now()))

    def _workbook(self, book: xw.Book) -> Workbook:
        """By window and file: after a Save As it is another one, which asks for everything."""
        native = book.impl.xl
        key = (int(native.Application.Hwnd), str(native.FullName))
        now = time.monotonic()
        if key not in self._workbooks:
            for old, at in list(self._asked_at.items()):
                if now - at > FORGOTTEN_AFTER:
                    del self._workbooks[old], self._asked_at[old]
            self._workbooks[key] = Workbook(self._desk)
        self._asked_at[key] = now
        return self._workbooks[key]


def refuse(block: Sequence[Sequence[Any]], sentence: str) -> list[list[object]]:
    """An answer where there is no desk to ask."""
    return Answer(FAILED, sentence).block(sequence_of(block), "--:--:--")


def sequence_of(block: Any) -> float:
    """The number of a request that may be no request; 0 where it has none."""
    try:
        number = block[0][1]
    except (TypeError, IndexError, KeyError):
        return 0
    return number if isinstance(number, int | float) else 0
