"""What a trading workbook shows at this moment, read back from its cells."""

from typing import Any

import msgspec
import xlwings as xw

from xlbetflag.market.inputs import is_blank
from xlbetflag.workbook.layout import market_blocks
from xlbetflag.workbook.layout.desk import SESSION, SESSION_BLOCK
from xlbetflag.workbook.layout.orders import ORDER_TABLE
from xlbetflag.workbook.live.block import TableBlock, named, read
from xlbetflag.workbook.live.cells import as_text


class BlockView(msgspec.Struct, frozen=True):
    """A block of the Board: its title, and the rows of its selections as BF_BOOK's columns."""

    market_id: str
    event: str
    market: str
    line: str
    rows: tuple[tuple[Any, ...], ...]


class SheetView(msgspec.Struct, frozen=True):
    """`orders`: the filled rows of the order table by column key; empty cells are ""."""

    environment: str
    trading: str
    feed: str
    read_at: str
    blocks: tuple[BlockView, ...]
    orders: tuple[dict[str, Any], ...]


def read_view(book: xw.Book, blocks: int) -> SheetView:
    """One block read for each thing shown. `blocks`: how many the Board has."""
    session = [as_text(row[0]) for row in read(named(book, SESSION_BLOCK))]
    names = [field.name for field in SESSION]
    shown = dict(zip(names, session, strict=True))
    return SheetView(
        environment=shown["Environment"],
        trading=shown["ArmState"],
        feed=shown["FeedState"],
        read_at=shown["ReadAt"],
        blocks=tuple(
            block for number in range(1, blocks + 1) if (block := _block(book, number)).market_id
        ),
        orders=_orders(book),
    )


def _block(book: xw.Book, number: int) -> BlockView:
    start = named(book, market_blocks.block_name(number))
    area = start.resize(1 + market_blocks.BLOCK_ROWS, len(market_blocks.BOOK_COLUMNS))
    title, *rows = read(area)
    return BlockView(
        as_text(title[market_blocks.TITLE_MARKET_ID]),
        as_text(title[market_blocks.TITLE_EVENT]),
        as_text(title[market_blocks.TITLE_MARKET]),
        as_text(title[market_blocks.TITLE_LINE]),
        tuple(tuple(_or_empty(cell) for cell in row) for row in rows if row[1] not in ("", None)),
    )


def _orders(book: xw.Book) -> tuple[dict[str, Any], ...]:
    block = TableBlock(book, ORDER_TABLE)
    rows = ({**block.cells(n), "row": block.position(n)} for n in range(len(block.rows)))
    return tuple(
        {key: _or_empty(value) for key, value in row.items()} | {"market": as_text(row["market"])}
        for row in rows
        if not is_blank(row["market"]) or not is_blank(row["status"])
    )


def _or_empty(value: Any) -> Any:
    return "" if value is None else value
