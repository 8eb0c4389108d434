"""The trading workbook's cells over markets whose books a test rolls on, without desk or feed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import msgspec
import xlwings as xw

from tests.support.views import BOOK, MATCHES, OFFERS, READ_AT, LaidDownView, fresh
from xlbetflag.api.config import Environment
from xlbetflag.engines import headless
from xlbetflag.functions import FUNCTIONS, Cells
from xlbetflag.market.book import Level, SelectionBook
from xlbetflag.sheet.looks import Looks
from xlbetflag.workbook.build.builder import build
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.sheets import BOARD, FIRST_COLUMN


class RollingSheet:
    """Every `roll` gives every market another book, with offers and matches of ours there."""

    def __init__(self, book: xw.Book, blocks: int) -> None:
        self.book = book
        self.view = LaidDownView()
        self._random = Random(1)
        self._markets = [str(813_016 + number) for number in range(blocks)]
        looks = Looks(self.view)
        cells = Cells(looks, lambda: "en")
        for function in FUNCTIONS.values():
            book.impl.functions.add(
                function.name,
                lambda *values, name=function.name: cells.call(name, values),
                function.minimum_arguments,
                len(function.arguments),
                volatile=False,
                sources=looks,
            )
        self.roll()
        for number, market in enumerate(self._markets, start=1):
            place = market_blocks.block_row(number) + 1, FIRST_COLUMN + 1
            book.sheets[BOARD].range(place).value = f"'{market}"

    def roll(self) -> None:
        """As after a second in which all was read."""
        for market in self._markets:
            selections = tuple(map(self._rolled, BOOK.selections))
            book = msgspec.structs.replace(BOOK, market_id=market, selections=selections)
            self.view.books[market] = msgspec.structs.replace(fresh(book), read_at=READ_AT)
            self.view.mine[market] = fresh(msgspec.structs.replace(OFFERS, market_id=market))
            self.view.matched[market] = fresh(MATCHES)
            self.view.profits[market] = fresh({"1": self._random.randrange(-999, 999)})

    def _rolled(self, selection: SelectionBook) -> SelectionBook:
        price, size = self._random.randrange(150, 900), self._random.randrange(200, 99_999)
        back = tuple(Level(price - step, size) for step in range(3))
        lay = tuple(Level(price + 1 + step, size) for step in range(3))
        return msgspec.structs.replace(selection, back=back, lay=lay)


@contextmanager
def rolling_sheet(folder: Path, blocks: int) -> Iterator[RollingSheet]:
    """A fresh workbook with so many blocks, a market in each."""
    path = folder / "rolling.xlsx"
    build(path, file_id="testfile", environment=Environment.PRACTICE, blocks=blocks)
    before = xw.engines.active
    headless.activate()
    app = xw.App(add_book=False)
    try:
        yield RollingSheet(app.books.open(str(path)), blocks)
    finally:
        app.quit()
        xw.engines.active = before
