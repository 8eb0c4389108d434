"""The Coupon's list of markets: what its one function shows a line of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from xlbetflag.workbook.layout.coupon import LISTED, LISTED_ROWS, LISTED_WIDTH
from xlbetflag.workbook.layout.orders import YES
from xlbetflag.workbook.live.block import Values, find_name
from xlbetflag.workbook.live.cells import text_cell

if TYPE_CHECKING:
    import xlwings as xw


class CouponMarket(msgspec.Struct, frozen=True):
    """A market that is watched: `by_hand`, and by these `rows` of Watch. `is_mine`: an order of
    ours stands there, or was matched."""

    market_id: str
    by_hand: bool
    rows: tuple[int, ...] = ()
    is_mine: bool = False


class CouponCells:
    """Of one open workbook; one without the sheet, of an earlier day, shows nothing."""

    def __init__(self, book: "xw.Book") -> None:
        self._book = book
        self._written: tuple[CouponMarket, ...] | None = None

    def show(self, markets: Sequence[CouponMarket]) -> None:
        """List these, in one block, where they are not those listed already."""
        wanted = tuple(markets[:LISTED_ROWS])
        if wanted == self._written:
            return
        area = find_name(self._book, LISTED)
        if area is not None:
            rows: Values = [_cells(market) for market in wanted]
            rows += [[None] * LISTED_WIDTH] * (LISTED_ROWS - len(rows))
            area.value = rows
        self._written = wanted


def _cells(market: CouponMarket) -> list[object]:
    by = [YES] if market.by_hand else []
    by += [str(row) for row in market.rows]
    return [
        text_cell(market.market_id),
        text_cell(" ".join(by)),
        YES if market.is_mine else None,
    ]
