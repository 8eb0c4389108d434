"""What each row of an open sheet says: its words, its status, and the order under its key."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from tests.safety.books import ROWS
from tests.safety.open_sheet import KEYS, OpenSheet
from xlbetflag.orders.order import Order
from xlbetflag.orders.rows.draft import RowResult
from xlbetflag.orders.status import Status
from xlbetflag.workbook.layout.keys import file_of
from xlbetflag.workbook.layout.marks import Mark
from xlbetflag.workbook.live.rows import read_row

NEVER_LEFT = (Status.REFUSED, Status.DRAFT)
OF_AN_ORDER = frozenset(str(status) for status in Status if status not in NEVER_LEFT)
"""Words in a status cell that say what became of the very bet that the row reads as."""


class Line(msgspec.Struct, frozen=True):
    """A row as a trader sees it. `order`: the one that the journal has under its key;
    `is_shared`: another row of the sheet has that key too; `is_foreign`: another file gave it."""

    sheet: str
    key: str
    position: int
    cells: Mapping[str, Any]
    order: Order | None
    is_shared: bool
    is_foreign: bool

    @property
    def status(self) -> str:
        return str(self.cells["status"] or "")

    @property
    def is_blank(self) -> bool:
        typed = ("market", "selection", "side", "price", "stake")
        return all(self.cells[name] in (None, "") for name in typed)

    @property
    def reads_as_its_order(self) -> bool:
        row = read_row(self.key, self.position, self.cells)
        if row is None or row.words is None or self.order is None:
            return False
        said, intent = row.words, self.order.intent
        selection = (said.selection or "").partition(" ")[0]
        return (said.market_id, said.side, said.price, said.size, selection) == (
            intent.market_id,
            intent.bet.side,
            intent.bet.price,
            intent.bet.size,
            intent.bet.selection_id,
        )

    @property
    def is_its_own_order(self) -> bool:
        """A trader may act through it."""
        return self.reads_as_its_order and not self.is_shared and not self.is_foreign

    def __str__(self) -> str:
        typed = ("market", "selection", "side", "price", "stake", "status", "offer_id", "message")
        said = " ".join(str(self.cells[name]) for name in typed if self.cells[name] is not None)
        return f"{self.sheet} row {self.position} [{self.key}] {said}"


def lines(sheet: OpenSheet, orders: Iterable[Order]) -> list[Line]:
    """Rows with a key. `orders`: what is journaled."""
    by_key = {order.key: order for order in orders}
    file_id = sheet.file_id
    rows = [dict(zip(KEYS, values, strict=True)) for values in sheet.read(ROWS)]
    count = Counter(str(cells["key"] or "") for cells in rows)
    return [
        Line(
            sheet.path.stem,
            key,
            sheet.position(place),
            cells,
            by_key.get(key),
            count[key] > 1,
            file_of(key) != file_id,
        )
        for place, cells in enumerate(rows)
        if (key := str(cells["key"] or ""))
    ]


def wrong(line: Line, results: Mapping[str, RowResult]) -> Iterator[str]:
    """What a row shows that is not so, once everything is at rest and the sheet was ticked."""
    result = results.get(line.key)
    if line.order is None or result is None or line.is_blank:
        return
    if line.is_shared and line.status == Mark.COPY:
        return
    if line.reads_as_its_order:
        yield from _not_its_state(line, result)
    elif line.status in OF_AN_ORDER:
        yield f"{line} shows an order's state, the order is {line.order.intent}"


def _not_its_state(line: Line, result: RowResult) -> Iterator[str]:
    if not line.status or result.status in NEVER_LEFT:
        return
    cents = result.matched / 100 if result.offer_id else None
    shown = line.status, line.cells["offer_id"] or "", line.cells["matched"]
    if shown != (str(result.status), result.offer_id, cents):
        yield f"{line} shows {shown}, the desk says {result}"
